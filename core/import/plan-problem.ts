import { sentence } from '../kernel/index.ts';
import {
  type Claim,
  type ClaimKey,
  type MallOrder,
  type OrderLine,
  type OrderProblem,
  orderNumberMax,
  pack,
  quantityMax,
  type StoredOrder,
  type UnreadableOrder,
} from '../model/index.ts';
import { dueOf, finalSince, isFinal } from './personal-data.ts';
import { claimsOf, type Look, type OrderPlan, type PlanContext, storedOrderOf, versionOf } from './plan.ts';

/** What went wrong with one order of a reading that otherwise worked. */
export type Trouble =
  | { readonly kind: 'missing' }
  /** `order` where it could be read and cannot be stored. */
  | { readonly kind: 'quarantined'; readonly unreadable: UnreadableOrder; readonly order?: MallOrder };

/**
 * Plans the row of an order that the mall lists but does not hand out, or that cannot be understood. Once that row exists
 * the cursor may pass: one bad order never blocks a shop. A stored order keeps its content and only notes the problem.
 */
export function planProblem(look: Look, trouble: Trouble, context: PlanContext): OrderPlan | null {
  const { seen } = look;
  if (seen?.kind === 'stored' && (seen.erasedAt !== undefined || seen.final)) return null;
  const raw = trouble.kind === 'quarantined' && seen?.kind !== 'stored' ? rawOf(look, trouble.unreadable) : noBytes;
  const problem = problemOf(look, trouble, context, raw);
  const base = {
    shop: context.shop.key,
    orderNumber: look.orderNumber,
    version: versionOf(look),
    writer: context.runId,
    ...(seen?.redacted === undefined ? {} : { redacted: seen.redacted }),
    dueAt: context.now + waitBefore(problem.tries, context),
  };
  const claims = trouble.kind === 'quarantined' && trouble.order ? claimsLeft(look, trouble.order, context) : [];
  const nothingElse = {
    news: trouble.kind,
    claims,
    moving: claims,
    openings: [],
    superseded: null,
    seen: seen?.version ?? null,
  };
  if (seen?.kind === 'stored' && trouble.kind === 'missing' && isFinal(seen.progress, seen.orderedAt, context)) {
    // Older than the mall's look-back: not missing, but never listed again.
    const { problem: _, ...stored } = seen;
    const { dueAt: __, ...rest } = base;
    const final = { ...stored, ...rest, final: true, finalAt: finalSince(seen, seen, context) };
    return { ...nothingElse, row: { ...final, ...dueOf(final, context) } };
  }
  if (seen?.kind === 'stored') {
    const row: StoredOrder = { ...seen, ...base, problem };
    return { ...nothingElse, row };
  }
  if (trouble.kind === 'missing') return { ...nothingElse, row: { ...base, kind: 'missing', problem } };
  return { ...nothingElse, row: { ...base, kind: 'quarantined', problem, raw } };
}

const noBytes = new Uint8Array();

/** The received content, packed; empty if the buyer was removed, or if it is larger than a row can be. */
function rawOf({ seen }: Look, { raw }: UnreadableOrder): Uint8Array {
  const packed = seen?.redacted === undefined ? pack(raw) : noBytes;
  return packed.length <= packedBytesMax ? packed : noBytes;
}

/**
 * What earlier attempts may have claimed for an order that can be read and not stored: it holds what its stored reading has, and
 * nothing where none is stored. So their intents can be closed, while those of an order that cannot be read have to stay.
 */
function claimsLeft(look: Look, { orderNumber, orderedAt, progress }: MallOrder, context: PlanContext): Claim[] {
  const { seen } = look;
  const carried = look.carried.filter(isStorableKey);
  if (carried.length === 0) return [];
  const hasLines = seen?.kind === 'stored' && seen.original.length > 0;
  const standing = hasLines ? storedOrderOf(seen.original, seen, context.traits) : { progress, lines: [] };
  return claimsOf({ orderNumber, orderedAt, ...standing }, versionOf(look), carried, context);
}

function problemOf(look: Look, trouble: Trouble, context: PlanContext, raw: Uint8Array): OrderProblem {
  const before = look.seen === null ? undefined : look.seen.problem;
  return {
    kind: trouble.kind,
    since: before?.since ?? context.now,
    tries: (before?.tries ?? 0) + 1,
    reason: reasonOf(look, trouble, raw),
  };
}

function reasonOf({ seen }: Look, trouble: Trouble, raw: Uint8Array): string {
  if (trouble.kind === 'missing') return String(sentence`The mall lists this order but does not hand it out.`);
  const { reason: why, raw: came } = trouble.unreadable;
  const reason = trouble.order ? `${why} ${stockOf(seen)}: handle it at the mall.` : wholeReason(why);
  const isDropped = seen?.kind !== 'stored' && seen?.redacted === undefined && came !== '' && raw.length === 0;
  return isDropped ? `${reason} The reply is not kept: it is larger than a row can be.` : reason;
}

/** An order that cannot be stored as it is now keeps what was stored of it before. */
const stockOf = (seen: Look['seen']): string =>
  seen?.kind === 'stored' ? 'Its earlier reading stands, with the stock that it holds' : 'It holds no stock here';

/** Whole sentences say themselves what to do; a check of the reply says only what it expected. */
const wholeReason = (why: string): string =>
  why.endsWith('.') ? why : `${why}. It cannot be read here: handle it at the mall.`;

function waitBefore(tries: number, context: PlanContext): number {
  const { problemWaitMs, problemWaitMaxMs } = context.settings;
  return Math.min(problemWaitMs * 2 ** (tries - 1), problemWaitMaxMs);
}

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
function isStorableKey({ sku, lineId }: ClaimKey): boolean {
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
