import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recount } from '../../journal/index.ts';
import { until } from './fixture/until.ts';

/** A running `npm start`, worked on with the operators' commands and the mall's control door, as on the desk. */
const folder = mkdtempSync(join(tmpdir(), 'tsunagi-operations-'));
const journal = join(folder, 'journal.ndjson');
const speed = 20;
const desk = spawn(
  process.execPath,
  [
    'bin/local.ts',
    '--data',
    folder,
    '--fresh',
    // Three at RMS, of which the first has one at Yahoo!ショッピング, too.
    '--shops',
    '4',
    // Its orders are held against the mall's books while they change: who changes them is this test.
    '--alone',
    '--json',
    '--speed',
    String(speed),
    '--journal',
    journal,
  ],
  { stdio: ['ignore', 'pipe', 'pipe'] },
);
let said = '';
const ended = new Promise<number | null>((resolve) => desk.once('close', resolve));
for (const stream of [desk.stdout, desk.stderr]) {
  stream.setEncoding('utf8').on('data', (part: string) => {
    said += part;
  });
}

beforeAll(() => until('the first imported orders', () => /orders imported/.test(said), 60_000));
afterAll(() => {
  desk.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

const runNode = promisify(execFile);

async function ops(...args: string[]): Promise<string> {
  const { stdout } = await runNode(process.execPath, ['bin/ops.ts', ...args, '--data', folder]);
  return stdout;
}

async function opsJson<T>(...args: string[]): Promise<T> {
  return JSON.parse(await ops(...args, '--json')) as T;
}

async function control<T>(name: string, body: object): Promise<T> {
  const { simulatorUrl } = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as { simulatorUrl: string };
  const answer = await fetch(`${simulatorUrl}/control/${name}`, { method: 'POST', body: JSON.stringify(body) });
  expect(answer.status, `${name}: ${await answer.clone().text()}`).toBe(200);
  return (await answer.json()) as T;
}

/** Whether `ops orders show` knows the order; it fails for one that is not there. */
function stored(orderNumber: string): Promise<boolean> {
  return ops('orders', 'show', orderNumber).then(
    (text) => text.includes(orderNumber),
    () => false,
  );
}

/** What ops says now, until it is what is waited for. */
async function opsUntil<T>(what: string, ask: () => Promise<T>, isSo: (answer: T) => boolean): Promise<T> {
  let last: T | undefined;
  await until(
    what,
    async () => {
      last = await ask();
      return isSo(last);
    },
    90_000,
  );
  return last as T;
}

describe('on the desk', () => {
  it('a spoilt and a hidden order are named while their shop imports on, and both come once mended', {
    timeout: 240_000,
  }, async () => {
    const [shop] = await opsJson<{ shop: string }[]>('shops', 'list').then(listOf);
    const shopUrl = codeOf(shop);
    const add = async (): Promise<string> =>
      (await control<{ orderNumbers: string[] }>('add-orders', { shopUrl, count: 1 })).orderNumbers[0] ?? 'no order';
    const [spoilt, hidden] = [await add(), await add()];
    await control('spoil-order', { orderNumber: spoilt, how: 'wrong-type' });
    await control('hide-order', { orderNumber: hidden });
    const sound = await add();

    const problems = () => ops('orders', 'problems');
    const named = await opsUntil(
      'both problems named',
      problems,
      (text) => text.includes(spoilt) && text.includes(hidden),
    );
    expect(named).not.toContain(sound);
    await opsUntil('the sound order stored', () => stored(sound), Boolean);

    await control('mend-order', { orderNumber: spoilt });
    await control('show-order', { orderNumber: hidden });
    await opsUntil('both orders mended', problems, (text) => !text.includes(spoilt) && !text.includes(hidden));
  });

  it('an expired key pauses its shop alone, says what to do, and a new key resumes it', {
    timeout: 240_000,
  }, async () => {
    const shops = await opsJson<{ shop: string }[]>('shops', 'list').then(listOf);
    const shopUrl = codeOf(shops[1]);
    await control('expire-key', { shopUrl });
    const pauses = () => ops('pauses');
    const paused = await opsUntil('the pause', pauses, (text) => text.includes(shopUrl));
    expect(paused).toContain('credentials');
    for (const other of [shops[0], shops[2]]) expect(paused).not.toContain(codeOf(other));

    const order =
      (await control<{ orderNumbers: string[] }>('add-orders', { shopUrl, count: 1 })).orderNumbers[0] ?? 'no order';
    const { licenseKey } = await control<{ licenseKey: string }>('rotate-key', { shopUrl });
    const { serviceSecret } = listOf(await control<{ shopUrl: string; serviceSecret: string }[]>('shops', {})).find(
      (one) => one.shopUrl === shopUrl,
    ) ?? { serviceSecret: '' };
    const child = runNode(process.execPath, [
      'bin/ops.ts',
      'shops',
      'key',
      '--shop',
      // Its twin at Yahoo!ショッピング has the same code.
      `rms#${shopUrl}`,
      '--keys-from',
      '-',
      '--data',
      folder,
    ]);
    child.child.stdin?.end(JSON.stringify({ serviceSecret, licenseKey }));
    await child;
    await opsUntil('the pause lifted', pauses, (text) => !text.includes(shopUrl));
    await opsUntil('the order of the pause', () => stored(order), Boolean);
  });

  it('three imports of one span beside the schedule, while orders change, leave each order as the mall shows it', {
    timeout: 240_000,
  }, async () => {
    const shops = await opsJson<{ shop: string }[]>('shops', 'list').then(listOf);
    const shopUrl = codeOf(shops[2]);
    const before = await booksOf(shopUrl);
    const importing = Promise.all([1, 2, 3].map(() => importAll(shopUrl)));
    for (const [index, { orderNumber }] of before.entries()) {
      if (index % 4 === 0) await control('edit-order', { shopUrl, orderNumber });
      if (index % 9 === 0) await control('cancel-order', { shopUrl, orderNumber });
    }
    for (const { read } of await importing) expect(read).toBeGreaterThan(50);
    await importAll(shopUrl);

    const exported = await ops(
      'orders',
      'export',
      '--shop',
      `rms#${shopUrl}`,
      '--from',
      '-9d',
      '--to',
      'now',
      '--format',
      'json',
    );
    const stored = new Map(
      exported
        .trim()
        .split('\n')
        .map((line) => [orderNumberOf(line), line]),
    );
    const books = (await booksOf(shopUrl)).filter(({ orderNumber }) =>
      before.some((one) => one.orderNumber === orderNumber),
    );
    expect(books.length).toBeGreaterThan(50);
    const otherwise = books.filter(({ orderNumber, model }) => {
      const line = stored.get(orderNumber);
      return line !== undefined && JSON.stringify(JSON.parse(line)) !== JSON.stringify(model);
    });
    expect(otherwise.map(({ orderNumber }) => orderNumber)).toEqual([]);
    expect(books.filter(({ orderNumber }) => stored.has(orderNumber)).length).toBeGreaterThan(50);
  });

  it('ends with nothing missing and nothing double, by its own count and by the recount of its journal', {
    timeout: 120_000,
  }, async () => {
    desk.kill('SIGINT');
    expect(await ended, said).toBe(0);
    const { figures, findings } = await recount(journal);
    expect(findings).toEqual([]);
    expect(figures).toMatchObject({ shops: 4, orders: { missing: 0, duplicates: 0 } });
    expect(JSON.parse(said.trim().split('\n').at(-1) ?? '')).toEqual(figures);
  });
});

interface BookedOrder {
  readonly orderNumber: string;
  readonly model: object;
}

async function booksOf(shopUrl: string): Promise<readonly BookedOrder[]> {
  const { shops } = await control<{ shops: { shopUrl: string; orders: BookedOrder[] }[] }>('books', {});
  return shops.find((shop) => shop.shopUrl === shopUrl)?.orders ?? [];
}

function importAll(shop: string): Promise<{ read: number }> {
  return opsJson('import', '--shop', `rms#${shop}`, '--from', '-9d', '--to', 'now');
}

function orderNumberOf(line: string): string {
  return (JSON.parse(line) as { orderNumber: string }).orderNumber;
}

function codeOf(shop: { shop: string } | undefined): string {
  return shop?.shop.replace('rms#', '') ?? 'no shop';
}

/** Commands and doors answer with a list, or with an object that holds one. */
function listOf<T>(answer: T[] | Record<string, unknown>): T[] {
  if (Array.isArray(answer)) return answer;
  return Object.values(answer).find(Array.isArray) ?? [];
}
