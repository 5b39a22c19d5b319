import type { EpochMs } from '../kernel/index.ts';
import { unpack } from './packing.ts';
import type { PendingAnnouncement } from './revision.ts';
import type { ShopKey } from './shop.ts';

/** An order line as far as stock is concerned. */
export interface OrderLine {
  /** The mall's id, unique within the order (楽天: itemDetailId). */
  readonly lineId: string;
  /** The mall's key of the item, as in `ListingKey`, if known. */
  readonly item?: string;
  /** The merchant's SKU; see `core/model/sku.ts`. */
  readonly sku: string;
  /** Pieces; 0 for a deleted line. */
  readonly quantity: number;
}

/** Longer than any mall's order numbers, and short enough in UTF-8 for the sort key of a claim. */
export const orderNumberMax = 255;
const standIn = 'unreadable-number-';

/**
 * Storage key of an order: its number, or a stand-in if that cannot be a key, so that the order is quarantined and its neighbours come in.
 *
 * @param number as the mall lists it, of any type
 * @param id equal whenever the mall lists the order
 */
export function orderKeyOf(number: unknown, id: string): string {
  const isKey =
    typeof number === 'string' &&
    number.length <= orderNumberMax &&
    /^[^\s\p{Cc}\p{Cs}](?:[^\p{Cc}\p{Cs}]*[^\s\p{Cc}\p{Cs}])?$/u.test(number);
  return isKey ? number : `${standIn}${id}`;
}

/** True for a stand-in, which no mall can be asked for. */
export const isStandIn = (orderNumber: string): boolean => orderNumber.startsWith(standIn);

/** An order as the mall showed it at one moment. */
export interface MallOrder {
  /** 受注番号 */
  readonly orderNumber: string;
  /** The mall's progress value (楽天: orderProgress, '100'..'900'). */
  readonly progress: string;
  /** 注文日時 */
  readonly orderedAt: EpochMs;
  /** When the mall first listed the order, if other than 注文日時 (Yahoo: 公開日時); moves the cursor. */
  readonly listedAt?: EpochMs;
  /** Last change at the mall, if told. */
  readonly changedAt?: EpochMs;
  /** The order that it was split off from, and whose pieces it now holds. */
  readonly splitFrom?: string;
  /** Present once split: the orders with its pieces, as far as named, perhaps none. Its own lines hold nothing. */
  readonly splitInto?: readonly string[];
  /** True while a cancel is undecided (Amazon: by the buyer; 楽天: キャンセル確定待ち): not to be shipped. */
  readonly cancelRequested?: boolean;
  readonly lines: readonly OrderLine[];
  /** The whole order as JSON from the mall. Personal data: stored in the order's row only. */
  readonly original: string;
}

/** An order received but not understood. */
export interface UnreadableOrder {
  readonly orderNumber: string;
  /** Received content, separated from its neighbours as far as possible. Personal data. */
  readonly raw: string;
  /** The reason, without any content. */
  readonly reason: string;
}

/**
 * SKUs by item, as listed; other items stand for the SKU in the order. Taken when an item is first read in an order and kept with the row,
 * so that later changes of listings move no claim.
 */
export type ItemSkus = Readonly<Record<string, string>>;

export function skuOfLine({ item, sku }: Pick<OrderLine, 'item' | 'sku'>, skus: ItemSkus | undefined): string {
  // Own properties only: an item may be called `constructor`.
  return item !== undefined && skus !== undefined && Object.hasOwn(skus, item) ? (skus[item] as string) : sku;
}

export function withSkus(order: MallOrder, skus: ItemSkus | undefined): MallOrder {
  if (skus === undefined) return order;
  return { ...order, lines: order.lines.map((line) => ({ ...line, sku: skuOfLine(line, skus) })) };
}

/** A stored order or revision, with the SKUs that its claims stand on and the row's date, by which they are found. */
export function storedOrderOf(
  original: Uint8Array,
  { skus, orderedAt }: Pick<StoredOrder, 'skus' | 'orderedAt'>,
  mall: { readOriginal(original: string): MallOrder },
): MallOrder {
  return { ...withSkus(mall.readOriginal(unpack(original)), skus), orderedAt };
}

/** Row format. Each release must read the rows of the next. */
export const orderRowFormat = 1;

/** Why reading an order failed, and the number of tries. */
export interface OrderProblem {
  readonly kind: 'missing' | 'quarantined';
  readonly since: EpochMs;
  readonly tries: number;
  readonly reason: string;
}

interface RowBase {
  readonly shop: ShopKey;
  readonly orderNumber: string;
  /** Version of this row's reading; writes are conditional on the version seen before reading. */
  readonly version: number;
  /** The writing run, so that a refused repeat of its write counts as success. */
  readonly writer: string;
  /** When the sweep must look at the row. */
  readonly dueAt?: EpochMs;
  /** Set once the buyer was removed on request; later readings are stored without the buyer. */
  readonly redacted?: RedactionMark;
}

/** When a buyer was removed, and the row's version since. */
export interface RedactionMark {
  readonly at: EpochMs;
  readonly version: number;
}

export interface StoredOrder extends RowBase {
  readonly kind: 'stored';
  /** 1 for the first reading, plus 1 for each with other content. */
  readonly revision: number;
  readonly progress: string;
  readonly orderedAt: EpochMs;
  /** SKUs under which items were listed when first read, if other than the order's. */
  readonly skus?: ItemSkus;
  /** When revision 1 was written. */
  readonly storedAt: EpochMs;
  /** When this content was read at the mall. */
  readonly readAt: EpochMs;
  /** Fingerprint of the original, to recognise an unchanged reading. */
  readonly fingerprint: string;
  /** The mall's whole order, packed (`packing.ts`); empty once personal data were removed. */
  readonly original: Uint8Array;
  readonly unannounced: readonly PendingAnnouncement[];
  /** Set while readings of the stored order fail. */
  readonly problem?: OrderProblem;
  /** True once final, and out of the index of open orders. */
  readonly final: boolean;
  /** Start of the retention of personal data. */
  readonly finalAt?: EpochMs;
  /** When personal data were removed. */
  readonly erasedAt?: EpochMs;
  /** True if a cancel was undecided at the reading (`MallOrder.cancelRequested`). */
  readonly cancelRequested?: boolean;
  /** Orders seen to be split off, noted before they are stored. */
  readonly parts?: readonly string[];
}

/** An order number that the mall lists but does not hand out. */
export interface MissingOrder extends RowBase {
  readonly kind: 'missing';
  readonly problem: OrderProblem;
}

/** An order received and not understood, with its content. */
export interface QuarantinedOrder extends RowBase {
  readonly kind: 'quarantined';
  readonly problem: OrderProblem;
  /** Packed. */
  readonly raw: Uint8Array;
}

/** The one row of an order number. Its key (shop, order number) is the dedup key and never expires. */
export type OrderRow = StoredOrder | MissingOrder | QuarantinedOrder;
