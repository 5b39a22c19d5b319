import { type Sentence, sentence } from '../../core/kernel/index.ts';
import type { Collected, DeliveryTime, Destination, MallLabels } from '../labels.ts';
import { at, joined, listAt, textAt } from '../sheet.ts';

/** RMS writes −9999 where a price is not fixed yet. */
const notFixed = -9999;

/** Labels of orders of 楽天市場: 発送待ち, and キャンセル確定待ち where they are asked for; a destination for each PackageModel. */
export const rmsLabels: MallLabels = {
  ready: ['300', '800'],
  of: (order) => ({
    destinations: listAt(order, 'PackageModelList')
      .filter((parcel) => at(parcel, 'packageDeleteFlag') !== 1)
      .map(destinationOf),
    deliveryDay: textAt(order, 'deliveryDate').slice(0, 10) || null,
    deliveryTime: timeOf(textAt(order, 'shippingTerm')),
    collected: collectedOf(order),
    obstacle: obstacleOf(order),
  }),
};

/** What keeps a parcel from going to an address that is there. */
function obstacleOf(order: unknown): Sentence | null {
  const parcels = listAt(order, 'PackageModelList');
  const goesToStore = parcels.some((parcel) => (at(parcel, 'DeliveryCvsModel') ?? null) !== null);
  if (goesToStore) return sentence`It is collected at a convenience store, which these files cannot say.`;
  const isAwaited = parcels.some((parcel) => at(parcel, 'SocialGiftModel', 'inputFlag') === 0);
  return isAwaited ? sentence`The recipient of this ソーシャルギフト has not given an address yet.` : null;
}

function destinationOf(parcel: unknown): Destination {
  const who = at(parcel, 'SenderModel');
  // The street and the building are one text; people part them by a space.
  const [street = '', ...building] = textAt(who, 'subAddress')
    .trim()
    .split(/[ \u3000]+/);
  return {
    id: textAt(parcel, 'basketId') || null,
    name: joined(' ', textAt(who, 'familyName'), textAt(who, 'firstName')),
    zip: joined('-', textAt(who, 'zipCode1'), textAt(who, 'zipCode2')),
    prefecture: textAt(who, 'prefecture'),
    city: textAt(who, 'city'),
    street,
    building: building.join(' '),
    phone: joined('-', textAt(who, 'phoneNumber1'), textAt(who, 'phoneNumber2'), textAt(who, 'phoneNumber3')),
  };
}

/** 0 なし, 1 午前, 2 午後, 9 その他; otherwise two hours, `1416`. */
function timeOf(term: string): DeliveryTime {
  if (term === '' || term === '0') return { kind: 'none' };
  if (term === '1') return { kind: 'morning' };
  const words: Readonly<Record<string, string>> = { '2': '午後', '9': 'その他' };
  const [, from, to] = /^(\d{1,2})(\d{2})$/.exec(term) ?? [];
  if (from === undefined || to === undefined) return { kind: 'other', words: words[term] ?? term };
  return { kind: 'hours', from: Number(from), to: Number(to) };
}

function collectedOf(order: unknown): Collected {
  if (textAt(order, 'SettlementModel', 'settlementMethod') !== '代金引換') return { kind: 'nothing' };
  const amount = at(order, 'requestPrice');
  if (typeof amount !== 'number' || amount === notFixed) return { kind: 'unknown' };
  const taxes = listAt(order, 'TaxSummaryModelList').map((row) => at(row, 'reqPriceTax'));
  const isKnown = taxes.length > 0 && taxes.every((tax) => typeof tax === 'number' && tax >= 0);
  const tax = isKnown ? taxes.reduce<number>((sum, one) => sum + (one as number), 0) : null;
  return { kind: 'amount', amount, tax };
}
