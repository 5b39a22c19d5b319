import { beforeEach, describe, expect, it } from 'vitest';
import { hourMs, minuteMs, secondMs } from '../../../../core/kernel/time.ts';
import type { PushContent } from '../../../../core/model/push.ts';
import { withdrawPush } from '../../../../core/status/by-hand.ts';
import { openPushWorld, type PushWorld, shipment } from '../../../../proving/status-world.ts';
import type { YahooSimulator } from '../../../../simulator/yahoo/index.ts';

const seller = 'kado-no-mise';
let world: PushWorld;
let mall: YahooSimulator['control'];
beforeEach(async () => {
  world = await openPushWorld({ yahoo: {} });
  mall = (world.yahoo as YahooSimulator).control;
});

function placed(ago = hourMs): string {
  return mall.addOrders(seller, { count: 1, kind: 'plain', at: world.time.now() - ago })[0] ?? '';
}
const numbers = (order: string) => mall.order(order)?.shipment.numbers;
const states = () => world.pushes().map(({ content, state }) => `${content.kind} ${state.kind}`);
const changes = () => world.exchanges.flatMap(({ request }) => /\/(order\w*Change)$/.exec(request.path)?.[1] ?? []);

describe('status changes at Yahoo', () => {
  it('that are all asked for at once are made in their sequence, and 完了 waits until the shipment has settled', async () => {
    const order = placed();
    const wanted: PushContent[] = [
      { kind: 'complete' },
      shipment('4444-1375'),
      { kind: 'pay', paidOn: '2026-11-24' },
      { kind: 'confirm' },
    ];
    for (const content of wanted) await world.ask(order, content);
    await world.pass(10 * minuteMs);
    expect(states().sort()).toEqual(['complete confirmed', 'confirm confirmed', 'pay confirmed', 'ship confirmed']);
    expect(mall.order(order)).toMatchObject({ orderStatus: 5, shipStatus: 3, payStatus: 1, isSeen: true });
    // 完了 too early would have been refused, and asked for again.
    expect(changes().filter((call) => call === 'orderStatusChange')).toHaveLength(1);
  });

  it('of 完了 wait for a second shipment that is asked for, too', async () => {
    const order = placed();
    await world.ask(order, shipment('4444-1375'));
    await world.pass(hourMs);
    await world.ask(order, { ...shipment('4444-1386') } as PushContent);
    await world.ask(order, { kind: 'complete' });
    await world.pass(10 * minuteMs);
    expect(states()).toEqual(['ship confirmed', 'ship confirmed', 'complete confirmed']);
    expect(changes().filter((call) => call === 'orderStatusChange')).toHaveLength(1);
    expect(numbers(order)).toEqual(['4444-1375', '4444-1386']);
  });

  it('of 完了 that are asked for seconds after the shipment are not sent too early', async () => {
    const order = placed();
    await world.ask(order, shipment('4444-1375'));
    while (world.push(order).state.kind !== 'confirmed') await world.pass(secondMs);
    await world.ask(order, { kind: 'complete' });
    await world.pass(10 * minuteMs);
    expect(mall.order(order)?.orderStatus).toBe(5);
    expect(changes()).toEqual(['orderShipStatusChange', 'orderStatusChange']);
  });

  it('of 完了 fail where nothing is shipped, and nothing will be', async () => {
    const order = placed();
    await world.ask(order, { kind: 'complete' });
    await world.pass(minuteMs);
    expect(world.push(order).state).toMatchObject({ kind: 'failed', reason: 'wrong-progress', who: 'merchant' });
    expect(changes()).toEqual([]);
  });

  it('wait while the buyer can take the order back, and fail where that was done', async () => {
    const [kept, taken] = [placed(5 * minuteMs), placed(5 * minuteMs)];
    for (const order of [kept, taken]) await world.ask(order, shipment('4444-1375'));
    await world.pass(2 * minuteMs);
    expect(world.push(kept).state).toMatchObject({ kind: 'retrying', reason: 'mall-processing' });
    expect(changes()).toEqual([]);
    mall.cancelOrder(seller, taken, { reason: 100 });
    await world.pass(hourMs);
    expect(world.push(kept).state.kind).toBe('confirmed');
    expect(world.push(taken).state).toMatchObject({ kind: 'failed', reason: 'order-cancelled' });
  });

  it('that come late and write an older shipment are mended', async () => {
    const order = placed();
    const late = { operations: ['orderShipStatusChange'], times: 1, applyAfterMs: 9 * minuteMs };
    mall.break({ kind: 'apply-later', ...late });
    await world.ask(order, shipment('4444-1375'));
    await world.pass(6 * minuteMs);
    // Made again in between; then corrected, and only then the first call comes.
    const right = { carrier: '1001', trackingNumber: '4444-1386', corrects: '4444-1375', shippedOn: '2026-11-24' };
    await world.ask(order, { kind: 'ship', parcels: [right] });
    await world.pass(2 * minuteMs);
    expect(numbers(order)).toEqual(['4444-1386', '']);
    await world.pass(4 * hourMs);
    expect(numbers(order)).toEqual(['4444-1386', '']);
    expect(world.pushes().every(({ state }) => state.kind !== 'retrying' && state.kind !== 'failed')).toBe(true);
  });

  it('of another carrier beside a first parcel fail, and leave that as it is', async () => {
    const order = placed();
    await world.ask(order, shipment('4444-1375'));
    await world.pass(minuteMs);
    const parcel = { carrier: '1002', trackingNumber: '5555-0001', shippedOn: '2026-11-24' };
    await world.ask(order, { kind: 'ship', parcels: [parcel] });
    await world.pass(minuteMs);
    expect(world.pushes().map(({ state }) => state.kind)).toEqual(['confirmed', 'failed']);
    expect(world.pushes()[1]?.state).toMatchObject({ reason: 'content-refused' });
    expect(numbers(order)).toEqual(['4444-1375', '']);
  });

  it('of many orders go on from run to run: none is read and never called for', async () => {
    const orders = Array.from({ length: 60 }, () => placed());
    for (const order of orders) await world.ask(order, shipment('4444-1375'));
    await world.pass(20 * minuteMs);
    expect(new Set(states())).toEqual(new Set(['ship confirmed']));
    for (const order of orders) expect(mall.order(order)?.shipStatus).toBe(3);
    // Read before and after, one call each.
    expect(world.exchanges.filter(({ request }) => request.path.endsWith('/orderInfo'))).toHaveLength(120);
    expect(changes()).toHaveLength(60);
  });

  it('cancel once, though the mall lets the first call come twenty minutes late', async () => {
    const order = placed();
    mall.break({ kind: 'cancel-later', times: 1, applyAfterMs: 20 * minuteMs + secondMs });
    await world.ask(order, { kind: 'cancel', reason: 'out-of-stock' });
    await world.pass(hourMs);
    expect(mall.order(order)).toMatchObject({ orderStatus: 4, cancelMails: 1, cancelReason: 210 });
    expect(world.push(order).trail.filter(({ what, code }) => what === 'called' && code === 'od91704')).toHaveLength(1);
  });
});

describe('a surplus number that Yahoo keeps', () => {
  const removals = () => world.pushes().flatMap(({ trail }) => trail.filter(({ what }) => what === 'surplus-removed'));

  it('is removed a few times, and then a person sees that it stays', async () => {
    world = await openPushWorld({ yahoo: { status: { emptied: 'kept' } } });
    mall = (world.yahoo as YahooSimulator).control;
    const order = placed();
    const late = { operations: ['orderShipStatusChange'], times: 1, applyAfterMs: 9 * minuteMs };
    mall.break({ kind: 'apply-later', ...late });
    await world.ask(order, shipment('4444-1375'));
    await world.pass(minuteMs);
    // It takes the first place; the one before is made again into the second, and comes late into the first.
    await world.ask(order, shipment('4444-1386'));
    await world.pass(hourMs);
    expect(numbers(order)).toEqual(['4444-1375', '4444-1375']);
    await world.pass(24 * hourMs);
    expect(removals()).toHaveLength(5);
    const calls = world.exchanges.length;
    await world.pass(24 * hourMs);
    expect(world.exchanges).toHaveLength(calls);
    const failed = world.pushes().filter(({ trail }) => trail.at(-1)?.surplusRows !== undefined);
    expect(failed.map(({ state }) => state)).toMatchObject([{ reason: 'refused-otherwise', who: 'ops' }]);
  });
});

describe('an order of Yahoo, which has one carrier for all of its parcels', () => {
  const of = (carrier: string) => (number: string) => shipment(number, '2026-11-24', carrier);
  const [yamato, sagawa] = [of('1001'), of('1002')];

  /** Asks for one parcel, of which a call without an answer is carried out 20 minutes later; and, a minute after each other, for others. */
  async function askBesideLate(order: string, first: PushContent, ...others: readonly PushContent[]): Promise<void> {
    mall.break({ kind: 'apply-later', operations: ['orderShipStatusChange'], times: 1, applyAfterMs: 20 * minuteMs });
    await world.ask(order, first);
    await world.pass(minuteMs);
    for (const content of others) {
      await world.ask(order, content);
      await world.pass(minuteMs);
    }
  }

  it('tells that a shipment is not there any more, which a late call for another leaves no room', async () => {
    const order = placed();
    await askBesideLate(order, yamato('1111'), sagawa('2222'));
    expect(numbers(order)).toEqual(['2222', '']);
    await world.pass(10 * minuteMs);
    expect(states()).toEqual(['ship failed', 'ship confirmed']);
    await world.pass(3 * hourMs);
    expect(numbers(order)).toEqual(['1111', '']);
    expect(states()).toEqual(['ship confirmed', 'ship failed']);
  });

  it('is read again where a request is taken back that had changed it: an earlier one may be there no more', async () => {
    const order = placed();
    await askBesideLate(order, yamato('3333'), yamato('1111'), sagawa('1111'));
    expect(mall.order(order)?.shipment).toMatchObject({ numbers: ['1111', ''], companyCode: '1002' });
    await world.pass(3 * hourMs);
    expect(numbers(order)).toEqual(['3333', '']);
    const failed = world.pushes().find(({ state }) => state.kind === 'failed');
    expect(failed?.content).toEqual(sagawa('1111'));
    if (failed) await withdrawPush(world.worker().ports, failed, { by: 'taro' });
    await world.pass(hourMs);
    expect(mall.order(order)?.shipment).toMatchObject({ numbers: ['3333', '1111'], companyCode: '1001' });
  });
});
