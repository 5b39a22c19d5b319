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
  /** Rate of the shop in this lane, or of all lanes for orders. */
  readonly callsPerSecond: number;
  /** True for reading states, which all further work needs. */
  readonly reads?: boolean;
}

const failuresInARowMax = 2;

/** Scope ended by a failure: all work at the shop, this session, or the call. */
function endOf(error: unknown, { lane, reads }: SessionCall): 'key' | 'session' | 'call' {
  // Without reading nothing can be done; other functions that are off concern only their calls.
  if (holdsEverything(error) || (reads === true && isFunctionOff(error))) return 'key';
  // The key is good, and the import continues.
  if (isOfStock(lane) && (isFunctionOff(error) || refusesShop(error))) return 'session';
  return isThrottled(error) ? 'session' : 'call';
}

export type ShopSession = ReturnType<typeof openSession>;

/** Stock calls throttled faster than this are repeated once, within the reserve of a call. */
const throttledWithinMs = 5 * secondMs;

/**
 * Opens the work at a shop: calls, their end, and defects. Without a gate no pause holds, since a person requested the work; without
 * evidence the caller judges the mall's health.
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
    // Pauses begun during the wait hold, too.
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
    /** Calls at the shop's next turn. Throws `shop.held` if a pause has begun, else the call's error. */
    call: <T>(call: SessionCall, make: () => Promise<T>): Promise<T> => attempt(call, make, isOfStock(call.lane)),
    stopped: () => stopped,
    /** A pause begun during the session, elsewhere or by a refused key. */
    heldBy: () => heldBy,
    refuseKey(error: TsunagiError): void {
      stopped = error;
      heldBy = 'credentials';
    },
    /** True if the mall answered, and so accepts the key. */
    keyWorks: () => answered > 0 && heldBy === null,
    /** Defects by request or listing. */
    defects: defects as ReadonlyMap<string, unknown>,
    /** Notes a defect with one request or listing. Others continue; the run fails at its end. */
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
