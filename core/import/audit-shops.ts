import {
  createBreakers,
  dayMs,
  type EpochMs,
  eachLimited,
  hourMs,
  isMallTrouble,
  jstMoment,
  jstText,
  measured,
  TsunagiError,
} from '../kernel/index.ts';
import {
  byMall,
  type DueAudit,
  decideByHand,
  dueAudit,
  type HealthSettings,
  type MallName,
  newlyLeft,
  nightlyAuditOf,
  nightlySpanMs,
  pausesOf,
  type Shop,
  type ShopAudit,
  type SurplusFound,
  type Window,
} from '../model/index.ts';
import { type Ports, recentIncidents } from '../ports/index.ts';
import {
  allPhases,
  createProcessCache,
  type ImportSession,
  openImportSession,
  type RunContext,
  visitShops,
} from '../session/index.ts';
import { auditShop } from './audit-shop.ts';
import { patient } from './list-window.ts';
import { endNight } from './reread-shop.ts';

/** Audits a schedule's shops after incidents; those that could not be asked are retried by the next run. Returns the number audited. */
export async function auditAfterIncidents(
  context: RunContext,
  shops: readonly Shop[],
  settings: HealthSettings,
): Promise<number> {
  const phases = allPhases(context.ports.log);
  let audited = 0;
  for (const [mall, ofMall] of byMall(shops, (shop) => shop.mall)) {
    for (const due of await phases.do('audits', () => duesNow(context, mall, settings), [])) {
      audited += await phases.do('audits', () => auditEach(context, ofMall, due), 0);
    }
  }
  phases.end();
  return audited;
}

async function duesNow({ ports }: RunContext, mall: MallName, settings: HealthSettings): Promise<DueAudit[]> {
  const incidents = await recentIncidents(ports, mall);
  return incidents.flatMap((incident) => dueAudit(incident, ports.clock.now(), settings) ?? []);
}

async function auditEach(context: RunContext, shops: readonly Shop[], due: DueAudit): Promise<number> {
  const results = await context.ports.audits.of(due.name);
  const done = new Set(results.filter(({ result }) => result.kind === 'audited').map(({ shop }) => shop));
  // A shop that is catching up waits: orders behind its cursor are not missing.
  const left = shops.filter((shop) => !done.has(shop.key) && shop.cursor >= due.caughtUpAt);
  let audited = 0;
  await visitShops(context, left, async (run) => {
    const result = await auditAndKeep(run, due.name, due.span, { trouble: due.trouble });
    if (result.kind === 'audited') audited++;
  });
  return audited;
}

/**
 * Compares a shop's last days with the mall. Surplus rows of the night before are no finding. The next run continues an unfinished listing.
 */
export async function auditNightly(run: ImportSession<Ports>, day: string): Promise<void> {
  const to = jstMoment(day) + run.settings.rereadHour * hourMs;
  const options = { before: nightlyAuditOf(dayBefore(day)) };
  const result = await auditAndKeep(run, nightlyAuditOf(day), { from: to - nightlySpanMs, to }, options);
  // A wrong count would be repeated.
  if (result.kind === 'audited' || result.reason === 'total-wrong') await endNight(run, day);
}

function dayBefore(day: string): string {
  return new Date(Date.parse(day) - dayMs).toISOString().slice(0, day.length);
}

/**
 * Audits a shop and stores the result, `unaudited` rather than 0.
 *
 * @param options.trouble span without margins
 * @param options.before audit whose surplus rows were reported
 */
export async function auditAndKeep(
  run: ImportSession<Ports>,
  audit: string,
  span: Window,
  { trouble = span, before }: { readonly trouble?: Window; readonly before?: string } = {},
): Promise<ShopAudit['result']> {
  const { ports, shop } = run;
  const row = { audit, shop: shop.key, from: span.from, to: span.to };
  try {
    const result = await auditShop(run, span, { trouble });
    await ports.audits.put({ ...row, at: ports.clock.now(), result });
    if (result.kind === 'unaudited') return result;
    tellFinds(run, audit, result, result.surplus?.left ? await leftBefore(run, before) : null);
    return result;
  } catch (error) {
    if (error instanceof TsunagiError) {
      await ports.audits.put({ ...row, at: ports.clock.now(), result: { kind: 'unaudited', reason: error.code } });
    }
    throw error;
  }
}

/** Surplus rows of an earlier audit; null if none or unreadable, so that the alarm rings once more. */
async function leftBefore(
  { ports, shop }: ImportSession<Ports>,
  before: string | undefined,
): Promise<SurplusFound | null> {
  if (before === undefined) return null;
  try {
    const result = (await ports.audits.of(before)).find((audit) => audit.shop === shop.key)?.result;
    return result?.kind === 'audited' ? (result.surplus ?? null) : null;
  } catch (error) {
    if (error instanceof TsunagiError) return null;
    throw error;
  }
}

/** Reports findings. A surplus row about to be removed by its push is not reported, and a lasting one only once. */
function tellFinds(
  { ports, shop }: ImportSession,
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

/** Shops in parallel, each of which may call every few seconds only. */
const shopsAtOnce = 50;

interface AuditByHand extends Pick<RunContext, 'ports' | 'settings' | 'budget' | 'runId'> {
  readonly shops: readonly Shop[];
  readonly span: Window;
  /** Counts without changing or storing anything. */
  readonly dryRun: boolean;
  readonly name: string;
  readonly onShop: (result: ShopAudit['result']) => void;
  /** Called before waiting for a mall that allows no listing until then. */
  readonly onWait: (shop: Shop, until: EpochMs) => void;
}

/** `by-hand-20261124-154500`, by the moment of its start. */
export function auditByHandName(at: number): string {
  return `by-hand-${jstText(at).replaceAll(/[-:]/g, '').replace(' ', '-')}`;
}

/**
 * Audits in parallel at the shops' rates, despite `manual` pauses. A shop that could not be audited gets the reason: a pause, a failure of
 * the mall, or earlier ones in a row. Throws failures of ours.
 */
export async function auditByHand(work: AuditByHand): Promise<ShopAudit[]> {
  const { ports, settings, shops, span, name } = work;
  const cache = createProcessCache(ports.clock);
  const results: ShopAudit[] = [];
  const breakerOf = createBreakers<MallName>(settings.failuresInARowMax);
  await eachLimited(shops, shopsAtOnce, async (shop) => {
    const breaker = breakerOf(shop.mall);
    const isDown = breaker.isOpen();
    const outcome = isDown ? unaudited('the mall failed shop after shop') : await auditOne(work, cache, shop);
    if (!isDown && outcome.mallFailed) breaker.failed();
    else if (!isDown) breaker.succeeded();
    const audit = { audit: name, shop: shop.key, ...span, at: ports.clock.now(), result: outcome.result };
    if (!work.dryRun) await ports.audits.put(audit);
    results.push(audit);
    work.onShop(outcome.result);
  });
  return results;
}

interface Outcome {
  readonly result: ShopAudit['result'];
  readonly mallFailed: boolean;
}

function unaudited(reason: string, mallFailed = false): Outcome {
  return { result: { kind: 'unaudited', reason }, mallFailed };
}

async function auditOne(
  { ports, settings, budget, runId, span, dryRun, onWait }: AuditByHand,
  cache: RunContext['cache'],
  shop: Shop,
): Promise<Outcome> {
  const now = ports.clock.now();
  const decision = decideByHand(pausesOf(await cache.standing.read(ports.pauses), now), shop, now);
  if (decision.kind !== 'allowed') return unaudited(`paused: ${decision.pause.cause}`);
  try {
    const mall = await ports.malls.shop(shop);
    const calls = Number.POSITIVE_INFINITY;
    const run = openImportSession({ ports, settings, cache, budget, runId, share: 'scan', shop, mall, calls });
    const waiting = patient(run, (until) => onWait(shop, until));
    return { result: await auditShop(waiting, span, { dryRun }), mallFailed: false };
  } catch (error) {
    if (!(error instanceof TsunagiError) || error.code === 'store.failing') throw error;
    return unaudited(error.code, isMallTrouble(error));
  }
}
