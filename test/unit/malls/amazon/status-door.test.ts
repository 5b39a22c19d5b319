import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import { planParcels } from '../../../../core/model/parcels.ts';
import type { OrderState, Parcel } from '../../../../core/model/push.ts';
import { requestProblems } from '../../../../core/status/check-request.ts';
import { carrierWords } from '../../../../malls/amazon/status-traits.ts';
import { amazonTraits } from '../../../../malls/amazon/traits.ts';
import type { AmazonSettingsChange } from '../../../../simulator/amazon/index.ts';
import { amazonInProcess, began, sellerId } from './in-process.ts';

const parcel: Parcel = { carrier: 'YAMATO', trackingNumber: '444413758703', shippedOn: '2026-11-24' };

function opened(settings: AmazonSettingsChange = {}) {
  const { amazon, shop, clock, paths } = amazonInProcess(settings);
  const { status: door } = shop();
  if (door === null) throw new Error('The mall has no statuses.');
  const [sku] = amazon.control.stock(sellerId);
  const place = (units: readonly number[], kind: 'plain' | 'pending' | 'fba' = 'plain', at = began - 20 * minuteMs) =>
    amazon.control.addOrders(sellerId, {
      ...{ count: 1, at, kind },
      lines: units.map((one) => ({ sellerSku: sku?.sellerSku ?? '', units: one })),
    })[0] ?? '';
  const read = async (order: string): Promise<OrderState> => {
    const [state] = (await door.readStates([order])).states;
    if (state === undefined) throw new Error(`${order} cannot be read`);
    return state;
  };
  const ship = async (order: string, ...parcels: Parcel[]) => {
    const state = await read(order);
    const plan = planParcels(parcels, state.baskets);
    if (plan.kind !== 'changes') throw new Error(plan.reason);
    return (await door.ship(order, plan.changes, state)).orders.get(order);
  };
  const linesOf = (order: string) => (amazon.control.order(order)?.lines ?? []).map(({ orderItemId }) => orderItemId);
  const packagesOf = (order: string) => amazon.control.order(order)?.packages ?? [];
  const isThere = async (order: string, ...parcels: Parcel[]): Promise<boolean> => {
    const plan = planParcels(parcels, (await read(order)).baskets);
    return plan.kind === 'changes' && plan.changes.length === 0;
  };
  return { amazon, door, clock, paths, place, read, ship, linesOf, packagesOf, isThere };
}

describe('shipments of Amazon', () => {
  it('are everything that is left of the order, where it is not said what is in the parcel', async () => {
    const { place, ship, packagesOf, linesOf, read } = opened();
    const order = place([2, 1]);
    expect(await ship(order, parcel)).toEqual({ kind: 'accepted', code: 'HTTP 204' });
    const [first, second] = linesOf(order);
    expect(packagesOf(order)).toMatchObject([
      {
        carrierCode: 'YAMATO',
        carrierName: 'ヤマト運輸',
        items: [
          { orderItemId: first, units: 2 },
          { orderItemId: second, units: 1 },
        ],
      },
    ]);
    expect(await read(order)).toMatchObject({ progress: 'SHIPPED', stage: 'shipped', kept: '[]' });
  });

  it('are read without asking for anything of the buyer', async () => {
    const { place, read, paths } = opened();
    await read(place([1]));
    expect(paths.at(-1)).toMatch(/includedData=FULFILLMENT,PACKAGES$/);
  });

  it('can be parts of an order, and what follows without contents is the rest', async () => {
    const { place, ship, linesOf, read, packagesOf } = opened();
    const order = place([3]);
    const [lineId = ''] = linesOf(order);
    const part = { ...parcel, contents: [{ lineId, quantity: 1 }] };
    await ship(order, part);
    expect(await read(order)).toMatchObject({ progress: 'PARTIALLY_SHIPPED', stage: 'to-ship' });
    await ship(order, { ...parcel, trackingNumber: '444413758714' });
    expect(packagesOf(order).map(({ items }) => items.map(({ units }) => units))).toEqual([[1], [2]]);
    const nothingLeft = { kind: 'refused', reason: 'wrong-progress', code: 'nothing-left' };
    expect(await ship(order, { ...parcel, trackingNumber: '444413758725' })).toMatchObject(nothingLeft);
    expect(await ship(order, { ...part, trackingNumber: '444413758725' })).toMatchObject(nothingLeft);
  });

  it('make one package of calls that come twice, as after one without an answer', async () => {
    const { door, place, read, packagesOf } = opened();
    const order = place([2]);
    const state = await read(order);
    const added = [{ kind: 'add', basketId: '1', parcel }] as const;
    await door.ship(order, added, state);
    await door.ship(order, added, state);
    expect(packagesOf(order)).toHaveLength(1);
  });

  it('are packages of their own where they get the former number of another', async () => {
    const { place, ship, linesOf, packagesOf } = opened();
    const order = place([3]);
    const contents = linesOf(order).map((lineId) => ({ lineId, quantity: 1 }));
    await ship(order, { ...parcel, contents });
    await ship(order, { ...parcel, contents, trackingNumber: '444413758714', corrects: parcel.trackingNumber ?? '' });
    await ship(order, { ...parcel, contents });
    expect(packagesOf(order).map(({ trackingNumber }) => trackingNumber)).toEqual(['444413758714', '444413758703']);
  });

  it.each([
    ['the ids that we gave', {}],
    ['ids of its own', { shipping: { reference: 'own' as const } }],
  ])('are corrected in their place, where getOrder shows %s', async (_, settings) => {
    const { place, ship, packagesOf, isThere } = opened(settings);
    const order = place([2]);
    await ship(order, parcel);
    const right = { ...parcel, trackingNumber: '444413758714', corrects: '444413758703' };
    expect(await ship(order, right)).toMatchObject({ kind: 'accepted' });
    expect(packagesOf(order)).toMatchObject([{ trackingNumber: '444413758714', items: [{ units: 2 }] }]);
    expect(await isThere(order, right)).toBe(true);
  });

  it.each(['code', 'name'] as const)('show their carrier, which getOrder tells by its %s', async (carrier) => {
    const { place, ship, isThere } = opened({ shipping: { carrier } });
    for (const code of Object.keys(carrierWords)) {
      const order = place([1]);
      expect([code, (await ship(order, { ...parcel, carrier: code }))?.kind]).toEqual([code, 'accepted']);
      expect([code, await isThere(order, { ...parcel, carrier: code })]).toEqual([code, true]);
    }
    const order = place([1]);
    await ship(order, parcel);
    expect(await isThere(order, { ...parcel, carrier: 'SAGAWA' })).toBe(false);
  });

  it('are dated within their day, and between the order and the present where Amazon wants that', async () => {
    const { place, ship, isThere, clock } = opened({ shipping: { dates: 'within' } });
    const today = place([1]);
    expect(await ship(today, parcel)).toMatchObject({ kind: 'accepted' });
    const yesterday = { ...parcel, shippedOn: '2026-11-23' };
    const order = place([1], 'plain', began - 20 * hourMs);
    expect(await ship(order, yesterday)).toMatchObject({ kind: 'accepted' });
    expect(await isThere(order, yesterday)).toBe(true);
    clock.at += 24 * hourMs;
    const late = place([1], 'plain', began);
    expect(await ship(late, parcel)).toMatchObject({ kind: 'accepted' });
  });

  it('are accepted with 200, too, and with a page or with word that all is well are none that was answered', async () => {
    const { amazon, place, ship } = opened({ shipping: { successStatus: 200 } });
    expect(await ship(place([1]), parcel)).toEqual({ kind: 'accepted', code: 'HTTP 200' });
    const order = place([1]);
    amazon.control.break({ kind: 'html-200', operations: ['confirmShipment'] });
    await expect(ship(order, parcel)).rejects.toMatchObject({ code: 'mall.not-json', retry: 'later' });
    amazon.control.mend();
    amazon.control.break({ kind: 'all-well', operations: ['confirmShipment'] });
    await expect(ship(order, parcel)).rejects.toMatchObject({ code: 'mall.unreadable', retry: 'later' });
  });

  it('are refused in words of an order that Amazon sends, without a call', async () => {
    const { place, ship, paths, read } = opened();
    const order = place([1], 'fba');
    expect(await read(order)).toMatchObject({ progress: 'FBA-UNSHIPPED', stage: 'to-ship' });
    expect(await ship(order, parcel)).toMatchObject({
      kind: 'refused',
      reason: 'wrong-progress',
      words: 'Amazonが発送するご注文(FBA)です。出荷通知は必要ありません。',
    });
    expect(paths.filter((path) => path.includes('shipmentConfirmation'))).toEqual([]);
  });

  it('wait for an order that is not paid', async () => {
    const { place, read } = opened();
    expect(await read(place([1], 'pending', began - minuteMs))).toMatchObject({ stage: 'buyer-may-cancel' });
  });

  it('are refused by code where Amazon does not take the package, and nothing of what was sent is kept', async () => {
    const { amazon, place, ship } = opened();
    const order = place([1]);
    amazon.control.break({ kind: 'invalid-input', operations: ['confirmShipment'] });
    expect(await ship(order, parcel)).toEqual({
      ...{ kind: 'refused', reason: 'content-refused', code: 'InvalidInput', words: '' },
    });
  });

  it('stop at the first parcel that is not taken; those before it stay', async () => {
    const { amazon, place, ship, linesOf, packagesOf } = opened();
    const order = place([2]);
    const [lineId = ''] = linesOf(order);
    const contents = [{ lineId, quantity: 1 }];
    const second = { ...parcel, trackingNumber: '444413758714', contents };
    let calls = 0;
    const { handle } = amazon;
    amazon.handle = (request) => {
      if (request.path.includes('shipmentConfirmation') && ++calls === 2) amazon.control.break({ kind: 'throttle' });
      return handle(request);
    };
    await expect(ship(order, { ...parcel, contents }, second)).rejects.toMatchObject({ code: 'mall.throttled' });
    expect(packagesOf(order)).toHaveLength(1);
    amazon.control.mend();
    expect(await ship(order, { ...parcel, contents }, second)).toMatchObject({ kind: 'accepted' });
    expect(packagesOf(order)).toHaveLength(2);
  });
});

describe('a request for Amazon', () => {
  const traits = { ...amazonTraits, status: amazonTraits.status as NonNullable<typeof amazonTraits.status> };
  const problems = (...parcels: Parcel[]) =>
    requestProblems({ orderNumber: '250-1234567-8901234', content: { kind: 'ship', parcels } }, traits, began).map(
      String,
    );

  it('is good with a parcel, and with several that say what is in them', () => {
    const contents = [{ lineId: '12345678901001', quantity: 1 }];
    expect(problems(parcel)).toEqual([]);
    expect(problems({ ...parcel, contents }, { ...parcel, trackingNumber: '1', contents })).toEqual([]);
  });

  it('is refused without a number, with several parcels of which one does not say what is in it, and with no pieces', () => {
    expect(problems({ ...parcel, trackingNumber: null })).toMatchObject([
      expect.stringContaining('the mall takes no parcel without'),
    ]);
    expect(problems(parcel, { ...parcel, trackingNumber: '1' })).toMatchObject([
      expect.stringContaining('expected the lines and pieces of each'),
    ]);
    expect(problems({ ...parcel, contents: [{ lineId: '1', quantity: 0 }] })).toHaveLength(1);
  });

  it('is refused for a kind that Amazon has not', () => {
    const content = { kind: 'cancel', reason: 'out-of-stock' } as const;
    const [problem] = requestProblems({ orderNumber: '250-1234567-8901234', content }, traits, began);
    expect(String(problem)).toMatch(
      /^cancel: amazon has no such change here; it has ship\. Cancel it on its page in セラーセントラル → 注文 → 注文管理/,
    );
  });
});
