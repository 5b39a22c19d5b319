import { beforeEach, describe, expect, it, vi } from 'vitest';
import { listOrders, type OrderQuery } from '../../../../core/import/list-orders.ts';
import { dayMs, hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import type { StoredOrder } from '../../../../core/model/order.ts';
import type { Shop, ShopKey } from '../../../../core/model/shop.ts';
import { defaultImportSettings } from '../../../../core/session/import-settings.ts';
import { rmsTraits } from '../../../../malls/rms/traits.ts';
import { yahooTraits } from '../../../../malls/yahoo/traits.ts';
import { type MemoryPorts, memoryPorts } from '../../../../proving/memory/index.ts';
import type { Push } from '../../../../proving/memory/push.ts';
import { putChanges } from '../../../../proving/memory/row-of-change.ts';

const now = Date.parse('2026-11-24T15:45:00+09:00');
const [kado, sakura, tea]: [ShopKey, ShopKey, ShopKey] = ['rms#kado', 'rms#sakura', 'yahoo#tea'];
const shopOf = (key: ShopKey) => ({ key, mall: key.split('#')[0] }) as Shop;
const numberOf = (index: number): string => `370001-20261124-${String(index).padStart(10, '0')}`;

let ports: MemoryPorts;
/** How often each shop was asked for its newest, and how many rows were read. */
let asked: ShopKey[];
let rowsRead: number;
/** Shops whose changes were asked for. */
let marksAsked: ShopKey[];
/** What a reading of rows waits for. */
let beforeRows: () => Promise<void>;

beforeEach(() => {
  ports = memoryPorts();
  [asked, rowsRead, marksAsked] = [[], 0, []];
  beforeRows = async () => {};
});

function list(shops: readonly ShopKey[], query: Partial<OrderQuery> = {}) {
  const { orderList } = ports;
  const watched = {
    ...orderList,
    newest: (...[shop, ...rest]: Parameters<typeof orderList.newest>) => {
      asked.push(shop);
      return orderList.newest(shop, ...rest);
    },
    summaries: async (keys: Parameters<typeof orderList.summaries>[0]) => {
      rowsRead += keys.length;
      return orderList.summaries(keys);
    },
    rows: async (keys: Parameters<typeof orderList.rows>[0]) => {
      if (keys.length > 0) await beforeRows();
      rowsRead += keys.length;
      return orderList.rows(keys);
    },
  };
  const changes = {
    ...ports.changes,
    open: (...given: Parameters<typeof ports.changes.open>) => {
      marksAsked.push(given[0]);
      return ports.changes.open(...given);
    },
  };
  const malls = { traits: (mall: string) => (mall === 'rms' ? rmsTraits : yahooTraits) };
  const given = { ...ports, changes, orderList: watched, malls, clock: { now: () => now } } as never;
  return listOrders(given, shops.map(shopOf), { limit: 50, ...query }, defaultImportSettings);
}

/** Every page, one after the other, as shop and number. */
async function allPages(shops: readonly ShopKey[], query: Partial<OrderQuery>): Promise<string[][]> {
  const pages: string[][] = [];
  let after: OrderQuery['after'];
  do {
    const page = await list(shops, { ...query, after });
    pages.push(page.orders.map(({ shop, orderNumber }) => `${shop} ${orderNumber}`));
    after = page.next ?? undefined;
  } while (after !== undefined);
  return pages;
}

async function place(shop: ShopKey, index: number, more: Partial<StoredOrder> = {}): Promise<void> {
  const row: StoredOrder = {
    kind: 'stored',
    shop,
    orderNumber: numberOf(index),
    version: 1,
    writer: 'run',
    revision: 1,
    progress: '300',
    orderedAt: now - index * minuteMs,
    storedAt: now,
    readAt: now,
    fingerprint: '',
    original: new Uint8Array(),
    unannounced: [],
    final: false,
    ...more,
  };
  await ports.orders.put(row, null);
}

const numbersOf = async (...given: Parameters<typeof list>): Promise<string[]> =>
  (await list(...given)).orders.map(({ orderNumber }) => orderNumber);

describe('a page of several shops', () => {
  it('a page of several shops has the newest orders of all, each on one page', async () => {
    for (let index = 1; index <= 9; index++) await place(index % 2 === 0 ? kado : sakura, index);
    // Of one second, at three shops.
    for (const shop of [kado, sakura, tea])
      for (const index of [10, 11]) await place(shop, index, { orderedAt: now - dayMs });
    const pages = await allPages([tea, sakura, kado], { limit: 4 });
    expect(pages.map((page) => page.length)).toEqual([4, 4, 4, 3]);
    expect(
      pages
        .flat()
        .slice(0, 9)
        .map((one) => one.split(' ')[1]),
    ).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9].map(numberOf));
    expect(new Set(pages.flat()).size).toBe(15);
  });

  it('a page of several shops asks each of 800 once, and reads the rows of the page alone', async () => {
    const shops = Array.from({ length: 800 }, (_, index): ShopKey => `rms#shop-${index}`);
    for (const [index, shop] of shops.entries())
      for (const late of [0, 1000, 2000]) await place(shop, index + late + 1);
    expect(await numbersOf(shops, { limit: 20 })).toEqual(
      Array.from({ length: 20 }, (_, index) => numberOf(index + 1)),
    );
    expect(asked.toSorted()).toEqual(shops.toSorted());
    // One more shows that there is a next page.
    expect(rowsRead).toBe(21);
  });

  it('a page of orders is empty where there is no order, and no shop', async () => {
    const nothing = { orders: [], next: null, rests: false, place: null };
    expect(await list([kado, sakura])).toEqual(nothing);
    expect(await list([])).toEqual(nothing);
  });
});

describe('a search for a number', () => {
  it('a search finds a whole order number by its key, however old it is and though it could never be read', async () => {
    await place(kado, 7, { orderedAt: now - 700 * dayMs });
    const problem = { kind: 'missing' as const, since: now - hourMs, tries: 1, reason: 'not handed out' };
    const missing = { kind: 'missing' as const, shop: sakura, orderNumber: numberOf(8), version: 1, writer: 'run' };
    await ports.orders.put({ ...missing, problem }, null);
    expect(await numbersOf([kado, sakura], { number: numberOf(7) })).toEqual([numberOf(7)]);
    expect((await list([kado, sakura], { number: numberOf(8) })).orders).toMatchObject([
      { shop: sakura, at: now - hourMs, row: { kind: 'missing', problem } },
    ]);
    expect(asked).toEqual([]);
  });

  it('a search finds a part of an order number by keys alone, in the span that is given', async () => {
    for (let index = 1; index <= 120; index++) await place(kado, index);
    expect(await numbersOf([kado], { number: '0007' })).toEqual(
      [7, 70, 71, 72, 73, 74, 75, 76, 77, 78, 79].map(numberOf).filter((one) => one.includes('0007')),
    );
    expect(rowsRead).toBe(11);
    const span = { from: now - 72 * minuteMs, to: now - 70 * minuteMs };
    expect(await numbersOf([kado], { number: '00000007', ...span })).toEqual([71, 72].map(numberOf));
  });

  it('a search for a number rests after ten thousand keys, and goes on where it stopped', async () => {
    for (let index = 1; index <= 10_005; index++) await place(kado, index);
    const first = await list([kado], { number: numberOf(10_003).slice(9) });
    expect(first).toMatchObject({ orders: [], rests: true, next: { orderNumber: numberOf(10_000) } });
    const second = await list([kado], { number: numberOf(10_003).slice(9), after: first.next ?? undefined });
    expect(second).toMatchObject({ orders: [{ orderNumber: numberOf(10_003) }], rests: false, next: null });
  });
});

describe('a search for a status', () => {
  const states = (rms: readonly string[], yahoo: readonly string[] = []) =>
    new Map([
      ['rms', rms],
      ['yahoo', yahoo],
    ]);

  it('a search for a status finds open orders by their index, each mall by its own values', async () => {
    for (let index = 1; index <= 60; index++) await place(kado, index, index % 20 === 0 ? {} : { progress: '500' });
    await place(tea, 70, { progress: '2' });
    await place(tea, 71, { progress: '300' });
    const found = await numbersOf([kado, tea], { states: states(['300', '100'], ['2']) });
    expect(found).toEqual([20, 40, 60, 70].map(numberOf));
    expect(asked).toEqual([]);
    expect(rowsRead).toBe(4);
    const pages = await allPages([kado, tea], { states: states(['300', '100'], ['2']), limit: 3 });
    expect(pages.map((page) => page.length)).toEqual([3, 1]);
  });

  it('a search for a status finds settled orders among all, the final ones too, and rests after a thousand rows', async () => {
    const settled = { progress: '700', final: true };
    for (let index = 1; index <= 1_101; index++)
      await place(kado, index, index > 1_099 ? { progress: '900', final: true } : settled);
    expect(await numbersOf([kado], { states: states(['700']), limit: 2 })).toEqual([1, 2].map(numberOf));
    const first = await list([kado], { states: states(['900']) });
    expect(first).toMatchObject({ orders: [], rests: true });
    expect(await numbersOf([kado], { states: states(['900']), after: first.next ?? undefined })).toEqual(
      [1_100, 1_101].map(numberOf),
    );
  });

  it('a search for a status says which of how many orders a page has, and does not know where an index holds all of them', async () => {
    for (let index = 1; index <= 5; index++) await place(kado, index);
    await place(tea, 6, { progress: '2' });
    const query = { states: states(['300'], ['2']), limit: 2 };
    const first = await list([kado, tea], query);
    expect(first.place).toEqual({ first: 1, of: 6 });
    const second = await list([kado, tea], { ...query, after: first.next ?? undefined });
    expect(second.place).toEqual({ first: 3, of: 6 });
    expect((await list([kado, tea], { ...query, isMeant: () => true })).place).toBeNull();
    expect((await list([kado, tea])).place).toBeNull();
  });

  it('a search for a status has nothing of a mall that has no such status', async () => {
    await place(tea, 1, { progress: '2' });
    expect(await numbersOf([tea], { states: states(['300']) })).toEqual([]);
  });
});

describe('a search in what orders say', () => {
  it('a search in the content of orders reads row after row, the newest first, and says how far it came', async () => {
    for (let index = 1; index <= 1_110; index++) await place(kado, index);
    const isMeant = ({ orderNumber }: StoredOrder): boolean => [numberOf(3), numberOf(1_105)].includes(orderNumber);
    const first = await list([kado], { isMeant });
    expect(first.orders.map(({ orderNumber }) => orderNumber)).toEqual([numberOf(3)]);
    expect(first).toMatchObject({ rests: true, next: { orderNumber: numberOf(1_000) } });
    expect(rowsRead).toBe(1_000);
    expect(await numbersOf([kado], { isMeant, after: first.next ?? undefined })).toEqual([numberOf(1_105)]);
  });

  it('a search in the content of orders reads the marks of a shop only where it found something', async () => {
    for (let index = 1; index <= 3; index++) await place(kado, index);
    expect(await numbersOf([kado], { isMeant: () => false })).toEqual([]);
    expect(marksAsked).toEqual([]);
  });
});

describe('a list of the soonest', () => {
  const states = new Map([['rms', ['300']]]);
  /** The order with the highest number is due first; every fourth has no moment. */
  const soonestBy = ({ orderNumber }: StoredOrder): number | null => {
    const index = Number(orderNumber.slice(-10));
    return index % 4 === 0 ? null : now - index * hourMs;
  };

  it('a list of the soonest has all open orders by their moment, those without one last, page after page', async () => {
    for (let index = 1; index <= 4; index++) await place(kado, index);
    for (let index = 5; index <= 8; index++) await place(sakura, index, index === 8 ? { progress: '500' } : {});
    const pages = await allPages([kado, sakura], { states, soonestBy, limit: 3 });
    expect(pages.map((page) => page.map((one) => Number(one.slice(-10))))).toEqual([[7, 6, 5], [3, 2, 1], [4]]);
    expect((await list([kado, sakura], { states, soonestBy, limit: 3 })).place).toEqual({ first: 1, of: 7 });
  });

  it('a list of the soonest looks at the orders that were placed first where there are too many, and says so', async () => {
    for (let index = 1; index <= 5_001; index++) await place(kado, index);
    const page = await list([kado], { states, soonestBy, limit: 1 });
    expect(page).toMatchObject({ rests: true, place: { of: 5_000 }, orders: [{ orderNumber: numberOf(5_001) }] });
  });
});

describe('what needs attention', () => {
  const push = (shop: ShopKey, index: number, state: Push['state'], requestedAt = now - minuteMs): Push => ({
    shop,
    orderNumber: numberOf(index),
    id: 'confirm-1',
    content: { kind: 'confirm' },
    requestedAt,
    by: 'test',
    version: 1,
    writer: 'test',
    state,
    trail: [],
  });
  const failed = { kind: 'failed', at: now, reason: 'wrong-progress', who: 'merchant' } as const;
  const held = { kind: 'held', since: now, cause: 'outage', tries: 0 } as const;

  beforeEach(async () => {
    for (let index = 1; index <= 6; index++) await place(kado, index);
    const problem = { kind: 'quarantined' as const, since: now - hourMs, tries: 2, reason: 'too large' };
    const row = { shop: kado, orderNumber: numberOf(9), version: 1, writer: 'run', dueAt: now, problem };
    await ports.orders.put({ ...row, kind: 'quarantined', raw: new Uint8Array() }, null);
    await putChanges(
      ports.targets,
      push(kado, 2, failed),
      push(kado, 3, held),
      push(kado, 4, { kind: 'requested' }),
      push(sakura, 8, failed, now - 2 * hourMs),
    );
  });

  it('orders that need attention are unreadable ones, and those whose changes failed or are held, stored or not', async () => {
    const { orders } = await list([kado, sakura], { needsAttention: true });
    expect(orders.map(({ shop, orderNumber, at }) => [shop, orderNumber, at])).toEqual([
      [kado, numberOf(2), now - 2 * minuteMs],
      [kado, numberOf(3), now - 3 * minuteMs],
      [kado, numberOf(9), now - hourMs],
      [sakura, numberOf(8), now - 2 * hourMs],
    ]);
    expect(orders.map(({ row, pushes }) => [row?.kind ?? null, pushes.map(({ state }) => state.kind)])).toEqual([
      ['stored', ['failed']],
      ['stored', ['held']],
      ['quarantined', []],
      [null, ['failed']],
    ]);
    const many = Array.from({ length: 40 }, (_, index): ShopKey => `rms#none-${index}`);
    expect((await list([...many, kado], { needsAttention: true })).orders).toHaveLength(3);
    expect((await list([sakura], { needsAttention: true })).orders).toHaveLength(1);
  });

  it('orders that need attention are marked in every list', async () => {
    const { orders } = await list([kado]);
    expect(orders.filter(({ pushes }) => pushes.length > 0).map(({ orderNumber }) => orderNumber)).toEqual(
      [2, 3].map(numberOf),
    );
  });

  it('the need of attention is read beside the rows of the page, and not after them', async () => {
    beforeRows = () => vi.waitFor(() => expect(marksAsked).toEqual([kado]));
    expect((await list([kado])).orders.filter(({ pushes }) => pushes.length > 0)).toHaveLength(2);
  });

  it('the need of attention is not asked of shops that are only looked through for a status', async () => {
    expect((await list([kado], { states: new Map([['rms', ['900']]]) })).orders).toEqual([]);
    expect([rowsRead > 0, marksAsked]).toEqual([true, []]);
  });
});
