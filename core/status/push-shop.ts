import { type EpochMs, eachLimited, mapLimited } from '../kernel/index.ts';
import {
  claimedRow,
  isDone,
  nextTarget,
  type OrderTarget,
  type PauseCause,
  type Shop,
  type ShopKey,
  type TargetRequest,
  withChange,
  withoutClaim,
} from '../model/index.ts';
import type { MallShop } from '../ports/index.ts';
import { type DueRun, type Picked, type Way, workAtShop, workThroughDue } from '../session/index.ts';
import { looksDue, type OrderTurn, requestsDue } from './execute-pushes.ts';
import { heldChange, settleOrder, strayRow, takeOrders } from './order-turn.ts';
import { openStatusSession, type StatusRunContext, type StatusSession } from './status-session.ts';
import { publishNews } from './tell.ts';
import { countIn, noPushWork, type PushWork } from './work-through.ts';

/** The result of the work on one shop's orders. */
export type PushShopResult =
  /** Another worker is at it, and looks once more before it leaves. */
  | { readonly kind: 'busy' }
  /** The shop no longer exists: its requests are withdrawn. */
  | { readonly kind: 'gone'; readonly dropped: number }
  /** A pause holds the shop, or its key does not open. */
  | { readonly kind: 'held'; readonly held: number }
  /** `defects`: the requests that met a defect of our own; the others were worked on. */
  | { readonly kind: 'worked'; readonly work: PushWork; readonly defects: ReadonlyMap<string, unknown> };

/** Works on the due orders of one shop (`workAtShop`). Trouble with the mall or the key is written into the rows and never thrown. */
export async function pushShop(
  context: StatusRunContext,
  shop: Shop | null,
  key: ShopKey,
  way: Way,
): Promise<PushShopResult> {
  if (shop === null) {
    const dropped = await dropOrders(context, key);
    return { kind: 'gone', dropped };
  }
  let held = 0;
  const worked = await workAtShop(context, shop, {
    worker: 'push-status',
    gate: way.gate,
    lane: { lane: 'push', callsPerSecond: shop.callsPerSecond },
    queue: context.ports.statusQueue,
    lostEvent: 'push.message-lost',
    async hold(cause) {
      held = await holdOrders(context, key, cause);
    },
    open: (mall) => openRun(context, shop, mall, way),
    work: workThroughOrders,
    isMoreDue: (run, work) => isMoreDue(run, work.refusedByBus),
  });
  if (worked === 'busy') return { kind: 'busy' };
  if (worked === 'held') return { kind: 'held', held };
  return { kind: 'worked', work: worked.done, defects: worked.session.defects };
}

async function openRun(
  context: StatusRunContext,
  shop: Shop,
  mall: MallShop,
  { gate, evidence }: Way,
): Promise<StatusSession> {
  const {
    status: door,
    traits: { status: traits },
  } = mall;
  if (door === null || traits === undefined)
    throw new Error(`${shop.mall} has no door for statuses, and pushes of ${shop.key} are there.`);
  const merchant = await context.ports.merchants.get(shop.merchant);
  // Only the side that keeps the stock, the mall or our ledger, restores it: otherwise a cancelled piece would be sold twice.
  const restoresStock = merchant?.features.includes('stock') ? 'no' : 'as-the-item-says';
  return openStatusSession(context, { shop, mall, door, traits, restoresStock, gate, evidence });
}

/** Readings that the turn of a batch takes beside its calls, and a call to spare for each shared kind. */
const readings = 4;
/** Batches of a turn. */
const batchesMax = 10;

async function workThroughOrders(run: StatusSession): Promise<PushWork> {
  const { ports, settings, shop, runId } = run;
  const { targets } = ports;
  const work = noPushWork();
  const left = await workThroughDue<OrderTarget, OrderTurn, Picked<OrderTarget>>(loopOf(run), {
    rows: {
      idOf: ({ orderNumber }) => orderNumber,
      dueAt: ({ dueAt }) => dueAt ?? null,
      find: (now, spare) => targets.due(shop.key, now, settings.claimMax + spare),
      get: (target) => targets.get(target),
      put: (target) => targets.put(target),
    },
    pick: async (found, now) => ({
      // News that the bus refused is not work for a turn.
      rows: takenOf(
        run,
        found.filter((target) => requestsDue(target, now).length + looksDue(target, now).length > 0),
      ),
    }),
    claim: (target, { claim, now }) => claimedRow(target, { ...claim, now, leaseMs: settings.leaseMs }),
    take: (claimed) => takeOrders(run, claimed),
    rowOf: ({ claimed }) => claimed,
    settle: (standing, turn) => nextTarget(settleOrder(run, standing, turn), runId),
    stray: (standing, turn) => strayRow(run, standing, turn),
    count(turns, written) {
      work.claimed += turns.length;
      for (const row of written) countTurn(work, turns, row);
    },
    lost: ({ orderNumber }) => ports.log.warn('push.outcome-lost', { shop: shop.key, orderNumber }),
    hasNews,
    publish: (rows) => publish(run, rows),
  });
  work.refusedByBus = left.size;
  return work;
}

/** The run as the loop sees it: it names orders, where defects name requests. */
function loopOf(run: StatusSession): DueRun {
  const { ports, settings, runId } = run;
  return {
    ports,
    runId,
    settings: { ...settings, claimMs: settings.leaseMs, callsForMs: settings.leaseMs / 2 },
    get defects() {
      return new Map([...run.defects].map(([key, error]) => [key.slice(0, key.lastIndexOf('#')), error]));
    },
    mayCall: () => run.stopped() === null && run.callsLeft() > 0,
  };
}

function countTurn(work: PushWork, turns: readonly OrderTurn[], row: OrderTarget): void {
  const turn = turns.find(({ claimed }) => claimed.orderNumber === row.orderNumber);
  if (turn === undefined || row.claim !== undefined) return;
  for (const request of turn.attempts.keys()) countIn(work, row, request);
  work.lookedAgain += turn.claimed.requests.filter(
    (one, request) => isDone(one) && one.lookAgainAt !== row.requests[request]?.lookAgainAt,
  ).length;
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

/** Writes into each due order of a shop, once, that a pause holds it. Returns how many requests it holds anew. */
async function holdOrders(context: StatusRunContext, shop: ShopKey, cause: PauseCause): Promise<number> {
  const { ports, settings, runId } = context;
  const { targets } = ports;
  const now = ports.clock.now();
  let due = await targets.due(shop, now, settings.claimMax);
  // Held rows are the most overdue and fill the first page; read further.
  if (due.length === settings.claimMax) due = await targets.due(shop, now, heldAtOnce);
  // What is to be published is found again, as another version, by the next run.
  await publish(context, due.filter(hasNews));
  let held = 0;
  await eachLimited(due, settings.writesAtOnce, async (target) => {
    const isFresh = (one: TargetRequest): boolean => !isDone(one) && one.state.kind !== 'held';
    const fresh = target.requests.flatMap((one, request) => (isFresh(one) ? [request] : []));
    if (fresh.length === 0 || hasNews(target)) return;
    const free = withoutClaim(target, { now, leaseMs: settings.leaseMs });
    const hold = (row: OrderTarget, request: number) => withChange(row, request, heldChange(row, request, cause, now));
    if ((await targets.put(nextTarget(fresh.reduce(hold, free), runId))) === 'stored') held += fresh.length;
  });
  return held;
}

/** Rows read to find those that do not say yet that they are held. */
const heldAtOnce = 1_000;

/** Withdraws the due requests of a removed shop. Returns how many. */
async function dropOrders(context: StatusRunContext, shop: ShopKey): Promise<number> {
  const { ports, settings, runId } = context;
  const { targets } = ports;
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
    const rows = taken.filter((row) => row !== null);
    for (const orderNumber of await publish(context, rows)) left.add(orderNumber);
    if (rows.length === 0) return dropped;
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
