import { TsunagiError } from '../errors.ts';
import type { HealthSettings } from '../health/settings.ts';
import { recentIncidents } from '../incidents/recent.ts';
import { type MallName, mallNames, type Shop } from '../merchants/shop.ts';
import { allPhases } from '../orders/all-phases.ts';
import type { ShopRun } from '../orders/run.ts';
import { type Round, visitShops } from '../orders/visit-shops.ts';
import type { Window } from '../orders/windows.ts';
import { dayMs } from '../units.ts';
import { measured } from '../watch/measured-lines.ts';
import { auditShop } from './audit-shop.ts';
import { type DueAudit, dueAudit } from './due-audit.ts';
import { newlyLeft } from './newly-left.ts';
import type { ShopAudit, SurplusFound } from './shop-audit.ts';

/** What a nightly audit looks back over: the state scan finds what is absent of the last two days, this what is older. */
const nightlySpanMs = 7 * dayMs;

/**
 * Audits the shops of a schedule for which an incident of their mall wants it, each once: a shop that could not be asked is
 * asked again by the next run. Returns how many were audited.
 */
export async function auditAfterIncidents(
  round: Round,
  shops: readonly Shop[],
  settings: HealthSettings,
): Promise<number> {
  const phases = allPhases(round.ports.log);
  let audited = 0;
  for (const mall of mallNames) {
    const ofMall = shops.filter((shop) => shop.mall === mall);
    if (ofMall.length === 0) continue;
    for (const due of await phases.do('audits', () => duesNow(round, mall, settings), [])) {
      audited += await phases.do('audits', () => auditEach(round, ofMall, due), 0);
    }
  }
  phases.end();
  return audited;
}

/** What incidents want: two within a day both want theirs. */
async function duesNow({ ports }: Round, mall: MallName, settings: HealthSettings): Promise<DueAudit[]> {
  const incidents = await recentIncidents(ports, mall);
  return incidents.flatMap((incident) => dueAudit(incident, ports.clock.now(), settings) ?? []);
}

async function auditEach(round: Round, shops: readonly Shop[], due: DueAudit): Promise<number> {
  const results = await round.ports.audits.of(due.name);
  const done = new Set(results.filter(({ result }) => result.kind === 'audited').map(({ shop }) => shop));
  // A shop that is still catching up is not asked yet: what its cursor has not come to is not missing.
  const left = shops.filter((shop) => !done.has(shop.key) && shop.cursor >= due.caughtUpAt);
  let audited = 0;
  await visitShops(round, left, async (run) => {
    if ((await auditAndKeep(run, due.name, due.span, { trouble: due.trouble })) === 'audited') audited++;
  });
  return audited;
}

/** Compares a shop's orders of the last days with the mall, as the last step of its night. What stood there the night before is no find. */
export async function auditNightly(run: ShopRun, day: string): Promise<void> {
  const to = run.mallNow();
  const options = { before: nightlyName(dayBefore(day)) };
  await auditAndKeep(run, nightlyName(day), { from: to - nightlySpanMs, to }, options);
}

const nightlyName = (day: string): string => `nightly-${day}`;

function dayBefore(day: string): string {
  return new Date(Date.parse(day) - dayMs).toISOString().slice(0, day.length);
}

/**
 * Audits a shop and keeps the result; what could not be audited is kept as that, never as 0. Gives back which it was.
 *
 * @param options.trouble the span without its margins
 * @param options.before the audit whose surplus rows somebody was told of already
 */
export async function auditAndKeep(
  run: ShopRun,
  audit: string,
  span: Window,
  { trouble = span, before }: { readonly trouble?: Window; readonly before?: string } = {},
): Promise<ShopAudit['result']['kind']> {
  const { ports, shop } = run;
  const row = { audit, shop: shop.key, from: span.from, to: span.to };
  try {
    const result = await auditShop(run, span, { trouble });
    await ports.audits.put({ ...row, at: ports.clock.now(), result });
    if (result.kind === 'unaudited') return result.kind;
    tellFinds(run, audit, result, result.surplus?.left ? await leftBefore(run, before) : null);
    return result.kind;
  } catch (error) {
    if (error instanceof TsunagiError) {
      await ports.audits.put({ ...row, at: ports.clock.now(), result: { kind: 'unaudited', reason: error.code } });
    }
    throw error;
  }
}

/** The surplus rows of an earlier audit of the shop; null when there are none, or they cannot be told: then the bell rings once more. */
async function leftBefore({ ports, shop }: ShopRun, before: string | undefined): Promise<SurplusFound | null> {
  if (before === undefined) return null;
  try {
    const result = (await ports.audits.of(before)).find((audit) => audit.shop === shop.key)?.result;
    return result?.kind === 'audited' ? (result.surplus ?? null) : null;
  } catch (error) {
    if (error instanceof TsunagiError) return null;
    throw error;
  }
}

/**
 * What was found was set right, and should not have been there to find; what cannot be read nobody can set right here. A surplus row that
 * its push is about to remove is no news: calls with open ends double rows, and that is what the push looks again for. One
 * that stays is news once, and not each night until somebody has deleted it.
 */
function tellFinds(
  { ports, shop }: ShopRun,
  audit: string,
  result: Extract<ShopAudit['result'], { kind: 'audited' }>,
  before: SurplusFound | null,
): void {
  const { missingCount: missing, doubledCount: doubled, unreadCount: unread = 0, surplus } = result;
  if (missing + doubled + unread === 0) return;
  const { rows: surplusRows, left: surplusLeft } = surplus ?? { rows: 0, left: 0 };
  const found = missing + doubled - surplusRows + newlyLeft(surplus ?? null, before).left;
  const figures = measured('audit.found', { AuditFound: found, AuditUnread: unread });
  const fields = { shop: shop.key, audit, missing, doubled, surplusRows, surplusLeft, unread, ...figures };
  if (found > 0) ports.log.error('audit.found', fields);
  else ports.log.warn('audit.found', fields);
}
