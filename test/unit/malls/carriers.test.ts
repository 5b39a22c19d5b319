import { describe, expect, it } from 'vitest';
import type { Carrier } from '../../../malls/mall.ts';
import { rmsCarriers } from '../../../malls/rms/carriers.ts';
import { yahooCarriers } from '../../../malls/yahoo/carriers.ts';
import { companyName, isDeliveryCompany } from '../../../simulator/rms/codes.ts';

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
    ['ヤマト運輸 クロネコゆうパケット', '1030'],
    ['ヤマト運輸　ｸﾛﾈｺゆうパケット', '1030'],
    ['セイノースーパーエクスプレス', '1005'],
    ['西武運輸', '1005'],
    ['日本トラック', '1015'],
    ['名鉄NX運輸', '1031'],
  ])('know %s as %s', (written, code) => {
    const known = rmsCarriers.filter(({ name, also }) => [name, ...also].some((one) => plain(one) === plain(written)));
    expect(known.map((carrier) => carrier.code)).toEqual([code]);
  });
});

describe("Yahoo's carriers", () => {
  it('are the ones of its page, each with a code of four digits, and never share a name', () => {
    const codes = [...Array.from({ length: 30 }, (_, index) => String(1000 + index)), '5000', '5001'];
    expect(yahooCarriers.map(({ code }) => code)).toEqual(codes);
    const names = yahooCarriers.flatMap(({ code, name, also }) => [code, name, ...also].map(plain));
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it.each([
    ['ヤマト運輸 クロネコゆうパケット', '1001'],
    ['ヤマト運輸　ｸﾛﾈｺゆうパケット', '1001'],
  ])('know %s as %s', (written, code) => {
    const known = yahooCarriers.filter(({ name, also }) =>
      [name, ...also].some((one) => plain(one) === plain(written)),
    );
    expect(known.map((carrier) => carrier.code)).toEqual([code]);
  });

  it('are those of 楽天 under the same code, up to 1027', () => {
    const wordsOf = ({ name, also }: Carrier): string[] => [name, ...also].map(plain);
    const shared = yahooCarriers.filter(({ code }) => code < '1028');
    const different = shared.filter((carrier) => {
      const rms = rmsCarriers.find(({ code }) => code === carrier.code);
      return rms === undefined || !wordsOf(rms).some((word) => wordsOf(carrier).includes(word));
    });
    expect(different).toEqual([]);
  });
});
