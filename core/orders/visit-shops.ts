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
 * only; a mall (or a store) that fails shop after shop ends the round, so that an outage does not cost every shop's time-out.
 * Failures of one shop never reach another; those of our own making are thrown when all shops have been visited.
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
  let ours: { readonly error: unknown } | undefined;
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
      await handle(round, shop, pauses, error);
      if (isOurs(error)) ours ??= { error };
      if (!isMallTrouble(error) && !isOurs(error)) return;
      failuresInARow++;
      report.cutShort ||= failuresInARow >= settings.failuresInARowMax;
    }
  });
  if (ours) throw ours.error;
  return report;
}

/** A failure of our own store or code: the run goes on with the other shops, and then fails so that somebody hears of it. */
function isOurs(error: unknown): boolean {
  return !(error instanceof TsunagiError) || error.code === 'store.failing';
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
  if (run.callsMade() > 0) await noteKeyWorks(round.ports, shop, pauses);
}

async function handle(round: Round, shop: Shop, pauses: readonly Pause[], error: unknown): Promise<void> {
  const { log } = round.ports;
  if (!(error instanceof TsunagiError)) {
    // Only the name: the message of an error that is not ours may quote an order.
    log.error('shop.visit-broke', { shop: shop.key, error: error instanceof Error ? error.name : typeof error });
    return;
  }
  const fields = { shop: shop.key, code: error.code, requestId: error.context.requestId ?? null };
  if (isKeyTrouble(error) || error.code === 'key.unreadable') {
    await noteKeyRefused(round.ports, round.settings, shop, pauses, error);
    log.warn('shop.key-refused', fields);
    return;
  }
  log.warn('shop.visit-failed', fields);
}
