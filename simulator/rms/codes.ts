/** 支払方法コード and its name as the mall shows it. */
const METHODS: Readonly<Record<number, string>> = {
  1: 'クレジットカード',
  2: '代金引換',
  4: 'ショッピングクレジット／ローン',
  5: 'オートローン',
  6: 'リース',
  7: '請求書払い',
  8: 'ポイント',
  9: '銀行振込',
  12: 'Apple Pay',
  13: 'セブンイレブン（前払）',
  14: 'ローソン等（前払）',
  16: 'Alipay',
  17: 'PayPal',
  21: '後払い決済',
  27: 'Alipay（支付宝）',
};

export const SETTLEMENT_CODES: readonly number[] = Object.keys(METHODS).map(Number);

export const settlementName = (code: number): string => METHODS[code] ?? '';

/** 選択制決済: chosen and collected by the shop; everything else is 楽天市場の共通決済. */
export const isShopChosen = (code: number): boolean => [2, 4, 5, 6, 7].includes(code);

/** Paid before the goods are sent: the mall waits for the money. */
export const isPrepaid = (code: number): boolean => [9, 13, 14].includes(code);

/** 配送会社コード (API: a string) and its name. */
const COMPANIES: Readonly<Record<string, string>> = {
  1000: 'その他',
  1001: 'ヤマト運輸',
  1002: '佐川急便',
  1003: '日本郵便',
  1004: '西濃運輸',
  1005: 'セイノースーパーエクスプレス',
  1006: '福山通運',
  1007: '名鉄運輸',
  1008: 'トナミ運輸',
  1009: '第一貨物',
  1010: '新潟運輸',
  1011: '中越運送',
  1012: '岡山県貨物運送',
  1013: '久留米運送',
  1014: '山陽自動車運送',
  1015: 'NXトランスポート',
  1016: 'エコ配',
  1017: 'EMS',
  1018: 'DHL',
  1019: 'FedEx',
  1020: 'UPS',
  1021: '日本通運',
  1022: 'TNT',
  1023: 'OCS',
  1024: 'USPS',
  1025: 'SFエクスプレス',
  1026: 'Aramex',
  1027: 'SGHグローバル・ジャパン',
  1028: 'Rakuten EXPRESS',
  1029: '日本郵便 楽天倉庫出荷',
  1030: 'ヤマト クロネコゆうパケット',
  1031: '名鉄NX運輸',
};

export const isDeliveryCompany = (code: string): boolean => Object.hasOwn(COMPANIES, code);

export const companyName = (code: string): string => COMPANIES[code] ?? '';
