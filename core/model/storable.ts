import type { ClaimKey } from './claim.ts';
import { type MallOrder, type OrderLine, orderNumberMax, type StoredOrder } from './order.ts';
import { pack } from './packing.ts';
import { quantityMax } from './sku.ts';

/*
 * DynamoDB's limits in terms of orders, checked before writing, since refusals would repeat.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */

/** Bytes of an item's 400 KB; the rest of a row needs less than 24 KB. */
export const packedBytesMax = 376 * 1024;
/** SKUs and items of listings are sort keys: 1,024 bytes. */
const nameBytesMax = 1_024;
/** A claim's sort key has moment, shop, order number and line id in 1,024 bytes. */
const lineIdBytesMax = 100;
/** Number of lines beyond any real basket; the claims are written within one run. */
export const linesMax = 3_000;
/** Moments up to here sort as text, with which a claim's key begins. */
const yearMax = Date.UTC(9999, 0);

/**
 * Reason why an order cannot be stored, without its content; null if it can. Such orders are quarantined, or each poll would be refused and
 * the cursor wait.
 */
export function storageProblem(order: MallOrder): string | null {
  const problem = storageProblemOf(order);
  return problem && inSentence(problem);
}

export function rowProblem({ original, skus = {} }: StoredOrder): string | null {
  let bytes = original.length;
  for (const [item, sku] of Object.entries(skus)) bytes += Buffer.byteLength(item) + Buffer.byteLength(sku) + 1;
  return bytes <= packedBytesMax ? null : inSentence(tooLarge(bytes));
}

function storageProblemOf({ lines, orderedAt, original, splitFrom, splitInto = [] }: MallOrder): string | null {
  if (lines.length > linesMax) return `it has ${lines.length} lines, of up to ${linesMax}.`;
  if (!(orderedAt >= 0 && orderedAt < yearMax)) return 'its 注文日時 lies outside the years 1970 to 9998.';
  const relatives = splitFrom === undefined ? splitInto : [splitFrom, ...splitInto];
  if (relatives.some((number) => number.length > orderNumberMax || !number.isWellFormed())) {
    return `it names a related order by more than ${orderNumberMax} characters, or by half of one.`;
  }
  for (const line of lines) {
    const problem = problemOfLine(line);
    if (problem !== null) return problem;
  }
  return sizeProblem(original);
}

function problemOfLine({ lineId, sku, item = sku, quantity }: OrderLine): string | null {
  if (!Number.isInteger(quantity) || quantity < 0 || quantity > quantityMax) {
    return `a line is of ${quantity} pieces, of up to ${quantityMax}.`;
  }
  const parts = [
    ['SKU', sku, nameBytesMax],
    ['item code', item, nameBytesMax],
    ['id', lineId, lineIdBytesMax],
  ] as const;
  for (const [name, text, bytesMax] of parts) {
    const problem = problemOfKey(name, text, bytesMax);
    if (problem !== null) return problem;
  }
  return null;
}

function problemOfKey(name: string, text: string, bytesMax: number): string | null {
  if (isKey(text, bytesMax)) return null;
  if (!text.isWellFormed())
    return `a line's ${name} has half of a character in it, which no table keeps. Correct the code at the mall.`;
  return `a line's ${name} has ${Buffer.byteLength(text)} bytes, of 1 to ${bytesMax}. Shorten the code at the mall.`;
}

/** Whether a claim's key is possible; others cannot have been written. */
export function isStorableKey({ sku, lineId }: ClaimKey): boolean {
  return isKey(sku, nameBytesMax) && isKey(lineId, lineIdBytesMax);
}

/** Whether text can be in a key. Half a surrogate pair has no UTF-8 and would return as another text. */
function isKey(text: string, bytesMax: number): boolean {
  // UTF-16 units take at most three bytes, so most texts need no counting.
  const fits = text.length * 3 <= bytesMax || Buffer.byteLength(text) <= bytesMax;
  return text !== '' && fits && text.isWellFormed();
}

const inSentence = (problem: string): string => `The order came, and cannot be stored: ${problem}`;

/** Deflate adds a few bytes at most, so only long texts are packed to compare. */
function sizeProblem(original: string): string | null {
  if (original.length * 3 < packedBytesMax - 1_024) return null;
  const { length } = pack(original);
  return length <= packedBytesMax ? null : tooLarge(length);
}

const tooLarge = (bytes: number): string => `it takes ${inKb(bytes)} packed, of up to ${inKb(packedBytesMax)}.`;
const inKb = (bytes: number): string => `${Math.ceil(bytes / 1024).toLocaleString('en-US')} KB`;
