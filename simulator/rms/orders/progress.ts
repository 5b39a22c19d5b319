import { addReason, enter, isConfirmable, touch } from '../lifecycle.ts';
import { json, type Message, type Reply } from '../operation.ts';
import { ORDER_PROGRESSES, type Order, type OrderProgress } from '../state.ts';
import {
  changed,
  foreignOrder,
  isCancelled,
  type OrderCall,
  oneOrder,
  ownOrder,
  readNumbers,
  refused,
} from './request.ts';

/** 注文確認: 100 becomes 200, once. Every order has its own message, and the status is 200 even if all failed. */
export function confirmOrder(call: OrderCall): Reply {
  const { world, messages, reader } = call;
  const numbers = readNumbers(call);
  if (numbers === null) return json(400, { MessageModelList: reader.problems });
  const confirmed = new Set<Order>();
  const answers = numbers.map((number): Message => {
    const order = ownOrder(call, number);
    if (!order) return foreignOrder(call, number);
    const problem = whyNotConfirmed(call, order, confirmed.has(order));
    if (problem) return problem;
    confirmed.add(order);
    return messages.info('101', '注文確認に成功しました。', { orderNumber: number });
  });
  return json(200, { MessageModelList: answers }, () => {
    for (const order of confirmed) enter(world, order, 200);
  });
}

function whyNotConfirmed({ messages }: OrderCall, order: Order, again: boolean): Message | null {
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
  const { world, messages, reader } = call;
  const restoreType = reader.number('inventoryRestoreType', { required: true, oneOf: [0, 1, 2] });
  const reason = reader.number('changeReasonDetailApply', { required: true, oneOf: REASONS });
  const { order, refusal } = oneOrder(call);
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
  const { body, messages, reader } = call;
  if (body.subStatusId === undefined) reader.wrong('009', 'subStatusId');
  const subStatusId = reader.number('subStatusId');
  const numbers = readNumbers(call);
  if (reader.problems.length > 0 || numbers === null) return json(400, { MessageModelList: reader.problems });

  const updated: Order[] = [];
  const answers = numbers.map((orderNumber): Message => {
    const order = ownOrder(call, orderNumber);
    if (!order) return foreignOrder(call, orderNumber);
    const problem = whySubStatusNotSet(call, order, subStatusId);
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

function whySubStatusNotSet({ shop, messages }: OrderCall, order: Order, subStatusId: number | null): Message | null {
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
