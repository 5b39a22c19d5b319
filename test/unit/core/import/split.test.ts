import { describe, expect, it } from 'vitest';
import { importShop } from '../../../../core/import/import-shop.ts';
import { readAndStore } from '../../../../core/import/read-and-store.ts';
import { hourMs, minuteMs, secondMs } from '../../../../core/kernel/time.ts';
import type { ClaimKey } from '../../../../core/model/claim.ts';
import type { StoredOrder } from '../../../../core/model/order.ts';
import { sellerId, shopKey } from '../../malls/yahoo/in-process.ts';
import { openYahooWorld, type YahooWorld } from './world.ts';

const lines = [
  { itemCode: 'kome-0005', units: 3 },
  { itemCode: 'tsya-2201', subCode: 's-nv', units: 1 },
];
const sold = { 'kome-0005': 3, 'tsya-2201:s-nv': 1 };

type Settings = Parameters<typeof openYahooWorld>[0];

/** Where the two parts are named: no two sources of Yahoo's agree. */
const childIds = ['parts', 'source', 'nowhere'] as const;

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

describe.each(childIds)('an order that is split at Yahoo!ショッピング, its parts named at: %s', (named) => {
  const split = (more: Settings = {}) => splitInTwo({ split: { childIds: named, ...more.split } });
  it('holds its pieces in its parts from then on, and at no moment are fewer held than were sold', async () => {
    const { world, original, parts } = await split();
    const held = world.watch('kome-0005');
    expect(await world.poll()).toMatchObject({ imported: 2, caughtUp: true });
    expect(world.claimed()).toEqual(sold);
    expect(Math.min(...held)).toBe(3);
    expect(world.order(original)).toMatchObject({ revision: 2 });
    expect(world.order(original)).not.toHaveProperty('parts');
    expect(world.orderNumbers()).toEqual([original, ...parts].sort());
    const before = world.callsOf('orderInfo');
    await world.poll();
    expect(world.callsOf('orderInfo')).toBe(before);
  });

  it('gives back what a cancelled part held, and no more', async () => {
    const { world, parts } = await split();
    await world.poll();
    world.yahoo.control.cancelOrder(sellerId, parts[1] ?? '', { reason: 100 });
    world.pass(15 * minuteMs);
    await world.scan();
    expect(world.claimed()).toEqual({ 'kome-0005': 1 });
  });

  it('is found by the scan where its parts have the 公開日時 of long ago', async () => {
    const { world } = await split({ split: { publication: 'original' } });
    expect(await world.poll()).toMatchObject({ imported: 0 });
    world.pass(15 * minuteMs);
    const held = world.watch('kome-0005');
    await world.scan();
    expect(world.claimed()).toEqual(sold);
    expect(Math.min(...held)).toBe(3);
  });

  it('is no cancelled order to us where the mall cancels the original', async () => {
    const { world, original } = await split({ split: { original: 'cancelled' } });
    world.pass(15 * minuteMs);
    await world.scan();
    await world.poll();
    expect(world.order(original)).toMatchObject({ progress: '4' });
    expect(world.claimed()).toEqual(sold);
  });

  it('keeps its pieces held by the original while one of the parts cannot be read', async () => {
    const { world, original, parts } = await split();
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

  it('keeps its pieces held by the original until both parts were seen, whichever run reads it in between', async () => {
    const { world, original, parts } = await split();
    const held = world.watch('kome-0005');
    world.yahoo.control.hideOrder(parts[1] ?? '');
    await world.poll();
    expect(world.orderNumbers()).toEqual([original, parts[0]].sort());
    const run = await world.run('scan');
    await readAndStore(run, [{ orderNumber: original }]);
    expect(world.order(original)).toMatchObject({ revision: 1 });
    expect(world.claimed()).toEqual({ 'kome-0005': 4, 'tsya-2201:s-nv': 1 });
    world.yahoo.control.showOrder(parts[1] ?? '');
    world.pass(5 * minuteMs);
    await world.reconcile();
    expect(world.claimed()).toEqual(sold);
    expect(Math.min(...held)).toBe(3);
  });

  it('keeps the note of a part where the original changes before it says that it was split', async () => {
    const world = await openYahooWorld({ flow: { cancelWindowMs: 0 } });
    const [original = ''] = world.place({ lines });
    world.pass(minuteMs);
    await world.poll();
    const row = world.order(original) as StoredOrder;
    await world.ports.orders.put({ ...row, version: row.version + 1, parts: ['kado-no-mise-10000009'] }, row.version);
    world.yahoo.control.editOrder(sellerId, original, { notes: '電話で確認済' });
    await readAndStore(await world.run('scan'), [{ orderNumber: original }]);
    expect(world.order(original)).toMatchObject({ revision: 2, parts: ['kado-no-mise-10000009'] });
  });

  it('has all of its pieces held once whichever write a run died at', async () => {
    for (let writes = 0; ; writes++) {
      const { world } = await split();
      const held = world.watch('kome-0005');
      const whole = { stock: { ...world.ports.stock }, orders: { ...world.ports.orders } };
      let left = writes;
      const mortal =
        <Args extends unknown[], Result>(write: (...args: Args) => Promise<Result>) =>
        async (...args: Args): Promise<Result> => {
          if (left-- <= 0) throw new Error('The process died.');
          return write(...args);
        };
      Object.assign(world.ports.stock, { putClaim: mortal(whole.stock.putClaim) });
      Object.assign(world.ports.orders, { put: mortal(whole.orders.put) });
      const died = await world.poll().then(
        () => false,
        () => true,
      );
      Object.assign(world.ports.stock, whole.stock);
      Object.assign(world.ports.orders, whole.orders);
      world.pass(2 * hourMs);
      await world.poll();
      await world.reconcile();
      world.pass(15 * minuteMs);
      await world.reconcile();
      expect({ writes, claimed: world.claimed() }).toEqual({ writes, claimed: sold });
      expect(Math.min(3, ...held)).toBe(3);
      if (!died) break;
      expect(writes).toBeLessThan(40);
    }
  });

  it('waits for the next run where this one has no call left for its relatives', async () => {
    const { world, original } = await split();
    // A listing and one order: not its original, nor the other part.
    expect(await importShop(await world.run('import', 2))).toMatchObject({ imported: 0, caughtUp: false });
    expect(world.orderNumbers()).toEqual([original]);
    await world.poll();
    expect(world.claimed()).toEqual(sold);
  });

  it('keeps the intent of a dead run where no call was left for its relatives', async () => {
    const { world, parts } = await split();
    const [orderNumber = ''] = parts;
    const claims: ClaimKey[] = [
      { merchant: 'kado', sku: 'gone', shop: shopKey, orderNumber, lineId: '9', orderedAt: world.now() },
    ];
    const { unread, unsettled } = await readAndStore(await world.run('scan', 1), [{ orderNumber, carried: claims }]);
    expect({ unread, unsettled }).toEqual({ unread: [orderNumber], unsettled: [orderNumber] });
  });

  it('that was stored only after it was split holds nothing, and its parts all of it', async () => {
    const world = await openYahooWorld({ split: { childIds: named }, flow: { cancelWindowMs: 0 } });
    const [original = ''] = world.place({ lines });
    world.pass(minuteMs);
    await world.split(original, { 1: 1 }, { 1: 2, 2: 1 });
    world.pass(2 * secondMs);
    await world.poll();
    expect(world.orderNumbers()).toHaveLength(3);
    expect(world.claimed()).toEqual(sold);
  });

  it('can be split again', async () => {
    const { world, parts } = await split();
    await world.poll();
    await world.split(parts[1] ?? '', { 1: 1 }, { 1: 1, 2: 1 });
    world.pass(2 * secondMs);
    const held = world.watch('kome-0005');
    await world.poll();
    expect(world.orderNumbers()).toHaveLength(5);
    expect(world.claimed()).toEqual(sold);
    expect(Math.min(...held)).toBe(3);
  });

  it('shows by the claims of its parts that they held nothing before: a count in between knew of the original', async () => {
    const { world, parts } = await split();
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
