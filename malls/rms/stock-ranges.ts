import { InputError } from '../../core/kernel/index.ts';
import { highestQuantity } from './stock-traits.ts';

/** What bulk.get.range is asked for, both ends included; null leaves an end open. */
export interface QuantityRange {
  readonly min: number | null;
  readonly max: number | null;
}

/** Quantities that are still to be listed, both ends included. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

/** The power of two that all quantities lie below: halves of it are even, so the smallest are pairs and never single ones. */
const whole = 2 ** Math.ceil(Math.log2(highestQuantity + 1));

/** Reads what `afterText` wrote; null is the beginning. */
export function remainingOf(after: string | null): readonly [next: Span, ...later: Span[]] {
  if (after === null) return [{ first: 0, last: whole - 1 }];
  const spans = after.split(' ').map((text) => /^(\d{1,6})-(\d{1,6})$/.exec(text));
  const read = spans.flatMap((found) => (found ? [{ first: Number(found[1]), last: Number(found[2]) }] : []));
  const [next, ...later] = read;
  if (next !== undefined && read.length === spans.length) return [next, ...later];
  throw new InputError('This listing of stock cannot go on', [
    `after: got ${JSON.stringify(after.slice(0, 40))}, expected what the page before gave back`,
  ]);
}

/** What is left of a listing, the next first, as the caller keeps it between two pages; null when nothing is. */
export function afterText(spans: readonly Span[]): string | null {
  return spans.length === 0 ? null : spans.map(({ first, last }) => `${first}-${last}`).join(' ');
}

/**
 * The range to ask for. Of a single quantity it holds a neighbour, too, because RMS refuses a range of one (IE0113): the
 * one that is not its pair, since the pair was too many together.
 */
export function rangeOf({ first, last }: Span): QuantityRange {
  const max = last >= highestQuantity ? null : last;
  if (first !== last) return { min: first, max };
  if (first === 0) return { min: null, max: 0 };
  if (max === null) return { min: first, max };
  return first % 2 === 0 ? { min: first - 1, max: first } : { min: first, max: first + 1 };
}

export const holds = ({ first, last }: Span, quantity: number): boolean => quantity >= first && quantity <= last;

/** Two halves of a span that RMS finds too many in; none of a single quantity, which cannot be asked for in parts. */
export function halvesOf({ first, last }: Span): readonly Span[] {
  if (first === last) return [];
  const middle = first + Math.floor((last - first) / 2);
  const halves = [
    { first, last: middle },
    { first: middle + 1, last },
  ];
  return halves.filter((half) => half.first <= highestQuantity);
}
