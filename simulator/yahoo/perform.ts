import type { SimRequest } from '../exchange.ts';
import type { Operation } from './operation.ts';
import { gatewayError, type Reply } from './reply.ts';
import type { Shop } from './state.ts';
import { tooFast } from './throttle.ts';
import { bearerRefusal } from './way-in/bearer.ts';
import { orderGate } from './way-in/order-gate.ts';
import type { World } from './world.ts';

/** Answers a request as the mall in good health does. No order and no stock changes before the reply's `apply` is called. */
export function perform(world: World, request: SimRequest, operation: Operation | null, shop: Shop | null): Reply {
  if (operation === null) return gatewayError(404, 'Not Found');
  const method = 'method' in operation ? operation.method : 'POST';
  if (request.method !== method) return gatewayError(world.settings.assumed.gatewayMethodStatus, 'Bad Request');
  if (operation.api === 'token') return operation.perform({ world, request });
  const refusal = bearerRefusal(world, request.headers);
  if (refusal || !shop) return refusal ?? gatewayError(401, 'Unauthorized');
  const slower = tooFast(world, shop, operation);
  if (slower) return slower;
  const gate = operation.api === 'order' ? orderGate(world, shop, request.headers) : { refusal: null, headers: {} };
  const reply = gate.refusal ?? operation.perform({ world, shop, request });
  return { ...reply, headers: { ...reply.headers, ...gate.headers } };
}
