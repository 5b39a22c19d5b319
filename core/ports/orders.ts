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

export interface OrderKey {
  readonly shop: ShopKey;
  readonly orderNumber: string;
}

export interface OpenOrder {
  readonly orderNumber: string;
  readonly progress: string;
  readonly orderedAt: EpochMs;
}

/** Rows and history. Every write is one conditional item, safe to repeat. */
export interface OrderStore {
  known(shop: ShopKey, orderNumbers: readonly string[]): Promise<Set<string>>;
  /** Reads rows strongly consistent; numbers without one are absent. */
  rows(shop: ShopKey, orderNumbers: readonly string[]): Promise<Map<string, OrderRow>>;
  /** Writes a row over version `seen` (null: no row). */
  put(row: OrderRow, seen: number | null): Promise<'stored' | 'changed'>;
  /** Notes the unannounced revisions and the next due time, if the version is unchanged. */
  markAnnounced(
    key: OrderKey,
    version: number,
    left: readonly PendingAnnouncement[],
    dueAt: EpochMs | undefined,
  ): Promise<'stored' | 'changed'>;
  /** Postpones a row, if version and due time are unchanged. */
  setAside(
    seen: OrderKey & { readonly version: number; readonly dueAt: EpochMs },
    until: EpochMs,
  ): Promise<'stored' | 'changed'>;
  /** All orders of a shop that are not final; may lag. */
  openOrders(shop: ShopKey): Promise<OpenOrder[]>;
  /** Due rows of a bucket, the most overdue first. */
  due(bucket: number, until: EpochMs, limit: number): Promise<OrderKey[]>;
  /** Rows of a shop by number range (inclusive), in order, by page. */
  range(
    shop: ShopKey,
    from: string,
    to: string,
    after: string | undefined,
  ): Promise<{ rows: OrderRow[]; after: string | undefined }>;
  keepRevision(entry: RevisionEntry): Promise<void>;
  /** The oldest first. */
  revisions(key: OrderKey): Promise<RevisionEntry[]>;
  /** Removes what holds personal data of earlier revisions. */
  dropRevisions(key: OrderKey): Promise<void>;
}

/** An entry of a list sorted by moment, shop, order number. */
export interface ListedAt extends OrderKey {
  readonly at: EpochMs;
}

export type OrderSummary = OrderKey &
  (
    | (Pick<StoredOrder, 'kind' | 'progress' | 'orderedAt' | 'storedAt' | 'readAt' | 'final'> & {
        readonly problem?: OrderProblem;
        readonly cancelRequested?: boolean;
      })
    | (Pick<MissingOrder | QuarantinedOrder, 'kind' | 'problem'> & { readonly kind: 'missing' | 'quarantined' })
  );

export interface NewestFirst {
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly after?: ListedAt;
}

export interface OrderSummaries {
  /** Rows of any shops, unordered. Orders without one are absent. */
  summaries(keys: readonly OrderKey[]): Promise<OrderSummary[]>;
}

/** Order lists for people. All may lag; costs: `docs/how-to/orders.md`. */
export interface OrderList extends OrderSummaries {
  /** Lists by 注文日時, the newest first, from an index's keys alone; fewer than `limit` are the last. */
  newest(shop: ShopKey, span: NewestFirst, limit: number): Promise<ListedAt[]>;
  openIn(shop: ShopKey, progress: readonly string[]): Promise<ListedAt[]>;
  /** `summaries` with the whole orders, for the same read units. */
  rows(keys: readonly OrderKey[]): Promise<OrderRow[]>;
}

/** Write-ahead notes of runs. */
export interface Intents {
  open(intent: Intent): Promise<void>;
  close(intent: Intent): Promise<void>;
  /** Intents of dead runs, opened before a moment. */
  abandoned(bucket: number, before: EpochMs): Promise<Intent[]>;
}

/** Spans requested while the mall could not be called. */
export interface Spans {
  /**
   * Queues a span once. A repeated request (`renewed`) starts from the beginning, since the newer one may doubt what was imported in
   * between.
   */
  queue(span: QueuedSpan): Promise<'queued' | 'renewed'>;
  /** The oldest request first; strongly consistent, one partition. */
  list(): Promise<QueuedSpan[]>;
  advance(span: QueuedSpan, doneTo: EpochMs): Promise<void>;
  /** Removes a span, unless requested again since. */
  remove(span: QueuedSpan): Promise<void>;
}
