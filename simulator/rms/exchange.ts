import type { SimOutcome, SimRequest } from '../exchange.ts';
import type { ActiveFault } from '../faults/fault.ts';
import { catchUp } from '../living.ts';
import { shopOf, unauthorised } from './authorise.ts';
import {
  allWell,
  conflict,
  maintenancePage,
  overloadedHtml,
  overloadedJson,
  refusal,
  shopStatusUnknown,
  systemError,
} from './fault-answers.ts';
import { responseHeaders } from './headers.ts';
import type { Call } from './operation.ts';
import { shiftPages } from './page-shift.ts';
import { perform } from './perform.ts';
import type { Reply } from './reply.ts';
import { type Route, routeOf } from './routes.ts';
import type { Shop } from './state.ts';
import { throttled } from './throttle.ts';
import type { World, Write } from './world.ts';

/** How long a `slow` answer takes where the fault does not say. */
const SLOW_MS = 20_000;
const APPLY_LATER_MS = 60_000;

/** One request on its way through the mall: what happens by itself first, then what is broken, then the answer. */
interface Passage {
  world: World;
  /** When the request came. */
  at: number;
  request: SimRequest;
  route: Route;
  shop: Shop | null;
  delayMs: number;
  /** What the mall in good health would answer. */
  reply(): Reply;
}

export function exchange(world: World, request: SimRequest, orderJson: Call['orderJson']): SimOutcome {
  catchUp(world);
  const route = routeOf(request);
  const shop = shopOf(world, request.headers);
  const operation = route.found ? route.operation : null;
  if (shop && operation) shop.calls.set(operation.name, (shop.calls.get(operation.name) ?? 0) + 1);
  const passage: Passage = {
    world,
    at: world.timeMs,
    request,
    route,
    shop,
    delayMs: latencyMs(world),
    reply: () => perform(world, request, route, shop, orderJson),
  };
  const target = {
    api: operation?.api ?? '',
    operation: operation?.name ?? '',
    write: operation?.write ?? false,
    shopUrl: shop?.shopUrl ?? null,
  };
  for (const active of world.faults.striking(target, world.timeMs)) {
    const ending = strike(passage, active);
    if (ending) return ending;
  }
  return answer(passage, applied(passage));
}

/** Lets one fault strike. Null where the request goes on: a fault that only delays or shifts, or one that does not fit. */
function strike(passage: Passage, active: ActiveFault): SimOutcome | null {
  const { world, route } = passage;
  const { fault } = active;
  const operation = route.found ? route.operation : null;
  const instead = (reply: Reply): SimOutcome => {
    if (fault.applied) applied(passage);
    return answer(passage, reply);
  };
  if (fault.kind !== 'page-shift') world.faults.count(active);
  switch (fault.kind) {
    case 'refuse':
      return { ending: 'refuse' };
    case 'reset':
      return broken(passage, applied(passage));
    case 'timeout-before':
      return { ending: 'hang' };
    case 'timeout-after':
      applied(passage);
      return { ending: 'hang' };
    case 'apply-later':
      world.agenda.at(world.timeMs + (fault.applyAfterMs ?? APPLY_LATER_MS), () => applied(passage));
      return { ending: 'hang' };
    case 'slow':
      passage.delayMs += fault.delayMs ?? SLOW_MS;
      return null;
    case 'server-error-json':
      return instead(overloadedJson());
    case 'server-error-html':
      return instead(overloadedHtml());
    case 'html-200':
      return instead(maintenancePage());
    case 'all-well':
      return instead(allWell());
    case 'system-error-200':
    case 'system-error-500':
      if (!operation) return null;
      return instead(
        systemError(operation, fault.kind === 'system-error-200' ? 200 : 500, world.settings.assumed.systemError),
      );
    case 'refusal':
      return operation ? instead(refusal(operation)) : null;
    case 'throttle':
      return instead(throttled(world.settings.throttle.status));
    case 'auth-flap':
      return instead(unauthorised(world));
    case 'conflict':
      return instead(conflict());
    case 'shop-status':
      return instead(shopStatusUnknown());
    case 'lost-write':
      return answer(passage, passage.reply());
    case 'grey':
      return greyEnding(passage, fault.delayMs ?? SLOW_MS);
    case 'page-shift':
      if (shiftPages(world, passage.shop, operation?.name ?? '', passage.request.body, fault.shift ?? 'appear')) {
        world.faults.count(active);
      }
      return null;
  }
}

/** A far side that is coming back: some requests are refused, some answered with 503, some slowly but well. */
function greyEnding(passage: Passage, delayMs: number): SimOutcome | null {
  switch (passage.world.chance.exchange.int(0, 2)) {
    case 0:
      return { ending: 'refuse' };
    case 1:
      return answer(passage, overloadedHtml());
    default:
      passage.delayMs += delayMs;
      return null;
  }
}

/** Carries the request out, and says so first where it changes something. */
function applied({ world, at, request, route, shop, reply }: Passage): Reply {
  const replied = reply();
  if (replied.apply && shop && route.found && route.operation.write) {
    const { method, path, headers, body } = request;
    const contentType = headers['content-type'] ?? '';
    world.onWrite({ at: world.timeMs - world.addedMs, shopUrl: shop.shopUrl, method, path, contentType, body });
  }
  world.askedAt = at;
  replied.apply?.();
  world.askedAt = null;
  return replied;
}

/** Carries out once more what was carried out at this moment in another life of the mall, whatever is broken. */
export function redo(world: World, write: Write, orderJson: Call['orderJson']): void {
  catchUp(world);
  const { shopUrl, method, path, contentType, body } = write;
  const request: SimRequest = { method, path, headers: { 'content-type': contentType }, body };
  perform(world, request, routeOf(request), world.shops.get(shopUrl) ?? null, orderJson).apply?.();
}

function answer(passage: Passage, reply: Reply): SimOutcome {
  const { delayMs } = passage;
  return { ending: 'answer', status: reply.status, headers: headersOf(passage, reply), body: reply.body, delayMs };
}

/** The connection breaks after half of the body. */
function broken(passage: Passage, reply: Reply): SimOutcome {
  return {
    ending: 'reset',
    status: reply.status,
    headers: headersOf(passage, reply),
    body: reply.body.slice(0, Math.floor(reply.body.length / 2)),
    fullLength: reply.body.length,
    delayMs: passage.delayMs,
  };
}

function headersOf({ world, request }: Passage, reply: Reply): Record<string, string> {
  const contentType = reply.contentType ?? (reply.status === 204 ? null : 'application/json;charset=UTF-8');
  return responseHeaders(world, request.method, reply.status, contentType);
}

function latencyMs(world: World): number {
  const { latencyMinMs, latencyMaxMs } = world.settings.transport;
  return latencyMaxMs === 0 ? 0 : world.chance.exchange.int(latencyMinMs, latencyMaxMs);
}
