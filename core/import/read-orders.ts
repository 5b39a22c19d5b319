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

/** An order to be read from the mall and stored. */
export interface Wanted {
  readonly orderNumber: string;
  /** The row seen already: `null` when a look found none, absent when there was no look yet. */
  readonly seen?: null;
  /** Claims a dead run may have left behind. */
  readonly carried?: readonly ClaimKey[];
}

/** An order that is still to be stored. */
export interface Pending extends Wanted {
  /** Highest version of a claim that refused an earlier attempt. */
  readonly floor: number;
}

/** What the mall gave for one order. */
export type OrderRead =
  | { readonly kind: 'order'; readonly order: MallOrder }
  | { readonly kind: 'missing' }
  /** `order` where it could be read and cannot be stored. */
  | { readonly kind: 'quarantined'; readonly unreadable: UnreadableOrder; readonly order?: MallOrder }
  /** The run's time or calls ended before it could be separated from a bad neighbour. */
  | { readonly kind: 'unread' };

/** One look at one order: the row seen before the mall was asked, when it was asked, and what it gave. */
export interface OrderLook {
  readonly pending: Pending;
  readonly seen: OrderRow | null;
  readonly readAt: number;
  readonly read: OrderRead;
}

/** Reads orders, a call's worth at a time, and the rows of each before that call. */
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

/** Spoilt answers, without a good one among them, after which all orders count as refused where no known-good order is there to ask for. */
const spoiltOnlyMax = 16;

/** What a batch returned, and what there was no time to ask for. */
export interface IsolatedReading extends OrderReading {
  readonly unread: readonly string[];
}

/** An order that spoils an answer that it is alone in. */
interface Alone {
  readonly orderNumber: string;
  readonly error: TsunagiError;
}

/**
 * Reads orders so that orders that spoil every answer they are in do not take their neighbours with them: a spoilt batch is
 * halved until each bad order stands alone. If the run must end first, the others are returned as `unread`.
 *
 * Orders without a row that an answer leaves out are asked for once more.
 *
 * No order counts as bad before the mall has returned any order of the shop: if a run has read none
 * yet, it requests one that is known to be good. If that is refused as well, the reason is not about one order: this throws,
 * with `concerns: 'shop'` where the mall answers and refuses, so that the cursor waits. Where none is known, an order that has
 * a row already may be bad by itself: no cursor waits for it.
 *
 * @param anyNew true where some of them have no row yet
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
      // Depth first, each run settles some orders however many are bad. Without a known-good order, breadth first finds one soonest.
      if (parts.halve(part, known === 'read' ? 'first' : 'last')) continue;
      for (const orderNumber of part) alone.push({ orderNumber, error });
    }
  }
  // An answer may leave out what was just listed, and the next one has it: the sweep would come minutes later.
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

/** Reads orders. Those that are listed without a number to ask for are unreadable, and take no call. */
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
 * The error for the case that no order of a shop can be read, a known-good one included. A mall that fails is an outage. Every other
 * answer is a refusal that lasts until the mall, the shop or a developer acts.
 *
 * @param error null where the mall answered well, and gave nothing readable
 * @param reason why it could not be read then
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

/** Answers that one order can be guilty of. Outages, time-outs and refused keys are not. */
function isSpoilt(error: unknown): error is TsunagiError {
  if (blamesContent(error)) return true;
  return error instanceof TsunagiError && error.code === 'mall.failing' && error.context.status === 500;
}

/** The newest open orders of a shop of which one is chosen. Not always the same one: it may have become unreadable itself. */
const newest = 10;

/** Orders of a listing that are tried where nothing is stored yet. */
const listedMax = 3;

/**
 * Whether the mall returns orders of the shop at all. `read`: some order was read in this run, the known-good one at the
 * latest. `refused`: not even that. `none`: there is none to ask for. `no-call`: the run has no call left to ask.
 */
type KnownGood = 'read' | 'refused' | 'none' | 'no-call';

/**
 * Requests an order that is known to be good, unless the run has read one already: so at most one call a run. A stored order
 * without a problem is one; where nothing is stored, any other order of the listing that turns out to be readable.
 *
 * @param asked the orders in doubt
 * @param isSpoilt true for an answer that the requested order can cause; everything else is thrown
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
  // What is older is out of the mall's sight, and shows nothing.
  const others = open.filter(({ orderNumber, orderedAt }) => !asked.has(orderNumber) && orderedAt > shownFrom);
  others.sort(youngestFirst);
  const numbers = others.slice(0, newest).map(({ orderNumber }) => orderNumber);
  const rows = numbers.length === 0 ? [] : [...(await ports.orders.rows(shop.key, numbers)).values()];
  const good = rows.filter((row) => row.kind === 'stored' && row.problem === undefined);
  const chosen = good[Math.floor(ports.random.next() * good.length)];
  if (chosen !== undefined) return [chosen.orderNumber];
  return reading.listed.filter((orderNumber) => !asked.has(orderNumber)).slice(-listedMax);
}
