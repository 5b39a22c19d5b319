import { type Reply, xml } from '../reply.ts';
import type { Order } from '../state.ts';
import type { World } from '../world.ts';
import { textAt } from '../xml/read-xml.ts';
import { leaf, tree } from '../xml/tree.ts';
import { counts, orderError, parameterError } from './order-errors.ts';
import type { OrderCall } from './order-function.ts';

type Found = { order: Order; refusal?: never } | { order?: never; refusal: Reply };

/** The order that `Target/OrderId` names, or the refusal. Another shop's is as little there as one that never was. */
export function orderOfTarget({ world, shop, req }: OrderCall): Found {
  const orderId = textAt(req, 'Target/OrderId');
  if (orderId === null) return { refusal: parameterError(world, 'OrderId is required.') };
  const order = world.orders.get(orderId);
  if (order?.shop !== shop) return { refusal: orderError(world, 404, 'od91801', 'No such order.') };
  return { order };
}

/** The same for a function that changes the order: not while its buyer may still cancel. */
export function changeableOrder(call: OrderCall): Found {
  const found = orderOfTarget(call);
  if (!found.order || !isReadOnly(call.world, found.order)) return found;
  const { readOnly } = call.world.settings.assumed;
  return { refusal: orderError(call.world, 400, readOnly, 'Cannot Be Operated : ReadOnly') };
}

/** 読み取り専用: the buyer may cancel. */
export const isReadOnly = (world: World, order: Order): boolean => world.timeMs < order.windowEndsAt;

/** Nothing can be done to a cancelled order. */
export function transitionRefusal(world: World, order: Order, field: string): Reply | null {
  if (order.orderStatus !== 4) return null;
  return orderError(world, 400, world.settings.assumed.transition, `Cannot Be Operated : CancelOrder ${field}`);
}

/** A warning in an answer of success: the change has been made all the same. */
export interface Warning {
  code: string;
  detail: string;
}

/** The answer of a function that changed an order. The samples leave the words of a warning empty. */
export function changed(warnings: readonly Warning[], apply: () => void): Reply {
  const shown = warnings.map(({ code, detail }) =>
    tree('Warning', [leaf('Code', code), leaf('Message', ''), leaf('Detail', detail)]),
  );
  return xml(200, tree('ResultSet', [tree('Result', [leaf('Status', 'OK'), ...shown])], counts(1)), apply);
}
