import type { EpochMs } from '../kernel/index.ts';
import { unpack } from './packing.ts';
import type { PendingAnnouncement } from './revision.ts';
import type { ShopKey } from './shop.ts';

export interface OrderLine {
  /** The mall's id, unique within the order (楽天: itemDetailId). */
  readonly lineId: string;
  /** The mall's key of the item, as in `ListingKey`, if known. */
  readonly item?: string;
  /** The merchant's SKU; see `core/model/sku.ts`. */
  readonly sku: string;
  /** 0 for a deleted line. */
  readonly quantity: number;
}

/** Length beyond any mall's numbers that fits in UTF-8 into a claim's sort key. */
export const orderNumberMax = 255;
const standIn = 'unreadable-number-';

/**
 * Storage key: the number, or a stand-in if that cannot be a key, so that the order is quarantined and its neighbours come in.
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
  /** Time when the mall first listed the order, if other than 注文日時 (Yahoo: 公開日時); moves the cursor. */
  readonly listedAt?: EpochMs;
  readonly changedAt?: EpochMs;
  /** The order that it was split off from, and whose pieces it now holds. */
  readonly splitFrom?: string;
  /** Orders with its pieces after a split, as far as named, perhaps none. Its own lines hold nothing. */
  readonly splitInto?: readonly string[];
  /** True while a cancel is undecided (Amazon: by the buyer; 楽天: キャンセル確定待ち): not to be shipped. */
  readonly cancelRequested?: boolean;
  readonly lines: readonly OrderLine[];
  /** The whole order as JSON from the mall. Personal data: stored in the order's row only. */
  readonly original: string;
}

export interface UnreadableOrder {
  readonly orderNumber: string;
  /** Received content, separated from its neighbours as far as possible. Personal data. */
  readonly raw: string;
  /** Reason, without any content of the order. */
  readonly reason: string;
}

/**
 * SKUs by item, as listed; other items stand for the order's SKU. Taken when an item is first read and kept with the row, so that later
 * listings move no claim.
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

/** Has the SKUs that its claims stand on and the row's date, by which they are found. */
export function storedOrderOf(
  original: Uint8Array,
  { skus, orderedAt }: Pick<StoredOrder, 'skus' | 'orderedAt'>,
  mall: { readOriginal(original: string): MallOrder },
): MallOrder {
  return { ...withSkus(mall.readOriginal(unpack(original)), skus), orderedAt };
}

/** Row format. Each release must read the rows of the next. */
export const orderRowFormat = 1;

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
  readonly dueAt?: EpochMs;
  /** Set once the buyer was removed on request; later readings are stored without the buyer. */
  readonly redacted?: RedactionMark;
}

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
  /** Time of writing revision 1. */
  readonly storedAt: EpochMs;
  readonly readAt: EpochMs;
  /** Recognises an unchanged reading. */
  readonly fingerprint: string;
  /** The mall's whole order, packed (`packing.ts`); empty once personal data were removed. */
  readonly original: Uint8Array;
  readonly unannounced: readonly PendingAnnouncement[];
  readonly problem?: OrderProblem;
  /** True once final, and out of the index of open orders. */
  readonly final: boolean;
  readonly finalAt?: EpochMs;
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
  readonly raw: Uint8Array;
}

/** The one row of an order number. Its key (shop, order number) is the dedup key and never expires. */
export type OrderRow = StoredOrder | MissingOrder | QuarantinedOrder;
