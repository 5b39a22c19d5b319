import { type ActiveFault, type Fault, isGeneral } from './faults.ts';
import type { Reply, SimOutcome, SimRequest } from './http.ts';
import { drawBetween } from './prng.ts';
import { catchUp, drawAs, type World, type Write } from './world.ts';

/** A request with what it leads to, and whose it is: null for what the mall does not know. */
export interface SimCall {
  world: World;
  request: SimRequest;
  /** The function of an API, by the name that `books().calls` and a fault's `operations` know it by. */
  operation: { name: string; api: string; write: boolean } | null;
  shop: { code: string; calls: Map<string, number> } | null;
}

/** How a mall answers requests: where its simulator differs from the others'. */
export interface Gateway<Call extends SimCall, Body> {
  route(world: Call['world'], request: SimRequest): Call;
  /** Answers a call as the mall in good health does: checks of access, then the function. Nothing changes before the reply's `apply`. */
  perform(call: Call): Reply<Body>;
  /** Answers the call's function alone, without checks of access, for a write that is replayed: it comes without a key. */
  replay(call: Call): Reply<Body> | null;
  /** The headers and the text of an answer, as they go over the wire. */
  write(call: Call, reply: Reply<Body>): { headers: Record<string, string>; body: string };
  faults: FaultAnswers<Call, Body>;
}

/** What faults do in the mall's own words. */
export interface FaultAnswers<Call, Body> {
  /** By kind, the answer in place of the mall's own; null where the fault does not fit the call, which then goes on. */
  replies: Readonly<Record<string, (call: Call) => Reply<Body> | null>>;
  /** What a `grey` mall answers at times, besides refusing connections and being slow. */
  grey: readonly (() => Reply<Body>)[];
  /** Shifts the rows of a search between two of its pages; tells whether anything was shifted. */
  shiftPages(call: Call, shift: NonNullable<Fault['shift']>): boolean;
  /** Answers a call while something goes wrong inside the mall, by kind; null where the call is none that it can go wrong with. */
  mishaps?: Readonly<Record<string, (call: Call, laterMs: number, perform: () => Reply<Body>) => Reply<Body> | null>>;
}

/** How long a `slow` answer takes where the fault does not say. */
const SLOW_MS = 20_000;
/** How long after its request a call is carried out that is carried out late, where the fault does not say. */
const APPLY_LATER_MS = 60_000;

export interface Exchange {
  /** Answers one request. What happens by itself comes first, then what is broken, then the answer. */
  handle(request: SimRequest): SimOutcome;
  /** Carries a write out once more that was carried out at this moment in another life of the mall, whatever is broken. */
  redo(write: Write): void;
}

/** @param shopWord the mall's word for a shop, in its writes */
export function createExchange<Call extends SimCall, Body>(
  world: Call['world'],
  gateway: Gateway<Call, Body>,
  shopWord: string,
): Exchange {
  return {
    handle: (request) => {
      catchUp(world);
      drawAs(world, request.name);
      const call = gateway.route(world, request);
      const { operation, shop } = call;
      if (shop && operation) shop.calls.set(operation.name, (shop.calls.get(operation.name) ?? 0) + 1);
      const passage = openPassage(call, gateway, shopWord);
      const target = {
        api: operation?.api ?? '',
        operation: operation?.name ?? '',
        write: operation?.write ?? false,
        shopUrl: shop?.code ?? null,
      };
      for (const active of world.faults.striking(target, world.timeMs)) {
        const ending = strike(passage, active);
        if (ending) return ending;
      }
      return passage.answer(passage.carryOut());
    },
    redo: (write) => {
      catchUp(world);
      const { method = 'POST', path, contentType, body } = write;
      const shop = world.shops.get(String((write as Write & Record<string, unknown>)[shopWord])) ?? null;
      const call = gateway.route(world, { method, path, headers: { 'content-type': contentType }, body });
      gateway.replay({ ...call, shop })?.apply?.();
    },
  };
}

/** One request on its way through the mall. */
interface Passage<Call, Body> {
  call: Call;
  faults: FaultAnswers<Call, Body>;
  /** What the mall in good health would answer. */
  perform(): Reply<Body>;
  /** Carries a reply out, the mall's own if none is given, and says so first where it changes something. */
  carryOut(reply?: Reply<Body>): Reply<Body>;
  slowDown(ms: number): void;
  answer(reply: Reply<Body>): SimOutcome;
  /** The connection breaks after half of the body. */
  breakOff(reply: Reply<Body>): SimOutcome;
}

function openPassage<Call extends SimCall, Body>(
  call: Call,
  gateway: Gateway<Call, Body>,
  shopWord: string,
): Passage<Call, Body> {
  const { world, request, operation, shop } = call;
  const { latencyMinMs, latencyMaxMs } = world.settings.transport;
  const cameAt = world.timeMs;
  let delayMs = drawBetween(world.chance.exchange, latencyMinMs, latencyMaxMs);
  const perform = (): Reply<Body> => gateway.perform(call);
  return {
    call,
    faults: gateway.faults,
    perform,
    carryOut: (reply = perform()) => {
      if (reply.apply && shop && operation?.write) {
        const { method, path, headers, body } = request;
        const contentType = headers['content-type'] ?? '';
        const at = world.timeMs - world.addedMs;
        world.onWrite({ at, [shopWord]: shop.code, method, path, contentType, body });
      }
      world.askedAt = cameAt;
      reply.apply?.();
      world.askedAt = null;
      return reply;
    },
    slowDown: (ms) => {
      delayMs += ms;
    },
    answer: (reply) => ({ ending: 'answer', status: reply.status, ...gateway.write(call, reply), delayMs }),
    breakOff: (reply) => {
      const { headers, body } = gateway.write(call, reply);
      const half = body.slice(0, Math.floor(body.length / 2));
      return { ending: 'reset', status: reply.status, headers, body: half, fullLength: body.length, delayMs };
    },
  };
}

/** Lets one fault strike. Null where the request goes on: a fault that only delays or shifts, or one that does not fit. */
function strike<Call extends SimCall, Body>(passage: Passage<Call, Body>, active: ActiveFault): SimOutcome | null {
  const { call, faults } = passage;
  const { world } = call;
  const { kind, shift = 'appear', delayMs = SLOW_MS, applyAfterMs = APPLY_LATER_MS, applied } = active.fault;
  const count = (): void => {
    world.faults.count(active);
    world.onStrike({ fault: active.fault, operation: call.operation?.name ?? '' });
  };
  const mishap = faults.mishaps?.[kind]?.(call, applyAfterMs, passage.perform);
  if (mishap) {
    if (mishap.hasMishap) count();
    return passage.answer(passage.carryOut(mishap));
  }
  const reply = faults.replies[kind]?.(call);
  if (reply) {
    count();
    if (applied) passage.carryOut();
    return passage.answer(reply);
  }
  if (!isGeneral(kind)) return null;
  if (kind !== 'page-shift' || faults.shiftPages(call, shift)) count();
  switch (kind) {
    case 'page-shift':
      return null;
    case 'refuse':
      return { ending: 'refuse' };
    case 'reset':
      return passage.breakOff(passage.carryOut());
    case 'timeout-before':
      return { ending: 'hang' };
    case 'timeout-after':
      passage.carryOut();
      return { ending: 'hang' };
    case 'apply-later':
      world.agenda.at(world.timeMs + applyAfterMs, () => passage.carryOut());
      return { ending: 'hang' };
    case 'slow':
      passage.slowDown(delayMs);
      return null;
    case 'lost-write':
      return passage.answer(passage.perform());
    case 'grey':
      return greyEnding(passage, delayMs);
  }
}

/** A far side that is coming back: some requests are refused, some answered with an error, some slowly but well. */
function greyEnding<Call extends SimCall, Body>(passage: Passage<Call, Body>, delayMs: number): SimOutcome | null {
  const { call, faults } = passage;
  const drawn = call.world.chance.exchange.int(0, faults.grey.length + 1);
  if (drawn === 0) return { ending: 'refuse' };
  const reply = faults.grey[drawn - 1];
  if (reply) return passage.answer(reply());
  passage.slowDown(delayMs);
  return null;
}
