import { Pool } from 'undici';

/*
 * A program: the calls of a poll and nothing else, by undici's Pool in its plain use. Given a number of calls, it makes
 * them, 200 at once, and answers with the CPU they took, in milliseconds.
 */
const [, , origin = ''] = process.argv;
const atOnce = 200;
const pool = new Pool(origin, { connections: 256, allowH2: false });
const headers = { authorization: `ESA ${'x'.repeat(60)}`, 'content-type': 'application/json; charset=utf-8' };
const body = JSON.stringify({
  dateType: 1,
  startDatetime: '2026-11-24T12:00:00+0900',
  endDatetime: '2026-11-24T12:15:00+0900',
  PaginationRequestModel: {
    requestRecordsAmount: 1_000,
    requestPage: 1,
    SortModelList: [{ sortColumn: 1, sortDirection: 1 }],
  },
});

async function call(): Promise<void> {
  const answer = await pool.request({ method: 'POST', path: '/es/2.0/order/searchOrder/', headers, body });
  await answer.body.text();
}

process.on('message', async (calls: number) => {
  const before = process.cpuUsage();
  let left = calls;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (left-- > 0) await call();
    }),
  );
  const { user, system } = process.cpuUsage(before);
  process.send?.((user + system) / 1_000);
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
