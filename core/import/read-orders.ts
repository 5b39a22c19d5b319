import { batchesFrom, blamesContent, inChunks, sentence, TsunagiError } from '../kernel/index.ts';
import {
  type ClaimKey,
  isStandIn,
  type MallOrder,
  type OrderRow,
  storageProblem,
  type UnreadableOrder,
} from '../model/index.ts';
import type { OpenOrder, OrderReading } from '../ports/index.ts';
import type { ImportSession } from '../session/index.ts';

export interface Wanted {
  readonly orderNumber: string;
  /** `null`: a look found no row; absent: no look yet. */
  readonly seen?: null;
  /** Claims that a dead run may have left. */
  readonly carried?: readonly ClaimKey[];
}

export interface Pending extends Wanted {
  /** Highest version of a claim that refused an earlier attempt. */
  readonly floor: number;
}

export type OrderRead =
  | { readonly kind: 'order'; readonly order: MallOrder }
  | { readonly kind: 'missing' }
  /** `order`: readable but not storable. */
  | { readonly kind: 'quarantined'; readonly unreadable: UnreadableOrder; readonly order?: MallOrder }
  /** Out of time or calls before separation from a bad neighbour. */
  | { readonly kind: 'unread' };

/** The row before the mall was asked, the moment, and the answer. */
export interface OrderLook {
  readonly pending: Pending;
  readonly seen: OrderRow | null;
  readonly readAt: number;
  readonly read: OrderRead;
}

/** Reads orders by calls, with their rows before each. */
export async function lookAt(run: ImportSession, pending: readonly Pending[]): Promise<OrderLook[]> {
  const looks: OrderLook[] = [];
  for (const chunk of inChunks(pending, run.traits.readBatch)) looks.push(...(await lookAtOnce(run, chunk)));
  return looks;
}

async function lookAtOnce(run: ImportSession, wanted: readonly Pending[]): Promise<OrderLook[]> {
  const listed = wanted.flatMap((pending): OrderLook[] => {
    const order = pending.seen === null ? run.takeListed(pending.orderNumber) : null;
    return order === null ? [] : [{ pending, seen: null, readAt: run.ports.clock.now(), read: readable(order) }];
  });
  const inHand = new Set(listed.map(({ pending }) => pending));
  const rest = wanted.filter((pending) => !inHand.has(pending));
  return rest.length === 0 ? listed : [...listed, ...(await readThem(run, rest))];
}

async function readThem(run: ImportSession, pending: readonly Pending[]): Promise<OrderLook[]> {
  const unseen = pending.filter((order) => order.seen === undefined).map((order) => order.orderNumber);
  const rows = unseen.length > 0 ? await run.ports.orders.rows(run.shop.key, unseen) : new Map<string, OrderRow>();
  const readAt = run.ports.clock.now();
  const reading = await readIsolated(
    run,
    pending.map((order) => order.orderNumber),
    pending.some(({ orderNumber }) => !rows.has(orderNumber)),
  );
  const orders = new Map(reading.orders.map((order) => [order.orderNumber, order]));
  const unreadables = new Map(reading.unreadable.map((order) => [order.orderNumber, order]));
  const unread = new Set(reading.unread);
  const readOf = (orderNumber: string): OrderRead => {
    const order = orders.get(orderNumber);
    if (order) return readable(order);
    if (unread.has(orderNumber)) return { kind: 'unread' };
    const unreadable = unreadables.get(orderNumber);
    return unreadable ? { kind: 'quarantined', unreadable } : { kind: 'missing' };
  };
  return pending.map((order) => ({
    pending: order,
    seen: rows.get(order.orderNumber) ?? null,
    readAt,
    read: readOf(order.orderNumber),
  }));
}

function readable(order: MallOrder): OrderRead {
  const reason = storageProblem(order);
  if (reason === null) return { kind: 'order', order };
  return { kind: 'quarantined', unreadable: { orderNumber: order.orderNumber, raw: order.original, reason }, order };
}

/** Spoilt answers without a good one after which all count as refused, if no known-good order exists. */
const spoiltOnlyMax = 16;

export interface IsolatedReading extends OrderReading {
  readonly unread: readonly string[];
}

interface Alone {
  readonly orderNumber: string;
  readonly error: TsunagiError;
}

/**
 * Reads orders, halving spoilt batches until bad ones stand alone; out of time, the rest is `unread`. Orders without a row that an answer
 * omits are requested once more.
 *
 * No order counts as bad before the mall has returned any of the shop: the run requests a known-good one first. If that fails, too, throws
 * (`concerns: 'shop'` if the mall refuses), so that the cursor waits. Without a known-good order, one with a row may be bad by itself, and
 * no cursor waits.
 *
 * @param anyNew true if some have no row yet
 */
export async function readIsolated(
  run: ImportSession,
  orderNumbers: readonly string[],
  anyNew: boolean,
): Promise<IsolatedReading> {
  const orders: MallOrder[] = [];
  const unreadable: UnreadableOrder[] = [];
  const absent: string[] = [];
  const alone: Alone[] = [];
  let spoiltOnly = 0;

  const parts = batchesFrom([orderNumbers]);
  for (let part = parts.next(); part !== undefined; part = parts.next()) {
    if (spoiltOnly > 0 && !run.mayCall()) {
      parts.putBack(part);
      break;
    }
    try {
      const reading = await readListed(run, part);
      orders.push(...reading.orders);
      unreadable.push(...reading.unreadable);
      absent.push(...reading.absent);
    } catch (error) {
      if (!isSpoilt(error)) throw error;
      spoiltOnly++;
      const known = await isKnownGoodRead(run, orderNumbers, isSpoilt);
      if (known === 'refused' || (known === 'none' && spoiltOnly > spoiltOnlyMax)) throw refusalOfAll(run, error);
      // Depth first settles orders in each run. Without a known-good order, breadth first finds one soonest.
      if (parts.halve(part, known === 'read' ? 'first' : 'last')) continue;
      for (const orderNumber of part) alone.push({ orderNumber, error });
    }
  }
  // An answer may omit a just listed order that the next has; the sweep would take minutes.
  if (anyNew && absent.length > 0 && spoiltOnly === 0 && run.mayCall()) {
    const missed = absent.splice(0);
    const again = await readListed(run, missed).catch((error: unknown) => {
      if (!isSpoilt(error)) throw error;
      return { orders: [], unreadable: [], absent: missed };
    });
    orders.push(...again.orders);
    unreadable.push(...again.unreadable);
    absent.push(...again.absent);
  }
  const bad = [...alone.map(({ orderNumber }) => orderNumber), ...unreadable.map((one) => one.orderNumber), ...absent];
  if (bad.length > 0) {
    const known = await isKnownGoodRead(run, orderNumbers, isSpoilt);
    if (known === 'no-call') return { orders, unreadable: [], absent: [], unread: [...bad, ...parts.left()] };
    const failing = alone.find(({ error }) => error.code === 'mall.failing');
    if (failing && known !== 'read') throw failing.error;
    if (known === 'refused' || (known === 'none' && anyNew)) {
      throw refusalOfAll(run, alone[0]?.error ?? null, unreadable[0]?.reason);
    }
  }
  for (const { orderNumber, error } of alone) {
    const reason = `The mall's answer with this order could not be read (${error.code}): handle it at the mall.`;
    unreadable.push({ orderNumber, raw: error.evidence(), reason });
  }
  return { orders, unreadable, absent, unread: parts.left() };
}

/** Orders listed without a usable number are unreadable, without a call. */
export async function readListed(
  run: Pick<ImportSession, 'readOrders'>,
  orderNumbers: readonly string[],
): Promise<OrderReading> {
  const asked = orderNumbers.filter((orderNumber) => !isStandIn(orderNumber));
  const reading = asked.length === 0 ? { orders: [], unreadable: [], absent: [] } : await run.readOrders(asked);
  const nameless = orderNumbers.filter(isStandIn).map((orderNumber) => ({ orderNumber, raw: '', reason: noNumber }));
  return { ...reading, unreadable: [...reading.unreadable, ...nameless] };
}

const noNumber =
  'The mall lists an order whose number is empty, too long or no number at all, so that it can be neither read nor stored. It holds no stock here: find it at the mall by when it was placed, and handle it there.';

/**
 * Error if not even a known-good order can be read. A failing mall is an outage; other answers are a refusal until mall, shop or developer
 * acts.
 *
 * @param error null if the mall answered well with nothing readable
 * @param reason why it was unreadable
 */
function refusalOfAll(
  { shop }: ImportSession,
  error: TsunagiError | null,
  reason = 'It hands out nothing.',
): TsunagiError {
  if (error?.code === 'mall.failing') return error;
  const said = error?.message ?? reason;
  return new TsunagiError(
    error?.code ?? 'mall.unreadable',
    'later',
    sentence`The mall lists orders of ${shop.key}, and none of them can be read, not even one that was read before; the import waits. ${said}`,
    { ...error?.context, shop: shop.key, concerns: 'shop' },
    { cause: error },
  );
}

/** Answers that a single order can cause, unlike outages, time-outs and refused keys. */
function isSpoilt(error: unknown): error is TsunagiError {
  if (blamesContent(error)) return true;
  return error instanceof TsunagiError && error.code === 'mall.failing' && error.context.status === 500;
}

/** Candidates among open orders; not always the same one, which may have become unreadable. */
const newest = 10;

const listedMax = 3;

/** Whether the mall returns any order. `refused`: not even a known-good one. `none`: no order to try. `no-call`: no call left. */
type KnownGood = 'read' | 'refused' | 'none' | 'no-call';

/**
 * Requests a known-good order unless one was read, so at most one call a run: a stored order without problem, or, with nothing stored,
 * another of the listing.
 *
 * @param asked orders in doubt
 * @param isSpoilt true for answers that the order can cause; others are thrown
 */
async function isKnownGoodRead(
  run: ImportSession,
  asked: readonly string[],
  isSpoilt: (error: unknown) => boolean,
): Promise<KnownGood> {
  if (run.reading.hasRead) return 'read';
  const candidates = await candidatesOf(run, new Set(asked));
  for (const orderNumber of candidates) {
    if (!run.mayCall()) return 'no-call';
    try {
      await run.readOrders([orderNumber]);
      if (run.reading.hasRead) return 'read';
    } catch (error) {
      if (!isSpoilt(error)) throw error;
    }
  }
  return candidates.length === 0 ? 'none' : 'refused';
}

async function candidatesOf(run: ImportSession, asked: ReadonlySet<string>): Promise<readonly string[]> {
  const { ports, shop, reading, traits } = run;
  const shownFrom = run.mallNow() - traits.lookBackMs;
  const open = await ports.orders.openOrders(shop.key);
  const youngestFirst = (one: OpenOrder, other: OpenOrder): number => other.orderedAt - one.orderedAt;
  // Older orders are out of the mall's sight.
  const others = open.filter(({ orderNumber, orderedAt }) => !asked.has(orderNumber) && orderedAt > shownFrom);
  others.sort(youngestFirst);
  const numbers = others.slice(0, newest).map(({ orderNumber }) => orderNumber);
  const rows = numbers.length === 0 ? [] : [...(await ports.orders.rows(shop.key, numbers)).values()];
  const good = rows.filter((row) => row.kind === 'stored' && row.problem === undefined);
  const chosen = good[Math.floor(ports.random.next() * good.length)];
  if (chosen !== undefined) return [chosen.orderNumber];
  return reading.listed.filter((orderNumber) => !asked.has(orderNumber)).slice(-listedMax);
}
