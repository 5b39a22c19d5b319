import { addReason, enter } from '../flow/progress.ts';
import type { Reply } from '../reply.ts';
import type { Order, OrderProgress } from '../state.ts';
import type { OrderCall } from './order-function.ts';
import { changed, oneOrder, refused } from './own-order.ts';
import { readFields } from './read-fields.ts';

/** 1 to 6 are the buyer's, the others the shop's. */
const REASONS = [1, 2, 3, 4, 5, 6, 8, 10, 13, 14, 15];
const BUYERS_REASON_MAX = 6;

/** 注文キャンセル(発送前): an application, 800; the mall confirms it a little later, 900. */
export function cancelOrder(call: OrderCall): Reply {
  return cancel(call, [100, 200, 300], 800);
}

/** The same after shipping: it confirms in one step, and confirms what waits at 800 too. */
export function cancelOrderAfterShipping(call: OrderCall): Reply {
  return cancel(call, [500, 600, 700, 800], 900);
}

function cancel(call: OrderCall, from: readonly OrderProgress[], to: 800 | 900): Reply {
  const { world, body, messages } = call;
  const reader = readFields(body, messages);
  const restoreType = reader.number('inventoryRestoreType', { required: true, oneOf: [0, 1, 2] });
  const reason = reader.number('changeReasonDetailApply', { required: true, oneOf: REASONS });
  const { order, refusal } = oneOrder(call, reader);
  if (refusal) return refusal;
  const { orderNumber } = order;
  if (!from.includes(order.progress)) {
    const text = '指定された注文番号はキャンセルが出来る状態ではありませんでした。';
    return refused(world, messages.error(world.settings.assumed.wrongProgress, text, { orderNumber }));
  }
  if (to === 800 && hasShippingDate(order)) {
    const text = '発送日が登録されているため、キャンセルが出来る状態ではありませんでした。';
    return refused(world, messages.error(world.settings.assumed.shippingDateRegistered, text, { orderNumber }));
  }
  return changed(call, order, 'キャンセル申請に成功しました。', () => {
    order.restoreType = restoreType ?? 0;
    addReason(world, order, {
      changeType: 0,
      changeReason: (reason ?? 0) <= BUYERS_REASON_MAX ? 1 : 0,
      changeReasonDetail: reason ?? 0,
    });
    enter(world, order, to);
  });
}

const hasShippingDate = (order: Order): boolean =>
  order.packages.some((pack) => pack.rows.some((row) => row.shippingDate !== null));
