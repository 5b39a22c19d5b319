import { isKeyTrouble, isMallTrouble, TsunagiError } from '../errors.ts';
import type { Shop } from '../merchants/shop.ts';
import { eachLimited } from '../pacing/limited.ts';
import type { RateShare } from '../pacing/pacer.ts';
import { noteKeyRefused, noteKeyWorks } from '../pause/credentials.ts';
import { holdingPause, type Pause } from '../pause/pause.ts';
import type { TimeBudget } from '../ports/clock.ts';
import type { Ports } from '../ports/index.ts';
import { type RunMemory, type ShopRun, startShopRun } from './run.ts';
import type { ImportSettings } from './settings.ts';

/** What a run over many shops has in common. */
export interface Round {
  readonly ports: Ports;
  readonly settings: ImportSettings;
  readonly memory: RunMemory;
  readonly budget: TimeBudget;
  readonly writer: string;
  readonly share: RateShare;
}

/** How a round went, for the log line of a run in which something happened. */
export interface RoundReport {
  visited: number;
  paused: number;
  failed: number;
  /** True when the round ended early because the mall failed shop after shop. */
  cutShort: boolean;
}

/**
 * Visits shops, many at once, in the order given. A shop that a pause holds is left alone; a refused key pauses that shop
 * only; a mall that fails shop after shop ends the round, so that an outage does not cost every shop's time-out. Failures of
 * one shop never reach another; only failures of our own store end the round with an exception.
 */
export async function visitShops(
  round: Round,
  shops: readonly Shop[],
  visit: (run: ShopRun) => Promise<void>,
): Promise<RoundReport> {
  const { ports, settings } = round;
  const report: RoundReport = { visited: 0, paused: 0, failed: 0, cutShort: false };
  if (shops.length === 0) return report;
  const pauses = await ports.pauses.list();
  let failuresInARow = 0;
  await eachLimited(shops, settings.shopsAtOnce, async (shop) => {
    if (report.cutShort || round.budget.remainingMs() <= settings.callReserveMs) return;
    if (holdingPause(pauses, shop, ports.clock.now())) {
      report.paused++;
      return;
    }
    try {
      await visitShop(round, shop, pauses, visit);
      report.visited++;
      failuresInARow = 0;
    } catch (error) {
      report.failed++;
      if (!(error instanceof TsunagiError)) throw error;
      await handle(round, shop, pauses, error);
      if (!isMallTrouble(error)) return;
      failuresInARow++;
      report.cutShort ||= failuresInARow >= settings.failuresInARowMax;
    }
  });
  return report;
}

async function visitShop(
  round: Round,
  shop: Shop,
  pauses: readonly Pause[],
  visit: (run: ShopRun) => Promise<void>,
): Promise<void> {
  const mall = await round.ports.malls.shop(shop);
  const run = startShopRun({ ...round, shop, mall, calls: round.settings.callsPerRun });
  await visit(run);
  await noteKeyWorks(round.ports, shop, pauses);
}

async function handle(round: Round, shop: Shop, pauses: readonly Pause[], error: TsunagiError): Promise<void> {
  const { log } = round.ports;
  const fields = { shop: shop.key, code: error.code, requestId: error.context.requestId ?? null };
  if (isKeyTrouble(error) || error.code === 'key.unreadable') {
    await noteKeyRefused(round.ports, round.settings, shop, pauses, error);
    log.warn('shop.key-refused', fields);
    return;
  }
  if (error.code === 'store.failing') throw error;
  log.warn('shop.visit-failed', fields);
}
