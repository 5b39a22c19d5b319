import { inChunks } from '../units.ts';
import { lookAt, type OrderLook } from './look-at-orders.ts';
import { noteParts } from './note-parts.ts';
import type { OrderRow } from './row.ts';
import type { ImportRun } from './run.ts';
import { mustWait, partsOf, relativesOf } from './split-family.ts';

/** An order, its parent and the parent's other part: who goes further meets orders that were split again. */
const generationsMax = 3;

/** Looks at orders that are written together. */
export interface Family {
  readonly looks: readonly OrderLook[];
  /** Orders that were asked for and cannot be stored in this run, because there was no call left for one that belongs to them. */
  readonly waiting: readonly string[];
  /** Orders that were read and stay as they are stored for now (`mustWait`). */
  readonly held: readonly string[];
  /** The rows, before anything is written, of orders that others were split off from. */
  readonly parents: ReadonlyMap<string, OrderRow | null>;
}

/**
 * Adds what belongs to orders that were split: pieces go from one order to others, and what holds them has to change in all of them at
 * once. Most malls split nothing, and most orders are not split: then it is what it was given.
 */
export async function withRelatives(run: ImportRun, looks: readonly OrderLook[]): Promise<Family> {
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
      const pending = chunk.map((orderNumber) => ({ orderNumber, floor: 0 }));
      if (run.mayCall()) found.push(...(await lookAt(run, pending)));
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
  // Whoever was only looked at because of another one is stored where it can be read, and is no problem where it cannot.
  const worthwhile = [...noted.values()].filter(
    ({ pending, read }) =>
      !waiting.has(pending.orderNumber) && (asked.has(pending.orderNumber) || read.kind === 'order'),
  );
  const parents = new Map([...noted.values()].map(({ pending, seen }) => [pending.orderNumber, seen]));
  const held = await heldOf(run, worthwhile);
  return {
    looks: worthwhile.filter(({ pending }) => !held.has(pending.orderNumber)),
    waiting: [...waiting].filter((orderNumber) => asked.has(orderNumber)),
    held: [...held],
    parents,
  };
}

async function heldOf(run: ImportRun, looks: readonly OrderLook[]): Promise<ReadonlySet<string>> {
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
