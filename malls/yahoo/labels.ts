import { type Sentence, sentence } from '../../core/kernel/index.ts';
import type { Collected, DeliveryTime, MallLabels } from '../labels.ts';
import { at, joined, textAt } from '../sheet.ts';

/** Labels of orders of Yahoo!ショッピング: 処理中 and paid, one destination each. All of Yahoo's XML is text. */
export const yahooLabels: MallLabels = {
  ready: ['2'],
  of(order) {
    const ship = at(order, 'Ship');
    const part = (name: string): string => textAt(ship, `Ship${name}`);
    return {
      destinations: [
        {
          id: null,
          name: joined(' ', part('LastName'), part('FirstName')),
          zip: part('ZipCode'),
          prefecture: part('Prefecture'),
          city: part('City'),
          street: part('Address1'),
          building: part('Address2'),
          phone: part('PhoneNumber'),
        },
      ],
      deliveryDay: part('RequestDate').slice(0, 10) || null,
      deliveryTime: timeOf(part('RequestTime')),
      collected: collectedOf(order),
      obstacle: obstacleOf(order),
    };
  },
};

function obstacleOf(order: unknown): Sentence | null {
  if (isUnpaid(order)) return sentence`It is paid in advance, and the payment has not come in.`;
  // 1 日本郵便's; ヤマト運輸's came on 2025-09-17. The address is still the buyer's own.
  const isElsewhere = !['', '0'].includes(textAt(order, 'Ship', 'ReceiveSatelliteType'));
  return isElsewhere
    ? sentence`It is collected away from its buyer's home (${'自宅外配送'}), which these files cannot say.`
    : null;
}

/** PayType 1 is 前払い, PayStatus 0 未入金. */
const isUnpaid = (order: unknown): boolean =>
  textAt(order, 'Pay', 'PayType') === '1' && textAt(order, 'Pay', 'PayStatus') === '0';

/** Written by the shop's own list of hours: `午前中`, `14:00-16:00`, `14時〜16時`. */
function timeOf(written: string): DeliveryTime {
  const text = written.normalize('NFKC').trim();
  if (text === '' || /^(指定なし|なし)$/.test(text)) return { kind: 'none' };
  if (/^(午前|午前中)$/.test(text)) return { kind: 'morning' };
  const [, from, to] = /^(\d{1,2})(?::00|時)?\s*[-~〜–]\s*(\d{1,2})(?::00|時)?$/.exec(text) ?? [];
  if (from === undefined || to === undefined) return { kind: 'other', words: text };
  return { kind: 'hours', from: Number(from), to: Number(to) };
}

/** payment_d1 is 商品代引. Of the tax in it Yahoo says nothing that is relied on. */
function collectedOf(order: unknown): Collected {
  if (textAt(order, 'Pay', 'PayMethod') !== 'payment_d1') return { kind: 'nothing' };
  const total = textAt(order, 'Detail', 'TotalPrice');
  return /^\d{1,9}$/.test(total) ? { kind: 'amount', amount: Number(total), tax: null } : { kind: 'unknown' };
}
