import { auditAfterIncidents, auditNightly } from '../audit/audit-shops.ts';
import { defaultHealthSettings } from '../health/settings.ts';
import { retireOrders, retiringIsDue } from '../merchants/retire-orders.ts';
import { bucketsOfShard, type Shop } from '../merchants/shop.ts';
import { allPhases } from '../orders/all-phases.ts';
import { importQueuedSpans } from '../orders/import-queued-spans.ts';
import { rereadDue, rereadShop } from '../orders/reread-shop.ts';
import type { ShopRun } from '../orders/run.ts';
import { scanDue, scanShop } from '../orders/scan-shop.ts';
import { shopsOfSchedule } from '../orders/shops-of-schedule.ts';
import { type SweepReport, sweep } from '../orders/sweep.ts';
import { emptyRound, type Round, visitShops } from '../orders/visit-shops.ts';
import { pausesOf } from '../pause/standing.ts';
import { callDuePushes } from '../status/call-due-pushes.ts';
import { defaultDeadlineSettings } from '../status/deadlines.ts';
import { warnOfDeadlines } from '../status/warn-deadlines.ts';
import { callDirty } from '../stock/call-dirty.ts';
import { callForDrift } from '../stock/call-for-drift.ts';
import type { EpochMs } from '../units.ts';
import { measured } from '../watch/measured-lines.ts';
import { tellHowShopsStand } from '../watch/shop-figures.ts';

/** What one reconciliation of a shard did. */
export interface ReconcileReport extends SweepReport {
  scanned: number;
  reread: number;
  imported: number;
  changed: number;
  audited: number;
  /** Spans that people had asked for while the mall was away, and that are imported now. */
  spans: number;
  /** Shops for which a message was sent, because pushes of theirs were due. */
  pushing: number;
  /** Shops and SKUs for which a message was sent, because listings of theirs were due or nobody had spread their change. */
  syncing: number;
  /** Orders whose merchant is told of a deadline that comes near. */
  warned: number;
  failed: number;
}

/**
 * Finds what polling cannot: it calls for pushes and listings that are due, sweeps up what was left undone, looks for deadlines that come
 * near, scans the shops whose turn has come, audits them after an incident, imports the spans that people queued, and at night
 * reads the open orders again and compares the last days with the mall. Each of these is done whatever another one meets; then the first
 * failure is thrown.
 *
 * @param tell hears what was done, by a run that throws, too
 */
export async function reconcileShard(
  round: Round,
  shard: number,
  shards: number,
  tell: (report: ReconcileReport) => void = () => undefined,
): Promise<ReconcileReport> {
  const { ports, settings, memory } = round;
  const buckets = bucketsOfShard(shard, shards);
  const phases = allPhases(ports.log);
  const report = emptyReport();
  if (shards > 1) ports.log.info('shards.measured', { shard, ...measured('shards.measured', { Shards: shards }) });
  // First: whoever waits for a push waits for seconds, and what follows may take minutes.
  report.pushing = await phases.do('pushes', () => callDuePushes(ports, memory, buckets), 0);
  report.syncing = await phases.do('stock', () => callDirty(ports, memory, buckets), 0);
  await phases.do('sweep', () => sweep(round, buckets, report), undefined);
  const now = ports.clock.now();
  if (retiringIsDue(now, settings)) await phases.do('retire', () => retireOrders(round, buckets), 0);
  const found = await phases.do('shops', () => shopsOfSchedule(round, shard, shards), []);
  const shops = found.sort((a, b) => a.scannedAt - b.scannedAt);

  const tellStanding = async (): Promise<void> => {
    const pauses = pausesOf(await memory.standing.read(ports.pauses), now);
    tellHowShopsStand(ports.log, shops, pauses, now, settings);
  };
  await phases.do('figures', tellStanding, undefined);
  report.syncing += await phases.do('drift', () => callForDrift(round, shops), 0);
  report.warned = await phases.do('deadlines', () => warnOfDeadlines(ports, shops, defaultDeadlineSettings), 0);
  report.spans = await phases.do('spans', () => importQueuedSpans(round, shops, { shard, shards }), 0);
  await phases.do('scans', () => scanShops(round, shops, now, report), undefined);
  report.audited = await phases.do('audits', () => auditAfterIncidents(round, shops, defaultHealthSettings), 0);
  await phases.do('night', () => rereadShops(round, shops, now, report), undefined);
  tell(report);
  phases.end();
  return report;
}

async function scanShops(round: Round, shops: readonly Shop[], now: EpochMs, report: ReconcileReport): Promise<void> {
  const turn = shops.filter((shop) => scanDue(shop, now, round.settings));
  await visitMany(round, turn, report, async (run) => {
    const scan = await scanShop(run);
    if (scan.finished) report.scanned++;
    report.imported += scan.imported;
    report.changed += scan.changed;
  });
}

async function rereadShops(round: Round, shops: readonly Shop[], now: EpochMs, report: ReconcileReport): Promise<void> {
  const turn = shops.filter((shop) => rereadDue(shop, now, round.settings) !== null);
  await visitMany(round, turn, report, async (run) => {
    const night = rereadDue(run.shop, now, round.settings) as string;
    const { changed, finished } = await rereadShop(run, night);
    report.reread++;
    report.changed += changed;
    if (finished) await auditNightly(run, night);
  });
}

/** Visits more shops at once than an import does, and counts those that failed. */
async function visitMany(
  round: Round,
  shops: readonly Shop[],
  report: ReconcileReport,
  visit: (run: ShopRun) => Promise<void>,
): Promise<void> {
  const scanning: Round = { ...round, settings: { ...round.settings, shopsAtOnce: round.settings.scansAtOnce } };
  const visits = emptyRound();
  try {
    await visitShops(scanning, shops, visit, { report: visits });
  } finally {
    report.failed += visits.failed;
  }
}

function emptyReport(): ReconcileReport {
  return {
    announced: 0,
    erased: 0,
    retried: 0,
    scanned: 0,
    reread: 0,
    imported: 0,
    changed: 0,
    audited: 0,
    spans: 0,
    pushing: 0,
    syncing: 0,
    warned: 0,
    failed: 0,
  };
}

/** True when a run set anything right. */
export function isWorthALine(report: ReconcileReport): boolean {
  const { announced, erased, retried, imported, changed, audited, spans, warned, failed } = report;
  return announced + erased + retried + imported + changed + audited + spans + warned + failed > 0;
}
