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

/** How the visits went, for the log line of a run in which something happened. */
export type VisitReport = ReturnType<typeof noVisits>;

export const noVisits = () => ({
  visited: 0,
  paused: 0,
  failed: 0,
  /** True when shops were left because their mall, or our store, failed shop after shop. */
  cutShort: false,
});

export interface VisitOptions {
  /** Lets the first of the shops pass while a mall recovers; without it all of them wait. */
  readonly ramp?: { readonly shards: number } | null;
  readonly report?: VisitReport;
  /** True for visits that bring new orders in: a shop whose orders cannot be stored is noted as `failing`. */
  readonly notesFailing?: boolean;
  /** The calls that the run may make at a shop, and whose share of its rate they are; those of the run when absent. */
  readonly paceAt?: (shop: Shop) => { readonly calls: number; readonly share: RateShare };
  /** How long its listings may wait (`OrderListing.canWait`); as its share of the rate says when absent. */
  readonly canWait?: OrderListing['canWait'];
  /** Called for every shop whose work cannot be done now, with what its visit threw; null where a pause holds it. */
  readonly onLeft?: (shop: Shop, error: unknown) => void;
}

/**
 * Visits shops, many at once, in the order given. A pause holds its shop; a refused key pauses that shop only; a mall that fails shop after shop
 * ends the visits to its shops, and a store that does ends all visits. Failures of one shop never reach another; our own are thrown when all shops
 * have been visited.
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
    // A call that our own count of a quota held back says nothing of the mall.
    if (isThrottled(error) && error.context.sent === false) return;
    // A failure of our own that is over by itself: the store is away, or busy.
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
 * The shops of one of `shards` schedules, each once, in no order. Its own shard is read in every run. Others hold shops only after the number of
 * schedules changed; one that was found empty rests, so that an idle run does not pay for 63 queries.
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
