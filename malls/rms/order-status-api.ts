import { InputError } from '../../core/kernel/index.ts';
import type { PushKind } from '../../core/model/index.ts';
import type { ChangeAnswer, OrderStatusApi } from '../../core/ports/index.ts';
import { type RmsAnswer, type RmsCall, soundAnswer, unreadableReply } from './faults.ts';
import type { RmsChange, RmsOperation } from './operations.ts';
import { orderModelsIn } from './replies.ts';
import { confirmOrderBody, rmsPaths } from './requests.ts';
import { changeIn } from './status-replies.ts';
import { cancelBody, memoBody, shippingBody, subStatusBody } from './status-requests.ts';
import { sortStates } from './status-states.ts';

/** Orders that getOrder, confirmOrder and updateOrderSubStatus take at once. */
const batch = 100;

const functions: Readonly<Record<PushKind, RmsChange>> = {
  confirm: 'confirmOrder',
  'sub-status': 'updateOrderSubStatus',
  memo: 'updateOrderMemo',
  ship: 'updateOrderShipping',
  cancel: 'cancelOrder',
};

/** What the door needs of the client that it belongs to. */
export interface RmsCaller {
  callOf(operation: RmsOperation): RmsCall;
  post(call: RmsCall, path: string, body: string): Promise<RmsAnswer>;
  getOrder(call: RmsCall, orderNumbers: readonly string[]): Promise<RmsAnswer>;
}

/** The functions of RMS that change orders; how each is known stands in `docs/malls/rms.md#changes-of-orders`. */
export function createOrderStatusApi({ callOf, post, getOrder }: RmsCaller): OrderStatusApi {
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
