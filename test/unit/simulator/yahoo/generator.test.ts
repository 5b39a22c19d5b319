import { describe, expect, it } from 'vitest';
import { FIELD_NAMES } from '../../../../simulator/yahoo/field-names.ts';
import { textAt } from '../../../../simulator/yahoo/xml.ts';
import { openMall } from './mall.ts';

const EVERYTHING = [...FIELD_NAMES].join();

describe('the orders of a shop', () => {
  it('are of every kind in their shares, but for test orders', () => {
    const mall = openMall();
    const kinds = mall.addSettled(2000, { kind: 'random' }).map((id) => mall.control.order(id)?.kind);
    const share = (kind: string) => kinds.filter((one) => one === kind).length / kinds.length;
    expect(share('plain')).toBeGreaterThan(0.6);
    for (const kind of ['gift', 'reserve', 'cod', 'unpaid', 'fraud-hold', 'subscription']) {
      expect(share(kind)).toBeGreaterThan(0.01);
    }
    expect(share('test')).toBe(0);
  });

  it('belong to no real person: telephone numbers of unassigned blocks, mail addresses that cannot exist', () => {
    const mall = openMall();
    for (const id of mall.addSettled(100, { kind: 'random' })) {
      const order = mall.info(id, 'BillPhoneNumber,ShipPhoneNumber,BillMailAddress');
      for (const path of ['Pay/BillPhoneNumber', 'Ship/ShipPhoneNumber']) {
        expect(order.at(`Result/OrderInfo/${path}`)).toMatch(/^0[789]0-0\d{3}-\d{4}$/);
      }
      expect(order.at('Result/OrderInfo/Pay/BillMailAddress')).toMatch(/@mail\.example\.jp$/);
    }
  });

  it('hold characters that exports and logs trip over, and zip codes of both forms', () => {
    const mall = openMall();
    const orders = mall.addSettled(150, { kind: 'random' }).map((id) => mall.info(id, EVERYTHING));
    const text = orders.map((one) => one.text).join('\n');
    for (const trap of ['𠮷', '髙', 'ﾊﾝｶｸ', '<![CDATA[']) expect(text).toContain(trap);
    const zips = orders.map((one) => textAt(one.root, 'Result/OrderInfo/Ship/ShipZipCode') ?? '');
    expect(zips.some((zip) => /^\d{3}-\d{4}$/.test(zip)) && zips.some((zip) => /^\d{7}$/.test(zip))).toBe(true);
  });

  it('go to another person when they are gifts', () => {
    const mall = openMall();
    const same = (kind: 'gift' | 'plain') =>
      mall.addSettled(40, { kind }).filter((id) => {
        const order = mall.info(id, 'BillAddress1,ShipAddress1');
        return order.at('Result/OrderInfo/Pay/BillAddress1') === order.at('Result/OrderInfo/Ship/ShipAddress1');
      }).length;
    expect(same('gift')).toBeLessThan(3);
    expect(same('plain')).toBeGreaterThan(28);
  });

  it('have numbers that grow and are never used twice, also where orders are split', () => {
    const mall = openMall();
    const ids = mall.addSettled(300);
    expect(new Set(ids).size).toBe(300);
    for (const id of ids) expect(id).toMatch(/^kado-no-mise-\d{8}$/);
    expect([...ids].sort()).toEqual(ids);
  });
});
