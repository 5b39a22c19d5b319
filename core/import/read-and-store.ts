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

export interface StoredBatch {
  readonly imported: readonly StoredOrder[];
  readonly changed: readonly StoredOrder[];
  readonly missing: readonly string[];
  readonly quarantined: readonly string[];
  readonly rowed: readonly string[];
  /** Orders left to the next run, out of time or calls. */
  readonly unread: readonly string[];
  /** Orders not returned, whose claims could not be corrected: their intents must stay. */
  readonly unsettled: readonly string[];
  /** First showing of readable orders: 注文日時 if no other is known. */
  readonly listedAt: ReadonlyMap<string, number>;
}

/** An order edited this often while being read is left to the next run. */
const attemptsMax = 6;

/**
 * Reads one call's worth of orders and stores them with all consequences. A reading overtaken by another importer is repeated, so that all
 * converge on the mall's state. Throws the mall's failures; earlier writes stay and are safe to repeat.
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
        { shop: run.shop.key, orderNumber: pending[0]?.orderNumber ?? '' },
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
      // Above our own attempt, too: claims of one version and writer count as equal.
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

function leave(batch: MutableBatch, { orderNumber, carried }: Pending): void {
  batch.unread.push(orderNumber);
  if (carried?.length) batch.unsettled.push(orderNumber);
}

/** True for any readable order, stored or not. */
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

/** Rows that others keep writing are left to the next run. */
const notesMax = 4;

/**
 * Notes split-off orders in the row of their source, unless it names them: nothing else leads to them. Returns all looks by number, with
 * current rows.
 *
 * @param parts orders that this run may store
 * @param all looks, sources included
 * @throws `order.changing` if others keep writing such a row
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
        { shop: run.shop.key, orderNumber: pending.orderNumber },
      );
    }
    const row: StoredOrder = { ...seen, parts: [...parts, part], version: seen.version + 1, writer: run.runId };
    if ((await run.ports.orders.put(row, seen.version)) === 'stored') return row;
    seen = (await run.ports.orders.rows(run.shop.key, [pending.orderNumber])).get(pending.orderNumber) ?? null;
  }
  return seen;
}

/** An order, its source and the other part; a wider search meets repeated splits. */
const generationsMax = 3;

interface Family {
  readonly asked: readonly OrderLook[];
  readonly looks: readonly FamilyLook[];
  /** Orders not storable in this run: no call was left for a relative. */
  readonly waiting: readonly string[];
  /** Orders read that stay as stored for now (`mustWait`). */
  readonly held: readonly string[];
}

/**
 * Looks at orders and the relatives of split ones, since pieces move between orders whose claims must change together. Mostly nothing is
 * split.
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
  // Noted before any part is stored, which is not read with its source afterwards.
  const noted = await noteParts(
    run,
    [...all.values()].filter(({ pending }) => !waiting.has(pending.orderNumber)),
    all,
  );
  // Relatives are stored if readable, and else not noted as problems.
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
