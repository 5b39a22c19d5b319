import { touch } from '../flow/progress.ts';
import { json, type Message, type Reply } from '../reply.ts';
import { ORDER_PROGRESSES, type Order } from '../state.ts';
import type { OrderCall } from './order-function.ts';
import { foreignOrder, ownOrder } from './own-order.ts';
import { readFields } from './read-fields.ts';

const ORDERS_MAX = 100;

/** サブステータス情報取得: the shop's own sub-statuses, by the progress they belong to. */
export function getSubStatusList({ shop, messages }: OrderCall): Reply {
  const StatusModelList = ORDER_PROGRESSES.map((orderProgress) => ({
    orderProgress,
    SubStatusModelList: shop.subStatuses
      .filter((one) => one.orderProgress === orderProgress)
      .map(({ subStatusId, subStatusName }, index) => ({ subStatusId, subStatusName, orderby: index + 1 })),
  }));
  return json(200, {
    MessageModelList: [messages.info('101', 'サブステータスの取得に成功しました。')],
    StatusModelList: StatusModelList.filter((status) => status.SubStatusModelList.length > 0),
  });
}

/** サブステータス情報更新: null clears; 200 even when every order failed. */
export function updateOrderSubStatus(call: OrderCall): Reply {
  const { world, body, messages } = call;
  const reader = readFields(body, messages);
  if (body.subStatusId === undefined) reader.wrong('009', 'subStatusId');
  const subStatusId = reader.number('subStatusId');
  const tooMany = world.settings.assumed.tooManyEntries;
  const numbers = reader.texts('orderNumberList', { required: true, max: ORDERS_MAX, tooMany });
  if (reader.problems.length > 0 || numbers === null) return json(400, { MessageModelList: reader.problems });

  const updated: Order[] = [];
  const answers = numbers.map((orderNumber): Message => {
    const order = ownOrder(call, orderNumber);
    if (!order) return foreignOrder(call, orderNumber);
    const problem = whyNot(call, order, subStatusId);
    if (problem) return problem;
    updated.push(order);
    return messages.info('101', 'サブステータスの更新設定が完了しました。', { orderNumber });
  });
  return json(200, { MessageModelList: answers }, () => {
    for (const order of updated) {
      order.subStatusId = subStatusId;
      touch(order);
    }
  });
}

function whyNot({ shop, messages }: OrderCall, order: Order, subStatusId: number | null): Message | null {
  const { orderNumber } = order;
  if (order.progress === 900) {
    const text =
      '指定された注文番号は既にキャンセルされているため、サブステータスの更新が出来る状態ではありませんでした。';
    return messages.error('101', text, { orderNumber });
  }
  const known = shop.subStatuses.find((one) => one.subStatusId === subStatusId);
  if (subStatusId === null || known?.orderProgress === order.progress) return null;
  return messages.error('102', '指定された注文番号、サブステータスでは更新できません。', { orderNumber });
}
