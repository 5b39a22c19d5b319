import type { Order } from '../state.ts';

/** A way to pay: its name, and whether the money comes before the goods go. */
export interface PayMethod {
  id: string;
  name: string;
  /** 0 後払い 1 前払い. */
  payType: 0 | 1;
  /** A buyer pays some time after the order: it cannot be sent before. */
  waits: boolean;
  /** 決済ステータス of a new order. */
  settleStatus: number;
}

const PAY_METHODS: readonly PayMethod[] = [
  { id: 'payment_a1', name: 'クレジットカード決済', payType: 0, waits: false, settleStatus: 1 },
  { id: 'payment_a17', name: 'PayPay残高等', payType: 0, waits: false, settleStatus: 3 },
  { id: 'payment_a11', name: 'ソフトバンクまとめて支払い', payType: 0, waits: false, settleStatus: 3 },
  { id: 'payment_a6', name: 'コンビニ決済（セブンイレブン）', payType: 1, waits: true, settleStatus: 2 },
  { id: 'payment_b1', name: '銀行振込（みなと信用金庫）', payType: 1, waits: true, settleStatus: 4 },
  { id: 'payment_d1', name: '商品代引', payType: 0, waits: false, settleStatus: 1 },
  { id: 'payment_z1', name: 'ポイント全額払い', payType: 1, waits: false, settleStatus: 5 },
];

export function payMethod(id: string): PayMethod {
  const method = PAY_METHODS.find((one) => one.id === id);
  if (!method) throw new Error(`There is no way to pay ${id}.`);
  return method;
}

export const isCard = (order: Order): boolean => order.payMethod === 'payment_a1';

/** キャリア決済 and コンビニ決済 that were paid give money back at a cancel. */
export const isRefunded = (order: Order): boolean =>
  order.payStatus === 1 && ['payment_a11', 'payment_a6'].includes(order.payMethod);
