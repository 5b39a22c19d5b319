import type { Carrier } from '../mall.ts';
import { carrierWords } from './status-traits.ts';

/** What else the carriers are called, by our codes of them. */
const also: Readonly<Record<string, readonly string[]>> = {
  YAMATO: ['YamatoTransport', 'ヤマト', 'クロネコヤマト', 'クロネコ', '宅急便', '宅急便コンパクト', 'ネコポス'],
  SAGAWA: ['SagawaExpress', '佐川', '飛脚宅配便', '飛脚メール便'],
  JAPAN_POST: [
    ...['Japan Post', 'jppost', '郵便局', 'ゆうパック', 'ゆうパケット', 'ゆうメール'],
    ...['レターパック', 'クリックポスト'],
  ],
  NITTSU: ['NipponExpress', '日通'],
  SEINO: ['西濃', 'カンガルー便'],
  FUKUYAMA: ['福山', 'フクツー', 'fukutsu'],
  TONAMI: ['トナミ'],
  FEDEX: ['フェデックス', 'FEDEX_JP'],
};

/** Every carrier that a parcel of Amazon may name, with the names of warehouses’ files. */
export const amazonCarriers: readonly Carrier[] = Object.entries(carrierWords).map(([code, { carrierName }]) => ({
  code,
  name: carrierName,
  also: also[code] ?? [],
}));
