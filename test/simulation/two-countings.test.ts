import { beforeAll, expect, it } from 'vitest';
import { claimItem } from '../../aws/dynamodb/claim-item.ts';
import { orderItem } from '../../aws/dynamodb/order-item.ts';
import { shopItem } from '../../aws/dynamodb/shop-item.ts';
import {
  bookEntry,
  type EventEntry,
  type ExchangeEntry,
  exchangeEntry,
  type JournalEntry,
  plainItem,
  recount,
  shopsByKey,
  type TableName,
} from '../../journal/index.ts';
import { Count } from '../../local/desk/figures.ts';
import { bookedOrders } from '../../local/desk/shelves.ts';
import { allClaims, allRows } from '../../proving/memory/index.ts';
import { createWorld } from '../../proving/worlds/create-world.ts';
import { play } from '../../proving/worlds/story.ts';
import type { World } from '../../proving/worlds/world.ts';
import { journalOf } from '../unit/journal/small-run.ts';

/** An item as DynamoDB's JSON has it, with bytes in base64. */
type Item = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What both countings look at. */
interface Found {
  rows: [TableName, Item][];
  events: EventEntry[];
}

let world: World;
let exchanges: ExchangeEntry[];
let changed = 0;

/** `npm start` has one clock for everybody: a world with wrong clocks is not like it. */
beforeAll(async () => {
  exchanges = [];
  const shopOf = shopsByKey(() => world.rms.control.shops());
  world = await createWorld(1, {
    swarm: { skewChance: 0 },
    onExchange: (exchange) => void exchanges.push(exchangeEntry(exchange, shopOf)),
  });
  await play(world);
  changed = changeOrders();
});

/** Cancels and edits orders that are not read again. Returns how many. */
function changeOrders(): number {
  const { control } = world.rms;
  let done = 0;
  for (const { shopUrl, orders } of control.books().shops) {
    for (const [index, { orderNumber, orderProgress }] of orders.entries()) {
      if (orderProgress >= 500 || index % 3 !== 0) continue;
      if (index % 2 === 0) control.cancelOrder(shopUrl, orderNumber);
      else control.editOrder(shopUrl, orderNumber, { units: { 0: 7 } });
      done += 1;
    }
  }
  return done;
}

function found(): Found {
  const now = world.rms.control.nowMs();
  const named = (table: TableName, items: object[]) => items.map((item): [TableName, Item] => [table, travelled(item)]);
  return {
    rows: [
      ...named('Shops', [...world.store.shopsByKey.values()].map(shopItem)),
      ...named('Orders', allRows(world.store).map(orderItem)),
      ...named('Stock', allClaims(world.store).map(claimItem)),
    ],
    events: world.store.accepted.map(({ kind, id, shop, orderNumber, revision }) => {
      const detail = { id, shop, orderNumber, revision };
      return { kind: 'event', at: now, source: 'tsunagi', detailType: kind, detail };
    }),
  };
}

function travelled(item: object): Item {
  return Object.fromEntries(
    Object.entries(item as Item).map(([name, attribute]) => {
      const bytes = attribute.B;
      return [name, bytes instanceof Uint8Array ? { B: Buffer.from(bytes).toString('base64') } : attribute];
    }),
  );
}

/** Counts the same twice: live as `npm start` does, and from a journal. */
async function bothCountings({ rows, events }: Found) {
  const { control } = world.rms;
  const now = control.nowMs();
  const books = control.books().shops.flatMap(({ orders }) => orders);
  const placed = books.map(({ orderDatetimeMs }) => orderDatetimeMs).sort((one, other) => one - other);
  // Two runs on the same data: what was placed before the second, whose figures are asked for, is backlog to it.
  const runAt = placed[Math.round(placed.length * 0.7)] ?? now;
  const ofSecond = exchanges.filter(({ at }) => at >= runAt);
  const run = (at: number): JournalEntry => ({ kind: 'run', at, of: 'start', mall: 'simulated', settings: {} });
  const path = await journalOf([
    run(world.start),
    ...exchanges.filter(({ at }) => at < runAt),
    run(runAt),
    ...ofSecond,
    ...events,
    ...rows.map(([table, item]): JournalEntry => ({ kind: 'row', at: now, table, row: plainItem(item) })),
    ...books.map((order) => bookEntry(order, now)),
    { kind: 'run-end', at: now },
  ]);
  const count = new Count();
  for (const { detail } of events) count.takeEvent(detail);
  for (const [table, item] of rows) count.takeRow(table, item);
  const result = await recount(path);
  return {
    live: count.figures(runAt, {
      orders: bookedOrders([{ name: 'rms', truth: world.rms.truth }]),
      shelves: [],
      now,
      calls: { rms: ofSecond.length },
      pushes: 0,
    }),
    recounted: result.of === 'start' ? result.figures : null,
    notes: result.notes,
  };
}

it('a run at whose mall orders changed since they were read: both find it whole', async () => {
  const { live, recounted, notes } = await bothCountings(found());
  expect(recounted).toEqual(live);
  expect(recounted?.orders).toMatchObject({ missing: 0, duplicates: 0 });
  expect(recounted?.orders.atMall).toBeGreaterThan(200);
  expect(recounted?.lagSeconds.p50).toBeGreaterThan(0);
  expect(changed).toBeGreaterThan(10);
  expect(notes.join()).toMatch(/changed at the mall after the reading that is stored/);
});

it('a row that was lost, a line claimed twice, a claim too high, a revision announced twice: both find each', async () => {
  const all = found();
  const pick = (table: TableName, index: number) => all.rows.filter(([name]) => name === table)[index]?.[1] as Item;
  const isClaimed = ([table, item]: [TableName, Item]) => table === 'Stock' && Number(item.quantity?.N) > 0;
  const [twice, high] = all.rows.filter(isClaimed).map(([, item]) => item) as [Item, Item];
  const lost = all.rows
    // The world also has rows of removed shops; those are not missed.
    .filter(([table, { kind }]) => table === 'Orders' && kind?.S === 'stored')
    .find(([, { orderNumber }]) => !claims(orderNumber?.S))?.[1];
  const event = all.events[0] as EventEntry;

  function claims(orderNumber: unknown): boolean {
    return [twice, high].some((claim) => claim.orderNumber?.S === orderNumber);
  }

  all.rows = all.rows.filter(([, item]) => item !== lost);
  all.rows.push(['Stock', { ...twice, sku: { S: 'merchant-1#elsewhere' } }]);
  all.rows = all.rows.map(([table, item]) => [table, item === high ? { ...item, quantity: { N: '99' } } : item]);
  all.rows.push(['Orders', { ...pick('Orders', 0), shop: { S: 'rms#another' }, kind: { S: 'missing' } }]);
  all.events.push({ ...event, detail: { ...(event.detail as object), id: 'another' } });

  const { live, recounted } = await bothCountings(all);
  expect(recounted).toEqual(live);
  expect(recounted?.orders).toMatchObject({ missing: 1, duplicates: 4 });
});
