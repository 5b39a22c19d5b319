import { enter, isConfirmable } from '../flow/progress.ts';
import { json, type Message, type Reply } from '../reply.ts';
import type { Order } from '../state.ts';
import type { OrderCall } from './order-function.ts';
import { foreignOrder, isCancelled, ownOrder } from './own-order.ts';
import { readFields } from './read-fields.ts';

const ORDERS_MAX = 100;

/** 注文確認: 100 becomes 200, once. Every order has its own message, and the status is 200 even if all failed. */
export function confirmOrder(call: OrderCall): Reply {
  const { world, body, messages } = call;
  const reader = readFields(body, messages);
  const tooMany = world.settings.assumed.tooManyEntries;
  const numbers = reader.texts('orderNumberList', { required: true, max: ORDERS_MAX, tooMany });
  if (numbers === null) return json(400, { MessageModelList: reader.problems });
  const confirmed = new Set<Order>();
  const answers = numbers.map((number): Message => {
    const order = ownOrder(call, number);
    if (!order) return foreignOrder(call, number);
    const problem = whyNot(call, order, confirmed.has(order));
    if (problem) return problem;
    confirmed.add(order);
    return messages.info('101', '注文確認に成功しました。', { orderNumber: number });
  });
  return json(200, { MessageModelList: answers }, () => {
    for (const order of confirmed) enter(world, order, 200);
  });
}

function whyNot({ messages }: OrderCall, order: Order, again: boolean): Message | null {
  const { orderNumber } = order;
  if (isCancelled(order)) {
    const text = '指定された注文番号は既にキャンセルされているため、注文確認が出来る状態ではありませんでした。';
    return messages.error('102', text, { orderNumber });
  }
  if (order.progress !== 100 || again) {
    const text = '指定された注文番号は既にステータスが移動しているため、注文確認が出来る状態ではありませんでした。';
    return messages.error('103', text, { orderNumber });
  }
  if (isConfirmable(order)) return null;
  return messages.error('105', '金額が未設定のため、注文確認が出来る状態ではありませんでした。', { orderNumber });
}
