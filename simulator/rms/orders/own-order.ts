import { json, type Message, type Reply } from '../reply.ts';
import type { Order } from '../state.ts';
import type { World } from '../world.ts';
import type { OrderCall } from './order-function.ts';
import type { FieldReader } from './read-fields.ts';

/** The order of this number if it is the calling shop's. Another shop's is as little there as one that never was. */
export function ownOrder({ world, shop }: OrderCall, orderNumber: string): Order | null {
  const order = world.orders.get(orderNumber);
  return order?.shop === shop ? order : null;
}

export const isCancelled = (order: Order): boolean => order.progress === 800 || order.progress === 900;

/** A message for an order that is not the calling shop's. */
export function foreignOrder(call: OrderCall, orderNumber: string): Message {
  const text = '指定された注文番号は他店舗の注文、または存在しない注文です。';
  return call.messages.error(call.world.settings.assumed.foreignOrder, text, { orderNumber });
}

/** Problems of a synchronous function: 400 with the messages in the usual place. */
export function refused(world: World, ...problems: readonly Message[]): Reply {
  return json(world.settings.assumed.businessErrorStatus, { MessageModelList: problems });
}

/**
 * What the functions for one order begin with: reads `orderNumber`, and gives the order where the fields
 * are in form and the order is the shop's, or the refusal.
 */
export function oneOrder(
  call: OrderCall,
  reader: FieldReader,
): { order: Order; refusal?: never } | { order?: never; refusal: Reply } {
  const number = reader.text('orderNumber', { required: true });
  if (reader.problems.length > 0 || number === null) {
    return { refusal: json(400, { MessageModelList: reader.problems }) };
  }
  const order = ownOrder(call, number);
  return order ? { order } : { refusal: refused(call.world, foreignOrder(call, number)) };
}

/** The answer of a function that changed one order. */
export function changed(call: OrderCall, order: Order, text: string, apply: () => void): Reply {
  const { orderNumber } = order;
  return json(200, { MessageModelList: [call.messages.info('101', text, { orderNumber })] }, apply);
}
