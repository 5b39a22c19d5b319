import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createProgress, type ProgressSeen } from '../../../console/views/shipments/progress.ts';
import { minuteMs } from '../../../core/kernel/time.ts';
import type { Ports } from '../../../core/ports/index.ts';
import type { AnsweredWish } from '../../../ops/pushes/ask.ts';
import { workPushes } from '../ops/push-states.ts';
import { openPushWorld, type PushOpsWorld } from '../ops/push-world.ts';
import { trackingNumber } from '../ops/shipments/reading.ts';
import { type ConsoleWorld, openConsole } from './console-world.ts';

let world: PushOpsWorld;
let console: ConsoleWorld;

beforeEach(async () => {
  world = await openPushWorld(mkdtempSync(join(tmpdir(), 'tsunagi-console-')));
  console = openConsole({ mayChange: true, world });
});
afterEach(() => rmSync(world.folder, { recursive: true }));

const headings = '受注番号,配送会社,お荷物伝票番号,発送日,お届け先名';
const line = (index: number, number = trackingNumber(index + 1), day = '2026/11/24'): string =>
  `${world.orderNumbers[index]},ヤマト運輸,${number},${day},山田花子`;
const fileOf = (content: string | Uint8Array<ArrayBuffer>): File =>
  new File([content], '出荷.csv', { type: 'text/csv' });

/** Uploads a file; gives the address of its page. */
async function upload(
  content: string | Uint8Array<ArrayBuffer>,
  more: Record<string, string> = {},
  to = console,
): Promise<string> {
  const answer = await to.submit('/shipments', '', { file: fileOf(content), ...more });
  expect([answer.status, answer.status === 303 ? '' : await answer.text()]).toEqual([303, '']);
  return answer.headers.get('location') ?? '';
}

const headingsOf = (page: string): (string | undefined)[] =>
  [...page.matchAll(/<th scope="col">([^<]*)/g)].map(([, name]) => name);

const seenOn = (page: string): string => /name="seen" value="([^"]+)"/.exec(page)?.[1] ?? '';

describe('a file of shipments in the console', () => {
  it('says what would be requested, and requests nothing before the button is pressed', async () => {
    const page = await console.page(await upload([headings, line(0), line(1)].join('\r\n')));
    expect(page).toContain('Tsunagi’s own columns, UTF-8: 2 lines');
    expect(page).toContain('2 changes would be requested');
    expect(page).toContain('>Request the shipments of 2 orders</button>');
    expect(page).not.toContain('山田花子');
    expect(world.pushes()).toEqual([]);
  });

  it('warns of an order whose cancel is requested, and requests it all the same where a person wants that', async () => {
    const [asked = ''] = world.orderNumbers;
    world.rms.control.cancelOrder(world.shop.code, asked, { finalAfterMs: 60 * minuteMs });
    world.pass(minuteMs);
    await world.scan(world.shop);
    const path = await upload([headings, line(0), line(1)].join('\n'));
    const page = await console.page(path);
    const [, warnings = ''] = page.split('<h2>Please check</h2>');
    expect(warnings.split('</section>')[0]).toMatch(/>2<\/th><td>order<\/td>.*Its cancel is requested and not final/s);
    expect(page).toContain('>Request the shipments of 2 orders</button>');
    await console.submit(path, '/request', { seen: seenOn(page) });
    expect(world.pushes()).toHaveLength(2);
  });

  it('is known by its headings, in Shift_JIS as well', async () => {
    const b2 = [
      'お客様管理番号,送り状種類,伝票番号,出荷予定日,お届け先名',
      `${world.orderNumbers[0]},0,${trackingNumber(1)},2026/11/24,山田`,
    ];
    const page = await console.page(await upload(new Uint8Array(iconv.encode(b2.join('\r\n'), 'cp932'))));
    expect(page).toContain('ヤマト B2クラウド, Shift_JIS: 1 line');
    expect(page).toContain('1 change would be requested');
  });

  it('shows bad cells with their reason, and takes what is corrected in place', async () => {
    const path = await upload([headings, line(0), line(1, '4.44414E+11', '2026-11-31')].join('\n'));
    const page = await console.page(path);
    expect(page).toMatch(
      /name="3\.trackingNumber" size="14" value="4\.44414E\+11"[^>]*class="wrong" aria-invalid="true" aria-describedby="why-3-trackingNumber"/,
    );
    expect(page).toContain('was shortened by a spreadsheet');
    expect(page).toMatch(/name="3\.shippedOn"[^>]*class="wrong"/);
    expect(page).toMatch(/name="3\.orderNumber" size="14" value="[\w-]+" aria-label="line 3, order" autocomplete/);
    expect(page).toContain('1 line not good');
    expect(headingsOf(page).slice(0, 3)).toEqual(['line', 'exclude', 'order']);
    const corrected = { '3.trackingNumber': trackingNumber(2), '3.shippedOn': '2026-11-24' };
    expect((await console.submit(path, '', corrected)).headers.get('location')).toBe(path);
    expect(await console.page(path)).toContain('2 changes would be requested');
    expect(await console.page(path)).not.toContain('Lines to correct');
  });

  it('says what is wrong with a line as a whole before its cells, which may go beyond the edge of the screen', async () => {
    const page = await console.page(await upload([headings, line(0), line(0, '')].join('\n')));
    expect(headingsOf(page).slice(0, 4)).toEqual(['line', 'exclude', 'what is wrong', 'order']);
    expect(page).toContain('is good, but line 3 of the same order is not: its parcels go together.');
  });

  it('leaves its name out of the record of changes: a name may be that of a person', async () => {
    const file = new File([[headings, line(0)].join('\n')], '山田花子様_出荷.csv', { type: 'text/csv' });
    const path = (await console.submit('/shipments', '', { file })).headers.get('location') ?? '';
    expect(await console.page(path)).toContain('山田花子様_出荷.csv');
    await console.submit(path, '/request', { seen: seenOn(await console.page(path)) });
    expect(world.pushes()).toHaveLength(1);
    expect(console.recorded).toHaveLength(1);
    expect(console.recorded.join('\n')).not.toContain('山田');
  });

  it('is requested by who pressed the button, and followed until the mall shows each parcel', async () => {
    const [first = ''] = world.orderNumbers;
    const path = await upload([headings, line(0), line(1, '')].join('\n'));
    const answer = await console.submit(path, '/request', { seen: seenOn(await console.page(path)) });
    expect(answer.status).toBe(303);
    expect(console.recorded).toEqual([`ops push ship --file ${path} (1): done`]);
    expect(world.pushes()).toMatchObject([{ orderNumber: first, by: 'tester', content: { kind: 'ship' } }]);
    const sent = await console.page(path);
    expect(sent).toContain('<output class="number">0/1</output>');
    // The bad line stays, to be corrected.
    expect(sent).toContain('name="3.trackingNumber"');
    await world.ops(`push confirm ${first}`);
    for (let round = 0; round < 4; round++) {
      await workPushes(world);
      world.pass(40 * minuteMs);
    }
    expect(await console.page(path)).toContain('<output class="number">1/1</output>');
  });

  it('is counted without what stands already: the same file twice would request nothing, and said it would', async () => {
    await world.ops(
      `push ship ${world.orderNumbers[0]} --carrier 1001 --number ${trackingNumber(1)} --date 2026-11-24`,
    );
    const page = await console.page(await upload([headings, line(0)].join('\n')));
    expect(page).toContain('<output class="number">0</output>');
    expect(page).toContain('>Follow what was requested before: 1 order</button>');
  });

  it('is not requested again by a second press, nor where it has changed since it was shown', async () => {
    const path = await upload([headings, line(0), line(1, '')].join('\n'));
    const seen = seenOn(await console.page(path));
    await console.submit(path, '', { '3.trackingNumber': trackingNumber(9) });
    const answer = await console.submit(path, '/request', { seen });
    expect([answer.status, await answer.text()]).toEqual([409, expect.stringContaining('Nothing was requested.')]);
    expect(world.pushes()).toEqual([]);
  });

  it('is only looked at in a console that is read only', async () => {
    const readOnly = openConsole({ world });
    const path = await upload([headings, line(0)].join('\n'), {}, readOnly);
    const page = await readOnly.page(path);
    expect(page).toContain('1 change would be requested');
    expect(page).not.toContain(`${path}/request`);
    expect((await readOnly.submit(path, '/request', { seen: 'x' })).status).toBe(403);
    expect([world.pushes(), readOnly.recorded]).toEqual([[], [`POST ${path}/request: refused`]]);
  });

  it.each([
    ['an empty file', '', {}, 'Choose a file that is not empty.'],
    ['a workbook', 'PK\u0003\u0004…', {}, 'is an Excel workbook'],
    ['other columns', 'a,b\n1,2', {}, 'there is no column order_number'],
    ['no carriers', '受注番号,お荷物伝票番号\n1,2', {}, 'Carrier of all lines'],
    ['a shop that there is not', `${headings}\n1,2`, { shop: 'kado' }, 'there is no shop'],
    ['a day that there is not', `${headings}\n1,2`, { date: '31.11.' }, 'Day of lines without one: got'],
  ])('is refused in words: %s', async (_, content, more, words) => {
    const answer = await console.submit('/shipments', '', { file: fileOf(content), ...more });
    const shown =
      answer.status === 303
        ? await console.send(answer.headers.get('location') ?? '', { headers: await console.enter() })
        : answer;
    expect([shown.status, await shown.text()]).toEqual([400, expect.stringContaining(words)]);
  });

  it('of a million empty lines, or of quotation marks and commas alone, is answered at once and says what is wrong', async () => {
    const said = async (content: string): Promise<string> => {
      const answer = await console.submit('/shipments', '', { file: fileOf(content) });
      expect(answer.status).toBe(400);
      return answer.text();
    };
    expect(await said(`${headings}\n${'\n'.repeat(1_500_000)}`)).toContain('line 20001: the file is too long');
    expect(await said(`${headings}\n${'a\nb,c\n'.repeat(1_000_000)}`)).toContain('line 20001: the file is too long');
    expect(await said(','.repeat(8_000_000))).toContain('line 1: has more than 1000000 bytes or 10000 cells');
    expect(await said(`${headings}\n"${'""'.repeat(4_000_000)}`)).toContain('line 2: a quotation mark opens a cell');
  });

  it.each([
    ['application/x-www-form-urlencoded', 'a&'.repeat(4_000_000)],
    ['multipart/form-data; boundary=x', '--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n\r\n'.repeat(100_000)],
  ])('a form of millions of fields (%s) is refused before it is taken apart', async (type, body) => {
    const headers = { ...(await console.enter()), 'content-type': type };
    const answer = await console.send('/shipments', { method: 'POST', headers, body });
    expect(answer.status).toBe(413);
  });

  it('with more lines than a page takes is answered with the command as it is typed: a label stood for its --file', async () => {
    const answer = await console.submit('/shipments', '', {
      file: fileOf(`${headings}\n${`${line(0)}\n`.repeat(2_001)}`),
    });
    expect([answer.status, await answer.text()]).toEqual([
      400,
      expect.stringContaining('Use the command: <code>npm run ops -- push ship --file &lt;file&gt;</code>'),
    ]);
  });

  it('is refused where it is too large', async () => {
    const answer = await console.submit('/shipments', '', { file: fileOf('x'.repeat(8 * 1024 * 1024 + 1)) });
    expect([answer.status, await answer.text()]).toEqual([413, expect.stringContaining('8 MiB at most')]);
  });

  it('shows markup in its name and in its cells as text', async () => {
    const markup = '"><img src=x onerror=alert(1)>';
    const cell = `"${markup.replaceAll('"', '""')}"`;
    const file = new File([`${headings}\n${[cell, cell, cell, cell, cell].join(',')}`], markup);
    const answer = await console.submit('/shipments', '', { file });
    const page = await console.page(answer.headers.get('location') ?? '');
    expect(page).toContain('&lt;img src=x');
    expect(page).not.toContain('<img');
  });
});

describe('what was requested of a file', () => {
  it('is named out of date where a look failed: viewers saw the last one as if it were new', async () => {
    vi.useFakeTimers();
    try {
      const wish = { shop: { key: 'rms#a' }, orderNumber: '1', content: { kind: 'ship', parcels: [] }, outcome: {} };
      const seen: ProgressSeen[] = [];
      createProgress({} as Ports, [wish as unknown as AnsweredWish]).follow((one) => seen.push(one));
      await vi.advanceTimersByTimeAsync(0);
      expect(seen.map(({ failure }) => String(failure))).toEqual(['a defect of Tsunagi: TypeError']);
    } finally {
      vi.useRealTimers();
    }
  });
});
