import {
  createBreaker,
  errorName,
  isMallTrouble,
  refusesShop,
  secondMs,
  sentence,
  TsunagiError,
  verdictOf,
} from '../kernel/index.ts';
import { noEvidence, type Pause, type PauseCause, type Shop, withVerdict } from '../model/index.ts';
import type { Clock } from '../ports/index.ts';
import type { WorkerEvidence } from './each-shop.ts';
import type { Gate } from './gate.ts';
import { holdsEverything, isFunctionOff } from './outcome.ts';
import { isOfStock, type Lane, type Pacer } from './pacer.ts';

export interface SessionCall {
  readonly lane: Lane;
  /** Calls a second of the shop in this lane, or of all its lanes for orders. */
  readonly callsPerSecond: number;
  /** True for a call that reads the states of orders or items, which all further work needs. */
  readonly reads?: boolean;
}

/** No further call of a session after this many in a row that the mall did not answer. */
const failuresInARowMax = 2;

/** What a failure ends: all work at the shop, the calls of this session, or only its call. */
function endOf(error: unknown, { lane, reads }: SessionCall): 'key' | 'session' | 'call' {
  // Without reading nothing can be done; another function that is off concerns its own calls only.
  if (holdsEverything(error) || (reads === true && isFunctionOff(error))) return 'key';
  // The key is good, and the import goes on with it.
  if (isOfStock(lane) && (isFunctionOff(error) || refusesShop(error))) return 'session';
  return isThrottled(error) ? 'session' : 'call';
}

export type ShopSession = ReturnType<typeof openSession>;

/** A call of stock that is throttled faster than this is repeated once: the reserve of a call has time for it. */
const throttledWithinMs = 5 * secondMs;

/**
 * Opens the work at one shop: its calls, what ended them, and our defects. Without a gate no pause holds it, because a person asked for it; without
 * evidence the caller judges the mall's health from the calls itself.
 */
export function openSession(
  run: { readonly ports: { readonly clock: Clock }; readonly cache: { readonly pacer: Pacer } },
  shop: Shop,
  { gate, evidence }: { readonly gate: Gate | null; readonly evidence: WorkerEvidence | null },
  onDefect: (of: string, error: string) => void = () => undefined,
) {
  const { clock } = run.ports;
  const breaker = createBreaker(failuresInARowMax);
  let answered = 0;
  let stopped: TsunagiError | null = null;
  let heldBy: PauseCause | null = null;
  const defects = new Map<string, unknown>();

  const judge = (error: unknown, call: SessionCall): void => {
    if (error === null) answered++;
    if (isMallTrouble(error)) breaker.failed();
    else breaker.succeeded();
    const end = endOf(error, call);
    if (end === 'key') heldBy = 'credentials';
    if ((end !== 'call' || breaker.isOpen()) && error instanceof TsunagiError) stopped = error;
  };
  const record = async (error: unknown) => evidence?.add(shop.mall, withVerdict(noEvidence, verdictOf(error)));
  const attempt = async <T>(call: SessionCall, make: () => Promise<T>, mayRepeat: boolean): Promise<T> => {
    await run.cache.pacer.turn(shop.key, call.lane, call.callsPerSecond);
    // A pause that began during the wait holds, too.
    const pause = gate === null ? null : await gate.holding(shop);
    if (pause !== null) {
      heldBy = pause.cause;
      stopped = heldBack(shop, pause);
      throw stopped;
    }
    const began = clock.now();
    try {
      const answer = await make();
      judge(null, call);
      await record(null);
      return answer;
    } catch (error) {
      if (mayRepeat && isThrottled(error) && clock.now() - began < throttledWithinMs) {
        await record(error);
        return attempt(call, make, false);
      }
      judge(error, call);
      await record(error);
      throw error;
    }
  };
  return {
    shop,
    /** Makes a call at the shop's next turn. Throws `shop.held` if a pause has begun by then, otherwise what the call throws. */
    call: <T>(call: SessionCall, make: () => Promise<T>): Promise<T> => attempt(call, make, isOfStock(call.lane)),
    /** What ended the calls early; null while they may continue. */
    stopped: () => stopped,
    /** The pause that began during the session: one set elsewhere, or that of a refused key. */
    heldBy: () => heldBy,
    /** Ends the calls, because the shop's key is refused elsewhere. */
    refuseKey(error: TsunagiError): void {
      stopped = error;
      heldBy = 'credentials';
    },
    /** True if the mall answered a call, so it accepts the key. */
    keyWorks: () => answered > 0 && heldBy === null,
    /** The defects of this session, by request or listing. */
    defects: defects as ReadonlyMap<string, unknown>,
    /** Notes a defect with one request or listing. The others continue, and the run fails at its end. */
    noteDefect(of: string, error: unknown): void {
      if (defects.has(of)) return;
      defects.set(of, error);
      onDefect(of, errorName(error));
    },
  };
}

function heldBack(shop: Shop, { cause, note }: Pause): TsunagiError {
  const words = sentence`${shop.key} is paused (${cause}) and is not called any more: ${note} What was stored stands, and the rest follows on resume.`;
  return new TsunagiError('shop.held', 'after-pause', words, { shop: shop.key });
}

export function isThrottled(error: unknown): error is TsunagiError {
  return error instanceof TsunagiError && error.code === 'mall.throttled';
}
