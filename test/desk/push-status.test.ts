import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Desk } from '../../local/desk/desk.ts';
import { openShops } from '../../local/desk/open-shops.ts';
import type { OrderProgress } from '../../simulator/rms/index.ts';
import type { DeskRms } from '../local/fixture/malls.ts';
import { isInSchema, openStockedDesk, type StockedDesk } from '../local/fixture/stocked-desk.ts';
import { until } from '../local/fixture/until.ts';

let stocked: StockedDesk;
let desk: Desk;
let mall: DeskRms;

beforeAll(async () => {
  stocked = await openStockedDesk({ shops: 2, speed: 100 });
  ({ desk, mall } = stocked);
  await openShops(desk.ports, [mall]);
  for (const { shopUrl } of mall.control.shops()) mall.act('arrivals', { shopUrl, perHour: null });
  desk.cloud.startSchedules();
});
afterAll(() => stocked.close());

/** An order that stands where it is wanted, of the second shop, in which nothing confirms orders by itself. */
function orderAt(orderProgress: OrderProgress): { readonly shopUrl: string; readonly orderNumber: string } {
  const [, { shopUrl } = { shopUrl: '' }] = mall.control.shops();
  const known = new Set(mall.control.books().shops.flatMap(({ orders }) => orders.map((order) => order.orderNumber)));
  mall.act('add-orders', { shopUrl, count: 1, kind: 'plain' });
  const fresh = mall.control.books().shops.flatMap(({ orders }) => orders);
  const { orderNumber } = fresh.find((order) => !known.has(order.orderNumber)) ?? { orderNumber: '' };
  if (orderProgress !== 100) mall.act('move-order', { shopUrl, orderNumber, orderProgress });
  return { shopUrl, orderNumber };
}

const progressOf = (orderNumber: string) => mall.control.order(orderNumber)?.orderProgress;
const callsOf = (operation: string, orderNumber: string): number =>
  stocked.exchanges.filter(({ request }) => request.path.includes(operation) && request.body.includes(orderNumber))
    .length;

/** Asks for changes of orders, as a warehouse's program would. */
const ask = (shop: string, orders: readonly object[], more: object = {}): Promise<void> =>
  stocked.putEvent('StatusPushRequested', { format: 1, shop, by: 'warehouse-1', orders, ...more });

const eventOf = (detailType: string, orderNumber: string) =>
  stocked.events.find(
    (event) => event['detail-type'] === detailType && JSON.stringify(event.detail).includes(orderNumber),
  );

describe('push-status on one machine, as it is deployed', () => {
  it('push-status confirms an order that an event asks for, and announces that it was seen', async () => {
    const { shopUrl, orderNumber } = orderAt(100);
    await ask(`rms#${shopUrl}`, [{ orderNumber, change: { kind: 'confirm' } }]);
    await until('the confirmed order', () => Number(progressOf(orderNumber)) > 100);
    const told = await until('the news', () => eventOf('StatusPushConfirmed', orderNumber));
    expect(told.source).toBe('tsunagi');
    expect(isInSchema('StatusPushConfirmed', told.detail)).toBe(true);
    const [push] = await desk.ports.changes.ofOrder({ shop: `rms#${shopUrl}`, orderNumber });
    expect(push).toMatchObject({ by: 'event:warehouse-1', state: { kind: 'confirmed' } });

    await ask(`rms#${shopUrl}`, [{ orderNumber, change: { kind: 'confirm' } }]);
    const again = orderAt(100).orderNumber;
    await ask(`rms#${shopUrl}`, [{ orderNumber: again, change: { kind: 'confirm' } }]);
    await until('the order asked for after it', () => eventOf('StatusPushConfirmed', again));
    expect(callsOf('confirmOrder', orderNumber)).toBe(1);
  });

  it('push-status rejects an event that cannot be used, keeps it with all reasons, and announces it', async () => {
    const change = { kind: 'ship', parcels: [{ carrier: '1001', trackingNumber: 7, shippedOn: 'soon', 宛名: '花森' }] };
    await ask('rms#unknown', [{ orderNumber: 'bad-one', change }]);
    const told = await until('the news', () =>
      stocked.events.find((one) => one['detail-type'] === 'StatusPushRejected'),
    );
    expect(isInSchema('StatusPushRejected', told.detail)).toBe(true);
    const { Messages } = (await until('the message', async () => {
      const received = await desk.cloud.call('sqs', 'AmazonSQS.ReceiveMessage', {
        QueueUrl: stocked.queueUrl('status-rejected'),
      });
      return received.Messages ? received : false;
    })) as { Messages: [{ Body: string }] };
    const kept = JSON.parse(Messages[0].Body) as { event: object; reasons: string[]; detail: object };
    expect(kept.event).toMatchObject({ source: 'warehouse' });
    expect(kept.reasons.map((reason) => reason.split(':')[0])).toEqual([
      'orders[0].change.parcels[0]',
      'orders[0].change.parcels[0].trackingNumber',
      'orders[0].change.parcels[0].shippedOn',
    ]);
    expect(kept.detail).toMatchObject({ shop: 'rms#unknown', orders: [{ orderNumber: 'bad-one' }] });
    expect(JSON.stringify([kept, told])).not.toContain('花森');

    await ask('rms#unknown', [{ orderNumber: 'well-formed', change: { kind: 'confirm' } }]);
    const unknown = await until('the second', () =>
      stocked.events.find((one) => JSON.stringify(one.detail).includes('there is no shop')),
    );
    expect(unknown['detail-type']).toBe('StatusPushRejected');
  });

  it('push-status reports a parcel once, though it was killed during the call', async () => {
    const { shopUrl, orderNumber } = orderAt(300);
    // The mall applies it at once, and takes a minute to say so.
    const fault = { kind: 'slow', shopUrl, operations: ['updateOrderShipping'], delayMs: 300_000, times: 1 };
    mall.act('break', fault);
    const parcel = { carrier: '1001', trackingNumber: '1234-5678-9012', shippedOn: '2026-11-24' };
    const shippedOn = new Date(desk.clock.now() + 9 * 3_600_000).toISOString().slice(0, 10);
    const parcels = [{ ...parcel, shippedOn }];
    await ask(`rms#${shopUrl}`, [{ orderNumber, change: { kind: 'ship', parcels } }]);
    const rows = () =>
      (mall.control.order(orderNumber)?.model.PackageModelList ?? []).flatMap(
        ({ ShippingModelList }) => ShippingModelList ?? [],
      );
    await until('the call', () => rows().some(({ shippingNumber }) => shippingNumber === parcel.trackingNumber));
    for (const pid of desk.cloud.pids) process.kill(pid, 'SIGKILL');
    await until('the end of the run that was killed', () =>
      stocked.runs.some(
        ({ functionName, outcome }) => functionName.endsWith('push-status') && outcome.kind !== 'returned',
      ),
    );

    const told = await until('the news', () => eventOf('StatusPushConfirmed', orderNumber));
    expect(isInSchema('StatusPushConfirmed', told.detail)).toBe(true);
    expect(rows().map(({ shippingNumber }) => shippingNumber)).toEqual([parcel.trackingNumber]);
    expect(callsOf('updateOrderShipping', orderNumber)).toBe(1);
  });

  it('push-status gives up an unreadable message at once, says what is wrong, and works on', async () => {
    await desk.cloud.call('sqs', 'AmazonSQS.SendMessage', {
      QueueUrl: stocked.queueUrl('status'),
      MessageBody: '{"order":"1"}',
      MessageGroupId: 'unknown',
    });
    const letter = (await until('the dead letter', async () => {
      const { Messages } = await desk.cloud.call('sqs', 'AmazonSQS.ReceiveMessage', {
        QueueUrl: stocked.queueUrl('status-dead'),
        MessageAttributeNames: ['All'],
      });
      return Messages ? (Messages as object[])[0] : false;
    })) as { readonly Body: string; readonly MessageAttributes: object };
    expect(letter).toMatchObject({
      Body: '{"order":"1"}',
      MessageAttributes: {
        Failure: { StringValue: expect.stringMatching(/^input\.invalid: A message of the work queue/) },
      },
    });
    expect(await stocked.waitingIn('status-intake-dead')).toBe(0);
    const { shopUrl, orderNumber } = orderAt(100);
    await ask(`rms#${shopUrl}`, [{ orderNumber, change: { kind: 'confirm' } }]);
    await until('the confirmed order', () => Number(progressOf(orderNumber)) > 100);
  });
});
