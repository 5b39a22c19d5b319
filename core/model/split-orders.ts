import { type MallOrder, type OrderRow, type StoredOrder, storedOrderOf } from './order.ts';

type Reads = { readOriginal(original: string): MallOrder };

interface OrderWithRow {
  readonly order: MallOrder;
  readonly seen: OrderRow | null;
}

/** The source, and parts. None if the stored row says the same. */
export function relativesOf({ order, seen }: OrderWithRow, traits: Reads): readonly string[] {
  const relatives = familyOf(order);
  if (relatives.length === 0) return [];
  const before = storedBefore(seen, traits);
  const known = new Set(before === null ? [] : familyOf(before));
  return relatives.every((orderNumber) => known.has(orderNumber)) ? [] : relatives;
}

/** Fewest parts of a split. */
const partsMin = 2;

/** Named parts, and those noted in the row. */
export function partsOf({ order, seen }: OrderWithRow): readonly string[] {
  const noted = seen?.kind === 'stored' ? (seen.parts ?? []) : [];
  return [...new Set([...(order.splitInto ?? []), ...noted])];
}

/**
 * True if a split order must keep its claims for now: its pieces are in orders that are unknown, or neither stored nor read. So no piece is
 * free meanwhile.
 */
export function mustWait({ order, seen }: OrderWithRow, traits: Reads, present: ReadonlySet<string>): boolean {
  if (order.splitInto === undefined || !isStoredWhole(seen, traits)) return false;
  const parts = partsOf({ order, seen });
  return parts.length < partsMin || parts.some((orderNumber) => !present.has(orderNumber));
}

export function isStoredWhole(seen: OrderRow | null | undefined, traits: Reads): seen is StoredOrder {
  const before = storedBefore(seen ?? null, traits);
  return before !== null && before.splitInto === undefined;
}

/**
 * True if another stored order held the pieces before. Counts in between included them, so the order's claims must state that, since the
 * other gives its pieces back.
 */
export function takesOver(parent: OrderRow | null, traits: Reads): boolean {
  const before = storedBefore(parent, traits);
  return before !== null && (before.splitInto === undefined || (parent as StoredOrder).revision > 1);
}

const familyOf = ({ splitFrom, splitInto }: MallOrder): readonly string[] => [
  ...(splitFrom === undefined ? [] : [splitFrom]),
  ...(splitInto ?? []),
];

/** Order before the split; null if the row holds none any more. */
export function storedBefore(seen: OrderRow | null, traits: Reads): MallOrder | null {
  if (seen?.kind !== 'stored' || seen.original.length === 0) return null;
  return storedOrderOf(seen.original, seen, traits);
}
