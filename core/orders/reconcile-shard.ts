import { auditAfterIncidents, auditNightly } from '../audit/audit-shops.ts';
import { defaultHealthSettings } from '../health/settings.ts';
import { retireOrders, retiringIsDue } from '../merchants/retire-orders.ts';
import { bucketsOfShard } from '../merchants/shop.ts';
import { pausesOf } from '../pause/standing.ts';
import { callDuePushes } from '../status/call-due-pushes.ts';
import { defaultDeadlineSettings } from '../status/deadlines.ts';
import { warnOfDeadlines } from '../status/warn-deadlines.ts';
import { callDirty } from '../stock/call-dirty.ts';
import { callForDrift } from '../stock/call-for-drift.ts';
import { tellHowShopsStand } from '../watch/shop-figures.ts';
import { importQueuedSpans } from './import-queued-spans.ts';
import { rereadDue, rereadShop } from './reread-shop.ts';
import { scanShop } from './scan-shop.ts';
import { shopsOfSchedule } from './shops-of-schedule.ts';
import { type SweepReport, sweep } from './sweep.ts';
import { type Round, visitShops } from './visit-shops.ts';

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
 * reads the open orders again and compares the last days with the mall.
 */
export async function reconcileShard(round: Round, shard: number, shards: number): Promise<ReconcileReport> {
  const { ports, settings } = round;
  // First: whoever waits for a push waits for seconds, and what follows may take minutes.
  const pushing = await callDuePushes(ports, round.memory, bucketsOfShard(shard, shards));
  const syncing = await callDirty(ports, round.memory, bucketsOfShard(shard, shards));
  const swept = await sweep(round, bucketsOfShard(shard, shards));
  const report: ReconcileReport = {
    ...swept,
    scanned: 0,
    reread: 0,
    imported: 0,
    changed: 0,
    audited: 0,
    spans: 0,
    pushing,
    syncing,
    warned: 0,
    failed: 0,
  };
  const now = ports.clock.now();
  if (retiringIsDue(now, settings)) await retireOrders(round, bucketsOfShard(shard, shards));
  const shops = (await shopsOfSchedule(round, shard, shards)).sort((a, b) => a.scannedAt - b.scannedAt);

  const pauses = pausesOf(await round.memory.standing.read(ports.pauses), now);
  tellHowShopsStand(ports.log, shops, pauses, now, settings);

  report.syncing += await callForDrift(round, shops);
  report.warned = await warnOfDeadlines(ports, shops, defaultDeadlineSettings);
  report.spans = await importQueuedSpans(round, shops, { shard, shards });
  const scanning: Round = { ...round, settings: { ...settings, shopsAtOnce: settings.scansAtOnce } };
  const scans = await visitShops(
    scanning,
    shops.filter((shop) => now - shop.scannedAt >= settings.scanEveryMs),
    async (run) => {
      const scan = await scanShop(run);
      if (scan.finished) report.scanned++;
      report.imported += scan.imported;
      report.changed += scan.changed;
    },
  );
  report.audited = await auditAfterIncidents(round, shops, defaultHealthSettings);
  const rereads = await visitShops(
    scanning,
    shops.filter((shop) => rereadDue(shop, now, settings) !== null),
    async (run) => {
      const night = rereadDue(run.shop, now, settings) as string;
      const { changed, finished } = await rereadShop(run, night);
      report.reread++;
      report.changed += changed;
      if (finished) await auditNightly(run, night);
    },
  );
  report.failed = scans.failed + rereads.failed;
  return report;
}

/** True when a run set anything right. */
export function isWorthALine(report: ReconcileReport): boolean {
  const { announced, erased, retried, imported, changed, audited, spans, warned, failed } = report;
  return announced + erased + retried + imported + changed + audited + spans + warned + failed > 0;
}
