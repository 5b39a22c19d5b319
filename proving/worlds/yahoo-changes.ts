import { dayMs, jstDay, minuteMs, secondMs } from '../../core/kernel/time.ts';
import type { PushContent } from '../../core/model/push.ts';
import type { Prng } from '../../simulator/index.ts';
import type { YahooFault, YahooSettingsChange, YahooSimulator } from '../../simulator/yahoo/index.ts';
import { appliedLater, brokenOff } from './fault-tables.ts';
import type { MallChanges } from './world-mall.ts';

/** The functions of Yahoo!ショッピング that change orders. */
export const yahooChangeOperations = [
  'orderChange',
  'orderStatusChange',
  'orderShipStatusChange',
  'orderPayStatusChange',
];

/** How their calls go wrong. */
export const yahooChangeFaults: readonly YahooFault[] = [
  ...brokenOff,
  ...appliedLater(3, 8, 25),
  { kind: 'server-error-xml' },
  { kind: 'server-error-html', applied: true },
  { kind: 'html-200', applied: true },
  { kind: 'throttle' },
  { kind: 'auth-flap' },
  { kind: 'lost-write' },
  { kind: 'stock-link-error' },
  { kind: 'cancel-later', applyAfterMs: 2 * minuteMs },
];

/** 完了 was asked for in the seconds after a change of the shipment. */
export const isTooSoon = (body: string): boolean => /Cannot Be Operated : OrderStatus/.test(body);

/** A look at a change that has ended takes away what a late call left there. */
export const takesAway = (body: string): boolean => /<ShipInvoiceNumber\d><\/ShipInvoiceNumber\d>/.test(body);

/** Draws what a caller wants of one order, in its order. */
export function drawYahooWish(chance: Prng, shippedOn: string): PushContent[] {
  const number = `${chance.int(1_000, 9_999)}-${chance.int(1_000, 9_999)}`;
  const ship: PushContent = { kind: 'ship', parcels: [{ carrier: '1001', trackingNumber: number, shippedOn }] };
  const corrected: PushContent = {
    kind: 'ship',
    parcels: [{ carrier: '1001', trackingNumber: `${number}-1`, corrects: number, shippedOn }],
  };
  return chance.pick<() => PushContent[]>([
    () => [{ kind: 'confirm' }],
    () => [{ kind: 'confirm' }, ship],
    () => [ship, { kind: 'complete' }],
    () => [ship, { kind: 'complete' }],
    () => [ship, corrected],
    () => [ship, { kind: 'memo', text: `熨斗 ${chance.hex(4)}` }],
    () => [{ kind: 'pay', paidOn: shippedOn }, ship],
    () => [{ kind: 'cancel', reason: chance.pick(['out-of-stock', 'shop-other', 'buyer-other']) }],
  ])();
}

/** Whether the mall has what was wanted of an order. */
export function isSoAtYahoo(
  content: PushContent,
  order: NonNullable<ReturnType<YahooSimulator['control']['order']>>,
): boolean {
  switch (content.kind) {
    case 'confirm':
      return order.isSeen;
    case 'memo':
      return order.notes === content.text;
    case 'pay':
      return order.payStatus === 1;
    case 'ship':
      return (
        order.shipStatus === 3 &&
        content.parcels.every((one) => order.shipment.numbers.includes(one.trackingNumber ?? ''))
      );
    case 'complete':
      return order.orderStatus === 5;
    case 'cancel':
      return order.orderStatus === 4;
    case 'sub-status':
      return false;
  }
}

const isGone = (order: ReturnType<YahooSimulator['control']['order']>): boolean =>
  order === null || order.orderStatus === 4 || order.childOrderIds.length > 0;

/** True where an order shows a number that its shipment does not give: nothing is sent beside it unasked, and there may be no room. */
const showsAnother = (
  { parcels }: Extract<PushContent, { kind: 'ship' }>,
  order: ReturnType<YahooSimulator['control']['order']>,
): boolean => {
  const own = new Set(parcels.flatMap(({ trackingNumber, corrects }) => [trackingNumber, corrects]));
  return (order?.shipment?.numbers ?? []).some((number) => number !== '' && !own.has(number));
};

/** Changes at Yahoo!ショッピング beside RMS. */
export function changesAtYahoo({ control }: YahooSimulator): MallChanges {
  return {
    operations: yahooChangeOperations,
    faults: yahooChangeFaults,
    isChange: ({ path }) => /Change$/.test(path),
    takesAway,
    complaintOf: (body) => (isTooSoon(body) ? '完了 was asked for too early' : null),
    draw(code, chance) {
      const now = control.nowMs();
      const open = control
        .placedBetween(code, now - dayMs, now)
        .filter(
          ({ orderStatus, cancelWindowEndsAtMs, childOrderIds, isHeld, kind }) =>
            orderStatus === 2 &&
            kind === 'plain' &&
            cancelWindowEndsAtMs <= now &&
            childOrderIds.length === 0 &&
            !isHeld,
        );
      if (open.length === 0) return null;
      return {
        orderNumber: chance.among(open, ({ orderId }) => orderId).orderId,
        wish: drawYahooWish(chance, jstDay(now)),
      };
    },
    isSo(orderNumber, content) {
      const order = control.order(orderNumber);
      return order !== null && isSoAtYahoo(content, order);
    },
    isGone: (orderNumber) => isGone(control.order(orderNumber)),
    mayRefuse(orderNumber, content) {
      const { kind } = content;
      const order = control.order(orderNumber);
      // 完了 that was asked for before its shipment is refused by us; what is sent is not cancelled.
      if (isGone(order) || kind === 'complete' || (kind === 'cancel' && (order?.shipStatus ?? 0) >= 3)) return true;
      return kind === 'ship' && showsAnother(content, order);
    },
    wrongWith(orderNumber, wanted) {
      const mails = control.order(orderNumber)?.cancelMails ?? 0;
      return wanted.some(({ kind }) => kind === 'cancel') && mails > 1 ? [`${mails} mails of a cancel`] : [];
    },
  };
}

/** What no source says of changes there. */
export function drawnChangeSettings(chance: Prng): Pick<YahooSettingsChange, 'status' | 'flow'> {
  return {
    status: { detailPath: chance.pick(['Oeder', 'Order', 'both']), numberless: chance.pick(['accepted', 'refused']) },
    flow: { completeAfterShipMs: chance.pick([10, 25, 45]) * secondMs },
  };
}
