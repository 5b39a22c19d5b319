import { inChunks, sentence, TsunagiError } from '../kernel/index.ts';
import {
  type Intent,
  isStoredWhole,
  joinedKeys,
  mustWait,
  partsOf,
  relativesOf,
  type StoredOrder,
  takesOver,
} from '../model/index.ts';
import type { MallTraits } from '../ports/index.ts';
import { type ImportSession, tellMoved } from '../session/index.ts';
import { type FamilyLook, planOrders } from './plan.ts';
import { lookAt, type OrderLook, type OrderRead, type Pending, type Wanted } from './read-orders.ts';
import { writePlans } from './write-plans.ts';

/** The result of a batch. */
export interface StoredBatch {
  /** Orders that were not stored before. */
  readonly imported: readonly StoredOrder[];
  /** Orders that got another revision. */
  readonly changed: readonly StoredOrder[];
  readonly missing: readonly string[];
  readonly quarantined: readonly string[];
  /** Those of the wanted orders that have a row now. */
  readonly rowed: readonly string[];
  /** Orders that are left to the next run, because this one's time or calls ended before they could be read or stored. */
  readonly unread: readonly string[];
  /** Orders whose claims could not be corrected, because the mall did not return them: a dead run's note of them must stay. */
  readonly unsettled: readonly string[];
  /** When the mall first listed every readable order of the batch, by order number: 注文日時 where it knows no other moment. */
  readonly listedAt: ReadonlyMap<string, number>;
}

/** An order edited this often while it is being read is left to the next run. */
const attemptsMax = 6;

/**
 * Reads up to one call's worth of orders and stores the results, each with everything it implies. A reading that was
 * overtaken by another importer is made again, never dropped, so importers that saw different revisions converge on what
 * the mall shows now. Throws the mall's failures; earlier writes stay and are safe to repeat.
 */
export async function readAndStore(run: ImportSession, wanted: readonly Wanted[]): Promise<StoredBatch> {
  const batch = emptyBatch();
  const intents: Intent[] = [];
  const moved = new Set<string>();
  let pending: readonly Pending[] = wanted.map((order) => ({ ...order, floor: 0 }));
  for (let attempt = 1; pending.length > 0; attempt++) {
    if (attempt > attemptsMax) {
      throw new TsunagiError(
        'order.changing',
        'later',
        sentence`An order kept changing while it was read; it is read again.`,
        {
          shop: run.shop.key,
          orderNumber: pending[0]?.orderNumber ?? '',
        },
      );
    }
    const family = await lookAtFamily(run, pending);
    noteLooks(batch, pending, family);
    const plans = await planOrders(run, family.looks);
    const written = await writePlans(run, [...plans.values()], wanted.length === 1);
    for (const sku of written.moved) moved.add(sku);
    intents.push(...written.intents);
    pending = [...plans.entries()].flatMap(([order, plan], index) => {
      const outcome = written.outcomes[index];
      if (outcome?.kind === 'stored') {
        const { news, row } = plan;
        if (news === 'missing' || news === 'quarantined') batch[news].push(row.orderNumber);
        else if (news !== 'same' && row.kind === 'stored') batch[news].push(row);
      }
      if (outcome?.kind === 'left') leave(batch, order);
      if (outcome?.kind !== 'overtaken') return [];
      const carried = joinedKeys(order.carried ?? [], outcome.carried);
      // Above our own attempt, too: claims of one version and writer are taken for one, whatever they hold.
      const floor = Math.max(order.floor, outcome.floor, plan.row.version);
      return [{ orderNumber: order.orderNumber, floor, carried }];
    });
  }
  await tellMoved(run, moved);
  if (batch.unsettled.length === 0) for (const intent of intents) await run.ports.intents.close(intent);
  const unread = new Set(batch.unread);
  batch.rowed.push(...wanted.flatMap(({ orderNumber }) => (unread.has(orderNumber) ? [] : [orderNumber])));
  return batch;
}

/** Notes what was looked at and is not planned, and which claims stay as they are. */
function noteLooks(batch: MutableBatch, pending: readonly Pending[], { asked, waiting, held }: Family): void {
  for (const { pending: order, read } of asked) {
    if (read.kind === 'unread') batch.unread.push(order.orderNumber);
    if (!tellsClaims(read) && order.carried?.length) batch.unsettled.push(order.orderNumber);
    if (read.kind === 'order') batch.listedAt.set(order.orderNumber, read.order.listedAt ?? read.order.orderedAt);
  }
  batch.unread.push(...waiting);
  const untold = [...waiting, ...held];
  for (const { orderNumber, carried } of pending) {
    if (carried?.length && untold.includes(orderNumber)) batch.unsettled.push(orderNumber);
  }
}

/** Leaves an order to the next run. */
function leave(batch: MutableBatch, { orderNumber, carried }: Pending): void {
  batch.unread.push(orderNumber);
  if (carried?.length) batch.unsettled.push(orderNumber);
}

/** Whether a reading says what the order's claims have to be: that of an order that can be read, stored or not. */
function tellsClaims(read: OrderRead): boolean {
  return read.kind === 'order' || (read.kind === 'quarantined' && read.order !== undefined);
}

type MutableBatch = {
  readonly [Part in keyof StoredBatch]: StoredBatch[Part] extends readonly (infer One)[] ? One[] : Map<string, number>;
};

function emptyBatch(): MutableBatch {
  return {
    imported: [],
    changed: [],
    missing: [],
    quarantined: [],
    rowed: [],
    unread: [],
    unsettled: [],
    listedAt: new Map(),
  };
}

/** A row that others keep writing is left to the next run. */
const notesMax = 4;

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
    if (attempt > notesMax) {
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
interface Family {
  /** The looks that were asked for. */
  readonly asked: readonly OrderLook[];
  /** Those that can be written, with those at relatives. */
  readonly looks: readonly FamilyLook[];
  /** Requested orders that cannot be stored in this run, because no call was left for an order that belongs to them. */
  readonly waiting: readonly string[];
  /** Orders that were read and stay as they are stored for now (`mustWait`). */
  readonly held: readonly string[];
}

/**
 * Looks at orders, and adds what belongs to orders that were split: pieces go from one order to others, and what holds them has to change in all of them at
 * once. Most malls split nothing, and most orders are not split: then it is what it was given.
 */
async function lookAtFamily(run: ImportSession, pending: readonly Pending[]): Promise<Family> {
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
