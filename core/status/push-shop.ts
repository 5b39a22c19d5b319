import { type EpochMs, eachLimited } from '../kernel/index.ts';
import {
  claimedRow,
  isDone,
  nextTarget,
  type OrderTarget,
  type PauseCause,
  type PushState,
  type PushStep,
  type RetryReason,
  type Shop,
  type ShopKey,
  stepsOf,
  type TargetRequest,
  terminalStates,
  withChange,
  withoutClaim,
} from '../model/index.ts';
import { type DueRun, defectCode, rewriteRows, type Way, workAtShop, workThroughDue } from '../session/index.ts';
import { looksDue, type OrderTurn, requestsDue } from './execute-pushes.ts';
import { heldChange, settleOrder, strayRow, takeOrders } from './order-turn.ts';
import { openStatusSession, type StatusRunContext, type StatusSession } from './status-session.ts';
import { publishNews } from './tell.ts';

export type PushCounts = ReturnType<typeof noPushCounts>;

/** What a run has done for requests, so far nothing. */
export const noPushCounts = () => ({
  ...{ claimed: 0, confirmed: 0, failed: 0, retrying: 0, held: 0, lookedAgain: 0 },
  /** Ended, and the bus refused the news: nothing to be done about it now. */
  refusedByBus: 0,
});

/** What one run did for a shop's requests. */
const noWork = () => ({
  counts: noPushCounts(),
  /** When the requests that were tried are due again. */
  nextAts: new Set<EpochMs>(),
  /** When the oldest of the requests that were tried without success was made. */
  oldestRetryAt: null as EpochMs | null,
});
type Work = ReturnType<typeof noWork>;

/**
 * Works on the due orders of one shop (`workAtShop`), and adds to `counts` what it did; withdraws the requests of a removed shop. Trouble with
 * the mall or the key is written into the rows and never thrown. Returns the requests that met a defect of our own, and since when the oldest was
 * tried without success.
 */
export async function pushShop(
  context: StatusRunContext,
  shop: Shop | null,
  key: ShopKey,
  way: Way,
  counts: PushCounts & { busy: number },
): Promise<{ readonly defects: ReadonlyMap<string, unknown>; readonly oldestRetryAt: EpochMs | null }> {
  const nothing = { defects: new Map(), oldestRetryAt: null };
  if (shop === null) {
    await dropOrders(context, key);
    return nothing;
  }
  const worked = await workAtShop(context, shop, {
    worker: 'push-status',
    gate: way.gate,
    lane: { lane: 'push', callsPerSecond: shop.callsPerSecond },
    queue: context.ports.statusQueue,
    lostEvent: 'push.message-lost',
    async hold(cause) {
      // Shops are worked side by side: a sum that was read before the wait would lose what others add.
      const held = await holdOrders(context, key, cause);
      counts.held += held;
    },
    open: (mall) => openStatusSession(context, shop, mall, way),
    work: workThroughOrders,
    isMoreDue: (run, work) => isMoreDue(run, work.counts.refusedByBus),
  });
  if (worked === 'busy') counts.busy++;
  if (typeof worked === 'string') return nothing;
  const { done, session } = worked;
  for (const name of Object.keys(done.counts) as (keyof PushCounts)[]) counts[name] += done.counts[name];
  return { defects: session.defects, oldestRetryAt: done.oldestRetryAt };
}

/** Readings that the turn of a batch takes beside its calls, and a call to spare for each shared kind. */
const readings = 4;
/** Batches of a turn. */
const batchesMax = 10;

async function workThroughOrders(run: StatusSession): Promise<Work> {
  const { ports, settings, shop, runId } = run;
  const { targets } = ports;
  const work = noWork();
  const left = await workThroughDue<OrderTarget, OrderTurn>(loopOf(run), {
    rows: {
      idOf: ({ orderNumber }) => orderNumber,
      dueAt: ({ dueAt }) => dueAt ?? null,
      find: (now, spare) => targets.due(shop.key, now, settings.claimMax + spare),
      get: (target) => targets.get(target),
      put: (target) => targets.put(target),
    },
    async pick(found, now) {
      // News that the bus refused is not work for a turn.
      const due = found.filter((target) => requestsDue(target, now).length + looksDue(target, now).length > 0);
      return { rows: takenOf(run, due) };
    },
    claim: (target, { claim, now }) => claimedRow(target, { ...claim, now, leaseMs: settings.leaseMs }),
    take: (claimed) => takeOrders(run, claimed),
    rowOf: ({ claimed }) => claimed,
    settle: (standing, turn) => nextTarget(settleOrder(run, standing, turn), runId),
    stray: (standing, turn) => strayRow(run, standing, turn),
    count(turns, written) {
      work.counts.claimed += turns.length;
      for (const row of written) countTurn(work, turns, row);
    },
    lost: ({ orderNumber }) => ports.log.warn('push.outcome-lost', { shop: shop.key, orderNumber }),
    hasNews,
    publish: (rows) => publish(run, rows),
  });
  work.counts.refusedByBus = left.size;
  return work;
}

/** A call may begin until half a lease before its end. */
const dueSettings = (settings: StatusRunContext['settings']) => ({
  ...settings,
  claimMs: settings.leaseMs,
  callsForMs: settings.leaseMs / 2,
});

/** The run as the loop sees it: it names orders, where defects name requests. */
function loopOf(run: StatusSession): DueRun {
  const { ports, settings, runId } = run;
  return {
    ports,
    runId,
    settings: dueSettings(settings),
    get defects() {
      return new Map([...run.defects].map(([key, error]) => [key.slice(0, key.lastIndexOf('#')), error]));
    },
    mayCall: () => run.stopped() === null && run.callsLeft() > 0,
  };
}

function countTurn(work: Work, turns: readonly OrderTurn[], row: OrderTarget): void {
  const turn = turns.find(({ claimed }) => claimed.orderNumber === row.orderNumber);
  if (turn === undefined || row.claim !== undefined) return;
  for (const request of turn.attempts.keys()) countIn(work, row, request);
  work.counts.lookedAgain += turn.claimed.requests.filter(
    (one, request) => isDone(one) && one.lookAgainAt !== row.requests[request]?.lookAgainAt,
  ).length;
}

function countIn(work: Work, target: OrderTarget, request: number): void {
  const { state, requestedAt } = target.requests[request] as TargetRequest;
  const { counts, oldestRetryAt, nextAts } = work;
  if (state.kind === 'confirmed' || state.kind === 'failed' || state.kind === 'held') counts[state.kind]++;
  if (state.kind !== 'retrying') return;
  counts.retrying++;
  const since = oldestRetrySince({ state, requestedAt, trail: stepsOf(target, request) });
  if (since !== null) work.oldestRetryAt = Math.min(oldestRetryAt ?? since, since);
  // A defect is for the failed message to come back to: a message to ourselves would only fail, too.
  if (state.code !== defectCode) nextAts.add(state.next);
}

/** Reasons to wait that are no trouble, but the mall's own time: a payment at 楽天 may be looked at for days. */
const isPatient: Readonly<Record<RetryReason, boolean>> = {
  ...{ 'confirm-first': true, 'ship-first': true, 'mall-processing': true, 'mall-changing': true },
  ...{ 'not-done': false, unknown: false, 'not-shown': false },
};

/** Since when a request is tried without success, anew after its end; null for one that is not retried, or that waits for the mall. */
export function oldestRetrySince(by: {
  readonly state: PushState;
  readonly requestedAt: EpochMs;
  readonly trail: readonly PushStep[];
}): EpochMs | null {
  const { state, requestedAt, trail } = by;
  if (state.kind !== 'retrying' || isPatient[state.reason]) return null;
  const end = trail.findLastIndex(({ what }) => terminalStates.some((one) => one === what));
  const again = end < 0 ? undefined : trail.slice(end + 1).find(({ what }) => what === 'retried-by-hand');
  return Math.max(requestedAt, again?.at ?? requestedAt);
}

const hasNews = ({ requests }: OrderTarget): boolean => requests.some(({ untold }) => untold !== undefined);

/** True of a change that one call makes for many orders. */
const isShared = ({ content: { kind } }: TargetRequest, batch: number): boolean =>
  batch > 1 && (kind === 'confirm' || kind === 'sub-status');

/** The orders of a turn: where a call reads a single order, those read first would be old before their call. */
function takenOf(run: StatusSession, due: readonly OrderTarget[]): OrderTarget[] {
  const { batch } = run.door;
  let left = Math.max(0, run.callsLeft() - readings);
  return due.slice(0, Math.min(run.settings.claimMax, batch * batchesMax)).filter(({ requests }) => {
    const alone = requests.filter((one) => !isDone(one) && !isShared(one, batch)).length;
    // Where no call is for several orders, each is read alone, before its call and after it.
    left -= batch > 1 ? alone : 2 + alone;
    return left >= 0;
  });
}

/** Publishes how requests ended, and notes what the bus accepted. Returns the orders of which it refused something. */
async function publish(
  { ports, settings, runId }: StatusRunContext,
  rows: readonly OrderTarget[],
): Promise<Set<string>> {
  const unpublished = rows.flatMap((target) => {
    const { shop, orderNumber, requests } = target;
    return requests.flatMap((one, request) => (one.untold ? [{ ...one, shop, orderNumber, target, request }] : []));
  });
  const told = await publishNews(ports, unpublished);
  await eachLimited(
    [...Map.groupBy(told, ({ target }) => target)],
    settings.writesAtOnce,
    async ([target, ofOrder]) => {
      const noted = ofOrder.reduce((next, { request }) => withChange(next, request, { untold: undefined }), target);
      await ports.targets.put(nextTarget(noted, runId));
    },
  );
  return new Set(unpublished.flatMap((one) => (told.has(one) ? [] : [one.orderNumber])));
}

/** Changes due orders that no worker has claimed, and returns them as written. */
function rewriteOrders(
  { ports, settings, runId }: StatusRunContext,
  due: readonly OrderTarget[],
  now: EpochMs,
  change: (target: OrderTarget) => OrderTarget | null,
): Promise<OrderTarget[]> {
  const { leaseMs } = settings;
  const by = { rows: ports.targets, settings: dueSettings(settings), now };
  return rewriteRows(by, due, (target) => {
    const next = change(withoutClaim(target, { now, leaseMs }));
    return next && nextTarget(next, runId);
  });
}

/** Writes into each due order of a shop, once, that a pause holds it. Returns how many requests it holds anew. */
async function holdOrders(context: StatusRunContext, shop: ShopKey, cause: PauseCause): Promise<number> {
  const { ports, settings } = context;
  const { targets } = ports;
  const now = ports.clock.now();
  let due = await targets.due(shop, now, settings.claimMax);
  // Held rows are the most overdue and fill the first page; read further.
  if (due.length === settings.claimMax) due = await targets.due(shop, now, heldAtOnce);
  // What is to be published is found again, as another version, by the next run.
  await publish(context, due.filter(hasNews));
  const freshIn = ({ requests }: OrderTarget): number[] =>
    requests.flatMap((one, request) => (!isDone(one) && one.state.kind !== 'held' ? [request] : []));
  const written = await rewriteOrders(context, due, now, (target) => {
    const fresh = freshIn(target);
    if (fresh.length === 0 || hasNews(target)) return null;
    return fresh.reduce((row, request) => withChange(row, request, heldChange(row, request, cause, now)), target);
  });
  const isHeldNow = ({ state }: TargetRequest): boolean => state.kind === 'held' && state.since === now;
  return written.reduce((sum, { requests }) => sum + requests.filter(isHeldNow).length, 0);
}

/** Rows read to find those that do not say yet that they are held. */
const heldAtOnce = 1_000;

/** Withdraws the due requests of a removed shop. */
async function dropOrders(context: StatusRunContext, shop: ShopKey): Promise<void> {
  const { targets, clock } = context.ports;
  const left = new Set<string>();
  for (;;) {
    const now = clock.now();
    const found = await targets.due(shop, now, context.settings.claimMax + left.size);
    const due = found.filter(({ orderNumber }) => !left.has(orderNumber));
    const rows = await rewriteOrders(context, due, now, (target) => droppedRow(target, now));
    for (const orderNumber of await publish(context, rows)) left.add(orderNumber);
    if (rows.length === 0) return;
  }
}

function droppedRow(target: OrderTarget, at: EpochMs): OrderTarget {
  return target.requests.reduce((next, one, request) => {
    const quiet = { lookAgainAt: undefined, unknownAt: undefined };
    if (isDone(one)) return withChange(next, request, quiet);
    const state = { kind: 'withdrawn', at, by: 'shop-removed', reason: 'shop-removed' } as const;
    const steps = [{ at, what: 'withdrawn', by: 'shop-removed' }] as const;
    return withChange(next, request, { ...quiet, state, untold: 'withdrawn', steps });
  }, target);
}

/** True if more orders are due than those whose news the bus refused. */
async function isMoreDue({ ports, shop, defects }: StatusSession, refused: number): Promise<boolean> {
  const due = await ports.targets.due(shop.key, ports.clock.now(), refused + defects.size + 1);
  return due.length > refused;
}
