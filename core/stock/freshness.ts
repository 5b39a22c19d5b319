import { isMallTrouble, TsunagiError } from '../errors.ts';
import type { Gate } from '../health/gate.ts';
import { tallyOfCalls, type WorkerEvidence } from '../health/worker-evidence.ts';
import type { Shop } from '../merchants/shop.ts';
import { startShopRun } from '../orders/run.ts';
import { budgetUntil } from '../ports/clock.ts';
import type { MallShop } from '../ports/mall.ts';
import type { EpochMs } from '../units.ts';
import type { StockRound } from './stock-run.ts';

/** Whether the ledger knows what the shop has sold until just now. */
export interface Freshness {
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
