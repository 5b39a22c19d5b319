import { describe, expect, it } from 'vitest';
import { rmsCarriers } from '../../../../malls/rms/carriers.ts';
import { companyName, isDeliveryCompany } from '../../../../simulator/rms/orders/delivery-companies.ts';

/** As the port says that names are compared. */
const plain = (name: string): string => name.normalize('NFKC').toLowerCase().replaceAll(/\s/g, '');

describe("RMS's carriers", () => {
  it('are the ones of the documents, by code and by name, as the simulator reads them too', () => {
    expect(rmsCarriers.map(({ code }) => code)).toEqual(Array.from({ length: 32 }, (_, index) => String(1000 + index)));
    for (const { code, name } of rmsCarriers) {
      expect(isDeliveryCompany(code)).toBe(true);
      expect(companyName(code)).toBe(name);
    }
    expect(isDeliveryCompany('1032')).toBe(false);
  });

  it('never share a name, so that what a shop writes means one company', () => {
    const names = rmsCarriers.flatMap(({ code, name, also }) => [code, name, ...also].map(plain));
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it.each([
    ['ヤマト', '1001'],
    ['クロネコ', '1001'],
    ['佐川', '1002'],
    ['ゆうパック', '1003'],
    ['日本郵便', '1003'],
    ['クロネコゆうパケット', '1030'],
  ])('know %s as %s', (written, code) => {
    const known = rmsCarriers.filter(({ name, also }) => [name, ...also].some((one) => plain(one) === plain(written)));
    expect(known.map((carrier) => carrier.code)).toEqual([code]);
  });
});
