import { type EpochMs, isMallTrouble, refusesShop, secondMs, TsunagiError, verdictOf } from '../kernel/index.ts';
import { noEvidence, type PauseCause, type Shop, withVerdict } from '../model/index.ts';
import {
  budgetUntil,
  type MallShop,
  type StockDoor,
  type StockPorts,
  type StockTraits,
  type TimeBudget,
} from '../ports/index.ts';
import {
  type Gate,
  holdsEverything,
  type ImportRun,
  type ImportSettings,
  isFunctionOff,
  type RunMemory,
  startShopRun,
  tallyOfCalls,
  type WorkerEvidence,
} from '../session/index.ts';
import type { SyncSettings } from './settings.ts';

/** The normal import of a shop's orders. What it throws is the mall's, the key's or ours. */
export type ImportShop = (run: ImportRun) => Promise<{ readonly caughtUp: boolean; readonly isProven: boolean }>;

/** What the work on stock has in common, whatever the shop. It imports orders, too. */
export interface StockRound {
  readonly ports: StockPorts;
  readonly settings: SyncSettings;
  readonly importShop: ImportShop;
  readonly importSettings: ImportSettings;
  readonly memory: RunMemory;
  readonly budget: TimeBudget;
  /** Names the run in rows, so that it knows its own writes again. */
  readonly writer: string;
}

/** The work on the listings of one shop, its door at the mall open. */
export interface StockRun extends StockRound {
  readonly shop: Shop;
  readonly traits: StockTraits;
  /** Waits for the shop's turn before each call, and throws `shop.held` when a pause has begun meanwhile. */
  readonly door: Pick<StockDoor, 'read' | 'set'>;
  readonly freshness: Freshness;
  /** True when the mall was not healthy within the last hour. */
  isTroubled(): Promise<boolean>;
  /** False when the time of the run is over, or nothing can pass any more. */
  mayCall(): boolean;
  /** What ended the calls of this run before its time; null while they may go on. */
  stopped(): TsunagiError | null;
  /** The pause that holds what is left, where one began during the run: somebody's, or that of a refused key. */
  heldBy(): PauseCause | null;
  /** Ends the calls of this run, because the shop's key is refused. */
  refuseKey(error: TsunagiError): void;
  /** True when the mall answered some call: so it takes the key. */
  keyWorks(): boolean;
  /** Notes a defect of ours over one listing. The others go on, and the run fails at its end. */
  noteDefect(item: string, error: unknown): void;
  /** The items over which something of ours broke in this run, and what did. */
  readonly defects: ReadonlyMap<string, unknown>;
}

/** A call that is turned away faster than this is made once more: there is time for it within the reserve of a call. */
const throttledWithinMs = 5 * secondMs;

/** Opens the work on one shop. Each call is paced and judged: what it says of the mall is evidence for its health. */
export function startStockRun(
  round: StockRound,
  options: {
    readonly shop: Shop;
    readonly mall: MallShop;
    readonly freshness: Freshness;
    readonly gate: Gate;
    readonly evidence: WorkerEvidence;
  },
): StockRun {
  const { ports, settings, memory, budget } = round;
  const { shop, mall, gate, evidence } = options;
  const traits = mall.traits.stock;
  let answered = 0;
  let failuresInARow = 0;
  let stopped: TsunagiError | null = null;
  let heldBy: PauseCause | null = null;
  const defects = new Map<string, unknown>();

  const judge = async (error: unknown): Promise<void> => {
    if (error === null) answered++;
    failuresInARow = isMallTrouble(error) ? failuresInARow + 1 : 0;
    if (holdsEverything(error)) heldBy = 'credentials';
    // A function that is off, or a shop whose stock the mall does not keep, stops all that is done here; but the key is
    // good, and the import goes on with it.
    const isShops = isFunctionOff(error) || refusesShop(error);
    const isOver = heldBy !== null || isShops || isThrottled(error) || failuresInARow >= settings.failuresInARowMax;
    if (isOver && error instanceof TsunagiError) stopped = error;
    await evidence.add(shop.mall, withVerdict(noEvidence, verdictOf(error)));
  };
  const call = async <T>(lane: 'stock-set' | 'stock-read', make: () => Promise<T>, again = true): Promise<T> => {
    const { set, read } = traits.callsPerSecond;
    await memory.pacer.turn(shop.key, lane, lane === 'stock-set' ? set : read);
    // After the wait: a pause that began meanwhile holds, too.
    const pause = await gate.holding(shop);
    if (pause !== null) {
      heldBy = pause.cause;
      stopped = new TsunagiError('shop.held', 'after-pause', `${shop.key} is paused (${pause.cause}).`, {
        shop: shop.key,
      });
      throw stopped;
    }
    const began = ports.clock.now();
    try {
      const answer = await make();
      await judge(null);
      return answer;
    } catch (error) {
      // It came too close behind another one, and was not carried out: its next turn is soon. Half a minute would be lost by coming again.
      if (again && isThrottled(error) && ports.clock.now() - began < throttledWithinMs) {
        await evidence.add(shop.mall, withVerdict(noEvidence, verdictOf(error)));
        return call(lane, make, false);
      }
      await judge(error);
      throw error;
    }
  };
  return {
    ...round,
    shop,
    traits,
    freshness: options.freshness,
    async isTroubled() {
      const { healths } = await memory.standing.read(ports.pauses);
      const state = healths.find(({ mall, capability }) => mall === shop.mall && capability === 'stock')?.state;
      if (state === undefined) return false;
      if (state.kind !== 'healthy') return true;
      return state.after !== undefined && ports.clock.now() - state.after.until < settings.troubledForMs;
    },
    mayCall: () => stopped === null && budget.remainingMs() > settings.callReserveMs,
    stopped: () => stopped,
    heldBy: () => heldBy,
    refuseKey(error) {
      stopped = error;
      heldBy = 'credentials';
    },
    keyWorks: () => answered > 0 && heldBy === null,
    defects,
    noteDefect(item, error) {
      if (defects.has(item)) return;
      defects.set(item, error);
      // Only the name: the message of an error that is not ours may quote anything.
      ports.log.error('stock.defect', { shop: shop.key, item, error: nameOf(error) });
    },
    door: {
      read: (items) => call('stock-read', () => mall.stock.read(items)),
      set: (levels) => call('stock-set', () => mall.stock.set(levels)),
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

/** Whether the ledger knows what the shop has sold until just now. */
interface Freshness {
  /**
   * Imports the shop's new orders, unless that was done within the last `withinMs` (`freshForMs`), or failed in this run. False when it cannot be done: then
   * nobody may raise a level over what the mall has sold meanwhile.
   */
  isFresh(withinMs?: number): Promise<boolean>;
  /** What the import ended with when the mall refused the shop's key; null otherwise. */
  refusedKey(): TsunagiError | null;
}

/**
 * The freshness of one shop in one run: new orders come in by the normal import, with its share of the shop's calls and by its
 * own gate. While a mall comes back by steps it waits until everybody may be imported.
 */
export function shopFreshness(
  round: StockRound,
  shop: Shop,
  mall: MallShop,
  context: { readonly gate: Gate; readonly evidence: WorkerEvidence },
): Freshness {
  const { ports, settings, importSettings, memory, budget, writer } = round;
  let importedAt: EpochMs | null = null;
  let failed = false;
  let refused: TsunagiError | null = null;

  const importNow = async (): Promise<string | null> => {
    const pause = await context.gate.holding(shop);
    if (pause !== null) return `paused (${pause.cause})`;
    const now = ports.clock.now();
    // A run of our own, or the schedule's, has moved its cursor since.
    const row = importedAt === null ? shop : ((await ports.shops.get(shop.key)) ?? shop);
    const end = now + Math.min(budget.remainingMs() - settings.callReserveMs, settings.importMs);
    const run = startShopRun({
      ports,
      settings: importSettings,
      memory,
      shop: row,
      mall,
      writer,
      budget: budgetUntil(ports.clock, end),
      share: 'import',
      calls: settings.importCalls,
      gate: context.gate,
    });
    let error: unknown = null;
    try {
      const { caughtUp, isProven } = await round.importShop(run);
      if (!caughtUp) return 'not caught up';
      if (!isProven) return 'not proven to be all';
      importedAt = now;
      return null;
    } catch (thrown) {
      error = thrown;
      return reasonOf(thrown);
    } finally {
      await context.evidence.add(shop.mall, tallyOfCalls(run.callsMade(), error));
    }
  };

  /** Whatever the import fails with, levels may still be lowered. What is ours is heard of by the import's own runs, too. */
  const reasonOf = (error: unknown): string => {
    if (!(error instanceof TsunagiError)) {
      ports.log.error('stock.import-broke', { shop: shop.key, error: error instanceof Error ? error.name : 'unknown' });
      return 'defect';
    }
    if (error.code === 'key.refused') refused = error;
    return isMallTrouble(error) ? `mall (${error.code})` : error.code;
  };

  return {
    async isFresh(withinMs = settings.freshForMs) {
      if (failed) return false;
      if (importedAt !== null && ports.clock.now() - importedAt < withinMs) return true;
      const reason = await importNow();
      failed = reason !== null;
      if (reason !== null) ports.log.info('stock.not-fresh', { shop: shop.key, reason });
      return !failed;
    },
    refusedKey: () => refused,
  };
}
