import { expect, it } from 'vitest';
import { hourMs, minuteMs, secondMs } from '../../../../core/kernel/time.ts';
import { calledFor, openStockWorld, type StockWorld } from './world.ts';

/** 2026-11-25 05:00 in Japan. */
const night = Date.UTC(2026, 10, 24, 20);

/** A world whose mall shows every row, and an item of one shop that is listed. */
async function open({ isNight = false } = {}): Promise<{ readonly world: StockWorld; readonly item: string }> {
  const at = isNight ? { at: night - hourMs } : {};
  const world = await openStockWorld({ settings: { reading: { missedShare: 0 } }, ...at });
  const [item = ''] = world.items();
  await world.list(world.one, item);
  return { world, item };
}

/** The same an hour before the night, counted and shown, with no comparison made yet. */
async function openShownAtNight(): ReturnType<typeof open> {
  const opened = await open({ isNight: true });
  const { world, item } = opened;
  await world.count(world.sku(item), 9);
  await world.pass(minuteMs);
  world.store.driftsById.clear();
  return opened;
}

/** Leaves the row of an item out of the next answers. */
function leaveOut(world: StockWorld, item: string, times: number): void {
  let left = times;
  const { rms } = world;
  const [manageNumber, variantId] = item.split('/');
  world.meddler = (request) => {
    if (!request.path.includes(calledFor.read) || !request.body.includes(`"${variantId}"`) || left-- <= 0) return null;
    const outcome = rms.handle(request);
    if (outcome.ending !== 'answer') throw new Error(`The mall did not answer ${world.one.key}.`);
    const { inventories } = JSON.parse(outcome.body) as { inventories: Record<string, string>[] };
    const rows = inventories.filter((row) => row.manageNumber !== manageNumber || row.variantId !== variantId);
    return { when: 'instead', outcome: { ...outcome, body: JSON.stringify({ inventories: rows }) } };
  };
}

it('an item that the mall leaves out of the first answer is read again, and shown within minutes', async () => {
  const { world, item } = await open();
  leaveOut(world, item, 1);
  await world.count(world.sku(item), 9);
  await world.pass(20 * secondMs);
  expect(world.listing(world.one, item)).toMatchObject({ wait: { kind: 'retrying', code: 'absent', tries: 1 } });
  await world.pass(3 * minuteMs);
  expect(world.level(world.one, item)).toBe(9);
  expect(world.listing(world.one, item).orphanSince).toBeUndefined();
});

it('an item that is left out of the reading back is neither taken for gone nor for shown', async () => {
  const { world, item } = await open();
  let isSet = false;
  await world.count(world.sku(item), 9);
  const { rms } = world;
  world.meddler = (request) => {
    if (request.path.includes(calledFor.set)) isSet = true;
    if (!isSet || !request.path.includes(calledFor.read)) return null;
    leaveOut(world, item, 1);
    return world.meddler?.(request, rms.control.nowMs()) ?? null;
  };
  await world.pass(5 * minuteMs);
  expect(isSet).toBe(true);
  expect(world.listing(world.one, item)).toMatchObject({ acked: { level: 9 } });
  expect(world.listing(world.one, item).orphanSince).toBeUndefined();
});

it('an item that the mall never shows is taken for gone after several answers, over some minutes', async () => {
  const { world, item } = await open();
  leaveOut(world, item, 1_000);
  await world.count(world.sku(item), 9);
  await world.pass(4 * minuteMs);
  expect(world.listing(world.one, item).orphanSince).toBeUndefined();
  await world.pass(8 * minuteMs);
  expect(world.listing(world.one, item).orphanSince).toBeDefined();
  expect(world.calls(calledFor.set)).toEqual([]);
});

it('an item that is left out of one answer at night is neither reported nor taken for gone', async () => {
  const { world, item } = await openShownAtNight();
  leaveOut(world, item, 1);
  await world.look(world.one);
  expect([...world.store.driftsById.values()]).toMatchObject([{ finished: true, absent: 0 }]);
  expect(world.listing(world.one, item)).toMatchObject({ acked: { level: 9 } });
});

it('an item that is not there at night is reported, and taken for gone after further answers', async () => {
  const { world, item } = await openShownAtNight();
  leaveOut(world, item, 1_000);
  await world.look(world.one);
  expect([...world.store.driftsById.values()]).toMatchObject([{ finished: true, absent: 1, absentItems: [item] }]);
  await world.pass(15 * minuteMs);
  expect(world.listing(world.one, item).orphanSince).toBeDefined();
});
