import { describe, expect, it } from 'vitest';
import { type Answer, around, DAY, HOUR, MINUTE, NOON, openMall } from './mall.ts';

const models = (count: number, seed = 1): Answer[] => {
  const mall = openMall({ seed });
  return mall.add(count, { kind: 'random' }).map(mall.model);
};

describe('generated orders', () => {
  const many = models(400);

  it('look like orders: 4 to 8 KB of JSON, mostly', () => {
    const sizes = many.map((model) => Buffer.byteLength(JSON.stringify(model))).sort((a, b) => a - b);
    expect(sizes[0]).toBeGreaterThan(3_000);
    expect(sizes[200]).toBeGreaterThan(4_000);
    expect(sizes[320]).toBeLessThan(8_500);
  });

  it('carry the characters that exports and logs trip over', () => {
    const text = JSON.stringify(many);
    for (const character of ['𠮷', '髙', 'ﾊﾝｶｸ', '①', '㈱', '\\n']) expect(text).toContain(character);
  });

  it('come in every kind', () => {
    expect(many.some((model) => model.giftCheckFlag === 1 && model.WrappingModel1 !== null)).toBe(true);
    expect(many.some((model) => model.orderType === 6 && model.reserveNumber.endsWith('-r'))).toBe(true);
    expect(many.some((model) => model.SettlementModel.settlementMethodCode === 2 && model.deliveryPrice > 0)).toBe(
      true,
    );
    expect(many.some((model) => model.socialGiftFlag === 1)).toBe(true);
    expect(many.some((model) => model.requestPrice === -9999)).toBe(true);
    expect(many.some((model) => model.severalSenderFlag === 1 && model.PackageModelList.length > 1)).toBe(true);
    expect(many.some((model) => model.CouponModelList?.[0].couponTotalPrice > 0)).toBe(true);
    expect(many.some((model) => model.PointModel.usedPoint > 0)).toBe(true);
    expect(many.some((model) => model.isolatedIslandFlag === 1)).toBe(true);
    expect(many.some((model) => model.SettlementModel.cardInstallmentDesc !== null)).toBe(true);
  });

  it('name a store where the parcel is picked up there', () => {
    const stores = many.flatMap((model) => model.PackageModelList.map((pack: Answer) => pack.DeliveryCvsModel));
    const named = stores.filter((store) => store !== null);
    expect(named.length).toBeGreaterThan(2);
    expect(named.length).toBeLessThan(stores.length / 10);
    expect(named[0]).toMatchObject({
      storeCode: expect.stringMatching(/^\d{5}$/),
      storeName: expect.stringMatching(/店$/),
    });
  });

  it('have the shape of a real shop where the mall is asked for it', () => {
    const mall = openMall({ settings: { orders: { mix: 'as-seen' } } });
    const at = { from: NOON - 729 * DAY, to: NOON };
    const orders = mall.add(4_000, { kind: 'random', at }).map((number) => mall.rms.control.order(number));
    const share = (progress: number): number =>
      Math.round((100 * orders.filter((order) => order?.orderProgress === progress).length) / orders.length);
    expect([500, 600, 700, 900].map(share)).toEqual([4, 3, 91, 2]);
    const lines = orders.reduce((sum, order) => sum + (order?.lines.length ?? 0), 0);
    expect(lines / orders.length).toBeCloseTo(1.13, 1);
  });

  it('keep the mall’s sums', () => {
    for (const model of many.filter((one) => one.totalPrice !== -9999)) {
      const { totalPrice, couponAllTotalPrice, deliveryPrice, paymentCharge, additionalFeeOccurAmountToUser } = model;
      const sum = totalPrice - couponAllTotalPrice + deliveryPrice + paymentCharge + additionalFeeOccurAmountToUser;
      expect(model.requestPrice).toBe(sum - model.PointModel.usedPoint);
      const rows = model.TaxSummaryModelList;
      expect(rows.reduce((total: number, row: Answer) => total + row.totalPrice, 0)).toBe(totalPrice);
      expect(rows.reduce((total: number, row: Answer) => total + row.reqPrice, 0)).toBe(sum);
      const goods = model.PackageModelList.flatMap((pack: Answer) => pack.ItemModelList);
      expect(model.goodsPrice).toBe(goods.reduce((total: number, one: Answer) => total + one.price * one.units, 0));
    }
  });

  it('sell a catalogue of 30 SKUs again and again, sometimes twice in one order', () => {
    const lines = many.map((model) =>
      model.PackageModelList.flatMap((pack: Answer) =>
        pack.ItemModelList.map((item: Answer) => `${item.manageNumber} ${item.SkuModelList[0].variantId}`),
      ),
    );
    expect(new Set(lines.flat()).size).toBe(30);
    expect(lines.some((one) => one.length > 2)).toBe(true);
    expect(lines.some((one) => new Set(one).size < one.length)).toBe(true);
  });

  it('have numbers of the shop and the day that never come twice', () => {
    const numbers = many.map((model) => model.orderNumber);
    for (const number of numbers) expect(number).toMatch(/^370001-20260209-\d{10}$/);
    expect(new Set(numbers).size).toBe(400);
  });

  it('name no real person: their telephone numbers are assigned to no one', () => {
    for (const model of many) expect(model.OrdererModel.phoneNumber2).toMatch(/^0\d{3}$/);
  });
});

describe('a social gift', () => {
  it('has no address until its recipient gives one, and cannot be confirmed before', () => {
    const mall = openMall({ autoConfirm: true });
    const [number = ''] = mall.add(1, { kind: 'social-gift' });
    const sender = () => mall.model(number).PackageModelList[0].SenderModel;
    expect(sender()).toMatchObject({ zipCode1: '999', zipCode2: '9999', familyName: '入力待ち' });
    mall.pass(HOUR);
    expect(mall.model(number)).toMatchObject({ orderProgress: 100 });
    expect(mall.model(number).PackageModelList[0].SocialGiftModel).toMatchObject({ inputFlag: 0 });
    mall.pass(DAY);
    expect(sender().familyName).not.toBe('入力待ち');
    expect(mall.model(number).PackageModelList[0].SocialGiftModel.inputFlag).toBe(1);
    expect(mall.model(number).orderProgress).toBeGreaterThan(100);
  });
});

describe('a seed', () => {
  /** A world with some of everything, read to the last byte. */
  const live = (seed: number, readsInBetween: number): string => {
    const mall = openMall({ seed, autoConfirm: true, settings: { search: { visibilityDelayMaxMs: 5000 } } });
    mall.rms.control.arrivals(mall.shopUrl, { perHour: 60 });
    const [number = ''] = mall.add(5, { kind: 'random' });
    for (let n = 0; n <= readsInBetween; n += 1) {
      mall.pass((6 * HOUR) / (readsInBetween + 1));
      mall.rms.control.summary();
    }
    mall.rms.control.editOrder(mall.shopUrl, number);
    mall.ask('searchOrder', around(mall.now()));
    return JSON.stringify([mall.rms.control.books(), mall.call('searchOrder', around(mall.now()))]);
  };

  it('gives the same world twice, however often it was read', () => {
    expect(live(11, 0)).toBe(live(11, 0));
    expect(live(11, 0)).toBe(live(11, 40));
  });

  it('gives another world than the next seed', () => {
    expect(live(11, 0)).not.toBe(live(12, 0));
  });
});

describe('arrivals', () => {
  it('come at random moments at about their rate, and end', () => {
    const mall = openMall();
    mall.rms.control.arrivals(mall.shopUrl, { perHour: 120 });
    mall.pass(2 * HOUR);
    const orders = mall.rms.control.books().shops[0]?.orders ?? [];
    expect(orders.length).toBeGreaterThan(190);
    expect(orders.length).toBeLessThan(290);
    expect(new Set(orders.map((one) => one.orderDatetimeMs % MINUTE)).size).toBeGreaterThan(20);
    mall.rms.control.arrivals(mall.shopUrl, null);
    mall.pass(2 * HOUR);
    expect(mall.rms.control.summary().shops[0]?.orders).toBe(orders.length);
  });

  it('of the future come when it is time', () => {
    const mall = openMall();
    const [soon = ''] = mall.add(1, { at: NOON + HOUR });
    expect(mall.rms.control.order(soon)).toBeNull();
    mall.pass(HOUR);
    expect(mall.rms.control.order(soon)?.orderDatetimeMs).toBe(NOON + HOUR);
  });
});
