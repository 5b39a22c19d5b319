import type { Carrier } from '../mall.ts';
import { companies } from './status-traits.ts';

/** What people call the companies that Shopify has other names of. */
const names: Readonly<Record<string, string>> = { YAMATO: 'ヤマト運輸', SAGAWA: '佐川急便', JAPAN_POST: '日本郵便' };

/** What else the carriers are called, by our codes of them. */
const also: Readonly<Record<string, readonly string[]>> = {
  YAMATO: ['ヤマト', 'クロネコヤマト', 'クロネコ', '宅急便', '宅急便コンパクト', 'ネコポス'],
  SAGAWA: ['佐川', '飛脚宅配便', '飛脚メール便'],
  JAPAN_POST: ['郵便局', 'ゆうパック', 'ゆうパケット', 'ゆうメール', 'レターパック', 'クリックポスト'],
  NITTSU: ['日通'],
  SEINO: ['西濃', 'カンガルー便'],
  FUKUYAMA: ['福山', 'フクツー'],
  TONAMI: ['トナミ'],
  FEDEX: ['フェデックス'],
  DHL: ['DHL'],
};

/** Every carrier that a parcel of Shopify may name, with the names of warehouses’ files. */
export const shopifyCarriers: readonly Carrier[] = Object.entries(companies).map(([code, company]) => ({
  code,
  name: names[code] ?? company,
  also: [...(names[code] === undefined ? [] : [company]), ...(also[code] ?? [])],
}));
