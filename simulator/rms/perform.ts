import type { SimRequest } from '../exchange.ts';
import { functionOff, isWorking, licenseOf, unauthorised } from './authorise.ts';
import type { Call } from './operation.ts';
import type { Reply } from './reply.ts';
import type { Route } from './routes.ts';
import type { Shop } from './state.ts';
import { tooFast } from './throttle.ts';
import type { World } from './world.ts';

/** Answers a request as the mall in good health does. Nothing changes before the reply's `apply` is called. */
export function perform(
  world: World,
  request: SimRequest,
  route: Route,
  shop: Shop | null,
  orderJson: Call['orderJson'],
): Reply {
  if (!route.found) return route.reply;
  if (shop === null || !isWorking(world, licenseOf(shop, request.headers))) return unauthorised(world);
  const { operation, names, query } = route;
  return (
    functionOff(world, shop, operation) ??
    route.refusal ??
    tooFast(world, shop, operation) ??
    operation.perform({ world, shop, request, names, query, orderJson })
  );
}
