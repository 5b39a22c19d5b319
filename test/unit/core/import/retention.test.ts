import { describe, expect, it } from 'vitest';
import { reconcileShard } from '../../../../core/jobs/reconcile.ts';
import { dayMs, hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import { createProcessCache } from '../../../../core/session/import-session.ts';
import { defaultImportSettings } from '../../../../core/session/import-settings.ts';
import { distinct, plantedAtRms } from '../../../../proving/privacy/planted.ts';
import { createSearch } from '../../../../proving/privacy/search.ts';
import { peopleInRows } from '../../../../proving/privacy/stored.ts';
import { writtenOut } from '../../../../proving/privacy/written.ts';
import { began, sellerId, shopKey } from '../../malls/amazon/in-process.ts';
import { openWorld, start } from '../../ops/world.ts';
import { openAmazonWorld } from './amazon-world.ts';

/** The number of days between two simulated nights. */
const nights = 3;
const { retentionMs } = defaultImportSettings;

it('of every order, settled, left open, changed or unreadable, nothing of its buyer is left once its time is over', async () => {
  const world = openWorld();
  // A shop with an expired key is not read any more, which is not the subject of this test.
  world.rms.control.changeSettings({ auth: { keyLifeDays: 2_000 } });
  const shop = await world.addShop('kado-no-mise');
  const { control } = world.rms;
  const numbers = control.addOrders(shop.code, { count: 24, at: start - 40 * minuteMs, kind: 'random' });
  const [open = '', unreadable = '', ...settled] = numbers;
  control.spoilOrder(unreadable, 'wrong-type');
  world.pass(minuteMs);
  await world.poll(shop);
  for (const number of settled.slice(0, 8)) control.editOrder(shop.code, number);
  await world.ops('import --shop kado-no-mise --from -3h --to now');
  for (const number of settled) control.moveOrder(shop.code, number, 700);
  control.moveOrder(shop.code, open, 300);

  const people = distinct(plantedAtRms(world.rms).filter(({ what }) => what !== 'key'));
  const search = createSearch(people);
  const left = () => search('the tables', writtenOut(Object.entries(world.store)));
  expect(people.length).toBeGreaterThan(150);
  expect(left().length).toBeGreaterThan(100);
  expect(world.store.revisionsByOrder.size).toBeGreaterThan(5);

  const cache = createProcessCache(world.ports.clock);
  // A quarter past the hour of the night in which orders are read again.
  const playUntil = async (days: number): Promise<void> => {
    for (; world.now() < start + days * dayMs; world.pass(nights * dayMs - (world.now() % dayMs) + 18 * hourMs)) {
      const end = world.now() + hourMs;
      await reconcileShard(
        {
          ports: world.ports,
          settings: defaultImportSettings,
          cache,
          budget: { remainingMs: () => end - world.now() },
          runId: world.ports.random.id(),
          share: 'scan',
        },
        0,
        1,
      );
    }
  };
  const rows = () => [...(world.store.rowsByShop.get(shop.key)?.values() ?? [])];
  // Settled orders are erased 63 days after they were placed plus the retention. They are kept until shortly before.
  await playUntil(63 + retentionMs / dayMs - 3);
  expect(rows().every((row) => row.kind !== 'stored' || row.erasedAt === undefined)).toBe(true);
  await playUntil(63 + retentionMs / dayMs + 3 * nights);
  const erased = rows().filter((row) => row.kind === 'stored' && row.erasedAt !== undefined);
  expect(erased.map(({ orderNumber }) => orderNumber).sort()).toEqual([...settled].sort());
  // An order that was never finished is erased when the mall no longer shows it.
  await playUntil(730 + retentionMs / dayMs + 3 * nights);
  expect(rows().find(({ orderNumber }) => orderNumber === open)).toMatchObject({ erasedAt: expect.any(Number) });

  expect(left().map(({ what, value }) => `${what} ${value}`)).toEqual([]);
  expect(rows()).toHaveLength(numbers.length);
  expect(world.store.claimsById.size).toBeGreaterThan(20);
});

describe('at Amazon, which wants it within 30 days of the delivery, nothing of a buyer is left', () => {
  /** The minute in which orders that nobody reads are looked after. */
  const nightOf = (day: number): number => {
    const midnight = began - ((began + 9 * hourMs) % dayMs);
    return midnight + day * dayMs + defaultImportSettings.rereadHour * hourMs + minuteMs;
  };

  async function openShipped() {
    const world = await openAmazonWorld();
    const numbers = world.place(6, began - 20 * minuteMs);
    await world.poll();
    for (const number of numbers) world.amazon.control.moveOrder(sellerId, number, 'SHIPPED');
    await world.poll(10);
    const search = createSearch(distinct(peopleInRows(world.store)));
    const left = () => search('the tables', writtenOut(Object.entries(world.store)));
    expect(left().length).toBeGreaterThan(20);
    /** Imports by day, and has two runs each night, until the night of this day. */
    const playUntil = async (day: number): Promise<void> => {
      for (let next = 1; next <= day; next++) {
        if (nightOf(next) < world.clock.at) continue;
        world.clock.at = nightOf(next);
        await world.reconcile();
        world.clock.at += 2 * hourMs;
        await world.reconcile();
        await world.poll(10);
      }
    };
    return { ...world, numbers, left, playUntil };
  }

  it('also where an order changes after it is final, and no later reading brings the buyer back', async () => {
    const { amazon, numbers, left, playUntil, orders, poll } = await openShipped();
    await playUntil(16);
    expect(orders().every((row) => row.final && row.original.length > 0)).toBe(true);
    await playUntil(28);
    for (const number of numbers) amazon.control.editOrder(sellerId, number);
    await poll(10);
    expect(orders().every((row) => row.revision === 3)).toBe(true);
    await playUntil(30);
    expect(left()).toEqual([]);
    for (const number of numbers) amazon.control.editOrder(sellerId, number);
    await playUntil(32);
    expect(orders().every((row) => row.erasedAt !== undefined)).toBe(true);
    expect(left()).toEqual([]);
  });

  it('also where the shop is held, whose orders nobody reads', async () => {
    const { amazon, left, playUntil, orders, store } = await openShipped();
    amazon.control.setAuthorized(sellerId, false);
    amazon.control.expireAccessTokens(sellerId);
    await playUntil(13);
    expect(store.pausesById.size).toBe(1);
    expect(orders().some((row) => row.final)).toBe(false);
    await playUntil(30);
    expect(left()).toEqual([]);
  });

  it('but of an order that was to be sent when the shop was held: it stays open until it is read again', async () => {
    const world = await openShipped();
    const [sent = '', waiting = ''] = world.place(2);
    await world.poll(10);
    const pause = { cause: 'manual', scope: shopKey, since: world.clock.at, by: 'hanako', note: '棚卸し中' } as const;
    await world.ports.pauses.set(pause);
    await world.playUntil(40);
    expect(peopleInRows(world.store).length).toBeGreaterThan(0);
    const open = async () =>
      (await world.ports.orders.openOrders(shopKey)).map(({ orderNumber }) => orderNumber).sort();
    expect(await open()).toEqual([sent, waiting].sort());
    expect(world.orders().filter((row) => row.erasedAt !== undefined)).toHaveLength(world.numbers.length);

    world.amazon.control.moveOrder(sellerId, sent, 'SHIPPED');
    await world.ports.pauses.lift(pause);
    await world.playUntil(44);
    expect(await open()).toEqual([waiting]);
    await world.playUntil(60);
    const erased = world.orders().filter((row) => row.erasedAt !== undefined);
    expect(erased.map(({ orderNumber }) => orderNumber).sort()).toEqual([...world.numbers, sent].sort());
    expect(await open()).toEqual([waiting]);
  });

  it('and an order that is still to be sent keeps its address although the cursor is put back by weeks', async () => {
    const world = await openShipped();
    const [waiting = ''] = world.place(1);
    await world.playUntil(32);
    const now = world.clock.at;
    await world.ports.shops.rewind(await world.shop(), now - 34 * dayMs, now);
    world.clock.at = nightOf(33);
    await world.reconcile();
    await world.poll(30);
    const row = world.orders().find(({ orderNumber }) => orderNumber === waiting);
    expect(row).toMatchObject({ progress: 'UNSHIPPED', final: false });
    expect(row?.original.length).toBeGreaterThan(0);
  });

  it('and an order that is still to be sent keeps its address as long as it takes', async () => {
    const world = await openShipped();
    const [waiting = ''] = world.place(1);
    await world.playUntil(40);
    expect(world.orders().find((row) => row.orderNumber === waiting)?.original.length).toBeGreaterThan(0);
    world.amazon.control.moveOrder(sellerId, waiting, 'SHIPPED');
    await world.playUntil(54);
    expect(world.orders().find((row) => row.orderNumber === waiting)?.original.length).toBeGreaterThan(0);
    await world.playUntil(60);
    expect(peopleInRows(world.store)).toEqual([]);
  });
});
