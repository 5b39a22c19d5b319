import { describe, expect, it } from 'vitest';
import { mayBeApplied, type TsunagiError } from '../../../../core/kernel/errors.ts';
import { hourMs, minuteMs, secondMs } from '../../../../core/kernel/time.ts';
import type { OrderState } from '../../../../core/model/push.ts';
import type { OrderAnswer } from '../../../../core/ports/order-status-api.ts';
import type { YahooShop } from '../../../../malls/yahoo/client.ts';
import { refusalOf } from '../../../../malls/yahoo/status-replies.ts';
import { stateIn } from '../../../../malls/yahoo/status-states.ts';
import { yahooStatus } from '../../../../malls/yahoo/status-traits.ts';
import type { YahooSettingsChange, YahooSimulator } from '../../../../simulator/yahoo/index.ts';
import { sellerId, yahooInProcess } from './in-process.ts';

/** A mall with one order that its buyer can take back no more. */
function withOrder(settings: YahooSettingsChange = {}, kind: 'plain' | 'unpaid' | 'cod' | 'reserve' = 'plain') {
  const mall = yahooInProcess(settings);
  const { status: door } = mall.shop() as YahooShop;
  const [order = ''] = mall.yahoo.control.addOrders(sellerId, { count: 1, kind, at: mall.clock.at - hourMs });
  const state = async (): Promise<OrderState> => {
    const { states } = await door.readStates([order]);
    return states[0] as OrderState;
  };
  const said = async (call: ReturnType<typeof door.confirm>): Promise<OrderAnswer | undefined> =>
    (await call).orders.get(order);
  const ship = async (trackingNumber: string | null = '4444-1375-8703') => {
    const parcel = { carrier: '1001', trackingNumber, shippedOn: '2026-11-24' };
    return said(door.ship(order, [{ kind: 'add', basketId: '1', parcel }], await state()));
  };
  const truth = (): NonNullable<ReturnType<YahooSimulator['control']['order']>> => {
    const found = mall.yahoo.control.order(order);
    if (found === null) throw new Error('It was placed.');
    return found;
  };
  return { ...mall, door, order, state, said, ship, truth };
}

describe('how an order stands at Yahoo', () => {
  it('is what several fields of orderInfo say together', async () => {
    const mall = withOrder();
    expect(await mall.state()).toEqual({
      orderNumber: mall.order,
      progress: '2',
      stage: 'to-ship',
      confirmed: false,
      paid: mall.truth().payStatus === 1,
      subStatusId: null,
      memo: null,
      kept: JSON.stringify([String(mall.truth().shipStatus), '']),
      baskets: [{ basketId: '1', rows: [] }],
    });
  });

  it('waits while the buyer can take it back', async () => {
    const mall = withOrder();
    const [fresh = ''] = mall.yahoo.control.addOrders(sellerId, { count: 1, at: mall.clock.at });
    expect((await mall.door.readStates([fresh])).states).toMatchObject([{ stage: 'buyer-may-cancel' }]);
    // A change in the same moment is refused, and looked at again.
    expect((await mall.door.confirm([fresh])).orders.get(fresh)).toMatchObject({ reason: 'look-again' });
    mall.clock.at += 10 * minuteMs;
    expect((await mall.door.readStates([fresh])).states).toMatchObject([{ stage: 'to-ship' }]);
  });

  it('settles for a minute after a change, by the clock of the mall: until then 完了 would be refused', async () => {
    const mall = withOrder();
    await mall.ship();
    expect(await mall.state()).toMatchObject({ stage: 'shipped', isSettling: true, kept: '["3",""]' });
    mall.clock.aheadMs = 5 * minuteMs;
    mall.clock.at += 30 * secondMs;
    expect(await mall.state()).toMatchObject({ isSettling: true });
    mall.clock.at += 30 * secondMs;
    expect(await mall.state()).not.toHaveProperty('isSettling');
    expect(await mall.said(mall.door.complete(mall.order))).toMatchObject({ kind: 'accepted' });
    expect(await mall.state()).toMatchObject({ stage: 'completed', progress: '5' });
  });

  it('is read from a stored original, too; from one without its buyer it is not', async () => {
    const mall = withOrder();
    await mall.ship();
    const { orders } = await mall.shop().readOrders([mall.order]);
    const original = orders[0]?.original ?? '';
    expect(stateIn(original)).toMatchObject({ stage: 'shipped', baskets: [{ rows: [{ carrier: '1001' }] }] });
    expect(stateIn(mall.shop().traits.redactOriginal(original))).toBeNull();
  });

  it.each(['broken-xml', 'wrong-type', 'server-error'] as const)(
    'is no order’s that cannot be read: %s',
    async (spoil) => {
      const mall = withOrder();
      mall.yahoo.control.spoilOrder(mall.order, spoil);
      const reading = await mall.door.readStates([mall.order]).catch((error: TsunagiError) => error.code);
      const expected = { 'broken-xml': 'mall.unreadable', 'server-error': 'mall.failing' } as Record<string, string>;
      expect(reading).toEqual(expected[spoil] ?? { states: [], absent: [], unreadable: [mall.order] });
    },
  );
});

describe('a Warning of Yahoo', () => {
  it('od91130 is a cancel that was made: it is no failure', async () => {
    const mall = withOrder();
    mall.yahoo.control.break({ kind: 'stock-link-error' });
    const answer = await mall.said(mall.door.cancel(mall.order, { reason: 'buyer-cancelled', restoresStock: 'no' }));
    expect(answer).toEqual({ kind: 'accepted', code: 'od91130' });
    expect((await mall.state()).stage).toBe('cancelled');
  });

  it('od91704 is a cancel that comes later: it is accepted, and looked at again', async () => {
    const mall = withOrder();
    mall.yahoo.control.break({ kind: 'cancel-later', times: 1 });
    const answer = await mall.said(mall.door.cancel(mall.order, { reason: 'out-of-stock', restoresStock: 'no' }));
    expect(answer).toEqual({ kind: 'accepted', code: 'od91704' });
    expect((await mall.state()).stage).toBe('to-ship');
    mall.clock.at += 10 * minuteMs;
    expect((await mall.state()).stage).toBe('cancelled');
  });

  it('od91705 says that it was so already', async () => {
    const mall = withOrder();
    for (const code of ['OK', 'od91705']) {
      expect(await mall.said(mall.door.cancel(mall.order, { reason: 'buyer-other', restoresStock: 'no' }))).toEqual({
        kind: 'accepted',
        code,
      });
    }
    expect(mall.truth().cancelMails).toBe(1);
  });
});

describe('a cancel at Yahoo', () => {
  it.each(['Order', 'Oeder', 'both'] as const)(
    'names its reason and words, wherever they are read: %s',
    async (detailPath) => {
      for (const reason of yahooStatus.cancelReasons) {
        const mall = withOrder({ status: { detailPath } });
        await mall.door.cancel(mall.order, { reason, restoresStock: 'no' });
        expect(mall.truth()).toMatchObject({ orderStatus: 4, cancelMails: 1 });
        expect(mall.truth().cancelReason === 210).toBe(reason === 'out-of-stock');
      }
    },
  );
});

describe('a shipment at Yahoo', () => {
  it.each([
    [{}, '4444-1375-8703'],
    [{ status: { numberless: 'refused' } }, null],
  ] as const)('is taken where the mall is as %j, with the number %s', async (settings, number) => {
    const mall = withOrder(settings);
    expect(await mall.ship(number)).toMatchObject({ kind: 'accepted' });
    expect(mall.truth()).toMatchObject({ shipStatus: 3, shipment: { companyCode: '1001', shipDate: '20261124' } });
  });

  it('stays 着荷済み when its number is corrected', async () => {
    const mall = withOrder();
    await mall.ship();
    const { yahoo, door, order } = mall;
    const read = { ...(await mall.state()), kept: '["4",""]' };
    const parcel = { carrier: '1001', trackingNumber: '4444-1375-8714', shippedOn: '2026-11-24' };
    await door.ship(order, [{ kind: 'update', basketId: '1', rowId: '1', parcel }], read);
    expect(yahoo.control.order(order)).toMatchObject({ shipStatus: 4, shipment: { numbers: ['4444-1375-8714', ''] } });
  });

  it.each(['refused', 'together', 'accepted'] as const)(
    'has its 伝票番号なし理由 emptied before it gets a number, where both at once are %s',
    async (exclusive) => {
      const mall = withOrder({ status: { exclusive } });
      await mall.ship(null);
      expect(mall.truth().shipment).toMatchObject({ numbers: ['', ''], emptyReason: '105' });
      const parcel = { carrier: '1001', trackingNumber: '4444-1375-8703', shippedOn: '2026-11-24' };
      const numbered = async () =>
        mall.said(
          mall.door.ship(mall.order, [{ kind: 'update', basketId: '1', rowId: '1', parcel }], await mall.state()),
        );
      expect(await numbered()).toMatchObject({ kind: 'accepted' });
      expect(mall.truth()).toMatchObject({ shipStatus: 3, shipment: { numbers: ['', ''], emptyReason: '' } });
      expect(await numbered()).toMatchObject({ kind: 'accepted' });
      expect(mall.truth().shipment).toMatchObject({ numbers: ['4444-1375-8703', ''], emptyReason: '' });
    },
  );

  it('loses its number without a 伝票番号なし理由 in the same call, which would be refused', async () => {
    const mall = withOrder();
    await mall.ship();
    const change = { kind: 'remove', basketId: '1', rowId: '1' } as const;
    expect(await mall.said(mall.door.ship(mall.order, [change], await mall.state()))).toMatchObject({
      kind: 'accepted',
    });
    expect(mall.truth().shipment).toMatchObject({ numbers: ['', ''], emptyReason: '' });
  });

  it('of what is 出荷不可 may be refused, and says so in the mall’s words', async () => {
    const mall = withOrder({ status: { shipUnable: 'refused' } }, 'unpaid');
    expect(await mall.ship()).toEqual({
      kind: 'refused',
      reason: 'wrong-progress',
      code: 'od90101',
      words: 'Cannot Be Operated : ShipStatus',
    });
    await mall.door.pay(mall.order, '2026-11-24');
    expect(await mall.state()).toMatchObject({ paid: true });
    expect(await mall.ship()).toMatchObject({ kind: 'accepted' });
  });

  it.each(['error', 'result'] as const)(
    'that is refused keeps nothing of what was sent, in either envelope: %s',
    async (orderError) => {
      const mall = withOrder({ answers: { orderError } });
      const answer = await mall.ship('①4444');
      expect(answer).toEqual({ kind: 'refused', reason: 'content-refused', code: 'od90101', words: '' });
    },
  );
});

describe('the calls that change orders', () => {
  const calls = (mall: ReturnType<typeof withOrder>) =>
    [
      ['orderChange', () => mall.door.confirm([mall.order])],
      ['orderChange', () => mall.door.setMemo(mall.order, '電話番号は090')],
      ['orderPayStatusChange', () => mall.door.pay(mall.order, '2026-11-24')],
      ['orderShipStatusChange', () => mall.ship()],
      ['orderStatusChange', () => mall.door.complete(mall.order)],
      ['orderStatusChange', () => mall.door.cancel(mall.order, { reason: 'buyer-other', restoresStock: 'no' })],
    ] as const;

  it('leave open what was perhaps carried out, and never repeat what was sent in a failure', async () => {
    for (const kind of ['timeout-after', 'reset', 'server-error-xml', 'html-200', 'system-error'] as const) {
      for (let index = 0; index < 6; index++) {
        const mall = withOrder();
        const [operation, call] = calls(mall)[index] as ReturnType<typeof calls>[number];
        mall.yahoo.control.break({ kind, operations: [operation] });
        const error = await (call() as Promise<unknown>).then(
          () => null,
          (thrown: TsunagiError) => thrown,
        );
        expect({ kind, operation, retry: error?.retry, open: mayBeApplied(error) }).toEqual({
          ...{ kind, operation },
          retry: 'later',
          open: true,
        });
        expect(`${error?.message} ${JSON.stringify(error?.context)}`).not.toMatch(/4444-1375|090/);
        expect(error?.context).toMatchObject({ operation, orderNumber: mall.order });
      }
    }
  });

  it.each(['od90166', 'd91151'])(
    'wait where the mall takes no more for now: %s was a refusal for good',
    async (volumeCap) => {
      for (let index = 0; index < 6; index++) {
        const mall = withOrder({ assumed: { volumeCap } });
        const [operation, call] = calls(mall)[index] as ReturnType<typeof calls>[number];
        mall.yahoo.control.break({ kind: 'volume-cap', operations: [operation], times: 1 });
        await expect(call()).rejects.toMatchObject({ code: 'mall.throttled', retry: 'later', context: { operation } });
        await expect(call()).resolves.toBeDefined();
      }
    },
  );

  it('are refused for what the mall says of them', () => {
    expect(refusalOf('orderStatusChange', 'od91801', 'No such order.')).toBe('order-unknown');
    expect(refusalOf('orderChange', 'od90101', 'Cannot Be Operated : CancelOrder OrderInfo')).toBe('order-cancelled');
    expect(refusalOf('orderStatusChange', 'od90101', 'Cannot Be Operated : OrderStatus')).toBe('wrong-progress');
    expect(refusalOf('orderChange', 'od90101', 'Notes is invalid.')).toBe('content-refused');
    expect(refusalOf('orderPayStatusChange', 'od90101', 'PayDate is invalid.')).toBe('otherwise');
    expect(refusalOf('orderChange', 'od99999', 'A new one.')).toBe('otherwise');
  });
});
