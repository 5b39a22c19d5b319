import type { SimOutcome, SimRequest } from '../exchange.ts';
import { catchUp } from '../living.ts';
import * as answers from './fault-answers.ts';
import type { ActiveYahooFault, YahooFaultKind } from './faults.ts';
import { responseHeaders } from './headers.ts';
import type { Operation } from './operation.ts';
import { shiftPages } from './page-shift.ts';
import { perform } from './perform.ts';
import type { Reply } from './reply.ts';
import { operationOf } from './routes.ts';
import type { Shop } from './state.ts';
import { throttled } from './throttle.ts';
import { twist } from './twist.ts';
import { shopOfBearer, tokenRefused } from './way-in/bearer.ts';
import { shopOfTokenRequest } from './way-in/token-endpoint.ts';
import type { World, Write } from './world.ts';
import { writeXml } from './xml/write-xml.ts';

/** How long a `slow` answer takes where the fault does not say. */
const SLOW_MS = 20_000;
const APPLY_LATER_MS = 60_000;

/** Faults that fit some calls only, and are counted where they did. */
const FITTING: readonly YahooFaultKind[] = ['busy', 'reread-failed', 'stock-link-error', 'cancel-later', 'page-shift'];

/** One request on its way through the mall: what happens by itself first, then what is broken, then the answer. */
interface Passage {
  world: World;
  /** When the request came. */
  at: number;
  request: SimRequest;
  operation: Operation | null;
  shop: Shop | null;
  delayMs: number;
  /** What the mall in good health would answer. */
  reply(): Reply;
}

export function exchange(world: World, request: SimRequest): SimOutcome {
  catchUp(world);
  const operation = operationOf(request);
  const shop = operation?.api === 'token' ? shopOfTokenRequest(world, request) : shopOfBearer(world, request.headers);
  if (shop && operation) shop.calls.set(operation.name, (shop.calls.get(operation.name) ?? 0) + 1);
  const passage: Passage = {
    world,
    at: world.timeMs,
    request,
    operation,
    shop,
    delayMs: latencyMs(world),
    reply: () => perform(world, request, operation, shop),
  };
  const target = {
    api: operation?.api ?? '',
    operation: operation?.name ?? '',
    write: operation?.write ?? false,
    shopUrl: shop?.sellerId ?? null,
  };
  for (const active of world.faults.striking(target, world.timeMs)) {
    const ending = strike(passage, active);
    if (ending) return ending;
  }
  return answer(passage, applied(passage));
}

/** Lets one fault strike. Null where the request goes on: a fault that only delays or shifts, or one that does not fit. */
function strike(passage: Passage, active: ActiveYahooFault): SimOutcome | null {
  const { world, operation } = passage;
  const { fault } = active;
  const instead = (reply: Reply): SimOutcome => {
    if (fault.applied) applied(passage);
    return answer(passage, reply);
  };
  const count = (): void => world.faults.count(active);
  if (!FITTING.includes(fault.kind)) count();
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
    case 'server-error-xml':
      return instead(answers.overloadedXml());
    case 'server-error-html':
      return instead(answers.overloadedHtml());
    case 'bad-gateway':
      return instead(answers.badGateway());
    case 'gateway-timeout':
      return instead(answers.gatewayTimeout());
    case 'html-200':
      return instead(answers.maintenancePage());
    case 'maintenance':
      return instead(answers.maintenance(world, operation));
    case 'system-error':
      return instead(answers.systemError(world, operation));
    case 'refusal':
      return instead(answers.refusal(world, operation));
    case 'throttle':
      return instead(throttled(world));
    case 'auth-flap':
      return instead(tokenRefused('invalid token'));
    case 'busy':
      if (operation?.name !== 'setStock') return null;
      count();
      return instead(answers.busy(world));
    case 'reread-failed':
    case 'stock-link-error':
    case 'cancel-later': {
      const reply = twist(passage, { kind: fault.kind, laterMs: fault.applyAfterMs ?? APPLY_LATER_MS });
      if (reply?.twisted) count();
      return reply && answer(passage, applied(passage, reply));
    }
    case 'page-shift':
      if (shiftPages(world, passage.shop, operation?.name ?? '', passage.request.body, fault.shift ?? 'appear'))
        count();
      return null;
    case 'lost-write':
      return answer(passage, passage.reply());
    case 'grey':
      return greyEnding(passage, fault.delayMs ?? SLOW_MS);
  }
}

/** A far side that is coming back: some requests are refused, some answered with 502 or 503, some slowly but well. */
function greyEnding(passage: Passage, delayMs: number): SimOutcome | null {
  switch (passage.world.chance.exchange.int(0, 3)) {
    case 0:
      return { ending: 'refuse' };
    case 1:
      return answer(passage, answers.overloadedHtml());
    case 2:
      return answer(passage, answers.badGateway());
    default:
      passage.delayMs += delayMs;
      return null;
  }
}

/** Carries the request out, and says so first where it changes something. */
function applied({ world, request, operation, shop, reply, at: askedAt }: Passage, replied: Reply = reply()): Reply {
  if (replied.apply && shop && operation?.write) {
    const contentType = request.headers['content-type'] ?? '';
    const at = world.timeMs - world.addedMs;
    world.onWrite({ at, sellerId: shop.sellerId, path: request.path, contentType, body: request.body });
  }
  world.askedAt = askedAt;
  replied.apply?.();
  world.askedAt = null;
  return replied;
}

/** Replays a write that was carried out at this moment in an earlier life of the mall, regardless of faults and access checks. */
export function redo(world: World, write: Write): void {
  catchUp(world);
  const { sellerId, path, contentType, body } = write;
  const request: SimRequest = { method: 'POST', path, headers: { 'content-type': contentType }, body };
  const [operation, shop] = [operationOf(request), world.shops.get(sellerId)];
  if (shop && operation && operation.api !== 'token') operation.perform({ world, shop, request }).apply?.();
}

function answer({ world, delayMs }: Passage, reply: Reply): SimOutcome {
  const headers = responseHeaders(world, reply);
  return { ending: 'answer', status: reply.status, headers, body: textOf(world, reply), delayMs };
}

/** The connection breaks after half of the body. */
function broken({ world, delayMs }: Passage, reply: Reply): SimOutcome {
  const body = textOf(world, reply);
  return {
    ending: 'reset',
    status: reply.status,
    headers: responseHeaders(world, reply),
    body: body.slice(0, Math.floor(body.length / 2)),
    fullLength: body.length,
    delayMs,
  };
}

const textOf = (world: World, { body }: Reply): string =>
  typeof body === 'string' ? body : writeXml(body, world.settings.answers);

function latencyMs(world: World): number {
  const { latencyMinMs, latencyMaxMs } = world.settings.transport;
  return latencyMaxMs === 0 ? 0 : world.chance.exchange.int(latencyMinMs, latencyMaxMs);
}
