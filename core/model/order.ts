import type { EpochMs } from '../kernel/index.ts';
import type { ClaimKey } from './claim.ts';
import type { newsAbout } from './news-kinds.ts';
import { unpack } from './packing.ts';
import type { ShopKey } from './shop.ts';

/** One line of an order, as far as stock is concerned. */
export interface OrderLine {
  /** The mall's id of the line, unique within its order (楽天: itemDetailId). */
  readonly lineId: string;
  /** The mall's own key of what is sold, as its listing has it (`ListingKey`); absent if the order does not have it. */
  readonly item?: string;
  /** The merchant's stock-keeping unit that the line draws from; see `core/model/sku.ts`. */
  readonly sku: string;
  /** Pieces the line holds; 0 when the line was deleted. */
  readonly quantity: number;
}

/** Longer than an order number of any mall. In UTF-8 it fits into the sort key of a claim. */
export const orderNumberMax = 255;
const standIn = 'unreadable-number-';

/**
 * What an order is stored under: its number where that can be a key, and otherwise a name of ours, so that the order is set aside like
 * others that cannot be read, and the orders listed beside it come in.
 *
 * @param number as the mall lists it, whatever it is
 * @param id the same whenever the mall lists the order
 */
export function orderKeyOf(number: unknown, id: string): string {
  const isKey =
    typeof number === 'string' &&
    number.length <= orderNumberMax &&
    /^[^\s\p{Cc}\p{Cs}](?:[^\p{Cc}\p{Cs}]*[^\s\p{Cc}\p{Cs}])?$/u.test(number);
  return isKey ? number : `${standIn}${id}`;
}

/** True for a name of ours that no mall can be asked for. */
export const isStandIn = (orderNumber: string): boolean => orderNumber.startsWith(standIn);

/** An order as the mall showed it at one moment. */
export interface MallOrder {
  /** 受注番号 */
  readonly orderNumber: string;
  /** The mall's own progress value (楽天: orderProgress, '100'..'900'). */
  readonly progress: string;
  /** 注文日時 */
  readonly orderedAt: EpochMs;
  /** When the mall first listed it, where that is not 注文日時 (Yahoo: 公開日時): the cursor moves by this. */
  readonly listedAt?: EpochMs;
  /** When it last changed at the mall, where the mall says. */
  readonly changedAt?: EpochMs;
  /** The order that it was split off from: it holds pieces which that one held before. */
  readonly splitFrom?: string;
  /** Present once it was split: the orders that hold its pieces now, as far as the mall names them, which may be none. Its own lines hold nothing. */
  readonly splitInto?: readonly string[];
  /** True while a cancel of it is requested and not decided (Amazon: by its buyer; 楽天: キャンセル確定待ち): it should not be shipped before. */
  readonly cancelRequested?: boolean;
  readonly lines: readonly OrderLine[];
  /** The whole order as the mall returned it, JSON. Contains personal data: stored in the order's row only. */
  readonly original: string;
}

/** An order that came but could not be understood. */
export interface UnreadableOrder {
  readonly orderNumber: string;
  /** The received content, as far as it can be separated from its neighbours. Holds personal data. */
  readonly raw: string;
  /** Why it could not be read, without any of its content. */
  readonly reason: string;
}

/**
 * The SKUs that items are listed under, by item; an item that is not in it stands for the SKU its order names. It is taken
 * when an item is first read in an order, and stays with the order's row: a listing that changes later moves no claim.
 */
export type ItemSkus = Readonly<Record<string, string>>;

/** The SKU that a line draws from. */
export function skuOfLine({ item, sku }: Pick<OrderLine, 'item' | 'sku'>, skus: ItemSkus | undefined): string {
  // Own properties only: an item may be called `constructor`.
  return item !== undefined && skus !== undefined && Object.hasOwn(skus, item) ? (skus[item] as string) : sku;
}

/** An order whose lines draw from the SKUs that their items were listed under. */
export function withSkus(order: MallOrder, skus: ItemSkus | undefined): MallOrder {
  if (skus === undefined) return order;
  return { ...order, lines: order.lines.map((line) => ({ ...line, sku: skuOfLine(line, skus) })) };
}

/**
 * A stored order, or a revision of it, as it was read; its lines draw from the SKUs that its claims stand on, and its date is
 * the row's, by which its claims are found.
 */
export function storedOrderOf(
  original: Uint8Array,
  { skus, orderedAt }: Pick<StoredOrder, 'skus' | 'orderedAt'>,
  mall: { readOriginal(original: string): MallOrder },
): MallOrder {
  return { ...withSkus(mall.readOriginal(unpack(original)), skus), orderedAt };
}

/** Format of order rows. The release before must be able to read the rows of the release after. */
export const orderRowFormat = 1;

/** What is announced on the bus about one revision. */
export type AnnouncementKind = (typeof newsAbout)['orders'][number];

/** A revision the bus has not accepted yet. */
export interface PendingAnnouncement {
  readonly revision: number;
  readonly kind: AnnouncementKind;
}

/** Why a reading of an order failed, and how often it was tried. */
export interface OrderProblem {
  readonly kind: 'missing' | 'quarantined';
  readonly since: EpochMs;
  readonly tries: number;
  readonly reason: string;
}

interface RowBase {
  readonly shop: ShopKey;
  readonly orderNumber: string;
  /** Version of the reading this row holds; every write is conditional on the version seen before the reading. */
  readonly version: number;
  /** The run that wrote it, so that a refused repeat of our own write is known as our success. */
  readonly writer: string;
  /** When the sweep must look at this row again. */
  readonly dueAt?: EpochMs;
  /** Set once the buyer was removed because they asked: every later reading is stored without them. */
  readonly redacted?: RedactionMark;
}

/** When a buyer was removed from an order, and the row's version since then. */
export interface RedactionMark {
  readonly at: EpochMs;
  readonly version: number;
}

/** An order that is stored. */
export interface StoredOrder extends RowBase {
  readonly kind: 'stored';
  /** 1 for the first reading; every reading with other content adds 1. */
  readonly revision: number;
  readonly progress: string;
  readonly orderedAt: EpochMs;
  /** The SKUs that items of its lines were listed under when they were first read, where that is not what the order names. */
  readonly skus?: ItemSkus;
  /** When revision 1 was written. */
  readonly storedAt: EpochMs;
  /** When this row's content was read at the mall. */
  readonly readAt: EpochMs;
  /** Fingerprint of the original, to recognize an unchanged reading at once. */
  readonly fingerprint: string;
  /** The whole order as the mall gave it, packed (`packing.ts`); empty once personal data were removed. */
  readonly original: Uint8Array;
  readonly unannounced: readonly PendingAnnouncement[];
  /** Set while the latest readings of a stored order fail. */
  readonly problem?: OrderProblem;
  /** A final order changes no more: it leaves the index of open orders. */
  readonly final: boolean;
  /** Since when it is final: personal data are kept from then on for as long as they may. */
  readonly finalAt?: EpochMs;
  /** When personal data were removed. */
  readonly erasedAt?: EpochMs;
  /** True while a cancel of it was requested and not decided, when it was read (`MallOrder.cancelRequested`). */
  readonly cancelRequested?: boolean;
  /** The orders that were seen to be split off from it, while it is stored as it was before: noted before they are stored. */
  readonly parts?: readonly string[];
}

/** An order number the mall lists but does not hand out. */
export interface MissingOrder extends RowBase {
  readonly kind: 'missing';
  readonly problem: OrderProblem;
}

/** An order that was received and could not be understood; the received content is kept. */
export interface QuarantinedOrder extends RowBase {
  readonly kind: 'quarantined';
  readonly problem: OrderProblem;
  /** The received content, packed. */
  readonly raw: Uint8Array;
}

/** The one row an order number has. The key (shop, order number) is the dedup key and never expires. */
export type OrderRow = StoredOrder | MissingOrder | QuarantinedOrder;

/** A superseded revision, kept in the order's history. */
export interface RevisionEntry {
  readonly shop: ShopKey;
  readonly orderNumber: string;
  readonly revision: number;
  readonly version: number;
  readonly progress: string;
  readonly readAt: EpochMs;
  readonly supersededAt: EpochMs;
  readonly original: Uint8Array;
}

/**
 * What a run is about to write: left behind only by a run that died between its first claim and its last row.
 * Without it a claim on a line that vanished from the order before the next reading could never be found again.
 */
export interface Intent {
  readonly id: string;
  readonly shop: ShopKey;
  readonly at: EpochMs;
  readonly orderNumbers: readonly string[];
  readonly claims: readonly ClaimKey[];
}

/** What the bus carries: keys only. Consumers read the table with a granted permission. */
export interface Announcement {
  /** The same for every repeat of the same revision, so that a consumer can recognize a repeat. */
  readonly id: string;
  readonly kind: AnnouncementKind;
  readonly shop: ShopKey;
  readonly orderNumber: string;
  readonly revision: number;
}

/** Builds the announcement of one revision. */
export function announcementOf(
  shop: ShopKey,
  orderNumber: string,
  { revision, kind }: PendingAnnouncement,
): Announcement {
  return { id: `${shop}#${orderNumber}#${revision}`, kind, shop, orderNumber, revision };
}

/** Revisions that an order may have had in rows that were lost: more than any has in the 35 days a table goes back. */
export const revisionsPerRewind = 1_000;

/** True of the number of the first reading after a loss of rows: 1001, 2001. */
export function isFirstAfterLoss(revision: number): boolean {
  return revision > revisionsPerRewind && revision % revisionsPerRewind === 1;
}
