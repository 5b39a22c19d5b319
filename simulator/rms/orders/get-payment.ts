import { jstDatetime } from '../../jst.ts';
import { composeOrder, NEWEST_VERSION } from '../model/compose-order.ts';
import { json, type Reply } from '../reply.ts';
import type { Order } from '../state.ts';
import type { OrderCall } from './order-function.ts';
import { oneOrder } from './own-order.ts';
import { readFields } from './read-fields.ts';

const VERSIONS = { required: true, min: 3, max: 4 };

/** 決済情報取得. Its full answer is not public: what is here are the fields clients are seen reading. */
export function getPayment(call: OrderCall): Reply {
  const reader = readFields(call.body, call.messages);
  reader.number('version', VERSIONS);
  const { order, refusal } = oneOrder(call, reader);
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
