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
