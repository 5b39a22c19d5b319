import { DAY_MS } from '../../jst.ts';
import { json, type Message, type Reply } from '../reply.ts';
import type { OrderCall } from './order-function.ts';
import { readFields } from './read-fields.ts';

const LOOK_BACK_DAYS_MAX = 730;
const ORDERS_MAX = 100;
/** The answer carries its version at the top since version 6. */
const VERSION_ECHOED_FROM = 6;

/** 注文情報取得: what is not found is an INFO, not an ERROR; the caller has to compare. */
export function getOrder(call: OrderCall): Reply {
  const { world, body, messages } = call;
  const { newestVersion, oldestVersion } = world.settings.getOrder;
  const reader = readFields(body, messages);
  const numbers = reader.texts('orderNumberList', {
    required: true,
    max: ORDERS_MAX,
    tooMany: world.settings.assumed.tooManyEntries,
  });
  const version = reader.number('version', { required: true, min: oldestVersion, max: newestVersion });
  if (numbers === null || version === null || reader.problems.length > 0) {
    return json(400, { MessageModelList: reader.problems, OrderModelList: [] });
  }
  return answerOrders(call, numbers, version);
}

/** The same for getOrderItem, which has no version. */
export function answerOrders(call: OrderCall, numbers: readonly string[], version: number): Reply {
  const { world, messages } = call;
  const found: string[] = [];
  const missing: Message[] = [];
  for (const number of new Set(numbers)) {
    if (isReadable(call, number)) found.push(number);
    else missing.push(messages.info('102', '受注情報が取得できませんでした。', { orderNumber: number }));
  }
  if (found.some((number) => world.spoilt.get(number) === 'server-error')) {
    const text = 'システムエラーが発生しました。';
    return json(500, {
      MessageModelList: [messages.error(world.settings.assumed.systemError, text)],
      OrderModelList: [],
    });
  }
  const success =
    found.length > 0 ? [messages.info('101', `受注情報取得に成功しました。(取得件数${found.length}件)`)] : [];
  const head = version >= VERSION_ECHOED_FROM ? `"version":${version},` : '';
  const list = found.map((number) => call.orderJson(number, version)).join(',');
  const messageList = JSON.stringify([...success, ...missing]);
  return { status: 200, body: `{${head}"MessageModelList":${messageList},"OrderModelList":[${list}]}` };
}

function isReadable({ world, shop }: OrderCall, number: string): boolean {
  const order = world.orders.get(number);
  if (!order || order.shop !== shop || world.hidden.has(number)) return false;
  return order.placedAt >= world.timeMs - LOOK_BACK_DAYS_MAX * DAY_MS;
}
