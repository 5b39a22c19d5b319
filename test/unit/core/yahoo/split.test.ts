import { describe, expect, it } from 'vitest';
import { importShop } from '../../../../core/orders/import-shop.ts';
import { hourMs, minuteMs, secondMs } from '../../../../core/units.ts';
import { sellerId } from '../../malls/yahoo/in-process.ts';
import { openYahooWorld, type YahooWorld } from './world.ts';

const lines = [
  { itemCode: 'kome-0005', units: 3 },
  { itemCode: 'tsya-2201', subCode: 's-nv', units: 1 },
];
const sold = { 'kome-0005': 3, 'tsya-2201:s-nv': 1 };

type Settings = Parameters<typeof openYahooWorld>[0];

/** A stored order that was split into one piece of rice, and the rest. */
async function splitInTwo(settings: Settings = {}): Promise<{ world: YahooWorld; original: string; parts: string[] }> {
  const world = await openYahooWorld({ ...settings, flow: { cancelWindowMs: 0 } });
  const [original = ''] = world.place({ lines });
  world.pass(minuteMs);
  await world.poll();
  world.pass(hourMs);
  await world.poll();
  const parts = await world.split(original, { 1: 1 }, { 1: 2, 2: 1 });
  world.pass(2 * secondMs);
  return { world, original, parts };
}

describe('an order that is split at Yahoo!ショッピング', () => {
  it('holds its pieces in its parts from then on, and at no moment are fewer held than were sold', async () => {
    const { world, original, parts } = await splitInTwo();
    const held = world.watch('kome-0005');
    expect(await world.poll()).toMatchObject({ imported: 2, caughtUp: true });
    expect(world.claimed()).toEqual(sold);
    expect(Math.min(...held)).toBe(3);
    expect(world.order(original)).toMatchObject({ revision: 2 });
    expect(world.orderNumbers()).toEqual([original, ...parts].sort());
    const before = world.callsOf('orderInfo');
    await world.poll();
    expect(world.callsOf('orderInfo')).toBe(before);
  });

  it('gives back what a cancelled part held, and no more', async () => {
    const { world, parts } = await splitInTwo();
    await world.poll();
    world.yahoo.control.cancelOrder(sellerId, parts[1] ?? '', { reason: 100 });
    world.pass(15 * minuteMs);
    await world.scan();
    expect(world.claimed()).toEqual({ 'kome-0005': 1 });
  });

  it('is found by the scan where its parts have the 公開日時 of long ago', async () => {
    const { world } = await splitInTwo({ split: { publication: 'original' } });
    expect(await world.poll()).toMatchObject({ imported: 0 });
    world.pass(15 * minuteMs);
    const held = world.watch('kome-0005');
    await world.scan();
    expect(world.claimed()).toEqual(sold);
    expect(Math.min(...held)).toBe(3);
  });

  it('is no cancelled order to us where the mall cancels the original', async () => {
    const { world, original } = await splitInTwo({ split: { original: 'cancelled' } });
    world.pass(15 * minuteMs);
    await world.scan();
    await world.poll();
    expect(world.order(original)).toMatchObject({ progress: '4' });
    expect(world.claimed()).toEqual(sold);
  });

  it('keeps its pieces held by the original while one of the parts cannot be read', async () => {
    const { world, original, parts } = await splitInTwo();
    world.yahoo.control.spoilOrder(parts[1] ?? '', 'missing-field');
    const held = world.watch('kome-0005');
    await world.poll();
    expect(world.order(original)).toMatchObject({ revision: 1 });
    expect(Math.min(...held)).toBe(3);
    world.yahoo.control.mendOrder(parts[1] ?? '');
    world.pass(5 * minuteMs);
    await world.reconcile();
    expect(world.claimed()).toEqual(sold);
    expect(Math.min(...held)).toBe(3);
  });

  it('waits for the next run where this one has no call left for its relatives', async () => {
    const { world, original } = await splitInTwo();
    // A listing and one order: not its original, nor the other part.
    expect(await importShop(await world.run('import', 2))).toMatchObject({ imported: 0, caughtUp: false });
    expect(world.orderNumbers()).toEqual([original]);
    await world.poll();
    expect(world.claimed()).toEqual(sold);
  });

  it('that was stored only after it was split holds nothing, and its parts all of it', async () => {
    const world = await openYahooWorld({ flow: { cancelWindowMs: 0 } });
    const [original = ''] = world.place({ lines });
    world.pass(minuteMs);
    await world.split(original, { 1: 1 }, { 1: 2, 2: 1 });
    world.pass(2 * secondMs);
    await world.poll();
    expect(world.orderNumbers()).toHaveLength(3);
    expect(world.claimed()).toEqual(sold);
  });

  it('can be split again', async () => {
    const { world, parts } = await splitInTwo();
    await world.poll();
    await world.split(parts[1] ?? '', { 1: 1 }, { 1: 1, 2: 1 });
    world.pass(2 * secondMs);
    const held = world.watch('kome-0005');
    await world.poll();
    expect(world.orderNumbers()).toHaveLength(5);
    expect(world.claimed()).toEqual(sold);
    expect(Math.min(...held)).toBe(3);
  });

  it('tells by the claims of its parts that they held nothing before: a count in between knew of the original', async () => {
    const { world, parts } = await splitInTwo();
    const written: (readonly [string, number, number])[] = [];
    const { putClaim } = world.ports.stock;
    Object.assign(world.ports.stock, {
      putClaim: (claim: Parameters<typeof putClaim>[0]) => {
        written.push([claim.orderNumber, claim.version, claim.quantity]);
        return putClaim(claim);
      },
    });
    await world.poll();
    const orderedAt = world.order(parts[0] ?? '')?.orderedAt;
    const ofFirst = written.filter(([orderNumber]) => orderNumber === parts[0]);
    expect(ofFirst).toEqual([
      [parts[0], orderedAt, 0],
      [parts[0], world.order(parts[0] ?? '')?.version, 1],
    ]);
  });
});
