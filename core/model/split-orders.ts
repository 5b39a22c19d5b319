import { type MallOrder, type OrderRow, type StoredOrder, storedOrderOf } from './order.ts';

/** Reads what is stored of an order, as its mall does. */
type Reads = { readOriginal(original: string): MallOrder };

/** An order as it was read, beside the row that was there before. */
interface OrderWithRow {
  readonly order: MallOrder;
  readonly seen: OrderRow | null;
}

/**
 * The orders that have to be read together with one, because pieces went from one to the other: the order it was split off
 * from, and those it was split into. None where the stored row says the same: then they were read together before.
 */
export function relativesOf({ order, seen }: OrderWithRow, traits: Reads): readonly string[] {
  const relatives = familyOf(order);
  if (relatives.length === 0) return [];
  const before = storedBefore(seen, traits);
  const known = new Set(before === null ? [] : familyOf(before));
  return relatives.every((orderNumber) => known.has(orderNumber)) ? [] : relatives;
}

/** An order is split into two parts at least. */
const partsMin = 2;

/** The parts of an order that was split, as far as it names them, and as they were noted in its row when they were read. */
export function partsOf({ order, seen }: OrderWithRow): readonly string[] {
  const noted = seen?.kind === 'stored' ? (seen.parts ?? []) : [];
  return [...new Set([...(order.splitInto ?? []), ...noted])];
}

/**
 * Whether a stored order that was split since must stay as it is for now: its pieces are in orders of which one is not known yet, or
 * is neither stored nor was read. Its claims stay until the others are written, so that no piece is free in between.
 */
export function mustWait({ order, seen }: OrderWithRow, traits: Reads, present: ReadonlySet<string>): boolean {
  if (order.splitInto === undefined || !isStoredWhole(seen, traits)) return false;
  const parts = partsOf({ order, seen });
  return parts.length < partsMin || parts.some((orderNumber) => !present.has(orderNumber));
}

/** Whether a row holds an order as it was before it was split, or as one that never was. */
export function isStoredWhole(seen: OrderRow | null | undefined, traits: Reads): seen is StoredOrder {
  const before = storedBefore(seen ?? null, traits);
  return before !== null && before.splitInto === undefined;
}

/**
 * Whether an order's pieces were held by another stored order before it was there. A count made in between took them into account,
 * so the order's own claims have to state what was held then, since the other order gives its pieces back.
 */
export function takesOver(parent: OrderRow | null, traits: Reads): boolean {
  const before = storedBefore(parent, traits);
  return before !== null && (before.splitInto === undefined || (parent as StoredOrder).revision > 1);
}

const familyOf = ({ splitFrom, splitInto }: MallOrder): readonly string[] => [
  ...(splitFrom === undefined ? [] : [splitFrom]),
  ...(splitInto ?? []),
];

/** The order that a row holds, as its mall reads it; null where it holds none any more. */
export function storedBefore(seen: OrderRow | null, traits: Reads): MallOrder | null {
  if (seen?.kind !== 'stored' || seen.original.length === 0) return null;
  return storedOrderOf(seen.original, seen, traits);
}
