import { InputError, sentence, TsunagiError } from '../../core/kernel/index.ts';
import type { StockPage } from '../../core/ports/index.ts';
import { soundAnswer } from './faults.ts';
import { rmsPaths } from './requests.ts';
import type { RmsStockCaller } from './stock-api.ts';
import { inventoriesIn } from './stock-api.ts';
import { highestQuantity, itemOf } from './stock-traits.ts';

/**
 * One page of everything that a shop has, by bulk.get.range (`docs/malls/rms.md#stock`); `after` holds the quantities that are still to be listed. A
 * file of its own, for people alone ask for it: functions do not carry it.
 */
export async function listRmsItems(
  { callOf, get }: Pick<RmsStockCaller, 'callOf' | 'get'>,
  after: string | null,
): Promise<StockPage> {
  const [span, ...later] = remainingOf(after);
  const call = callOf('inventoryBulkGetRange');
  try {
    const answer = await get(call, `${rmsPaths.inventoryBulkGetRange}${rangeQuery(rangeOf(span))}`);
    const { rows, odd } = inventoriesIn(call, soundAnswer(call, answer));
    const items = rows
      .filter(({ quantity }) => holds(span, quantity))
      .map((row) => ({ item: itemOf(row), level: row.quantity }));
    const unlisted = `Items of ${span.first} to ${span.last} pieces: RMS answered ${odd.length} rows that cannot be read.`;
    return { items, after: afterText(later), ...(odd.length === 0 ? {} : { unlisted }) };
  } catch (error) {
    if (isTooMany(error)) return inSmallerParts(span, later);
    throw error;
  }
}

/** IE0116: more than 1,000 rows lie in the range. */
const isTooMany = (error: unknown): boolean =>
  error instanceof TsunagiError &&
  error.code === 'mall.refused' &&
  error.context.mallCodes?.includes('IE0116') === true;

function inSmallerParts(span: Span, later: readonly Span[]): StockPage {
  const halves = halvesOf(span);
  const after = afterText([...halves, ...later]);
  if (halves.length > 0) return { items: [], after };
  const unlisted = `Items of ${span.first} pieces: RMS lists at most 1,000 rows at once, and has more of this quantity and one next to it.`;
  return { items: [], after, unlisted };
}

/** What bulk.get.range is asked for, both ends included; null leaves an end open. */
interface QuantityRange {
  readonly min: number | null;
  readonly max: number | null;
}

/** Quantities that are still to be listed, both ends included. */
interface Span {
  readonly first: number;
  readonly last: number;
}

/** The power of two that all quantities lie below: halves of it are even, so the smallest are pairs and never single ones. */
const whole = 2 ** Math.ceil(Math.log2(highestQuantity + 1));

/** Reads what `afterText` wrote; null is the beginning. */
function remainingOf(after: string | null): readonly [next: Span, ...later: Span[]] {
  if (after === null) return [{ first: 0, last: whole - 1 }];
  const spans = after.split(' ').map((text) => /^(\d{1,6})-(\d{1,6})$/.exec(text));
  const read = spans.flatMap((found) => (found ? [{ first: Number(found[1]), last: Number(found[2]) }] : []));
  const [next, ...later] = read;
  if (next !== undefined && read.length === spans.length) return [next, ...later];
  throw new InputError(sentence`This listing of stock cannot go on`, [
    sentence`after: got ${JSON.stringify(after.slice(0, 40))}, expected what the page before gave back`,
  ]);
}

/** What is left of a listing, the next first, as the caller keeps it between two pages; null when nothing is. */
function afterText(spans: readonly Span[]): string | null {
  return spans.length === 0 ? null : spans.map(({ first, last }) => `${first}-${last}`).join(' ');
}

/**
 * The range to ask for. Of a single quantity it holds a neighbour, too, because RMS refuses a range of one (IE0113): the
 * one that is not its pair, since the pair was too many together.
 */
function rangeOf({ first, last }: Span): QuantityRange {
  const max = last >= highestQuantity ? null : last;
  if (first !== last) return { min: first, max };
  if (first === 0) return { min: null, max: 0 };
  if (max === null) return { min: first, max };
  return first % 2 === 0 ? { min: first - 1, max: first } : { min: first, max: first + 1 };
}

/** bulk.get.range. RMS wants at least one bound, and the lower one to be less than the higher one. */
function rangeQuery({ min, max }: QuantityRange): string {
  const bounds = [...(min === null ? [] : [`minQuantity=${min}`]), ...(max === null ? [] : [`maxQuantity=${max}`])];
  return `?${bounds.join('&')}`;
}

const holds = ({ first, last }: Span, quantity: number): boolean => quantity >= first && quantity <= last;

/** Two halves of a span that RMS finds too many in; none of a single quantity, which cannot be asked for in parts. */
function halvesOf({ first, last }: Span): readonly Span[] {
  if (first === last) return [];
  const middle = first + Math.floor((last - first) / 2);
  const halves = [
    { first, last: middle },
    { first: middle + 1, last },
  ];
  return halves.filter((half) => half.first <= highestQuantity);
}
