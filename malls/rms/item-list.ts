import { TsunagiError } from '../../core/kernel/index.ts';
import type { StockPage } from '../../core/ports/index.ts';
import { soundAnswer } from './faults.ts';
import { rmsPaths } from './requests.ts';
import type { RmsStockCaller } from './stock-door.ts';
import { afterText, halvesOf, holds, rangeOf, remainingOf, type Span } from './stock-ranges.ts';
import { inventoriesIn } from './stock-replies.ts';
import { rangeQuery } from './stock-requests.ts';
import { itemOf } from './stock-traits.ts';

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
