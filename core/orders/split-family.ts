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

/**
 * Whether a stored order that was split since must stay as it is for now: its pieces are in orders of which one is neither
 * stored nor was read. Its claims stand until the others' do, so that no piece is free in between.
 */
export function mustWait(
  { order, seen }: Beside,
  traits: Pick<MallTraits, 'readOriginal'>,
  present: ReadonlySet<string>,
): boolean {
  const before = storedBefore(seen, traits);
  if (before === null || before.splitInto !== undefined || order.splitInto === undefined) return false;
  return order.splitInto.some((orderNumber) => !present.has(orderNumber));
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
