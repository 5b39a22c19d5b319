import { type EpochMs, errorName, isMallTrouble, isNear, TsunagiError } from '../kernel/index.ts';
import type { Shop } from '../model/index.ts';
import { budgetUntil, type MallShop, type StockApi, type StockPorts, type TimeBudget } from '../ports/index.ts';
import {
  type ImportSession,
  type ImportSettings,
  openImportSession,
  openSession,
  type ProcessCache,
  type ShopSession,
  tallyOfCalls,
  type Way,
} from '../session/index.ts';
import type { SyncSettings } from './settings.ts';

export interface StockRunContext {
  readonly ports: StockPorts;
  readonly settings: SyncSettings;
  /** The import of new orders. Throws failures of mall, key or ours. */
  readonly importShop: (run: ImportSession) => Promise<{ readonly caughtUp: boolean; readonly isProven: boolean }>;
  readonly importSettings: ImportSettings;
  readonly cache: ProcessCache;
  readonly budget: TimeBudget;
  /** Marks the run's own writes in rows. */
  readonly runId: string;
  /** Moments of movement of SKUs spread by this run, by `movedId`, for figures. */
  readonly movedAt: Map<string, EpochMs>;
}

export interface SyncWay extends Way {
  readonly importing: Way;
}

export type StockSession = ReturnType<typeof openStockSession>;

/** Defects are noted by item. */
export function openStockSession(context: StockRunContext, shop: Shop, mall: MallShop, way: SyncWay) {
  const { ports, settings, cache, budget } = context;
  const traits = mall.traits.stock;
  const { batches } = mall.stock;
  const { call, ...session } = openSession(context, shop, way, (item, error) =>
    ports.log.error('stock.defect', { shop: shop.key, item, error }),
  );
  const setting = { lane: 'stock-set', callsPerSecond: traits.callsPerSecond.set } as const;
  const reading = { lane: 'stock-read', callsPerSecond: traits.callsPerSecond.read } as const;
  const door: Pick<StockApi, 'read' | 'set' | 'batches'> = {
    read: (items) => call(reading, () => mall.stock.read(items)),
    set: (levels) => call(setting, () => mall.stock.set(levels)),
    ...(batches && {
      batches: {
        send: (levels) => call(setting, () => batches.send(levels)),
        outcomes: (tickets, since) => call(reading, () => batches.outcomes(tickets, since)),
      },
    }),
  };
  return {
    ...context,
    ...session,
    traits,
    door,
    freshness: shopFreshness(context, shop, mall, way.importing, session.refuseKey),
    async isTroubled(): Promise<boolean> {
      const { healths } = await cache.standing.read(ports.pauses);
      const state = healths.find(({ mall, capability }) => mall === shop.mall && capability === 'stock')?.state;
      if (state === undefined) return false;
      if (state.kind !== 'healthy') return true;
      return state.after !== undefined && ports.clock.now() - state.after.until < settings.troubledForMs;
    },
    mayCall: () => session.stopped() === null && budget.remainingMs() > settings.callReserveMs,
  };
}

/** Tells whether the ledger knows a shop's latest sales, importing new orders with their own share of calls and gate. */
function shopFreshness(
  context: StockRunContext,
  shop: Shop,
  mall: MallShop,
  { gate, evidence }: Way,
  refuseKey: ShopSession['refuseKey'],
) {
  const { ports, settings, cache, budget } = context;
  const { stockEveryMs: everyMs = 0 } = mall.traits.listings ?? {};
  let importedAt: EpochMs | null = null;
  let failed = false;

  /** Reason against importing; null once imported. Reports defects of ours, too. */
  const importNow = async (): Promise<string | null> => {
    const pause = await gate.holding(shop);
    if (pause !== null) return `paused (${pause.cause})`;
    const now = ports.clock.now();
    if (isNear(cache.inStep.get(shop.key), now, everyMs)) return 'listed a moment ago';
    if (everyMs > 0) cache.inStep.set(shop.key, now);
    const end = now + Math.min(budget.remainingMs() - settings.callReserveMs, settings.importMs);
    const run = openImportSession({
      ...{ ...context, settings: context.importSettings, mall, gate, budget: budgetUntil(ports.clock, end) },
      // The cursor moved since, by our run or the schedule's.
      shop: importedAt === null ? shop : ((await ports.shops.get(shop.key)) ?? shop),
      ...{ share: 'import', calls: settings.importCalls, canWait: true },
    });
    try {
      const { caughtUp, isProven } = await context.importShop(run);
      await evidence.add(shop.mall, tallyOfCalls(run.callsMade(), null));
      if (!caughtUp) return 'not caught up';
      if (!isProven) return 'not proven to be all';
      importedAt = now;
      return null;
    } catch (error) {
      await evidence.add(shop.mall, tallyOfCalls(run.callsMade(), error));
      if (!(error instanceof TsunagiError)) {
        ports.log.error('stock.import-broke', { shop: shop.key, error: errorName(error) });
        return 'defect';
      }
      if (error.code === 'key.refused') refuseKey(error);
      return isMallTrouble(error) ? `mall (${error.code})` : error.code;
    }
  };

  return {
    /** Imports new orders unless done within `withinMs`. False if impossible: levels may not be raised, since pieces may have been sold. */
    async isFresh(withinMs = settings.freshForMs): Promise<boolean> {
      if (failed) return false;
      if (importedAt !== null && ports.clock.now() - importedAt < withinMs) return true;
      const reason = await importNow();
      failed = reason !== null;
      if (reason !== null) ports.log.info('stock.not-fresh', { shop: shop.key, reason });
      return !failed;
    },
    /** Interval of imports for stock that the mall allows; 0 without limit. */
    everyMs,
  };
}
