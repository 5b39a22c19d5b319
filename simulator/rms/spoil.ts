import { composeOrder } from './model/compose-order.ts';
import { orderJsonKeeper } from './model/order-json.ts';
import type { Call } from './operation.ts';
import type { Order } from './state.ts';
import type { World } from './world.ts';

/** The JSON of an order as getOrder shows it; that of a spoilt order is unreadable in the way it was spoilt. */
export function createOrderJson(world: World): Call['orderJson'] {
  const keep = orderJsonKeeper();
  return (orderNumber, version) => {
    const order = world.orders.get(orderNumber);
    if (!order) return 'null';
    const how = world.spoilt.get(orderNumber);
    switch (how) {
      case undefined:
      case 'server-error':
        return keep(order, version);
      case 'broken-json':
        return `${keep(order, version).slice(0, -40)}\u0000"`;
      case 'wrong-type':
        return withWrongTypes(order, version);
      case 'missing-field':
        return withoutPackages(order, version);
    }
  };
}

function withWrongTypes(order: Order, version: number): string {
  return JSON.stringify({
    ...composeOrder(order, version),
    orderProgress: '三百',
    PackageModelList: { basketId: 'なし' },
  });
}

function withoutPackages(order: Order, version: number): string {
  const { PackageModelList: _, orderDatetime: __, ...rest } = composeOrder(order, version);
  return JSON.stringify(rest);
}
