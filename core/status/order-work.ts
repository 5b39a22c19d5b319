import { type EpochMs, eachLimited, mapLimited } from '../kernel/index.ts';
import {
  claimedRow,
  isDone,
  mallOf,
  nextTarget,
  type OrderTarget,
  type PauseCause,
  type Push,
  pushesOfTarget,
  pushOfRequest,
  type ShopKey,
  withChange,
  withoutClaim,
} from '../model/index.ts';
import { type OrderTargets, tellRefused } from '../ports/index.ts';
import { readings } from './claims.ts';
import type { OrderTurn } from './order-seen.ts';
import { settleOrder, takeOrders } from './order-turn.ts';
import type { StatusRunContext, StatusSession } from './status-session.ts';
import { newsOf, noteFailures } from './tell.ts';
import { countIn, heldChange, noPushWork, type PushWork } from './work-through.ts';

/** Rows that others keep writing are left, after this many tries, to the worker that finds the claim expired. */
const attemptsMax = 5;

/** Works through the orders of a shop of which something is due, while there is something to do and time and the mall allow it. */
export async function workThroughOrders(run: StatusSession, targets: OrderTargets): Promise<PushWork> {
  const { ports, settings, shop } = run;
  const work = noPushWork();
  const left = new Set<string>();
  let hasWaited = false;
  while (run.stopped() === null && run.callsLeft() > 0) {
    const now = ports.clock.now();
    const found = await targets.due(shop.key, now, settings.claimMax + left.size);
    // What broke would break again, and what the bus did not take it takes later.
    const due = found.filter(({ orderNumber }) => !left.has(orderNumber));
    if (due.length === 0) {
      if (hasWaited || work.claimed > 0) break;
      hasWaited = true;
      await ports.clock.sleep(settings.indexLagMs);
      continue;
    }
    const told = await publish(run, targets, due, left);
    const claimed = await claimOrders(
      run,
      targets,
      told.filter((target) => isToBeTaken(target, now)),
    );
    work.claimed += claimed.length;
    const written = await writeTurns(run, targets, await takeOrders(run, claimed), work);
    await publish(run, targets, written, left);
    for (const { orderNumber } of written) if (isBroken(run, orderNumber)) left.add(orderNumber);
    if (claimed.length === 0) break;
  }
  work.refusedByBus = left.size;
  return work;
}

const isBroken = ({ defects }: StatusSession, orderNumber: string): boolean =>
  [...defects.keys()].some((key) => key === orderNumber || key.startsWith(`${orderNumber}#`));

/** True where more is due than news that the bus did not take. */
function isToBeTaken({ requests }: OrderTarget, now: EpochMs): boolean {
  return requests.some((one) =>
    isDone(one) ? one.lookAgainAt !== undefined && one.lookAgainAt <= now : isDueNow(one, now),
  );
}

const isDueNow = ({ state, requestedAt }: OrderTarget['requests'][number], now: EpochMs): boolean =>
  (state.kind === 'retrying' ? state.next : requestedAt) <= now;

/** True of a change that one call makes for many orders. */
const isShared = ({ content: { kind } }: OrderTarget['requests'][number], batch: number): boolean =>
  batch > 1 && (kind === 'confirm' || kind === 'sub-status');

/** Orders that a run takes on at once: where a call reads a single order, those read first would be old before their call. */
async function claimOrders(
  run: StatusSession,
  targets: OrderTargets,
  due: readonly OrderTarget[],
): Promise<OrderTarget[]> {
  if (run.stopped() !== null) return [];
  const { ports, settings, runId } = run;
  const { batch } = run.door;
  let left = Math.max(0, run.callsLeft() - readings);
  const taken = due.slice(0, Math.min(settings.claimMax, batch * 10)).filter(({ requests }) => {
    const alone = requests.filter((one) => !isDone(one) && !isShared(one, batch)).length;
    // Where no call is for several orders, each is read alone, before its call and after it.
    left -= batch > 1 ? alone : 2 + alone;
    return left >= 0;
  });
  const claimed = await mapLimited(taken, settings.writesAtOnce, async (target) => {
    const now = ports.clock.now();
    const { leaseMs } = settings;
    const row = claimedRow(target, { run: runId, until: now + leaseMs, now, leaseMs });
    return (await targets.put(row)) === 'stored' ? row : null;
  });
  return claimed.filter((target) => target !== null);
}

/** Writes what the turns made of their orders. A row that was changed in between is read again, and the same facts are applied to that. */
async function writeTurns(
  run: StatusSession,
  targets: OrderTargets,
  turns: readonly OrderTurn[],
  work: PushWork,
): Promise<OrderTarget[]> {
  const { settings, runId } = run;
  const written: OrderTarget[] = [];
  await eachLimited(turns, settings.writesAtOnce, async (turn) => {
    let standing: OrderTarget | null = turn.claimed;
    for (let attempt = 1; standing !== null && attempt <= attemptsMax; attempt++) {
      // Another worker has it, by a clock to which the claim was over: it found the claim, and counts on a call of ours.
      if (standing.claim?.run !== runId) return;
      const row = nextTarget(settleOrder(run, standing, turn), runId);
      if ((await targets.put(row)) === 'stored') {
        written.push(row);
        for (const request of turn.attempts.keys()) countIn(work, pushOfRequest(row, request));
        work.lookedAgain += looksEnded(turn.claimed, row);
        return;
      }
      standing = await targets.get(turn.claimed);
    }
  });
  return written;
}

const looksEnded = (before: OrderTarget, after: OrderTarget): number =>
  before.requests.filter((one, request) => isDone(one) && one.lookAgainAt !== after.requests[request]?.lookAgainAt)
    .length;

/**
 * Notes the failures that a merchant has to know, publishes on the bus how requests ended, and notes what the bus accepted. Returns the rows as
 * they stand then, without those that were changed in between; the orders of which the bus refused something are added to `left`.
 */
async function publish(
  { ports, settings, runId }: StatusRunContext,
  targets: OrderTargets,
  rows: readonly OrderTarget[],
  left: Set<string>,
): Promise<OrderTarget[]> {
  const unpublished = rows.flatMap(pushesOfTarget).filter(({ untold }) => untold !== undefined);
  if (unpublished.length === 0) return [...rows];
  const news = unpublished.map(newsOf).filter((one) => one !== null);
  await noteFailures(ports, unpublished);
  const accepted = news.length === 0 ? new Set<string>() : await ports.bus.tellPushes(news);
  const isTold = (push: Push): boolean => {
    const own = newsOf(push);
    return own === null || accepted.has(own.id);
  };
  const refused = unpublished.filter((push) => !isTold(push));
  const waiting = refused.map((push) => ({ mall: mallOf(push.shop), since: push.requestedAt }));
  tellRefused(ports.log, 'pushes', waiting, news.length, ports.clock.now());
  for (const { orderNumber } of refused) left.add(orderNumber);
  const after = await mapLimited(rows, settings.writesAtOnce, async (target) => {
    const told = target.requests.flatMap((one, request) =>
      one.untold !== undefined && isTold(pushOfRequest(target, request)) ? [request] : [],
    );
    if (told.length === 0) return target;
    const row = nextTarget(
      told.reduce((next, request) => withChange(next, request, { untold: null }), target),
      runId,
    );
    return (await targets.put(row)) === 'stored' ? row : null;
  });
  return after.filter((target) => target !== null);
}

/** Writes into each due order of a shop, once, that a pause holds it. Makes no call. Returns how many requests it holds anew. */
export async function holdOrders(
  context: StatusRunContext,
  targets: OrderTargets,
  shop: ShopKey,
  cause: PauseCause,
): Promise<number> {
  const { ports, settings, runId } = context;
  const now = ports.clock.now();
  let due = await targets.due(shop, now, settings.claimMax);
  // Those that are held are the most overdue: behind them there may be others.
  if (due.length === settings.claimMax) due = await targets.due(shop, now, heldAtOnce);
  const rows = await publish(context, targets, due, new Set());
  let held = 0;
  await eachLimited(rows, settings.writesAtOnce, async (target) => {
    const fresh = target.requests.flatMap((one, request) =>
      !isDone(one) && one.state.kind !== 'held' ? [request] : [],
    );
    if (fresh.length === 0) return;
    const free = withoutClaim(target, { now, leaseMs: settings.leaseMs });
    const row = fresh.reduce(
      (next, request) => withChange(next, request, heldChange(pushOfRequest(next, request), cause, now)),
      free,
    );
    if ((await targets.put(nextTarget(row, runId))) === 'stored') held += fresh.length;
  });
  return held;
}

/** Rows that one run looks at to find those that do not say yet that they are held. */
const heldAtOnce = 1_000;

/** Takes back what is due of a removed shop. Returns how many requests were taken back. */
export async function dropOrders(context: StatusRunContext, targets: OrderTargets, shop: ShopKey): Promise<number> {
  const { ports, settings, runId } = context;
  let dropped = 0;
  const left = new Set<string>();
  for (;;) {
    const now = ports.clock.now();
    const found = await targets.due(shop, now, settings.claimMax + left.size);
    const due = found.filter(({ orderNumber }) => !left.has(orderNumber));
    if (due.length === 0) return dropped;
    const taken = await mapLimited(due, settings.writesAtOnce, async (target) => {
      const open = target.requests.filter((one) => !isDone(one)).length;
      const row = nextTarget(droppedRow(withoutClaim(target, { now, leaseMs: settings.leaseMs }), now), runId);
      if ((await targets.put(row)) !== 'stored') return null;
      dropped += open;
      return row;
    });
    const told = await publish(
      context,
      targets,
      taken.filter((row) => row !== null),
      left,
    );
    if (told.length === 0) return dropped;
  }
}

function droppedRow(target: OrderTarget, at: EpochMs): OrderTarget {
  return target.requests.reduce((next, one, request) => {
    const quiet = { lookAgainAt: null, unknownAt: null };
    if (isDone(one)) return withChange(next, request, quiet);
    return withChange(next, request, {
      ...quiet,
      state: { kind: 'withdrawn', at, by: 'shop-removed', reason: 'shop-removed' },
      untold: 'withdrawn',
      steps: [{ at, what: 'withdrawn', by: 'shop-removed' }],
    });
  }, target);
}

/** Of what is due after a run: whether some of it can be worked on. `left` is what the run has left behind. */
export async function isMoreDue(
  { ports, shop, defects }: StatusSession,
  targets: OrderTargets,
  refused: number,
): Promise<boolean> {
  const due = await targets.due(shop.key, ports.clock.now(), refused + defects.size + 1);
  return due.length > refused + defects.size;
}
