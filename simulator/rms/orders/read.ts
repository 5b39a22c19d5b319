import { DAY_MS, jstDatetime } from '../../jst.ts';
import { missesRow } from '../../world.ts';
import { json, type Message, type Reply } from '../operation.ts';
import { orderJson } from '../order-json.ts';
import { composeOrder, NEWEST_VERSION } from '../order-model.ts';
import type { Order } from '../state.ts';
import { type OrderCall, oneOrder, readNumbers } from './request.ts';

const LOOK_BACK_DAYS_MAX = 730;
/** The answer carries its version at the top since version 6. */
const VERSION_ECHOED_FROM = 6;

/** 注文情報取得: what is not found is an INFO, not an ERROR; the caller has to compare. */
export function getOrder(call: OrderCall): Reply {
  const { world, reader } = call;
  const { newestVersion, oldestVersion } = world.settings.getOrder;
  const numbers = readNumbers(call);
  const version = reader.number('version', { required: true, min: oldestVersion, max: newestVersion });
  if (numbers === null || version === null || reader.problems.length > 0) {
    return json(400, { MessageModelList: reader.problems, OrderModelList: [] });
  }
  return answerOrders(call, numbers, version, (number) => orderJson(world, number, version));
}

/** The same for getOrderItem, which has no version. */
function answerOrders(
  call: OrderCall,
  numbers: readonly string[],
  version: number,
  jsonOf: (orderNumber: string) => string,
): Reply {
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
  const list = found.map(jsonOf).join(',');
  const messageList = JSON.stringify([...success, ...missing]);
  return { status: 200, body: `{${head}"MessageModelList":${messageList},"OrderModelList":[${list}]}` };
}

function isReadable({ world, shop }: OrderCall, number: string): boolean {
  const order = world.orders.get(number);
  if (!order || order.shop !== shop || world.hidden.has(number) || missesRow(world, number)) return false;
  return order.placedAt >= world.timeMs - LOOK_BACK_DAYS_MAX * DAY_MS;
}

/** PurchaseItemAPI getOrderItem: the orders without what tells who bought and where it goes. */
export function getOrderItem(call: OrderCall): Reply {
  const { reader } = call;
  const numbers = readNumbers(call);
  if (numbers === null) return json(400, { MessageModelList: reader.problems, OrderModelList: [] });
  return answerOrders(call, numbers, 0, (number) => withoutPersons(call, number));
}

function withoutPersons({ world }: OrderCall, orderNumber: string): string {
  const order = world.orders.get(orderNumber);
  if (!order) return 'null';
  const { OrdererModel, SettlementModel, PackageModelList, remarks: _, ...rest } = composeOrder(order, NEWEST_VERSION);
  return JSON.stringify({
    ...rest,
    OrdererModel: { prefecture: OrdererModel.prefecture },
    SettlementModel: { settlementMethod: SettlementModel.settlementMethod },
    PackageModelList: PackageModelList.map(({ SenderModel, SocialGiftModel: __, ...pack }) => ({
      ...pack,
      SenderModel: { prefecture: SenderModel.prefecture },
    })),
  });
}

const VERSIONS = { required: true, min: 3, max: 4 };

/** 決済情報取得. Its full answer is not public: what is here are the fields clients are seen reading. */
export function getPayment(call: OrderCall): Reply {
  const { reader } = call;
  reader.number('version', VERSIONS);
  const { order, refusal } = oneOrder(call);
  if (refusal) return refusal;
  const model = composeOrder(order, NEWEST_VERSION);
  return json(200, {
    MessageModelList: [call.messages.info('101', '決済情報取得に成功しました。', { orderNumber: order.orderNumber })],
    OrderModel: {
      orderNumber: order.orderNumber,
      orderProgress: order.progress,
      settlementMethod: model.SettlementModel.settlementMethod,
      paymentNumber: `${order.orderNumber}-1`,
      paymentStatus: paymentStatus(order),
      requestPrice: model.requestPrice,
      paymentCharge: model.paymentCharge,
      paymentProcCmplDatetime: order.fixedAt === null ? null : jstDatetime(order.fixedAt),
      paymentFixDatetime: order.settledAt === null ? null : jstDatetime(order.settledAt),
    },
  });
}

/** 30000 決済なし, 30100 決済手続き待ち, 30200 依頼, 30300 完了, 30500 決済依頼, 30600 決済確定, 31200 取消完了. */
function paymentStatus(order: Order): number {
  switch (order.progress) {
    case 100:
      return 30100;
    case 200:
      return 30200;
    case 300:
    case 400:
    case 500:
      return 30300;
    case 600:
      return 30500;
    case 700:
      return 30600;
    case 800:
      return 31100;
    case 900:
      return 31200;
  }
}
