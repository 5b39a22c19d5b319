import { InputError } from '../../core/kernel/index.ts';
import type { Parcel, ParcelChange } from '../../core/model/index.ts';
import type { ChangeAnswer, OrderStatusApi } from '../../core/ports/index.ts';
import { type RmsAnswer, type RmsCall, soundAnswer, unreadableReply } from './faults.ts';
import type { RmsChange, RmsOperation } from './operations.ts';
import { orderModelsIn } from './replies.ts';
import { confirmOrderBody, rmsPaths } from './requests.ts';
import { changeIn } from './status-replies.ts';
import { sortStates } from './status-states.ts';
import { functions, reasonCodes } from './status-traits.ts';

/** Orders that getOrder, confirmOrder and updateOrderSubStatus take at once. */
const batch = 100;

/** What the door needs of the client that it belongs to. */
interface RmsCaller {
  callOf(operation: RmsOperation): RmsCall;
  post(call: RmsCall, path: string, body: string): Promise<RmsAnswer>;
  getOrder(call: RmsCall, orderNumbers: readonly string[]): Promise<RmsAnswer>;
}

/** How orders at 楽天市場 are changed. */
export interface RmsStatusApi extends Required<Omit<OrderStatusApi, 'pay' | 'complete'>> {
  ship(orderNumber: string, changes: readonly ParcelChange[]): Promise<ChangeAnswer>;
}

/** The functions of RMS that change orders; how each is known stands in `docs/malls/rms.md#changes-of-orders`. */
export function createOrderStatusApi({ callOf, post, getOrder }: RmsCaller): RmsStatusApi {
  const change = async (
    operation: RmsChange,
    orderNumbers: readonly string[],
    bodyOf: (asked: readonly string[]) => string,
  ): Promise<ChangeAnswer> => {
    const asked = distinct(orderNumbers);
    const [only] = asked;
    if (only === undefined) return { requestId: null, orders: new Map() };
    const call = { ...callOf(operation), operation, ...(asked.length === 1 ? { orderNumber: only } : {}) };
    const answer = soundAnswer(call, await post(call, rmsPaths[operation], bodyOf(asked)));
    return changeIn(call, answer, asked);
  };

  return {
    batch,
    functions,

    async readStates(orderNumbers) {
      const asked = distinct(orderNumbers);
      if (asked.length === 0) return { states: [], absent: [], unreadable: [] };
      const call = callOf('getOrder');
      const answer = soundAnswer(call, await getOrder(call, asked));
      const sorted = sortStates(asked, orderModelsIn(call, answer));
      if (!sorted) {
        throw unreadableReply(
          call,
          answer,
          'it holds an order without a number, which may be any of several asked for',
        );
      }
      const unreadable = sorted.unreadable.map(({ orderNumber }) => orderNumber);
      return { states: sorted.orders, absent: sorted.absent, unreadable };
    },

    confirm: (orderNumbers) => change(functions.confirm, orderNumbers, confirmOrderBody),

    async ship(orderNumber, changes) {
      if (changes.length === 0)
        throw new InputError('Nothing would be shipped', ['got no rows, expected at least one']);
      return change(functions.ship, [orderNumber], () => shippingBody(orderNumber, changes));
    },

    setSubStatus: (orderNumbers, subStatusId) =>
      change(functions['sub-status'], orderNumbers, (asked) => subStatusBody(asked, subStatusId)),

    setMemo: (orderNumber, text) => change(functions.memo, [orderNumber], () => memoBody(orderNumber, text)),

    cancel: (orderNumber, options) => change(functions.cancel, [orderNumber], () => cancelBody(orderNumber, options)),
  };
}

/** Each order once: RMS answers the second confirm of a call with an ERROR. */
function distinct(orderNumbers: readonly string[]): readonly string[] {
  const asked = [...new Set(orderNumbers)];
  if (asked.length <= batch) return asked;
  throw new InputError('These orders do not fit into one call', [
    `got ${asked.length} order numbers, expected at most ${batch}`,
  ]);
}

/**
 * updateOrderShipping: one entry a destination, in the order given; RMS spells it `BasketidModelList`. A row without an id is
 * added, whatever is there already.
 */
function shippingBody(orderNumber: string, changes: readonly ParcelChange[]): string {
  const baskets = new Map<string, object[]>();
  for (const change of changes) {
    const rows = baskets.get(change.basketId);
    if (rows) rows.push(rowOf(change));
    else baskets.set(change.basketId, [rowOf(change)]);
  }
  return JSON.stringify({
    orderNumber,
    BasketidModelList: [...baskets].map(([basketId, ShippingModelList]) => ({
      basketId: idOf('basketId', basketId),
      ShippingModelList,
    })),
  });
}

function rowOf(change: ParcelChange): object {
  switch (change.kind) {
    case 'add':
      return fieldsOf(change.parcel);
    case 'update':
      // A field that is left out stays as it is, and an empty one is taken away: an old number must not stay.
      return { shippingDetailId: idOf('rowId', change.rowId), shippingNumber: '', ...fieldsOf(change.parcel) };
    case 'remove':
      return { shippingDetailId: idOf('rowId', change.rowId), shippingDeleteFlag: 1 };
  }
}

function fieldsOf({ carrier, trackingNumber, shippedOn }: Parcel): object {
  return {
    deliveryCompany: carrier,
    ...(trackingNumber === null ? {} : { shippingNumber: trackingNumber }),
    shippingDate: shippedOn,
  };
}

/** updateOrderSubStatus; null takes the sub-status away. */
function subStatusBody(orderNumbers: readonly string[], subStatusId: string | null): string {
  return JSON.stringify({
    subStatusId: subStatusId === null ? null : idOf('subStatusId', subStatusId),
    orderNumberList: orderNumbers,
  });
}

/** updateOrderMemo with the memo alone: what is left out stays as it is, and null takes it away. */
function memoBody(orderNumber: string, text: string): string {
  return JSON.stringify({ orderNumber, memo: text === '' ? null : text });
}

/** cancelOrder, the one before shipping. */
function cancelBody(orderNumber: string, { reason, restoresStock }: Parameters<RmsStatusApi['cancel']>[1]): string {
  return JSON.stringify({
    orderNumber,
    inventoryRestoreType: restoreTypes[restoresStock],
    changeReasonDetailApply: reasonCodes[reason],
  });
}

const restoreTypes = { 'as-the-item-says': 0, yes: 1, no: 2 } as const;

/** RMS's ids are numbers; ours are text, as other malls' are. */
function idOf(name: string, id: string): number {
  if (/^\d{1,15}$/.test(id)) return Number(id);
  throw new InputError('This change cannot be sent to RMS', [
    `${name}: got ${JSON.stringify(id.slice(0, 40))}, expected an id of RMS in digits`,
  ]);
}
