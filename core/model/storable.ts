import type { ClaimKey } from './claim.ts';
import { type MallOrder, type OrderLine, orderNumberMax, type StoredOrder } from './order.ts';
import { pack } from './packing.ts';
import { quantityMax } from './sku.ts';

/*
 * What the tables take, in the words of orders. DynamoDB refuses anything beyond it, each time again: so it is compared before anything
 * of an order is written. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */

/** Packed bytes of one row. An item has 400 KB at most; what else a row holds takes less than the other 24 KB. */
export const packedBytesMax = 376 * 1024;
/** A SKU is a sort key where it is noted as oversold, and so is the item of a listing: 1,024 bytes. */
const nameBytesMax = 1_024;
/** A claim's sort key has its moment, shop, order number and line id in 1,024 bytes. */
const lineIdBytesMax = 100;
/** No basket of a mall holds as many lines. The claims of so many are written within one run. */
export const linesMax = 3_000;
/** The moments that sort by their text: a claim's key begins with it. */
const yearMax = Date.UTC(9999, 0);

/**
 * Why an order cannot be stored, without any of its content; null when it can. An order that came and does not fit is
 * quarantined: otherwise each poll would be refused, and its shop's cursor would wait.
 */
export function storageProblem(order: MallOrder): string | null {
  const problem = storageProblemOf(order);
  return problem && inSentence(problem);
}

/** The same for the row that an order is about to become: it also contains the SKUs that its items are listed under. */
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

/** True for the key of a claim that the tables take: another one cannot have been written. */
export function isStorableKey({ sku, lineId }: ClaimKey): boolean {
  return isKey(sku, nameBytesMax) && isKey(lineId, lineIdBytesMax);
}

/** True for text that can be part of a key. Half of a surrogate pair has no UTF-8: it would come back as another text. */
function isKey(text: string, bytesMax: number): boolean {
  // No text has more than three bytes for each of its UTF-16 units: most need no counting.
  const fits = text.length * 3 <= bytesMax || Buffer.byteLength(text) <= bytesMax;
  return text !== '' && fits && text.isWellFormed();
}

const inSentence = (problem: string): string => `The order came, and cannot be stored: ${problem}`;

/** Deflate never makes more of a text than a few bytes, so that only a long one is packed to be compared. */
function sizeProblem(original: string): string | null {
  if (original.length * 3 < packedBytesMax - 1_024) return null;
  const { length } = pack(original);
  return length <= packedBytesMax ? null : tooLarge(length);
}

const tooLarge = (bytes: number): string => `it takes ${inKb(bytes)} packed, of up to ${inKb(packedBytesMax)}.`;
const inKb = (bytes: number): string => `${Math.ceil(bytes / 1024).toLocaleString('en-US')} KB`;
