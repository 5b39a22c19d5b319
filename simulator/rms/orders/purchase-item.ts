import { composeOrder, NEWEST_VERSION } from '../model/compose-order.ts';
import { json, type Reply } from '../reply.ts';
import { answerOrders } from './get-order.ts';
import type { OrderCall } from './order-function.ts';
import { readFields } from './read-fields.ts';

const ORDERS_MAX = 100;

/** PurchaseItemAPI getOrderItem: the orders without what tells who bought and where it goes. */
export function getOrderItem(call: OrderCall): Reply {
  const { world, body, messages } = call;
  const reader = readFields(body, messages);
  const tooMany = world.settings.assumed.tooManyEntries;
  const numbers = reader.texts('orderNumberList', { required: true, max: ORDERS_MAX, tooMany });
  if (numbers === null) return json(400, { MessageModelList: reader.problems, OrderModelList: [] });
  return answerOrders({ ...call, orderJson: (number) => withoutPersons(call, number) }, numbers, 0);
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
