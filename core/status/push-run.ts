import { isMallTrouble, TsunagiError, verdictOf } from '../kernel/index.ts';
import { noEvidence, type PauseCause, type Shop, withVerdict } from '../model/index.ts';
import type { PushPorts, StatusDoor, TimeBudget } from '../ports/index.ts';
import {
  type Gate,
  gapBetweenCallsMs,
  holdsEverything,
  isFunctionOff,
  type RunMemory,
  type WorkerEvidence,
} from '../session/index.ts';
import type { StatusSettings } from './settings.ts';

/** What the work on pushes has in common, whatever the shop. */
export interface PushRound {
  readonly ports: PushPorts;
  readonly settings: StatusSettings;
  readonly memory: Pick<RunMemory, 'pacer' | 'standing'>;
  readonly budget: TimeBudget;
  /** Names the run in rows, so that it knows its own writes again. */
  readonly writer: string;
}

/** The work on the pushes of one shop, its door at the mall open. */
export interface PushRun extends PushRound {
  readonly shop: Shop;
  /** Waits for the shop's turn before each call, and throws `shop.held` when a pause has begun meanwhile. */
  readonly door: StatusDoor;
  /** Whether the mall is to give stock back for a cancelled order, or our ledger does. */
  readonly restoresStock: 'no' | 'as-the-item-says';
  /** How many more calls there is time for. */
  callsLeft(): number;
  callsMade(): number;
  /** What ended the calls of this run before its time; null while they may go on. */
  stopped(): TsunagiError | null;
  /** The pause that holds what is left, where one began during the run: somebody's, or that of a refused key. */
  heldBy(): PauseCause | null;
  /** True when the mall answered some call: so it takes the key. */
  keyWorks(): boolean;
  /** Notes a defect of ours over one push, by its key within the shop. The others go on, and the run fails at its end. */
  noteDefect(push: string, error: unknown): void;
  /** The pushes over which something of ours broke in this run, and what did. */
  readonly defects: ReadonlyMap<string, unknown>;
}

/** Opens the work on one shop. Each call is paced and judged: what it says of the mall is evidence for its health. */
export function startPushRun(
  round: PushRound,
  options: {
    readonly shop: Shop;
    readonly door: StatusDoor;
    readonly restoresStock: PushRun['restoresStock'];
    readonly gate: Gate;
    readonly evidence: WorkerEvidence;
  },
): PushRun {
  const { settings, memory, budget } = round;
  const { shop, door, gate, evidence } = options;
  const gapMs = gapBetweenCallsMs('push', shop.callsPerSecond);
  let made = 0;
  let answered = 0;
  let failuresInARow = 0;
  let stopped: TsunagiError | null = null;
  let heldBy: PauseCause | null = null;
  const defects = new Map<string, unknown>();

  const judge = async (error: unknown, isRead: boolean): Promise<void> => {
    if (error === null) answered++;
    failuresInARow = isMallTrouble(error) ? failuresInARow + 1 : 0;
    // Without reading nothing can be done; another function that is off concerns its own pushes only.
    const isKeys = holdsEverything(error) || (isRead && isFunctionOff(error));
    if (isKeys) heldBy = 'credentials';
    const isOver = isKeys || failuresInARow >= settings.failuresInARowMax || isThrottled(error);
    if (isOver && error instanceof TsunagiError) stopped = error;
    await evidence.add(shop.mall, withVerdict(noEvidence, verdictOf(error)));
  };
  const call = async <T>(make: () => Promise<T>, isRead = false): Promise<T> => {
    await memory.pacer.turn(shop.key, 'push', shop.callsPerSecond);
    // After the wait: a pause that began meanwhile holds, too.
    const pause = await gate.holding(shop);
    if (pause !== null) {
      heldBy = pause.cause;
      stopped = new TsunagiError('shop.held', 'after-pause', `${shop.key} is paused (${pause.cause}).`, {
        shop: shop.key,
      });
      throw stopped;
    }
    made++;
    try {
      const answer = await make();
      await judge(null, isRead);
      return answer;
    } catch (error) {
      await judge(error, isRead);
      throw error;
    }
  };
  return {
    ...round,
    shop,
    restoresStock: options.restoresStock,
    callsLeft: () => Math.max(0, Math.floor((budget.remainingMs() - settings.callReserveMs) / gapMs)),
    callsMade: () => made,
    stopped: () => stopped,
    heldBy: () => heldBy,
    keyWorks: () => answered > 0 && heldBy === null,
    defects,
    noteDefect(push, error) {
      if (defects.has(push)) return;
      defects.set(push, error);
      // Only the name: the message of an error that is not ours may quote an order.
      round.ports.log.error('push.defect', { shop: shop.key, push, error: nameOf(error) });
    },
    door: {
      batch: door.batch,
      functions: door.functions,
      readStates: (orderNumbers) => call(() => door.readStates(orderNumbers), true),
      confirm: (orderNumbers) => call(() => door.confirm(orderNumbers)),
      ship: (orderNumber, changes) => call(() => door.ship(orderNumber, changes)),
      setSubStatus: (orderNumbers, id) => call(() => door.setSubStatus(orderNumbers, id)),
      setMemo: (orderNumber, text) => call(() => door.setMemo(orderNumber, text)),
      cancel: (orderNumber, how) => call(() => door.cancel(orderNumber, how)),
    },
  };
}

/** What kind of an error it is, without a word of its message. */
export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

function isThrottled(error: unknown): boolean {
  return error instanceof TsunagiError && error.code === 'mall.throttled';
}
