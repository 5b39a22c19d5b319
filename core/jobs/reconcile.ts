import {
  auditAfterIncidents,
  auditNightly,
  importQueuedSpans,
  nightComesFirst,
  rereadDue,
  rereadShop,
  retireOrders,
  retiringIsDue,
  type SweepReport,
  scanDue,
  scanShop,
  sweep,
} from '../import/index.ts';
import { type EpochMs, measured } from '../kernel/index.ts';
import { bucketsOfShard, defaultHealthSettings, type MallName, pausesOf, type Shop } from '../model/index.ts';
import type { Ports } from '../ports/index.ts';
import {
  allPhases,
  type ImportSession,
  listingsOf,
  noVisits,
  type RunContext,
  shopsOfSchedule,
  visitShops,
} from '../session/index.ts';
import {
  callDuePushes,
  defaultDeadlineSettings,
  defaultMorningSettings,
  reportMornings,
  warnOfDeadlines,
} from '../status/index.ts';
import { callForDrift, enqueueDirtySkus } from '../stock/index.ts';
import { behindSince, notPolledPercentMax, tellEndingVersions, tellHowShopsStand } from './shop-figures.ts';
import { effectsAmong, standingCauses } from './standing-causes.ts';

export interface ReconcileReport extends SweepReport {
  scanned: number;
  reread: number;
  imported: number;
  changed: number;
  audited: number;
  spans: number;
  /** Shops with due pushes that got a message. */
  pushing: number;
  /** Shops and SKUs with due listings or unspread changes that got a message. */
  syncing: number;
  /** Orders whose merchant is warned of a deadline. */
  warned: number;
  failed: number;
}

/**
 * Finds work that polling cannot: due pushes and listings, unfinished work, deadlines, morning digests, state scans, audits after
 * incidents, queued spans, and the nightly rereading of open orders and comparison with the mall. Every part runs even if another fails;
 * the first failure is then thrown.
 *
 * @param tell gets the report, even if the run throws
 */
export async function reconcileShard(
  context: RunContext,
  shard: number,
  shards: number,
  tell: (report: ReconcileReport) => void = () => undefined,
): Promise<ReconcileReport> {
  const { ports, settings, cache } = context;
  const buckets = bucketsOfShard(shard, shards);
  const phases = allPhases(ports.log);
  const report = emptyReport();
  if (shards > 1) ports.log.info('shards.measured', { shard, ...measured('shards.measured', { Shards: shards }) });
  // First, since pushes should wait for seconds and the rest may take minutes.
  const causes = await phases.do('causes', () => standingCauses(ports, shard, shards), null);
  const effectsAt = async (malls: Iterable<MallName>) =>
    causes === null ? new Set<MallName>() : effectsAmong(causes, malls);
  await phases.do('leftovers', async () => moveLeftovers(ports), undefined);
  report.pushing = await phases.do('pushes', () => callDuePushes(ports, cache, buckets, effectsAt), 0);
  report.syncing = await phases.do('stock', () => enqueueDirtySkus(ports, cache, buckets), 0);
  await phases.do('sweep', () => sweep(context, buckets, report), undefined);
  const now = ports.clock.now();
  const found = await phases.do('shops', () => shopsOfSchedule(context, shard, shards), []);
  const shops = found.sort((a, b) => a.scannedAt - b.scannedAt);
  if (retiringIsDue(now, settings)) await phases.do('retire', () => retireOrders(context, buckets, shops), 0);

  const tellStanding = async (): Promise<void> => {
    const pauses = pausesOf(await cache.standing.read(ports.pauses), now);
    const effects = await effectsAt(shops.map(({ mall }) => mall));
    const { notPolledPercent } = tellHowShopsStand(ports.log, shops, pauses, now, settings, effects);
    const stands = causes?.pollsStand === true || notPolledPercent >= notPolledPercentMax;
    ports.log.info('work.measured', { shard, ...measured('work.measured', { WorkStands: stands ? 1 : 0 }) });
    tellEndingVersions(ports, shops, now);
  };
  const behind = async () => {
    const pauses = pausesOf(await cache.standing.read(ports.pauses), now);
    return (shop: Shop) => behindSince(shop, pauses, now);
  };
  const tellMornings = () => reportMornings(context, shops, behind, defaultMorningSettings);
  await phases.do('figures', tellStanding, undefined);
  report.syncing += await phases.do('drift', () => callForDrift(context, shops), 0);
  report.warned = await phases.do('deadlines', () => warnOfDeadlines(context, shops, defaultDeadlineSettings), 0);
  await phases.do('mornings', tellMornings, undefined);
  report.spans = await phases.do('spans', () => importQueuedSpans(context, shops, { shard, shards }), 0);
  await phases.do('scans', () => scanShops(context, shops, now, report), undefined);
  report.audited = await phases.do('audits', () => auditAfterIncidents(context, shops, defaultHealthSettings), 0);
  await phases.do('night', () => rereadShops(context, shops, now, report), undefined);
  tell(report);
  phases.end();
  return report;
}

async function moveLeftovers({ leftovers, log }: Pick<Ports, 'leftovers' | 'log'>): Promise<void> {
  const moved = (await leftovers?.move()) ?? 0;
  if (moved > 0) log.info('leftovers.moved', { messages: moved });
}

async function scanShops(
  context: RunContext,
  shops: readonly Shop[],
  now: EpochMs,
  report: ReconcileReport,
): Promise<void> {
  const { ports, settings } = context;
  const turn = shops.filter((shop) => {
    const listings = listingsOf(ports.malls, shop.mall);
    return scanDue(shop, now, settings, listings) && !nightComesFirst(shop, now, settings, listings);
  });
  await visitMany(context, turn, report, async (run) => {
    const scan = await scanShop(run);
    if (scan.finished) report.scanned++;
    report.imported += scan.imported;
    report.changed += scan.changed;
  });
}

async function rereadShops(
  context: RunContext,
  shops: readonly Shop[],
  now: EpochMs,
  report: ReconcileReport,
): Promise<void> {
  const turn = shops.filter((shop) => rereadDue(shop, now, context.settings) !== null);
  await visitMany(context, turn, report, async (run) => {
    const night = rereadDue(run.shop, now, context.settings) as string;
    const { changed, finished } = await rereadShop(run, night);
    report.reread++;
    report.changed += changed;
    if (finished) await auditNightly(run, night);
  });
}

/** Visits more shops at once than an import, and counts failures. */
async function visitMany(
  context: RunContext,
  shops: readonly Shop[],
  report: ReconcileReport,
  visit: (run: ImportSession<Ports>) => Promise<void>,
): Promise<void> {
  const scanning: RunContext = {
    ...context,
    settings: { ...context.settings, shopsAtOnce: context.settings.scansAtOnce },
  };
  const visits = noVisits();
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

export function hasReconciled(report: ReconcileReport): boolean {
  const { announced, erased, retried, imported, changed, audited, spans, warned, failed } = report;
  return announced + erased + retried + imported + changed + audited + spans + warned + failed > 0;
}
