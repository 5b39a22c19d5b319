import { describe, expect, it } from 'vitest';
import { verdictOf } from '../../../../core/kernel/errors.ts';
import { dayMs, hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import type { StoredOrder } from '../../../../core/model/order.ts';
import { amazonSheet } from '../../../../malls/amazon/columns.ts';
import { faultOf, isTokenRefused } from '../../../../malls/amazon/faults.ts';
import { amazonLabels } from '../../../../malls/amazon/labels.ts';
import { mapOrder, readOriginal } from '../../../../malls/amazon/mapping.ts';
import { stateOf } from '../../../../malls/amazon/status-states.ts';
import { amazonTraits } from '../../../../malls/amazon/traits.ts';
import { readBody } from '../../../../malls/body.ts';
import { amazonInProcess, began, sellerId } from './in-process.ts';

/*
 * What Amazon's own model of 2026-01-01 and its examples have (`@sp-api-sdk/orders-api-2026-01-01`, generated of it), and was read as something
 * else.
 */

const shop = `amazon#${sellerId}`;
const answered = (status: number, error: object) => ({
  ...{ status, headers: {} },
  body: readBody(Buffer.from(JSON.stringify({ errors: [error] }))),
});

describe('a refusal of confirmShipment by the code of Amazon’s own example, "Invalid Input"', () => {
  const example = { code: 'Invalid Input', message: 'The input is not valid.' };

  it('is a refusal, and no outage', () => {
    const fault = faultOf({ shop, operation: 'confirmShipment' }, answered(400, example));
    expect(fault).toMatchObject({ code: 'mall.refused', context: { mallCodes: ['Invalid Input'] } });
    expect(fault?.message).toContain('HTTP 400, Invalid Input');
    expect(verdictOf(fault)).toBe('answered');
  });

  it.each(['Invalid Input', 'InvalidInput'] as const)(
    'is an answer to the probe of statuses (%s)',
    async (refusalCode) => {
      const mall = amazonInProcess({ shipping: { refusalCode } }).shop();
      await expect(mall.probe('status')).resolves.toBe(began);
    },
  );
});

describe('a client secret that has ended', () => {
  const denied = { code: 'Unauthorized', message: 'Access to requested resource is denied.' };
  const ended = answered(403, { ...denied, details: 'The LWA secret token you provided has expired' });

  it('is told by the details of a 403: the key is refused, and not a role missing', () => {
    const fault = faultOf({ shop, operation: 'getOrder' }, ended);
    expect(fault).toMatchObject({ code: 'key.refused', retry: 'after-pause' });
    expect(fault?.message).toMatch(
      /client secret of the application has ended.*シークレットをローテーション.*ops keys rotate/,
    );
    expect(verdictOf(fault)).toBe('key');
    // Another access token would be refused likewise.
    expect(isTokenRefused(ended)).toBe(false);
    expect(faultOf({ shop, operation: 'getOrder' }, answered(403, denied))).toMatchObject({ code: 'key.function-off' });
  });

  it.each([
    ['token', 'token'],
    ['call', 'getOrder'],
  ] as const)(
    'refuses the key where the %s is answered so, until another one is stored',
    async (endedSecretAt, operation) => {
      const { amazon, shop: open, clock, credential } = amazonInProcess({ auth: { endedSecretAt } });
      const [number = ''] = amazon.control.addOrders(sellerId, { count: 1, at: began - hourMs });
      const { clientSecret } = amazon.control.rotateSecret(sellerId);
      clock.at += 8 * dayMs;
      await expect(open().readOrders([number])).rejects.toMatchObject({ code: 'key.refused', context: { operation } });
      const renewed = { ...credential, clientSecret, secretRotatedAt: began };
      expect((await open(renewed).readOrders([number])).orders).toHaveLength(1);
    },
  );
});

describe('an order without the part fulfillment, which the model has as optional', () => {
  const opened = () => {
    const mall = amazonInProcess({ orders: { fulfillment: 'asked' } });
    const [number = ''] = mall.amazon.control.addOrders(sellerId, { count: 1, at: began - hourMs });
    return { ...mall, number };
  };
  /** As it comes where FULFILLMENT is not asked for. */
  const bare = ({ amazon, number }: ReturnType<typeof opened>): Record<string, unknown> => {
    const { orderItems } = amazon.control.order(number)
      ? { orderItems: amazon.control.order(number)?.lines ?? [] }
      : { orderItems: [] };
    return {
      orderId: number,
      ...{ createdTime: '2026-11-24T06:00:00Z', lastUpdatedTime: '2026-11-24T06:00:00Z' },
      salesChannel: { channelName: 'AMAZON' },
      orderItems: orderItems.map(({ orderItemId, sellerSku, units }) => ({
        ...{ orderItemId, quantityOrdered: units, product: { sellerSku } },
      })),
    };
  };

  it('is read, holds its pieces, and waits: its status is not known', () => {
    const model = bare(opened());
    const read = mapOrder(model);
    expect(read).toMatchObject({ kind: 'order', order: { progress: 'UNKNOWN' } });
    if (read.kind !== 'order') throw new Error(read.reason);
    expect(read.order.lines.every(({ quantity }) => quantity > 0)).toBe(true);
    expect(amazonTraits.isCancelled('UNKNOWN') || amazonTraits.isSettled('UNKNOWN')).toBe(false);
    expect(amazonTraits.unshipped).toContain('UNKNOWN');
    expect(stateOf(model)).toMatchObject({ progress: 'UNKNOWN', stage: 'unknown' });
  });

  it('is cancelled where each of its items is', () => {
    const { orderItems, ...whole } = bare(opened());
    const items = (orderItems as object[]).map((item) => ({
      ...item,
      cancellation: { cancellationExecution: { cancelledBy: 'MERCHANT' } },
    }));
    expect(mapOrder({ ...whole, orderItems: items })).toMatchObject({
      kind: 'order',
      order: { progress: 'CANCELLED' },
    });
  });

  it('does not come where FULFILLMENT is asked for, as every reading does', async () => {
    const { shop: open, number } = opened();
    expect((await open().readOrders([number])).orders).toMatchObject([{ progress: 'UNSHIPPED' }]);
  });
});

describe('a package whose label was cancelled', () => {
  it('is no parcel, and in no column; what was in it is left to be sent', async () => {
    const { amazon, shop: open } = amazonInProcess();
    const [number = ''] = amazon.control.addOrders(sellerId, { count: 1, at: began - hourMs });
    const door = open().status;
    const read = async () => (await door?.readStates([number]))?.states[0];
    const before = await read();
    if (door == null || before === undefined) throw new Error('no order');
    const parcel = { carrier: 'YAMATO', trackingNumber: '444413758703', shippedOn: '2026-11-24' };
    await door.ship(number, [{ kind: 'add', basketId: '1', parcel }], before);
    expect((await read())?.baskets[0]?.rows).toHaveLength(1);
    amazon.control.cancelPackage(sellerId, number);
    expect(await read()).toMatchObject({ progress: 'UNSHIPPED', baskets: [{ rows: [] }], kept: before.kept });
    const [order] = (await open().readOrders([number])).orders;
    const whole = JSON.parse(order?.original ?? '{}');
    expect(whole.packages).toHaveLength(1);
    expect(cells({ original: order?.original ?? '' }).お荷物伝票番号).toBe('');
    // The same parcel once more is sent.
    const state = await read();
    if (state === undefined) throw new Error('no order');
    await door.ship(number, [{ kind: 'add', basketId: '1', parcel }], state);
    expect(await read()).toMatchObject({
      progress: 'SHIPPED',
      baskets: [{ rows: [{ trackingNumber: '444413758703' }] }],
    });
  });
});

/** The first line of an order in the export, by column. */
function cells({ original, ...row }: Partial<Omit<StoredOrder, 'original'>> & { readonly original: string }) {
  const stored = { shop, orderNumber: '1', progress: 'UNSHIPPED', orderedAt: began, ...row } as StoredOrder;
  const [line] = amazonSheet.linesOf(stored, JSON.parse(original));
  if (line === undefined) throw new Error('no line');
  return Object.fromEntries(amazonSheet.columns.map(({ header, of }) => [header, of(line)]));
}

describe('the export of Amazon', () => {
  it('has the ends of shipping and delivery in the time of Japan, as the other moments', () => {
    const window = { latestDateTime: '2026-11-25T14:59:59Z' };
    const original = JSON.stringify({
      fulfillment: { shipByWindow: window, deliverByWindow: { latestDateTime: '2026-11-27T15:30:00Z' } },
      orderItems: [{ orderItemId: '1' }],
    });
    expect(cells({ original })).toMatchObject({
      出荷期限: '2026-11-25 23:59:59',
      お届け期限: '2026-11-28 00:30:00',
    });
    expect(cells({ original: '{}' })).toMatchObject({ 出荷期限: '', お届け期限: '' });
  });

  it('tells what its buyer wished of payment and delivery, and where it is collected', async () => {
    const { amazon, shop: open } = amazonInProcess();
    const cellsOf = async (delivery: Parameters<typeof amazon.control.setDelivery>[2]) => {
      const [number = ''] = amazon.control.addOrders(sellerId, { count: 1, at: began - hourMs });
      amazon.control.setDelivery(sellerId, number, delivery);
      return cells({ original: (await open().readOrders([number])).orders[0]?.original ?? '' });
    };
    const window = { from: Date.parse('2026-11-26T14:00+09:00'), to: Date.parse('2026-11-26T16:00+09:00') };
    expect(await cellsOf({ window, isCashOnDelivery: true, to: 'pickup-point' })).toMatchObject({
      お届け日時指定: '2026-11-26 14:00～2026-11-26 16:00',
      支払方法: 'CashOnDelivery',
      受取方法: '受取スポット',
    });
    expect(await cellsOf({})).toMatchObject({ お届け日時指定: '', 支払方法: 'CreditCard', 受取方法: '' });
  });
});

describe('what a label takes from an order of Amazon', () => {
  const { amazon, shop: open } = amazonInProcess();
  const factsOf = async (delivery: Parameters<typeof amazon.control.setDelivery>[2]) => {
    const [number = ''] = amazon.control.addOrders(sellerId, { count: 1, at: began - hourMs });
    amazon.control.setDelivery(sellerId, number, delivery);
    const [order] = (await open().readOrders([number])).orders;
    const whole = JSON.parse(order?.original ?? '{}');
    return { ...amazonLabels.of(whole), total: Number(whole.proceeds.grandTotal.amount) };
  };
  const window = (from: string, to: string) => ({ window: { from: Date.parse(from), to: Date.parse(to) } });

  it.each([
    ['two hours', '2026-11-26T14:00+09:00', '2026-11-26T16:00+09:00', { kind: 'hours', from: 14, to: 16 }],
    [
      'hours that end a second before',
      '2026-11-26T14:00+09:00',
      '2026-11-26T15:59:59+09:00',
      { kind: 'hours', from: 14, to: 16 },
    ],
    ['a morning', '2026-11-26T08:00+09:00', '2026-11-26T12:00+09:00', { kind: 'hours', from: 8, to: 12 }],
    ['a whole day', '2026-11-26T00:00+09:00', '2026-11-27T00:00+09:00', { kind: 'none' }],
    ['a day up to its last minute', '2026-11-26T00:00+09:00', '2026-11-26T23:59+09:00', { kind: 'none' }],
  ])('are the day and the hours that its buyer chose: %s', async (_, from, to, deliveryTime) => {
    expect(await factsOf(window(from, to))).toMatchObject({ deliveryDay: '2026-11-26', deliveryTime });
  });

  it('are words alone, of a window of several days', async () => {
    expect(await factsOf(window('2026-11-26T14:00+09:00', '2026-11-28T18:00+09:00'))).toMatchObject({
      deliveryDay: null,
      deliveryTime: { kind: 'other', words: '2026-11-26 14:00–2026-11-28 18:00' },
    });
  });

  it('are nothing where its buyer has no wish', async () => {
    expect(await factsOf({})).toMatchObject({
      ...{ deliveryDay: null, deliveryTime: { kind: 'none' }, collected: { kind: 'nothing' }, obstacle: null },
    });
  });

  it('are what is collected of 代金引換; unknown where only the sum of the order is there', async () => {
    const { collected, total } = await factsOf({ isCashOnDelivery: true });
    expect(collected).toEqual({ kind: 'amount', amount: total, tax: null });
    const item = { fulfillment: { shipping: { shippingConstraints: { cashOnDelivery: 'MANDATORY' } } } };
    expect(amazonLabels.of({ orderItems: [item] }).collected).toEqual({ kind: 'unknown' });
  });

  it.each([
    [{ to: 'pickup-point' }, /pick-up point \(PICKUP_POINT\)/],
    [{ to: 'in-store' }, /in the store \(IN_STORE_PICK_UP\)/],
    [{ constraint: 'recipientAgeVerification' }, /demands 年齢確認/],
    [{ constraint: 'signatureConfirmation' }, /demands 受領印/],
  ] as const)('is why there is none: %j', async (delivery, why) => {
    expect(String((await factsOf(delivery)).obstacle)).toMatch(why);
  });
});

describe('a cancel that a buyer of Amazon asks for', () => {
  const opened = async () => {
    const mall = amazonInProcess();
    const [number = ''] = mall.amazon.control.addOrders(sellerId, { count: 1, at: began - hourMs });
    const read = async () => (await mall.shop().readOrders([number])).orders[0];
    return { ...mall, number, read };
  };

  it('is part of the order until it is carried out, and the order stays as it was', async () => {
    const { amazon, number, read, clock, shop: open } = await opened();
    expect(await read()).not.toHaveProperty('cancelRequested');
    clock.at += 10 * minuteMs;
    amazon.control.requestCancel(sellerId, number);
    const asked = await read();
    expect(asked).toMatchObject({ progress: 'UNSHIPPED', cancelRequested: true });
    // A listing by the last change has it.
    clock.at += 10 * minuteMs;
    const page = await open().listOrders({ from: began, to: clock.at, page: 1, whole: true });
    expect(page.orders).toEqual([asked]);
    amazon.control.cancelOrder(sellerId, number, 'MERCHANT');
    const gone = await read();
    expect(gone).toMatchObject({ progress: 'CANCELLED' });
    expect(gone).not.toHaveProperty('cancelRequested');
  });

  it('is not asked for any more once all is sent', async () => {
    const { amazon, number, read } = await opened();
    amazon.control.requestCancel(sellerId, number);
    amazon.control.moveOrder(sellerId, number, 'SHIPPED');
    expect(await read()).not.toHaveProperty('cancelRequested');
  });

  it('is no request where it was carried out without one', async () => {
    const { amazon, number, read } = await opened();
    amazon.control.cancelOrder(sellerId, number);
    const [item] = JSON.parse((await read())?.original ?? '{}').orderItems;
    expect(item.cancellation).toEqual({
      cancellationExecution: { cancelledBy: 'BUYER', cancelReason: 'BUYER_CANCELLED' },
    });
  });

  it('stays without the buyer’s words when the buyer is removed', async () => {
    const { amazon, number, read } = await opened();
    amazon.control.requestCancel(sellerId, number, 'I moved to Sapporo');
    const order = await read();
    const redacted = amazonTraits.redactOriginal(order?.original ?? '');
    expect(readOriginal(redacted)).toEqual({ ...order, original: redacted });
    expect(redacted).not.toContain('Sapporo');
  });
});
