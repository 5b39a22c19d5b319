import type { Carrier } from '../mall.ts';

/**
 * RMS's 配送会社コード (deliveryCompany), all 32 of them. The names are the documents' (`docs/malls/rms.md#carriers`);
 * `also` holds what shops and their warehouse systems write instead. A short name that could be two companies is left out
 * (名鉄, NX, セイノー): a parcel under the wrong company cannot be tracked by its buyer.
 */
export const rmsCarriers: readonly Carrier[] = [
  { code: '1000', name: 'その他', also: ['other'] },
  {
    code: '1001',
    name: 'ヤマト運輸',
    also: ['ヤマト', 'クロネコヤマト', 'クロネコ', '宅急便', '宅急便コンパクト', 'ネコポス', 'yamato'],
  },
  { code: '1002', name: '佐川急便', also: ['佐川', '飛脚宅配便', '飛脚メール便', 'sagawa'] },
  {
    code: '1003',
    name: '日本郵便',
    also: [
      '郵便局',
      'ゆうパック',
      'ゆうパケット',
      'ゆうメール',
      'レターパック',
      'クリックポスト',
      'japan post',
      'jppost',
    ],
  },
  { code: '1004', name: '西濃運輸', also: ['西濃', 'カンガルー便', 'seino'] },
  { code: '1005', name: 'セイノースーパーエクスプレス', also: ['西部運輸', '西武運輸'] },
  { code: '1006', name: '福山通運', also: ['福山', 'フクツー', 'fukutsu'] },
  { code: '1007', name: '名鉄運輸', also: [] },
  { code: '1008', name: 'トナミ運輸', also: ['トナミ', 'tonami'] },
  { code: '1009', name: '第一貨物', also: [] },
  { code: '1010', name: '新潟運輸', also: [] },
  { code: '1011', name: '中越運送', also: ['中越'] },
  { code: '1012', name: '岡山県貨物運送', also: ['岡山県貨物', '岡県', 'オカケン'] },
  { code: '1013', name: '久留米運送', also: ['久留米'] },
  { code: '1014', name: '山陽自動車運送', also: ['山陽自動車'] },
  { code: '1015', name: 'NXトランスポート', also: ['日本トラック'] },
  { code: '1016', name: 'エコ配', also: ['ecohai'] },
  { code: '1017', name: 'EMS', also: ['国際スピード郵便'] },
  { code: '1018', name: 'DHL', also: [] },
  { code: '1019', name: 'FedEx', also: ['フェデックス'] },
  { code: '1020', name: 'UPS', also: [] },
  { code: '1021', name: '日本通運', also: ['日通'] },
  { code: '1022', name: 'TNT', also: [] },
  { code: '1023', name: 'OCS', also: [] },
  { code: '1024', name: 'USPS', also: [] },
  { code: '1025', name: 'SFエクスプレス', also: ['SF Express', '順豊'] },
  { code: '1026', name: 'Aramex', also: ['アラメックス'] },
  { code: '1027', name: 'SGHグローバル・ジャパン', also: ['SGHグローバル'] },
  { code: '1028', name: 'Rakuten EXPRESS', also: ['楽天エクスプレス'] },
  { code: '1029', name: '日本郵便 楽天倉庫出荷', also: ['楽天倉庫出荷'] },
  {
    code: '1030',
    name: 'ヤマト クロネコゆうパケット',
    also: ['ヤマト運輸 クロネコゆうパケット', 'クロネコゆうパケット'],
  },
  { code: '1031', name: '名鉄NX運輸', also: ['名鉄NX'] },
];
