import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recount } from '../../journal/index.ts';
import { knock } from '../local/fixture/knock.ts';
import { startDesk } from '../local/fixture/started-desk.ts';
import { until } from '../local/fixture/until.ts';

/** A running `npm start`, worked on with the operators' commands and the mall's control API, as on the desk. */
const folder = mkdtempSync(join(tmpdir(), 'tsunagi-operations-'));
const journal = join(folder, 'journal.ndjson');
const speed = 20;
/** How long the mall would refuse a new key, by its own clock: longer than this test takes on any machine. The control API ends it. */
const refusedMs = 24 * 3_600_000;
const { child, ended, said } = startDesk(
  '--data',
  folder,
  '--fresh',
  // Four at RMS, and one at Yahoo, whose merchant is the first of them.
  '--malls',
  'rms,yahoo',
  '--shops',
  '5',
  // Its orders are held against the mall's books while they change: who changes them is this test.
  '--alone',
  '--json',
  '--speed',
  String(speed),
  '--journal',
  journal,
);

beforeAll(() => until('the first imported orders', () => /orders imported/.test(said())));
afterAll(() => {
  child.kill('SIGKILL');
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

const control = <T>(name: string, body: object): Promise<T> => knock(folder, 'rms', name, body);

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
  await until(what, async () => {
    last = await ask();
    return isSo(last);
  });
  return last as T;
}

describe('on the desk', () => {
  it('a spoilt and a hidden order are named while their shop imports on, and both come once mended', async () => {
    const [shop] = await shopsOfRms();
    const shopUrl = codeOf(shop);
    const [spoilt, hidden] = [await addOrder(shopUrl), await addOrder(shopUrl)];
    await control('spoil-order', { orderNumber: spoilt, how: 'wrong-type' });
    await control('hide-order', { orderNumber: hidden });
    const sound = await addOrder(shopUrl);

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

  it('an expired key pauses its shop alone, says what to do, and a new key resumes it', async () => {
    const shops = await shopsOfRms();
    const shopUrl = codeOf(shops[1]);
    await control('expire-key', { shopUrl });
    const pauses = () => ops('pauses');
    const paused = await opsUntil('the pause', pauses, (text) => text.includes(shopUrl));
    expect(paused).toContain('credentials');
    for (const other of [shops[0], shops[2]]) expect(paused).not.toContain(codeOf(other));

    const order = await addOrder(shopUrl);
    const { licenseKey } = await control<{ licenseKey: string }>('rotate-key', { shopUrl });
    await handIn(['shops', 'key'], shopUrl, licenseKey);
    await opsUntil('the pause lifted', pauses, (text) => !text.includes(shopUrl));
    await opsUntil('the order of the pause', () => stored(order), Boolean);
  });

  it('a key rotated while orders arrive costs none of them, though the old one is dead at once and the mall refuses the new one at first', async () => {
    const [shop, ...others] = await shopsOfRms();
    const shopUrl = codeOf(shop);
    const before = await addOrder(shopUrl);
    const { licenseKey } = await control<{ licenseKey: string }>('rotate-key', { shopUrl, activeInMs: refusedMs });
    const rotate = async (): Promise<object> =>
      JSON.parse(await handIn(['keys', 'rotate', '--json'], shopUrl, licenseKey)) as object;
    expect(await rotate()).toMatchObject({ state: 'pending', pendingBecause: 'refused' });
    const inBetween = [await addOrder(shopUrl)];

    // The old key is found to be dead: only its shop is paused, and no page is sent.
    const paused = await opsUntil(
      'the pause',
      () => ops('pauses'),
      (text) => text.includes(shopUrl),
    );
    expect(paused).toContain('credentials');
    for (const other of others) expect(paused).not.toContain(codeOf(other));
    expect(await ops('status')).not.toContain('whose key the mall refuses');
    inBetween.push(await addOrder(shopUrl));
    // The same key handed in again changes nothing.
    expect(await rotate()).toMatchObject({ state: 'pending' });

    await control('activate-key', { shopUrl });
    await opsUntil(
      'the new key in use',
      () => opsJson<{ pending: number; keys: { shop: string; keyVersion: number }[] }>('keys', 'list'),
      ({ pending, keys }) => pending === 0 && keys.some((one) => one.shop === shop?.shop && one.keyVersion === 2),
    );
    await opsUntil(
      'the pause lifted',
      () => ops('pauses'),
      (text) => !text.includes(shopUrl),
    );
    for (const order of [before, ...inBetween, await addOrder(shopUrl)]) {
      await opsUntil(`the order ${order}`, () => stored(order), Boolean);
    }
    expect(await rotate()).toMatchObject({ state: 'unchanged', keyVersion: 2 });
    expect(await opsJson('incidents', 'list')).toEqual({ incidents: [], hasMore: false });
  });

  it('three imports of one span beside the schedule, while orders change, leave each order as the mall shows it', async () => {
    const shops = await shopsOfRms();
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
      shopUrl,
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

  it('the desk ends with nothing missing and nothing doubled, by its own count and by the recount of its journal', async () => {
    child.kill('SIGINT');
    expect(await ended, said()).toBe(0);
    const { figures, findings } = await recount(journal);
    expect(findings).toEqual([]);
    expect(figures).toMatchObject({ shops: 5, orders: { missing: 0, duplicates: 0 } });
    expect(JSON.parse(said().trim().split('\n').at(-1) ?? '')).toEqual(figures);
  });
});

/** A new order at the mall. */
async function addOrder(shopUrl: string): Promise<string> {
  return (await control<{ orderNumbers: string[] }>('add-orders', { shopUrl, count: 1 })).orderNumbers[0] ?? 'no order';
}

/** Runs a command that takes a shop's keys, with the licence key that its mall has issued. */
async function handIn(command: readonly string[], shopUrl: string, licenseKey: string): Promise<string> {
  const shops = listOf(await control<{ shopUrl: string; serviceSecret: string }[]>('shops', {}));
  const { serviceSecret } = shops.find((one) => one.shopUrl === shopUrl) ?? { serviceSecret: '' };
  const words = [...command, '--shop', shopUrl, '--keys-from', '-', '--data', folder];
  const running = runNode(process.execPath, ['bin/ops.ts', ...words]);
  running.child.stdin?.end(JSON.stringify({ serviceSecret, licenseKey }));
  return (await running).stdout;
}

interface BookedOrder {
  readonly orderNumber: string;
  readonly model: object;
}

async function booksOf(shopUrl: string): Promise<readonly BookedOrder[]> {
  const { shops } = await control<{ shops: { shopUrl: string; orders: BookedOrder[] }[] }>('books', {});
  return shops.find((shop) => shop.shopUrl === shopUrl)?.orders ?? [];
}

function importAll(shop: string): Promise<{ read: number }> {
  return opsJson('import', '--shop', shop, '--from', '-9d', '--to', 'now');
}

function orderNumberOf(line: string): string {
  return (JSON.parse(line) as { orderNumber: string }).orderNumber;
}

/** The shops of RMS whose code no shop of another mall has, so that it names them alone. */
async function shopsOfRms(): Promise<{ shop: string }[]> {
  const all = listOf(await opsJson<{ shop: string }[]>('shops', 'list'));
  const codes = all.map(codeOf);
  return all.filter(
    ({ shop }, index) =>
      shop.startsWith('rms#') && codes.indexOf(codes[index] ?? '') === codes.lastIndexOf(codes[index] ?? ''),
  );
}

function codeOf(shop: { shop: string } | undefined): string {
  if (shop === undefined) throw new Error('There is such a shop.');
  return shop.shop.slice(shop.shop.indexOf('#') + 1);
}

/** Commands and doors answer with a list, or with an object that holds one. */
function listOf<T>(answer: T[] | Record<string, unknown>): T[] {
  if (Array.isArray(answer)) return answer;
  return Object.values(answer).find(Array.isArray) ?? [];
}
