import { describe, expect, it } from 'vitest';
import { type JournalEntry, type PlainObject, recount } from '../../../journal/index.ts';
import {
  book,
  claimRow,
  endAt,
  event,
  exchange,
  journalOf,
  orderRow,
  recountStart,
  runAt,
  runEnd,
  runEntry,
  shopRow,
  soundOrder,
} from './small-run.ts';

const hour = 3_600_000;

describe('missing orders', () => {
  const missingOf = async (...entries: JournalEntry[]) => (await recountStart(entries)).figures.orders.missing;

  it('are those without a row', async () => {
    const { figures, findings } = await recountStart([...soundOrder, book({ orderNumber: 'A-2' })]);
    expect(figures.orders).toEqual({ atMall: 2, stored: 1, missing: 1, duplicates: 0 });
    expect(findings).toEqual(['rms#shop-1#A-2 is at the mall and has no row']);
  });

  it.each(['missing', 'quarantined'])('are those whose row is %s', async (kind) => {
    expect(await missingOf(book(), orderRow({ kind }))).toBe(1);
  });

  it('are those stored under another shop', async () => {
    expect(await missingOf(book(), orderRow({ shop: 'rms#shop-2' }))).toBe(1);
  });

  it('are none that the mall does not list yet', async () => {
    expect(await missingOf(...soundOrder, book({ orderNumber: 'A-2', visible: false }))).toBe(0);
  });

  it('are none from before the moment chosen for the shop, whose first second belongs to it', async () => {
    const from = runAt - hour + 700;
    const shop = shopRow({ importFrom: from });
    expect(await missingOf(shop, book({ orderDatetimeMs: from - 701 }))).toBe(0);
    expect(await missingOf(shop, book({ orderDatetimeMs: from - 600 }))).toBe(1);
  });

  it('are none of a shop that is not imported', async () => {
    expect(await missingOf(book({ shopUrl: 'shop-9' }))).toBe(0);
  });
});

describe('the lag', () => {
  const row = (orderNumber: string, orderedAt: number, lagMs: number) =>
    orderRow({ orderNumber, orderedAt, storedAt: orderedAt + lagMs });

  it('is from the order to its first row, p50 by nearest rank, in seconds with one decimal', async () => {
    const rows = [
      row('A', runAt, 9_000),
      row('B', runAt + 1, 1_240),
      row('C', runAt + 2, 2_060),
      row('D', runAt + 3, 5_000),
    ];
    expect((await recountStart(rows)).figures.lagSeconds).toEqual({ p50: 2.1, max: 9 });
  });

  it('does not count orders placed before the run began', async () => {
    const rows = [row('A', runAt - 1, 600_000), row('B', runAt, 3_000)];
    expect((await recountStart(rows)).figures.lagSeconds).toEqual({ p50: 3, max: 3 });
  });

  it('is null when no order came during the run', async () => {
    expect((await recountStart([row('A', runAt - 1, 5)])).figures.lagSeconds).toEqual({ p50: null, max: null });
  });
});

describe('a run of npm start', () => {
  it('counts shops, and the calls to the API but not those of the control API', async () => {
    const calls = [exchange({}), exchange({ path: '/control/books' }), exchange({ path: '/es/2.0/nowhere' })];
    const { figures } = await recountStart([...calls, shopRow({ shop: 'rms#shop-2' })]);
    expect(figures).toMatchObject({ shops: 2, rmsCalls: 2 });
  });

  it('counts nothing that comes after its end', async () => {
    const result = await recount(await journalOf([runEntry, exchange({}), runEnd, exchange({})]));
    expect(result.figures).toMatchObject({ rmsCalls: 1 });
  });

  it('counts the changes that were asked for by how they stand: of npm start all of an order, of a drill each alone', async () => {
    const row = (fields: PlainObject): JournalEntry => ({ kind: 'row', at: endAt, table: 'Pushes', row: fields });
    const ofOrder = (...kinds: string[]): JournalEntry =>
      row({ push: 'A-1', requests: kinds.map((kind, id) => ({ id, state: { kind, at: endAt } })) });
    const alone = ['requested', 'pushing', 'held', 'confirmed'].map((kind) => row({ id: 'x', state: { kind } }));
    const rows = [...alone, ofOrder('retrying', 'confirmed'), ofOrder('failed', 'withdrawn')];
    const { figures } = await recountStart(rows);
    expect(figures.statuses).toEqual({ requested: 8, confirmed: 2, held: 1, failed: 1, waiting: 3 });
    for (const wrong of [ofOrder('confirmed', 'lost'), row({ state: { kind: 'lost' } }), row({})])
      await expect(recountStart([wrong])).rejects.toThrow(/Pushes has a state that is not known/);
  });

  it('is taken from the last run in its journal, with the announcements of all', async () => {
    const killed = [runEntry, exchange({}), shopRow(), book({ orderNumber: 'A-9' }), event()];
    const last = [{ ...runEntry, at: endAt + hour }, exchange({}), shopRow(), book(), orderRow(), claimRow()];
    const result = await recount(
      await journalOf([...killed, ...last, event({ id: 'another' }), { ...runEnd, at: endAt + 2 * hour }]),
    );
    expect(result.figures).toEqual({
      shops: 1,
      orders: { atMall: 1, stored: 1, missing: 0, duplicates: 1 },
      lagSeconds: { p50: null, max: null },
      rmsCalls: 1,
      yahooCalls: 0,
      stock: { listings: 0, inStep: 0, diverged: 0, pushes: 0 },
      statuses: { requested: 0, confirmed: 0, held: 0, failed: 0, waiting: 0 },
    });
  });

  it('cannot be recounted when it was killed', async () => {
    const path = await journalOf([runEntry, ...soundOrder]);
    await expect(recount(path)).rejects.toThrow(/has no end: it was killed.*Run npm start again/);
  });
});

describe('a simulation', () => {
  const world = (seed: number, hours: number, entries: readonly JournalEntry[]): JournalEntry[] =>
    [{ ...runEntry, of: 'simulate' as const }, shopRow(), ...entries, { ...runEnd, at: runAt + hours * hour }].map(
      (entry) => ({ ...entry, world: seed }),
    );
  const fault = (name: string, times?: number): JournalEntry => ({
    kind: 'fault',
    at: runAt,
    fault: name,
    ...(times === undefined ? {} : { times }),
  });

  it('sums up its worlds and names those that failed', async () => {
    const entries = [
      ...world(3, 30, [...soundOrder, fault('outage'), fault('reset', 0)]),
      ...world(1, 29.6, [...soundOrder, book({ orderNumber: 'A-2' }), fault('outage', 2)]),
      ...world(2, 1, [...soundOrder, event({ id: 'another' })]),
    ];
    const result = await recount(await journalOf(entries));
    expect(result.figures).toEqual({
      seeds: 3,
      failed: [1, 2],
      faults: { outage: 3, reset: 0 },
      virtualHours: 61,
      stock: {
        worlds: 0,
        listings: 0,
        diverged: 0,
        pushes: 0,
        staleAfterNewer: 0,
        heldListings: 0,
        heldPushes: 0,
      },
    });
    expect(result.findings[0]).toBe('seed 1: rms#shop-1#A-2 is at the mall and has no row');
  });

  it('may have its worlds mixed', async () => {
    const [one, two] = [world(1, 1, soundOrder), world(2, 1, [...soundOrder, claimRow({ quantity: 1, lineId: '12' })])];
    const mixed = one.flatMap((entry, index) => [entry, two[index] as JournalEntry]);
    const result = await recount(await journalOf([...mixed, ...two.slice(one.length)]));
    expect(result.figures).toMatchObject({ seeds: 2, failed: [2] });
  });

  it('has failed where a world was cut off', async () => {
    const result = await recount(
      await journalOf([...world(1, 1, soundOrder), ...world(2, 1, soundOrder).slice(0, -1)]),
    );
    expect(result.figures).toMatchObject({ seeds: 2, failed: [2] });
    expect(result.findings).toEqual(['seed 2: it was cut off before its end']);
  });
});
