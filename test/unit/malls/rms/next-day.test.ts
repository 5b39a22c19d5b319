import { describe, expect, it } from 'vitest';
import { mustShipToday } from '../../../../malls/rms/original.ts';
import { orderModelOf } from './order-model.ts';

const parcel = (shippingDate: string | null, packageDeleteFlag = 0) => ({
  basketId: 1,
  packageDeleteFlag,
  ItemModelList: [],
  ShippingModelList: [{ shippingDetailId: 1, deliveryCompany: '1000', shippingNumber: null, shippingDate }],
});
const order = (change: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(
    orderModelOf('123456-20261124-0000000001', { order: { asurakuFlag: 0, orderProgress: 300, ...change } }),
  );

describe('an order of RMS must leave today', () => {
  it.each(['asurakuFlag', 'deliveryCertPrgFlag', 'oneDayOperationFlag'])(
    'when %s says that it was promised',
    (flag) => {
      expect(mustShipToday(order({ [flag]: 1 }))).toBe(true);
      expect(mustShipToday(order({ [flag]: 0 }))).toBe(false);
    },
  );

  it.each([
    [100, true],
    [200, true],
    [300, true],
    [400, false],
    [500, false],
    [800, false],
    [900, false],
  ])('in progress %i: %s', (orderProgress, expected) => {
    expect(mustShipToday(order({ deliveryCertPrgFlag: 1, orderProgress }))).toBe(expected);
  });

  it('unless every destination has its 発送日', () => {
    const promised = { deliveryCertPrgFlag: 1 };
    expect(mustShipToday(order({ ...promised, PackageModelList: [parcel('2026-11-24')] }))).toBe(false);
    expect(mustShipToday(order({ ...promised, PackageModelList: [parcel('2026-11-24'), parcel(null)] }))).toBe(true);
    expect(mustShipToday(order({ ...promised, PackageModelList: [parcel('2026-11-24'), parcel(null, 1)] }))).toBe(
      false,
    );
  });

  it('never when what is stored is no order any more', () => {
    expect(mustShipToday('')).toBe(false);
  });
});
