import type { EpochMs } from '../kernel/index.ts';
import type {
  Intent,
  MissingOrder,
  OrderProblem,
  OrderRow,
  PendingAnnouncement,
  QuarantinedOrder,
  QueuedSpan,
  RevisionEntry,
  ShopKey,
  StoredOrder,
} from '../model/index.ts';

/** Names an order. */
export interface OrderKey {
  readonly shop: ShopKey;
  readonly orderNumber: string;
}

/** An open order as the index of open orders shows it. */
export interface OpenOrder {
  readonly orderNumber: string;
  readonly progress: string;
  readonly orderedAt: EpochMs;
}

/** Order rows and their history. No method scans; every write is one conditional item that is safe to repeat. */
export interface OrderStore {
  /** Which of these numbers have a row, whatever its kind. */
  known(shop: ShopKey, orderNumbers: readonly string[]): Promise<Set<string>>;
  /** The rows of these numbers, strongly consistent; numbers without a row are absent from the map. */
  rows(shop: ShopKey, orderNumbers: readonly string[]): Promise<Map<string, OrderRow>>;
  /**
   * Writes a row if the row that is there now still has the version `seen` (null: no row).
   * `changed` means another process wrote in between; a repeat of our own write is `stored`.
   */
  put(row: OrderRow, seen: number | null): Promise<'stored' | 'changed'>;
  /**
   * Notes which revisions are still unannounced (and when the row is due next), if the row still has this version.
   */
  markAnnounced(
    key: OrderKey,
    version: number,
    left: readonly PendingAnnouncement[],
    dueAt: EpochMs | undefined,
  ): Promise<'stored' | 'changed'>;
  /** Makes a due row due at a later moment, if it still has the version and the due time that were seen. */
  setAside(
    seen: OrderKey & { readonly version: number; readonly dueAt: EpochMs },
    until: EpochMs,
  ): Promise<'stored' | 'changed'>;
  /** Orders of a shop that are not final, all of them. Eventually consistent. */
  openOrders(shop: ShopKey): Promise<OpenOrder[]>;
  /** Rows of a bucket that are due, the most overdue first, at most `limit`. */
  due(bucket: number, until: EpochMs, limit: number): Promise<OrderKey[]>;
  /** Rows of one shop by order number range (both ends included), in order, a page at a time. */
  range(
    shop: ShopKey,
    from: string,
    to: string,
    after: string | undefined,
  ): Promise<{ rows: OrderRow[]; after: string | undefined }>;
  /** Keeps a superseded revision. Writing the same one again changes nothing. */
  keepRevision(entry: RevisionEntry): Promise<void>;
  /** The superseded revisions of an order, the oldest first. */
  revisions(key: OrderKey): Promise<RevisionEntry[]>;
  /** Removes the superseded revisions of an order (they hold personal data). */
  dropRevisions(key: OrderKey): Promise<void>;
}

/** An entry of a list of orders. The list is sorted by moment, then shop, then order number. */
export interface ListedAt extends OrderKey {
  readonly at: EpochMs;
}

/** What a list shows of an order's row: nothing of its buyer. */
export type OrderSummary = OrderKey &
  (
    | (Pick<StoredOrder, 'kind' | 'progress' | 'orderedAt' | 'storedAt' | 'readAt' | 'final'> & {
        readonly problem?: OrderProblem;
        readonly cancelRequested?: boolean;
      })
    | (Pick<MissingOrder | QuarantinedOrder, 'kind' | 'problem'> & { readonly kind: 'missing' | 'quarantined' })
  );

/** Which stored orders of a shop are listed: placed in [from, to). */
export interface NewestFirst {
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** The last one that was listed before: the next ones follow it. */
  readonly after?: ListedAt;
}

/** Reads orders by their keys, without their buyers. The rows may lag. */
export interface OrderSummaries {
  /** The rows of these orders, of any shops, in no order. An order without a row is absent. */
  summaries(keys: readonly OrderKey[]): Promise<OrderSummary[]>;
}

/** Order rows as people look for them. No method scans, and all may lag; what each costs is in `docs/how-to/orders.md`. */
export interface OrderList extends OrderSummaries {
  /** Stored orders of a shop by 注文日時, the newest first, at most `limit`: fewer than that are the last ones. Keys of an index alone. */
  newest(shop: ShopKey, span: NewestFirst, limit: number): Promise<ListedAt[]>;
  /** Orders of a shop that are not final and in one of these progress values, in no order. */
  openIn(shop: ShopKey, progress: readonly string[]): Promise<ListedAt[]>;
  /** As `summaries`, for the same read units, with the whole order. */
  rows(keys: readonly OrderKey[]): Promise<OrderRow[]>;
}

/** The write-ahead notes of runs. */
export interface Intents {
  open(intent: Intent): Promise<void>;
  close(intent: Intent): Promise<void>;
  /** Intents of a bucket opened before a moment: their runs are dead. */
  abandoned(bucket: number, before: EpochMs): Promise<Intent[]>;
}

/** Spans that people requested while the mall could not be called. */
export interface Spans {
  /**
   * Queues a span. The same span of the same shop is queued once, however often it is requested: a repeated request imports it from its
   * beginning, because the newer request may doubt what was imported in between. A repeat of our own write is `queued`.
   */
  queue(span: QueuedSpan): Promise<'queued' | 'renewed'>;
  /** All queued spans, the oldest request first; one strongly consistent read of one partition. */
  list(): Promise<QueuedSpan[]>;
  /** Notes up to where a span is imported, unless it was requested again since. */
  advance(span: QueuedSpan, doneTo: EpochMs): Promise<void>;
  /** Removes a span, unless it was requested again since. */
  remove(span: QueuedSpan): Promise<void>;
}
