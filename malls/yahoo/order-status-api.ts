import { type EpochMs, InputError, TsunagiError } from '../../core/kernel/index.ts';
import type { CancelReason, OrderState, Parcel, ParcelChange } from '../../core/model/index.ts';
import type { ChangeAnswer, OrderStatusApi } from '../../core/ports/index.ts';
import { childOf, plainOf, xmlText } from '../xml.ts';
import type { CallYahoo } from './calls.ts';
import { unreadableReply } from './faults.ts';
import { listsOfOrder, stateFields } from './fields.ts';
import type { YahooChange } from './operations.ts';
import { element, orderInfoBody } from './requests.ts';
import { changeIn } from './status-replies.ts';
import { keptIn, stateOf } from './status-states.ts';
import { functions, reasonCodes } from './status-traits.ts';

/** orderInfo and every change are of one order. */
const batch = 1;

/** The functions of Yahoo that change orders; how each is known stands in `docs/malls/yahoo.md#changes-of-orders`. */
export function createOrderStatusApi(
  callYahoo: CallYahoo,
  { sellerId, now }: { readonly sellerId: string; readonly now: () => EpochMs },
): Required<Omit<OrderStatusApi, 'setSubStatus'>> {
  const change = async (
    operation: YahooChange,
    orderNumber: string,
    order: string,
    pointFix?: 'true' | 'false',
  ): Promise<ChangeAnswer> => {
    const body = changeBody(sellerId, orderNumber, order, pointFix);
    return changeIn(operation, await callYahoo(operation, body, { orderNumber }), orderNumber);
  };

  return {
    batch,
    functions,

    async readStates(orderNumbers) {
      const orderNumber = onlyOf(orderNumbers);
      if (orderNumber === null) return { states: [], absent: [], unreadable: [] };
      try {
        const reply = await callYahoo('orderInfo', orderInfoBody(sellerId, orderNumber, stateFields), { orderNumber });
        const order = childOf(childOf(reply.root, 'Result'), 'OrderInfo');
        if (order === null) {
          const problem = 'Result.OrderInfo: expected the order that was asked for, got none';
          throw unreadableReply(reply.call, reply.status, problem);
        }
        const state = stateOf(plainOf(order, listsOfOrder), reply.mallTime ?? now());
        return state?.orderNumber === orderNumber
          ? { states: [state], absent: [], unreadable: [] }
          : { states: [], absent: [], unreadable: [orderNumber] };
      } catch (error) {
        if (isUnknownOrder(error)) return { states: [], absent: [orderNumber], unreadable: [] };
        throw error;
      }
    },

    async confirm(orderNumbers) {
      const orderNumber = onlyOf(orderNumbers);
      if (orderNumber === null) return { requestId: null, orders: new Map() };
      return change(functions.confirm, orderNumber, element('IsSeen', 'true'));
    },

    setMemo: (orderNumber, text) => change(functions.memo, orderNumber, element('Notes', xmlText(text))),

    pay: (orderNumber, paidOn) =>
      change(
        functions.pay,
        orderNumber,
        element('Pay', [element('PayStatus', '1'), element('PayDate', compactDay(paidOn))]),
      ),

    async ship(orderNumber, changes, read) {
      if (changes.length === 0)
        throw new InputError('Nothing would be shipped', ['got no rows, expected at least one']);
      return change(functions.ship, orderNumber, shippingOf(changes, read), 'true');
    },

    complete: (orderNumber) => change(functions.complete, orderNumber, element('OrderStatus', '5'), 'true'),

    // Yahoo gives back what it keeps itself, and takes no word about it: our levels are absolute, so the next one is right again.
    cancel: (orderNumber, { reason }) => change(functions.cancel, orderNumber, cancelOf(reason), 'false'),
  };
}

/** No such order, or another shop's. */
export function isUnknownOrder(error: unknown): boolean {
  return (
    error instanceof TsunagiError &&
    error.code === 'mall.refused' &&
    (error.context.mallCodes ?? []).includes('od91801')
  );
}

function onlyOf(orderNumbers: readonly string[]): string | null {
  const [orderNumber, ...others] = new Set(orderNumbers);
  if (others.length === 0) return orderNumber ?? null;
  throw new InputError('These orders do not fit into one call', [
    `got ${others.length + 1} order numbers, expected ${batch}`,
  ]);
}

/** A change of an order that is not there: the answer shows whether changes are carried out. Only probes send it. */
export function confirmNothingBody(sellerId: string): string {
  return changeBody(sellerId, nobodysOrder(sellerId), element('IsSeen', 'true'));
}

/** Has the form of a shop's order number, and is of no order. */
export const nobodysOrder = (sellerId: string): string => `${sellerId}-00000000`;

function changeBody(sellerId: string, orderNumber: string, order: string, pointFix?: 'true' | 'false'): string {
  const target = [
    element('OrderId', xmlText(orderNumber)),
    ...(pointFix === undefined ? [] : [element('IsPointFix', pointFix)]),
  ];
  // The page of orderStatusChange has the words of a reason below Oeder.
  const [words] = /<CancelReasonDetail>.*<\/CancelReasonDetail>/.exec(order) ?? [];
  return element('Req', [
    element('Target', target),
    element('Order', order),
    ...(words === undefined ? [] : [element('Oeder', words)]),
    element('SellerId', xmlText(sellerId)),
  ]);
}

const compactDay = (day: string): string => day.replaceAll('-', '');

/** 105: a way to send for which no number is given out. */
const numberless = '105';

/**
 * The whole shipment as it is to be, because it is not documented what becomes of a field that is left out: so the same call twice, or
 * late, writes the same. A number is refused while a 伝票番号なし理由 stands, and the other way round: then what stands is emptied by this call, under
 * the status that the order has, and the next reading asks for the rest.
 */
function shippingOf(changes: readonly ParcelChange[], { baskets, kept }: OrderState): string {
  const [shipStatus, reason] = keptIn(kept);
  const rows = baskets.flatMap((basket) => basket.rows);
  const numbers = new Map(rows.map(({ rowId, trackingNumber }) => [rowId, trackingNumber ?? '']));
  let shipment: Pick<Parcel, 'carrier' | 'shippedOn'> | null = null;
  for (const change of changes) {
    switch (change.kind) {
      case 'remove':
        numbers.set(change.rowId, '');
        break;
      case 'update':
        numbers.set(change.rowId, change.parcel.trackingNumber ?? '');
        shipment = change.parcel;
        break;
      case 'add':
        numbers.set((numbers.get('1') ?? '') === '' ? '1' : '2', change.parcel.trackingNumber ?? '');
        shipment = change.parcel;
    }
  }
  const [first] = rows;
  const carrier = shipment?.carrier ?? first?.carrier ?? '';
  const shippedOn = shipment?.shippedOn ?? first?.shippedOn ?? '';
  const [one = '', two = ''] = [numbers.get('1'), numbers.get('2')];
  const isNumbered = one !== '' || two !== '';
  const isReasonInTheWay = isNumbered && reason !== '';
  const isNumberInTheWay = !isNumbered && rows.some(({ trackingNumber }) => trackingNumber !== null);
  const written = isReasonInTheWay ? '' : isNumbered || isNumberInTheWay ? null : reason || numberless;
  return element('Ship', [
    // 着荷済み stays so, whatever is corrected of the shipment.
    element('ShipStatus', (isReasonInTheWay || shipStatus === '4') && shipStatus !== '' ? shipStatus : '3'),
    element('ShipCompanyCode', xmlText(carrier)),
    element('ShipInvoiceNumber1', xmlText(isReasonInTheWay ? '' : one)),
    element('ShipInvoiceNumber2', xmlText(isReasonInTheWay ? '' : two)),
    ...(written === null ? [] : [element('ShipInvoiceNumberEmptyReason', written)]),
    element('ShipDate', compactDay(shippedOn)),
  ]);
}

/** What a buyer may read where a reason needs words: 10 to 200 characters. */
const otherWords = 'ストアの都合により、ご注文をキャンセルいたしました。';

/** キャンセル. A reason is always sent: without one Yahoo takes 欠品, and closes the stock of what was ordered. */
function cancelOf(reason: CancelReason): string {
  const code = reasonCodes[reason];
  if (code === undefined) {
    throw new InputError('This order cannot be cancelled at Yahoo', [`reason: got ${reason}, which Yahoo has not`]);
  }
  return [
    element('OrderStatus', '4'),
    element('CancelReason', String(code)),
    ...(reason === 'shop-other' ? [element('CancelReasonDetail', otherWords)] : []),
  ].join('');
}
