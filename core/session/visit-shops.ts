import {
  codeOrName,
  createBreaker,
  createBreakers,
  eachLimited,
  errorName,
  firstFailure,
  isMallTrouble,
  isNear,
  keyErrorCode,
  TsunagiError,
} from '../kernel/index.ts';
import { type MallName, type Shop, shardsOfSchedule } from '../model/index.ts';
import type { ImportPorts, OrderListing, Ports, TimeBudget } from '../ports/index.ts';
import { noteKeyRefused, noteKeyWorks } from './credentials.ts';
import { openWay, tallyOfCalls } from './each-shop.ts';
import type { Gate } from './gate.ts';
import { type ImportSession, openImportSession, type ProcessCache } from './import-session.ts';
import type { ImportSettings } from './import-settings.ts';
import { isInternalError, isLasting } from './own-failures.ts';
import type { RateShare } from './pacer.ts';
import { isThrottled } from './session.ts';

export type VisitPorts = ImportPorts & Pick<Ports, 'malls' | 'health'>;

export interface RunContext<Uses extends VisitPorts = Ports> {
  readonly ports: Uses;
  readonly settings: ImportSettings;
  readonly cache: ProcessCache;
  readonly budget: TimeBudget;
  readonly runId: string;
  readonly share: RateShare;
}

export type VisitReport = ReturnType<typeof noVisits>;

export const noVisits = () => ({
  visited: 0,
  paused: 0,
  failed: 0,
  cutShort: false,
});

export interface VisitOptions {
  /** Admits the first shops during recovery; without it all wait. */
  readonly ramp?: { readonly shards: number } | null;
  readonly report?: VisitReport;
  /** True for visits that import new orders: a shop whose orders cannot be stored is noted as `failing`. */
  readonly notesFailing?: boolean;
  /** Calls at a shop, and the share of its rate; default: the run's. */
  readonly paceAt?: (shop: Shop) => { readonly calls: number; readonly share: RateShare };
  /** Wait of listings (`OrderListing.canWait`); default by the share of the rate. */
  readonly canWait?: OrderListing['canWait'];
  /** Called for shops that cannot be worked on, with the error, or null if paused. */
  readonly onLeft?: (shop: Shop, error: unknown) => void;
}

/**
 * Visits shops in order, several at once. Pauses and refused keys hold their shop only; a mall that fails shop after shop ends its visits,
 * such a store all. Failures do not spread; ours are thrown at the end.
 */
export async function visitShops<Uses extends VisitPorts>(
  context: RunContext<Uses>,
  shops: readonly Shop[],
  visit: (run: ImportSession<Uses>) => Promise<void>,
  options: VisitOptions = {},
): Promise<VisitReport> {
  const { ports, settings } = context;
  const { ramp = null, report = noVisits(), notesFailing = false, canWait } = options;
  const { paceAt = () => ({ calls: settings.callsPerRun, share: context.share }) } = options;
  if (shops.length === 0) return report;
  const mallBreaker = createBreakers<MallName>(settings.failuresInARowMax);
  const storeBreaker = createBreaker(settings.failuresInARowMax);
  const internalErrors = firstFailure();
  const { gate, evidence } = openWay(context, {
    capability: 'import',
    ramp: ramp && { ...ramp, shops },
    onLost: internalErrors.note,
  });
  await eachLimited(shops, settings.shopsAtOnce, async (shop) => {
    if (context.budget.remainingMs() <= settings.callReserveMs) return;
    if (storeBreaker.isOpen() || mallBreaker(shop.mall).isOpen()) {
      report.cutShort = true;
      return;
    }
    if (await gate.holding(shop)) {
      report.paused++;
      options.onLeft?.(shop, null);
      return;
    }
    const by = { gate, ...paceAt(shop), ...(canWait && { canWait }) };
    const { calls, error } = await visitShop(context, shop, by, visit);
    await evidence.add(shop.mall, tallyOfCalls(calls, error));
    if (error === null) {
      report.visited++;
      storeBreaker.succeeded();
      mallBreaker(shop.mall).succeeded();
      if (notesFailing && shop.failing) await ports.shops.recordFailing(shop.key, null).catch(internalErrors.note);
      return;
    }
    options.onLeft?.(shop, error);
    if (error instanceof TsunagiError && error.code === 'shop.held') {
      report.paused++;
      return;
    }
    report.failed++;
    await noteFailure(context, shop, gate, error);
    if (isInternalError(error)) internalErrors.note(error);
    if (isLasting(error) && notesFailing) await noteFailing(context, shop, error).catch(internalErrors.note);
    // A call held back by our own count of a quota says nothing of the mall.
    if (isThrottled(error) && error.context.sent === false) return;
    // A passing failure of ours: the store is away or busy.
    if (isInternalError(error) && !isLasting(error)) storeBreaker.failed();
    if (!isMallTrouble(error)) return;
    mallBreaker(shop.mall).failed();
    context.cache.failed.add(shop.key);
  });
  await evidence.flush();
  internalErrors.rethrow();
  return report;
}

async function noteFailing({ ports }: RunContext<VisitPorts>, { key, failing }: Shop, error: unknown): Promise<void> {
  const code = codeOrName(error);
  if (failing?.code === code) return;
  await ports.shops.recordFailing(key, { since: failing?.since ?? ports.clock.now(), code });
}

async function visitShop<Uses extends VisitPorts>(
  context: RunContext<Uses>,
  shop: Shop,
  by: Pick<Parameters<typeof openImportSession>[0], 'calls' | 'share' | 'canWait'> & { readonly gate: Gate },
  visit: (run: ImportSession<Uses>) => Promise<void>,
): Promise<{ readonly calls: number; readonly error: unknown }> {
  let run: ImportSession<Uses> | undefined;
  try {
    const mall = await context.ports.malls.shop(shop);
    run = openImportSession({ ...context, shop, mall, ...by });
    await visit(run);
    if (run.callsMade() > 0) await noteKeyWorks(context.ports, shop, await by.gate.pauses());
    return { calls: run.callsMade(), error: null };
  } catch (error) {
    return { calls: run?.callsMade() ?? 0, error };
  }
}

async function noteFailure({ ports }: RunContext<VisitPorts>, shop: Shop, gate: Gate, error: unknown): Promise<void> {
  if (!(error instanceof TsunagiError)) {
    ports.log.error('shop.visit-broke', { shop: shop.key, error: errorName(error) });
    return;
  }
  const { code, retry, context } = error;
  const { requestId = null, operation = null } = context;
  const isOfKey = keyErrorCode(error) !== null;
  if (isOfKey) await noteKeyRefused(ports, shop, await gate.pauses(), error);
  const event = isOfKey ? 'shop.key-refused' : 'shop.visit-failed';
  ports.log.warn(event, { shop: shop.key, code, retry, operation, requestId });
}

const askedAtOnce = 16;

/**
 * The shops of one schedule, each once, unordered. Always reads its own shard. Others have shops only after the number of schedules
 * changed, and rest when empty, to save 63 queries a run.
 */
export async function shopsOfSchedule(
  context: {
    readonly ports: Pick<Ports, 'shops' | 'clock'>;
    readonly settings: Pick<ImportSettings, 'emptyShardRestMs'>;
    readonly cache: Pick<ProcessCache, 'emptyShards'>;
  },
  shard: number,
  shards: number,
): Promise<Shop[]> {
  const { ports, settings } = context;
  const { emptyShards } = context.cache;
  const now = ports.clock.now();
  const isAsked = (one: number): boolean =>
    one === shard || !isNear(emptyShards.get(one), now, settings.emptyShardRestMs);
  const found = new Map<string, Shop>();
  await eachLimited(shardsOfSchedule(shard, shards).filter(isAsked), askedAtOnce, async (one) => {
    const shops = await ports.shops.inShard(one);
    if (shops.length === 0) emptyShards.set(one, now);
    else emptyShards.delete(one);
    // A shop that is being moved can appear in both shards.
    for (const shop of shops) found.set(shop.key, shop);
  });
  return [...found.values()];
}
