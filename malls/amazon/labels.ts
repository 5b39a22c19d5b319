import { hourMs, jstDay, jstHour, jstText, type Sentence, sentence } from '../../core/kernel/index.ts';
import { isoMoment } from '../jst.ts';
import type { Collected, DeliveryTime, MallLabels } from '../labels.ts';
import { at, joined, listAt, textAt } from '../sheet.ts';

/** Labels of orders of Amazon: UNSHIPPED, which are paid or paid on delivery, one destination each. */
export const amazonLabels: MallLabels = {
  ready: ['UNSHIPPED', 'PARTIALLY_SHIPPED'],
  of(order) {
    const to = at(order, 'recipient', 'deliveryAddress');
    return {
      destinations: [
        {
          id: null,
          name: joined(' ', textAt(to, 'companyName'), textAt(to, 'name')),
          zip: textAt(to, 'postalCode'),
          prefecture: textAt(to, 'stateOrRegion'),
          city: joined('', textAt(to, 'city'), textAt(to, 'districtOrCounty')),
          street: textAt(to, 'addressLine1'),
          building: joined(' ', textAt(to, 'addressLine2'), textAt(to, 'addressLine3')),
          phone: textAt(to, 'phone'),
        },
      ],
      ...wishOf(order),
      collected: collectedOf(order),
      obstacle: obstacleOf(order),
    };
  },
};

/** What is still to be sent. */
const waiting = (order: unknown): readonly unknown[] =>
  listAt(order, 'orderItems').filter((item) => at(item, 'fulfillment', 'quantityUnfulfilled') !== 0);

/** Day and hours that the buyer chose (`scheduledDeliveryWindow`), in Japan. Items of several windows, or a window of several days, fit no label. */
function wishOf(order: unknown): { readonly deliveryDay: string | null; readonly deliveryTime: DeliveryTime } {
  const windows = waiting(order).flatMap((item) => {
    const window = at(item, 'fulfillment', 'shipping', 'scheduledDeliveryWindow');
    const [from, to] = [isoMoment(at(window, 'earliestDateTime')), isoMoment(at(window, 'latestDateTime'))];
    return from === null || to === null || to < from ? [] : [{ from, to }];
  });
  const [first, ...others] = [...new Map(windows.map((window) => [`${window.from} ${window.to}`, window])).values()];
  if (first === undefined) return { deliveryDay: null, deliveryTime: { kind: 'none' } };
  const day = jstDay(first.from);
  // 24:00 is the end of its day.
  const isOneDay = others.length === 0 && jstDay(Math.max(first.from, first.to - 1)) === day;
  if (!isOneDay) {
    const words = [first, ...others].map(({ from, to }) => `${minuteText(from)}–${minuteText(to)}`).join(', ');
    return { deliveryDay: null, deliveryTime: { kind: 'other', words } };
  }
  return { deliveryDay: day, deliveryTime: hoursOf(first) };
}

const minuteText = (moment: number): string => jstText(moment).slice(0, 16);

/** 23:59 is the end of its hour; a window of the whole day is no wish of hours. */
function hoursOf({ from, to }: { readonly from: number; readonly to: number }): DeliveryTime {
  const hour = jstHour(from);
  const until = hour + Math.ceil((to - (from - (from % hourMs))) / hourMs);
  if (hour === 0 && until >= 23) return { kind: 'none' };
  return { kind: 'hours', from: hour, to: until };
}

/** 代金引換: what Amazon says that the buyer pays so. Without that, the amount is not known: points and vouchers may be in the sum. */
function collectedOf(order: unknown): Collected {
  const parts = listAt(order, 'payment', 'paymentExecutions').filter((one) =>
    /^cash_?on_?delivery$|^cod$/i.test(textAt(one, 'paymentMethod')),
  );
  if (parts.length === 0 && !isMandatory(order, 'cashOnDelivery')) return { kind: 'nothing' };
  const amounts = parts.map((one) => textAt(one, 'paymentAmount', 'amount').replace(/\.0+$/, ''));
  if (amounts.length === 0 || !amounts.every((amount) => /^\d{1,7}$/.test(amount))) return { kind: 'unknown' };
  return { kind: 'amount', amount: amounts.reduce((sum, amount) => sum + Number(amount), 0), tax: null };
}

const isMandatory = (order: unknown, constraint: string): boolean =>
  waiting(order).some(
    (item) => textAt(item, 'fulfillment', 'shipping', 'shippingConstraints', constraint) === 'MANDATORY',
  );

/** Services that a carrier has to be asked for, by the names of the model. */
const services = {
  palletDelivery: 'パレット配送',
  signatureConfirmation: '受領印',
  recipientIdentityVerification: '本人確認',
  recipientAgeVerification: '年齢確認',
} as const;

/** What keeps a parcel from going to an address that is there. */
function obstacleOf(order: unknown): Sentence | null {
  if (listAt(order, 'programs').includes('IN_STORE_PICK_UP'))
    return sentence`Its buyer collects it in the store (${'IN_STORE_PICK_UP'}): nothing is sent.`;
  if (textAt(order, 'recipient', 'deliveryAddress', 'addressType') === 'PICKUP_POINT')
    return sentence`It goes to a pick-up point (${'PICKUP_POINT'}), which these files cannot say.`;
  const needed = Object.entries(services).filter(([constraint]) => isMandatory(order, constraint));
  if (needed.length === 0) return null;
  return sentence`Amazon demands ${needed.map(([, name]) => name).join(', ')}, which these files cannot say.`;
}
