import { mallOf, type ShopKey } from '../merchants/shop.ts';
import { allPhases, type Phases } from './all-phases.ts';
import { announceRows } from './announce.ts';
import { eraseOrder, giveUp } from './erase.ts';
import { eachRow } from './lasting.ts';
import { retryUndone, type UndoneWork } from './retry-undone.ts';
import type { OrderRow, StoredOrder } from './row.ts';
import { setAside } from './set-aside.ts';
import type { Round } from './visit-shops.ts';

/** What a sweep set right. */
export interface SweepReport {
  announced: number;
  erased: number;
  /** Orders read again because a problem row was due or a dead run had left an intent. */
  retried: number;
}

/**
 * Finds what should have been done and was not, in some buckets: revisions the bus has not accepted, problem orders due
 * for another try, intents of dead runs, personal data past their time. Everything it does is the normal work, redone.
 *
 * It looks at the most overdue rows of each bucket. What it cannot deal with at present (its shop is paused, or fails, or is
 * gone; the bus refuses it) it sets aside: so every due row is looked at in its turn, however many stand in front of it. What fails
 * in one bucket, or of one shop, is thrown once everything else was done.
 *
 * @param report counted up as things are set right, for callers that want to know of a sweep that throws, too
 */
export async function sweep(round: Round, buckets: readonly number[], report = emptySweep()): Promise<SweepReport> {
  const { ports, settings, budget } = round;
  const undone: UndoneWork = { problems: [], intents: [] };
  const phases = allPhases(ports.log);
  for (const bucket of fromAnywhere(buckets, ports.chance.next())) {
    if (budget.remainingMs() <= settings.callReserveMs) break;
    const rows = await dueRows(round, bucket, phases);
    await phases.do('announce', () => announceDue(round, rows, report), undefined);
    await phases.do('erase', () => eraseDue(round, rows, report), undefined);
    const hopeful = rows.filter((row) => row.problem !== undefined && !isHopeless(round, row));
    undone.problems.push(
      ...hopeful.map(({ shop, orderNumber, version, dueAt }) => ({ shop, orderNumber, version, dueAt })),
    );
    const before = ports.clock.now() - settings.intentAbandonedMs;
    undone.intents.push(...(await phases.do('intents', () => ports.intents.abandoned(bucket, before), [])));
  }
  await phases.do('retry', () => retryUndone(round, undone, report), undefined);
  phases.end();
  return report;
}

function emptySweep(): SweepReport {
  return { announced: 0, erased: 0, retried: 0 };
}

/** The same buckets, begun with another one each time: where the time does not suffice, it is not always the last that wait. */
function fromAnywhere(buckets: readonly number[], chance: number): number[] {
  const first = Math.floor(chance * buckets.length);
  return [...buckets.slice(first), ...buckets.slice(0, first)];
}

/** A row whose time has come. */
type DueRow = OrderRow & { readonly dueAt: number };

async function dueRows(round: Round, bucket: number, phases: Phases): Promise<DueRow[]> {
  const { ports, settings } = round;
  const now = ports.clock.now();
  const keys = await phases.do('due', () => ports.orders.due(bucket, now, settings.dueAtOnce), []);
  const rows: OrderRow[] = [];
  for (const [shop, orders] of Map.groupBy(keys, (key): ShopKey => key.shop)) {
    const orderNumbers = orders.map(({ orderNumber }) => orderNumber);
    const ofShop = await phases.do('due', () => ports.orders.rows(shop, orderNumbers), new Map<string, OrderRow>());
    rows.push(...ofShop.values());
  }
  // The index lags behind the rows: what it calls due may have been dealt with.
  return rows.filter((row): row is DueRow => row.dueAt !== undefined && row.dueAt <= now);
}

async function announceDue(round: Round, rows: readonly DueRow[], report: SweepReport): Promise<void> {
  const unannounced = rows.filter(hasUnannounced);
  const announcements = unannounced.reduce((sum, row) => sum + row.unannounced.length, 0);
  const accepted = await announceRows(round.ports, round.settings, unannounced);
  report.announced += accepted;
  if (accepted < announcements) await setAside(round, unannounced);
}

function hasUnannounced(row: DueRow): row is DueRow & StoredOrder {
  return row.kind === 'stored' && row.unannounced.length > 0;
}

async function eraseDue(round: Round, rows: readonly DueRow[], report: SweepReport): Promise<void> {
  await eachRow(rows, round.settings.writesAtOnce, async (row) => {
    if (row.kind === 'stored') {
      if (row.unannounced.length > 0 || !(row.final || isHopeless(round, row))) return;
      report.erased++;
      await eraseOrder(round.ports, row, round.writer);
    } else if (isHopeless(round, row)) {
      report.erased++;
      await giveUp(round.ports, row, round.writer);
    }
  });
}

/** An order that could not be read for longer than any order is kept: what came of it is removed and it is given up. */
function isHopeless(round: Round, row: OrderRow): boolean {
  if (row.problem === undefined) return false;
  const { settledAfterMs } = round.ports.malls.traits(mallOf(row.shop));
  return round.ports.clock.now() - row.problem.since > settledAfterMs + round.settings.retentionMs;
}
