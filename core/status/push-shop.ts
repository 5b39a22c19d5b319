import { type EpochMs, eachLimited } from '../kernel/index.ts';
import {
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
import { type DueRows, defectCode, rewriteDue, type Way, workAtShop, workThroughDue } from '../session/index.ts';
import { isBroken, looksDue, type OrderTurn, requestsDue } from './execute-pushes.ts';
import { heldChange, settleOrder, strayRow, takeOrders } from './order-turn.ts';
import { openStatusSession, type StatusRunContext, type StatusSession } from './status-session.ts';
import { publishNews } from './tell.ts';

export type PushCounts = ReturnType<typeof noPushCounts>;

export const noPushCounts = () => ({
  ...{ claimed: 0, confirmed: 0, failed: 0, retrying: 0, held: 0, lookedAgain: 0 },
  refusedByBus: 0,
});

const noWork = () => ({
  counts: noPushCounts(),
  nextAts: new Set<EpochMs>(),
  /** Age of the oldest request tried without success. */
  oldestRetryAt: null as EpochMs | null,
});
type Work = ReturnType<typeof noWork>;

/**
 * Works on a shop's due orders (`workAtShop`), adding to `counts`; withdraws requests of a removed shop. Trouble of mall or key goes into
 * rows, never thrown. Returns requests with defects, and since when the oldest is tried in vain.
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
    await rewriteDue(context, rowsOf(context, key), (target, { openUntil, now }) =>
      nextTarget(droppedRow(withoutClaim(target, openUntil), now), context.runId),
    );
    return nothing;
  }
  const worked = await workAtShop(context, shop, {
    worker: 'push-status',
    gate: way.gate,
    lane: { lane: 'push', callsPerSecond: shop.callsPerSecond },
    queue: context.ports.statusQueue,
    lostEvent: 'push.message-lost',
    async hold(cause) {
      // Shops run in parallel: a sum read before the wait would lose others' additions.
      const began = context.ports.clock.now();
      const written = await rewriteDue(context, rowsOf(context, key, shop.merchant), (target, { openUntil, now }) => {
        const free = withoutClaim(target, openUntil);
        const next = heldRow(free, cause, now);
        return next === free || hasNews(target) ? null : nextTarget(next, context.runId);
      });
      const isHeldNow = ({ state }: TargetRequest): boolean => state.kind === 'held' && state.since >= began;
      counts.held += written.flatMap(({ requests }) => requests.filter(isHeldNow)).length;
    },
    open: (mall) => openStatusSession(context, shop, mall, way),
    work: workThroughOrders,
  });
  if (worked === 'busy') counts.busy++;
  if (typeof worked === 'string') return nothing;
  const { done, session } = worked;
  for (const name of Object.keys(done.counts) as (keyof PushCounts)[]) counts[name] += done.counts[name];
  return { defects: session.defects, oldestRetryAt: done.oldestRetryAt };
}

/** Readings per batch beside its calls, and a spare call per shared kind. */
const readings = 4;
const batchesMax = 10;

const rowsOf = (context: StatusRunContext, shop: ShopKey, merchant?: string): DueRows<OrderTarget> => {
  const { targets } = context.ports;
  return {
    idOf: ({ orderNumber }) => orderNumber,
    dueAt: ({ dueAt }) => dueAt ?? null,
    due: (now, most) => targets.due(shop, now, most),
    get: (target) => targets.get(target),
    put: (target) => targets.put(target),
    hasNews,
    publish: (rows) => publish(context, rows, merchant),
  };
};

async function workThroughOrders(run: StatusSession) {
  const { ports, settings, shop, runId } = run;
  const work = noWork();
  const rows = rowsOf(run, shop.key, shop.merchant);
  const mayCall = (): boolean => run.stopped() === null && run.callsLeft() > 0;
  const left = await workThroughDue<OrderTarget, OrderTurn>(
    { ...run, mayCall },
    {
      rows,
      find: (now, spare) => rows.due(now, settings.claimMax + spare),
      isBroken: (target) => isBroken(run, target),
      async pick(found, now) {
        // News refused by the bus is no work for a turn.
        const due = found.filter((target) => requestsDue(target, now).length + looksDue(target, now).length > 0);
        return { rows: takenOf(run, due) };
      },
      claim: (target, { claim, openUntil }) => nextTarget({ ...withoutClaim(target, openUntil), claim }, runId),
      take: (claimed) => takeOrders(run, claimed),
      rowOf: ({ claimed }) => claimed,
      settle: (standing, turn) => nextTarget(settleOrder(run, standing, turn), runId),
      stray: (standing, turn) => strayRow(run, standing, turn),
      count(turns, written) {
        work.counts.claimed += turns.length;
        for (const row of written) countTurn(work, turns, row);
      },
      lost: ({ orderNumber }) => ports.log.warn('push.outcome-lost', { shop: shop.key, orderNumber }),
    },
  );
  work.counts.refusedByBus = left.refused.size;
  return { ...work, isMoreDue: left.isMoreDue };
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
  // A defect waits until its failed message returns: a message to ourselves would fail, too.
  if (state.code !== defectCode) nextAts.add(state.next);
}

/** Waits by the mall's own time, which are no trouble: a payment at 楽天 may take days. */
const isPatient: Readonly<Record<RetryReason, boolean>> = {
  ...{ 'confirm-first': true, 'ship-first': true, 'mall-processing': true, 'mall-changing': true },
  ...{ 'not-done': false, unknown: false, 'not-shown': false },
};

/** Start of trying in vain, restarting after its end; null if not retried, or waiting for the mall. */
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

const isShared = ({ content: { kind } }: TargetRequest, batch: number): boolean =>
  batch > 1 && (kind === 'confirm' || kind === 'sub-status');

/** Orders of a turn; where calls read single orders, early readings would be outdated. */
function takenOf(run: StatusSession, due: readonly OrderTarget[]): OrderTarget[] {
  const { batch } = run.door;
  let left = Math.max(0, run.callsLeft() - readings);
  return due.slice(0, Math.min(run.settings.claimMax, batch * batchesMax)).filter(({ requests }) => {
    const alone = requests.filter((one) => !isDone(one) && !isShared(one, batch)).length;
    // Where calls are for single orders, each is read before and after.
    left -= batch > 1 ? alone : 2 + alone;
    return left >= 0;
  });
}

/** Publishes ends and notes accepted news; returns orders with refused news. */
async function publish(
  { ports, settings, runId }: StatusRunContext,
  rows: readonly OrderTarget[],
  merchant: string | undefined,
): Promise<Set<string>> {
  const unpublished = rows.flatMap((target) => {
    const { shop, orderNumber, requests } = target;
    return requests.flatMap((one, request) => {
      const { state } = one;
      return one.untold && 'at' in state ? [{ ...one, state, shop, orderNumber, target, request }] : [];
    });
  });
  const told = await publishNews(ports, unpublished, merchant);
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

/** The row with every open request held; the same row if all are. */
function heldRow(target: OrderTarget, cause: PauseCause, now: EpochMs): OrderTarget {
  return target.requests.reduce((row, one, request) => {
    const isFresh = !isDone(one) && one.state.kind !== 'held';
    return isFresh ? withChange(row, request, heldChange(row, request, cause, now)) : row;
  }, target);
}

/** Withdraws open requests of a removed shop's row, and ends its looks. */
function droppedRow(target: OrderTarget, at: EpochMs): OrderTarget {
  return target.requests.reduce((next, one, request) => {
    const quiet = { lookAgainAt: undefined, unknownAt: undefined };
    if (isDone(one)) return withChange(next, request, quiet);
    const state = { kind: 'withdrawn', at, by: 'shop-removed', reason: 'shop-removed' } as const;
    const steps = [{ at, what: 'withdrawn', by: 'shop-removed' }] as const;
    return withChange(next, request, { ...quiet, state, untold: 'withdrawn', steps });
  }, target);
}
