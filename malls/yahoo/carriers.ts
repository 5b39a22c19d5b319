import type { Carrier } from '../mall.ts';

/**
 * Yahoo's 配送会社コード (ShipCompanyCode), all that the page orderInfo lists, with its names: `also` holds what they are written as
 * elsewhere. From 1028 on a code is another company's than at 楽天. Orders until September 2018 have three digits instead: 999, 103, 104
 * and 100 of the first four.
 */
export const yahooCarriers: readonly Carrier[] = [
  { code: '1000', name: 'その他', also: ['other'] },
  { code: '1001', name: 'ヤマト運輸', also: ['ヤマト', 'クロネコヤマト', 'ヤマト運輸 クロネコゆうパケット', 'yamato'] },
  { code: '1002', name: '佐川急便', also: ['佐川', 'sagawa'] },
  { code: '1003', name: '日本郵便', also: ['郵便局', 'ゆうパック', 'japan post'] },
  { code: '1004', name: '西濃運輸', also: ['西濃', 'seino'] },
  { code: '1005', name: '西武運輸', also: ['セイノースーパーエクスプレス', '西部運輸'] },
  { code: '1006', name: '福山通運', also: ['福山', 'fukutsu'] },
  { code: '1007', name: '名鉄運輸', also: [] },
  { code: '1008', name: 'トナミ運輸', also: ['トナミ', 'tonami'] },
  { code: '1009', name: '第一貨物', also: [] },
  { code: '1010', name: '新潟運輸', also: [] },
  { code: '1011', name: '中越運送', also: [] },
  { code: '1012', name: '岡山県貨物運送', also: ['岡山県貨物'] },
  { code: '1013', name: '久留米運送', also: [] },
  { code: '1014', name: '山陽自動車運送', also: [] },
  { code: '1015', name: '日本トラック', also: ['NXトランスポート'] },
  { code: '1016', name: 'エコ配', also: ['ecohai'] },
  { code: '1017', name: 'EMS', also: ['国際スピード郵便'] },
  { code: '1018', name: 'DHL', also: [] },
  { code: '1019', name: 'FedEx', also: ['フェデックス'] },
  { code: '1020', name: 'UPS', also: [] },
  // The page's own spelling.
  { code: '1021', name: '日通通運', also: ['日本通運', '日通'] },
  { code: '1022', name: 'TNT', also: [] },
  { code: '1023', name: 'OCS', also: [] },
  { code: '1024', name: 'USPS', also: [] },
  { code: '1025', name: 'SFエクスプレス', also: ['SF Express', '順豊'] },
  { code: '1026', name: 'Aramex', also: ['アラメックス'] },
  { code: '1027', name: 'SGHグローバル・ジャパン', also: ['SGHグローバル'] },
  { code: '1028', name: 'JPロジスティクス', also: ['JPロジ'] },
  { code: '1029', name: 'MagicalMove', also: ['マジカルムーブ'] },
  { code: '5000', name: 'ASKUL LOGIST', also: ['アスクルロジスト'] },
  { code: '5001', name: '受取店舗コード', also: ['店頭受け取り'] },
];
