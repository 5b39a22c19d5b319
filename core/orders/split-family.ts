import type { MallTraits } from '../ports/mall.ts';
import type { MallOrder } from './order.ts';
import type { OrderRow, StoredOrder } from './row.ts';
import { storedOrderOf } from './stored-order.ts';

/** An order as it was read, beside the row that was there before. */
export interface Beside {
  readonly order: MallOrder;
  readonly seen: OrderRow | null;
}

/**
 * The orders that have to be read together with one, because pieces went from one to the other: the order it was split off
 * from, and those it was split into. None where the stored row says the same: then they were read together before.
 */
export function relativesOf({ order, seen }: Beside, traits: Pick<MallTraits, 'readOriginal'>): readonly string[] {
  const relatives = familyOf(order);
  if (relatives.length === 0) return [];
  const before = storedBefore(seen, traits);
  const known = new Set(before === null ? [] : familyOf(before));
  return relatives.every((orderNumber) => known.has(orderNumber)) ? [] : relatives;
}

/** An order is split into two parts at least. */
const partsMin = 2;

/** The parts of an order that was split, as far as it names them, and as they were noted in its row when they were read. */
export function partsOf({ order, seen }: Beside): readonly string[] {
  const noted = seen?.kind === 'stored' ? (seen.parts ?? []) : [];
  return [...new Set([...(order.splitInto ?? []), ...noted])];
}

/**
 * Whether a stored order that was split since must stay as it is for now: its pieces are in orders of which one is not known yet, or
 * is neither stored nor was read. Its claims stand until the others' do, so that no piece is free in between.
 */
export function mustWait(
  { order, seen }: Beside,
  traits: Pick<MallTraits, 'readOriginal'>,
  present: ReadonlySet<string>,
): boolean {
  if (order.splitInto === undefined || !isStoredWhole(seen, traits)) return false;
  const parts = partsOf({ order, seen });
  return parts.length < partsMin || parts.some((orderNumber) => !present.has(orderNumber));
}

/** Whether a row holds an order as it was before it was split, or as one that never was. */
export function isStoredWhole(
  seen: OrderRow | null | undefined,
  traits: Pick<MallTraits, 'readOriginal'>,
): seen is StoredOrder {
  const before = storedBefore(seen ?? null, traits);
  return before !== null && before.splitInto === undefined;
}

/**
 * Whether an order's pieces were held by another stored order before it was there. A count that was made meanwhile knew of them:
 * what they were then has to be told by the order's own claims, since the other one gives them back.
 */
export function takesOver(parent: OrderRow | null, traits: Pick<MallTraits, 'readOriginal'>): boolean {
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
