import { inChunks, sentence, TsunagiError } from '../kernel/index.ts';
import {
  type ClaimKey,
  type MallOrder,
  type OrderRow,
  type RedactionMark,
  type StoredOrder,
  storedOrderOf,
  type UnreadableOrder,
} from '../model/index.ts';
import type { MallTraits } from '../ports/index.ts';
import type { ImportSession } from '../session/index.ts';
import { readIsolated } from './read-isolated.ts';
import { storageProblem } from './storable.ts';

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
interface OrderLook {
  readonly pending: Pending;
  readonly seen: OrderRow | null;
  readonly readAt: number;
  readonly read: OrderRead;
}

/** Reads orders, a call's worth at a time, and the rows of each before that call. */
async function lookAt(run: ImportSession, pending: readonly Pending[]): Promise<OrderLook[]> {
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

/** A row that others keep writing is left to the next run. */
const attemptsMax = 4;

/**
 * Notes orders that were split off in the row of the order they came from, where that one does not name them itself: nothing else
 * leads from it to its parts. Returns all looks by order number, with the current rows.
 *
 * @param parts the orders that may be stored by this run
 * @param all what was looked at, the orders they came from among it
 * @throws `order.changing` where others keep writing such a row
 */
async function noteParts(
  run: ImportSession,
  parts: readonly OrderLook[],
  all: ReadonlyMap<string, OrderLook>,
): Promise<ReadonlyMap<string, OrderLook>> {
  const looks = new Map(all);
  for (const { read } of parts) {
    const from = read.kind === 'order' ? looks.get(read.order.splitFrom ?? '') : undefined;
    if (read.kind !== 'order' || from === undefined || isNamedBy(from, read.order.orderNumber)) continue;
    looks.set(from.pending.orderNumber, { ...from, seen: await noted(run, from, read.order.orderNumber) });
  }
  return looks;
}

function isNamedBy({ read }: OrderLook, part: string): boolean {
  return read.kind === 'order' && (read.order.splitInto ?? []).includes(part);
}

async function noted(
  run: ImportSession,
  { pending, seen: first }: OrderLook,
  part: string,
): Promise<OrderLook['seen']> {
  let seen = first;
  for (let attempt = 1; isStoredWhole(seen, run.traits); attempt++) {
    const { parts = [] }: StoredOrder = seen;
    if (parts.includes(part)) return seen;
    if (attempt > attemptsMax) {
      throw new TsunagiError(
        'order.changing',
        'later',
        sentence`An order that was split kept changing; it is read again.`,
        {
          shop: run.shop.key,
          orderNumber: pending.orderNumber,
        },
      );
    }
    const row: StoredOrder = { ...seen, parts: [...parts, part], version: seen.version + 1, writer: run.runId };
    if ((await run.ports.orders.put(row, seen.version)) === 'stored') return row;
    seen = (await run.ports.orders.rows(run.shop.key, [pending.orderNumber])).get(pending.orderNumber) ?? null;
  }
  return seen;
}

/** An order, its parent and the parent's other part: a search that goes further meets orders that were split again. */
const generationsMax = 3;

/** Looks at orders that are written together. */
export interface Family {
  /** The looks that were asked for. */
  readonly asked: readonly OrderLook[];
  /** Those that can be written, with those at relatives. */
  readonly looks: readonly FamilyLook[];
  /** Requested orders that cannot be stored in this run, because no call was left for an order that belongs to them. */
  readonly waiting: readonly string[];
  /** Orders that were read and stay as they are stored for now (`mustWait`). */
  readonly held: readonly string[];
}

/** A look, and what the order that this one was split off from says by its row, before anything is written. */
export interface FamilyLook extends OrderLook {
  readonly takesOver: boolean;
  readonly inherited: RedactionMark | undefined;
}

/**
 * Looks at orders, and adds what belongs to orders that were split: pieces go from one order to others, and what holds them has to change in all of them at
 * once. Most malls split nothing, and most orders are not split: then it is what it was given.
 */
export async function lookAtFamily(run: ImportSession, pending: readonly Pending[]): Promise<Family> {
  const looks = await lookAt(run, pending);
  const all = new Map(looks.map((look) => [look.pending.orderNumber, look]));
  const waiting = new Set<string>();
  let young: readonly OrderLook[] = looks;
  for (let generation = 1; generation <= generationsMax && young.length > 0; generation++) {
    const wanted = new Map<string, string>();
    for (const { pending, seen, read } of young) {
      if (read.kind !== 'order') continue;
      for (const relative of relativesOf({ order: read.order, seen }, run.traits)) {
        if (!all.has(relative)) wanted.set(relative, pending.orderNumber);
      }
    }
    const found: OrderLook[] = [];
    for (const chunk of inChunks([...wanted.keys()], run.traits.readBatch)) {
      const relatives = chunk.map((orderNumber) => ({ orderNumber, floor: 0 }));
      if (run.mayCall()) found.push(...(await lookAt(run, relatives)));
      else for (const orderNumber of chunk) waiting.add(wanted.get(orderNumber) as string);
    }
    for (const look of found) all.set(look.pending.orderNumber, look);
    young = found;
  }
  const asked = new Set(looks.map(({ pending }) => pending.orderNumber));
  // Before any part is stored: from then on it is not read together with the order it came from.
  const noted = await noteParts(
    run,
    [...all.values()].filter(({ pending }) => !waiting.has(pending.orderNumber)),
    all,
  );
  // An order that was looked at only because of another one is stored if it can be read. If it cannot, it is not recorded as a problem.
  const worthwhile = [...noted.values()].filter(
    ({ pending, read }) =>
      !waiting.has(pending.orderNumber) && (asked.has(pending.orderNumber) || read.kind === 'order'),
  );
  const held = await heldOf(run, worthwhile);
  const ready = worthwhile.filter(({ pending: { orderNumber } }) => !held.has(orderNumber));
  return {
    asked: looks,
    looks: ready.map((look) => ofFamily(look, noted, run.traits)),
    waiting: [...waiting].filter((orderNumber) => asked.has(orderNumber)),
    held: [...held],
  };
}

function ofFamily(
  look: OrderLook,
  all: ReadonlyMap<string, OrderLook>,
  traits: Pick<MallTraits, 'readOriginal'>,
): FamilyLook {
  const from = look.read.kind === 'order' ? look.read.order.splitFrom : undefined;
  const parent = from === undefined ? null : (all.get(from)?.seen ?? null);
  return { ...look, takesOver: takesOver(parent, traits), inherited: parent?.redacted };
}

async function heldOf(run: ImportSession, looks: readonly OrderLook[]): Promise<ReadonlySet<string>> {
  const split = looks.flatMap(({ seen, read }) =>
    read.kind === 'order' && read.order.splitInto !== undefined ? [{ order: read.order, seen }] : [],
  );
  if (split.length === 0) return new Set();
  const rows = await run.ports.orders.rows(run.shop.key, [...new Set(split.flatMap(partsOf))]);
  const present = new Set(
    [...rows.values()].filter(({ kind }) => kind === 'stored').map(({ orderNumber }) => orderNumber),
  );
  for (const { pending, read } of looks) if (read.kind === 'order') present.add(pending.orderNumber);
  return new Set(split.filter((one) => mustWait(one, run.traits, present)).map(({ order }) => order.orderNumber));
}

/** An order as it was read, beside the row that was there before. */
interface OrderWithRow {
  readonly order: MallOrder;
  readonly seen: OrderRow | null;
}

/**
 * The orders that have to be read together with one, because pieces went from one to the other: the order it was split off
 * from, and those it was split into. None where the stored row says the same: then they were read together before.
 */
function relativesOf({ order, seen }: OrderWithRow, traits: Pick<MallTraits, 'readOriginal'>): readonly string[] {
  const relatives = familyOf(order);
  if (relatives.length === 0) return [];
  const before = storedBefore(seen, traits);
  const known = new Set(before === null ? [] : familyOf(before));
  return relatives.every((orderNumber) => known.has(orderNumber)) ? [] : relatives;
}

/** An order is split into two parts at least. */
const partsMin = 2;

/** The parts of an order that was split, as far as it names them, and as they were noted in its row when they were read. */
function partsOf({ order, seen }: OrderWithRow): readonly string[] {
  const noted = seen?.kind === 'stored' ? (seen.parts ?? []) : [];
  return [...new Set([...(order.splitInto ?? []), ...noted])];
}

/**
 * Whether a stored order that was split since must stay as it is for now: its pieces are in orders of which one is not known yet, or
 * is neither stored nor was read. Its claims stay until the others are written, so that no piece is free in between.
 */
function mustWait(
  { order, seen }: OrderWithRow,
  traits: Pick<MallTraits, 'readOriginal'>,
  present: ReadonlySet<string>,
): boolean {
  if (order.splitInto === undefined || !isStoredWhole(seen, traits)) return false;
  const parts = partsOf({ order, seen });
  return parts.length < partsMin || parts.some((orderNumber) => !present.has(orderNumber));
}

/** Whether a row holds an order as it was before it was split, or as one that never was. */
function isStoredWhole(
  seen: OrderRow | null | undefined,
  traits: Pick<MallTraits, 'readOriginal'>,
): seen is StoredOrder {
  const before = storedBefore(seen ?? null, traits);
  return before !== null && before.splitInto === undefined;
}

/**
 * Whether an order's pieces were held by another stored order before it was there. A count made in between took them into account,
 * so the order's own claims have to state what was held then, since the other order gives its pieces back.
 */
function takesOver(parent: OrderRow | null, traits: Pick<MallTraits, 'readOriginal'>): boolean {
  const before = storedBefore(parent, traits);
  return before !== null && (before.splitInto === undefined || (parent as StoredOrder).revision > 1);
}

const familyOf = ({ splitFrom, splitInto }: MallOrder): readonly string[] => [
  ...(splitFrom === undefined ? [] : [splitFrom]),
  ...(splitInto ?? []),
];

function storedBefore(seen: OrderRow | null, traits: Pick<MallTraits, 'readOriginal'>): MallOrder | null {
  if (seen?.kind !== 'stored' || seen.original.length === 0) return null;
  return storedOrderOf(seen.original, seen, traits);
}
