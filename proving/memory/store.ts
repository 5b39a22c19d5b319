import type { EpochMs } from '../../core/kernel/time.ts';
import type { ApiKey } from '../../core/model/api-key.ts';
import type { ShopAudit } from '../../core/model/audit.ts';
import type { Intent, StandingClaim } from '../../core/model/claim.ts';
import type { FeedMark, FeedRow } from '../../core/model/feed.ts';
import type { EvidenceEntry, Health } from '../../core/model/health.ts';
import type { Incident, IncidentEvent, IncidentNews } from '../../core/model/incident.ts';
import type { Listing, ListingKey } from '../../core/model/listing.ts';
import type { Chat, Merchant } from '../../core/model/merchant.ts';
import type { Digest, MorningReport, Notice, SentMail } from '../../core/model/notice.ts';
import type { OrderRow } from '../../core/model/order.ts';
import type { OrderTarget } from '../../core/model/order-target.ts';
import type { Maintenance, Pause } from '../../core/model/pause.ts';
import type { PushNews } from '../../core/model/push-row.ts';
import type { Announcement, RevisionEntry } from '../../core/model/revision.ts';
import type { RemovedShop, Shop, ShopKey } from '../../core/model/shop.ts';
import type { Movement, SkuRow } from '../../core/model/sku.ts';
import type { WaitEntry } from '../../core/model/waits.ts';
import type { QueuedSpan } from '../../core/model/windows.ts';
import type { FirstRequest } from '../../core/ports/api-keys.ts';
import type { Glance, RejectedRequest } from '../../core/ports/queues.ts';
import type { Drift } from '../../core/ports/stock.ts';
import type { Push } from './push.ts';

/**
 * The tables of one simulated world, shared by all its processes. What lies in them is frozen or copied: a process that
 * dies, or changes what it was given, changes nothing here. Tests may read every map, and write none.
 */
export interface MemoryStore {
  readonly rowsByShop: Map<ShopKey, Map<string, OrderRow>>;
  /** The rows that have a `dueAt`, by bucket and `orderId`. */
  readonly dueByBucket: Map<number, Map<string, OrderRow>>;
  /** Superseded revisions by `orderId`, then by revision. */
  readonly revisionsByOrder: Map<string, Map<number, RevisionEntry>>;
  /** By `claimId`. */
  readonly claimsById: Map<string, StandingClaim>;
  /** The `claimId`s of the claims on a SKU, by merchant and SKU. */
  readonly claimIdsBySku: Map<string, Map<string, true>>;
  /** By merchant and SKU, then by moment and id. */
  readonly movementsBySku: Map<string, Map<string, Movement>>;
  /** Own rows of SKUs, by merchant and SKU; without `oversoldSince`, which lies in a row of its own. */
  readonly skusById: Map<string, SkuRow>;
  /** The keys of those rows, by bucket. */
  readonly skuIdsByBucket: Map<number, Set<string>>;
  /** Since when SKUs are oversold, by merchant, then by SKU. */
  readonly oversoldByMerchant: Map<string, Map<string, EpochMs>>;
  /** What those of them are called of which it is known. */
  readonly oversoldNames: Map<string, Map<string, string>>;
  readonly intentsByBucket: Map<number, Map<string, Intent>>;
  readonly shopsByKey: Map<ShopKey, Shop>;
  readonly merchantsById: Map<string, Merchant>;
  readonly chatsByMerchant: Map<string, Chat>;
  readonly apiKeysById: Map<string, ApiKey>;
  /** By key and name. */
  readonly apiRequestsById: Map<string, FirstRequest>;
  readonly removedShopsByKey: Map<ShopKey, RemovedShop>;
  /** By `pauseId`. */
  readonly pausesById: Map<string, Pause>;
  /** By mall and capability. */
  readonly healthsById: Map<string, Health>;
  /** By mall, capability, moment and writer. */
  readonly evidenceById: Map<string, EvidenceEntry>;
  /** By mall and id. */
  readonly maintenancesById: Map<string, Maintenance>;
  readonly incidentsById: Map<string, Incident>;
  /** By incident, then by moment and word. */
  readonly timelinesByIncident: Map<string, Map<string, IncidentEvent>>;
  /** By occasion, kind and merchant. */
  readonly noticesById: Map<string, Notice>;
  /** By id. */
  readonly sentMailsById: Map<string, SentMail>;
  /** By the audit's name, then by shop. */
  readonly auditsByName: Map<string, Map<ShopKey, ShopAudit>>;
  /** Rows by merchant, then by position. */
  readonly feedByMerchant: Map<string, Map<number, FeedRow>>;
  /** By merchant and order. */
  readonly feedMarksById: Map<string, { readonly mark: FeedMark; readonly expiresAt: EpochMs }>;
  readonly digestsByMerchant: Map<string, Digest>;
  /** What was warned of, as words. */
  readonly warnedByShop: Map<ShopKey, ReadonlySet<string>>;
  /** By merchant, day and shop. */
  readonly morningsById: Map<string, MorningReport>;
  /** By `spanId`. */
  readonly spansById: Map<string, QueuedSpan>;
  readonly waitsById: Map<string, WaitEntry>;
  /** The requests in these rows, as those who read about them see them: by shop, then by order number and id. */
  readonly pushesByShop: Map<ShopKey, Map<string, Push>>;
  /** By shop, then by order number. */
  readonly targetsByShop: Map<ShopKey, Map<string, OrderTarget>>;
  /** Messages that say where pushes are due and that no worker has taken yet. */
  readonly workMessages: WorkMessage[];
  /** By night and shop. */
  readonly driftsById: Map<string, Drift>;
  /** By shop, then by item. */
  readonly listingsByShop: Map<ShopKey, Map<string, Listing>>;
  /** Keys of the listings that sell a SKU, or once did, by merchant and SKU. */
  readonly listingsBySku: Map<string, Map<string, ListingKey>>;
  /** Messages that say where to look at stock and that no worker has taken yet. */
  readonly stockMessages: StockMessage[];
  readonly leasesByName: Map<string, MemoryLease>;
  /** Every announcement the bus accepted, repeats included, in order. */
  readonly accepted: Announcement[];
  /** News of incidents the bus accepted, repeats included, in order. */
  readonly news: IncidentNews[];
  /** News of pushes the bus accepted, repeats included, in order. */
  readonly pushNews: PushNews[];
  /** Rejected requests the bus accepted to tell of, repeats included, in order. */
  readonly rejected: RejectedRequest[];
  /** Rejected movements of stock the bus accepted to tell of, repeats included, in order. */
  readonly rejectedMovements: RejectedRequest[];
}

/** Empty tables. */
export function createMemoryStore(): MemoryStore {
  return {
    targetsByShop: new Map(),
    rowsByShop: new Map(),
    dueByBucket: new Map(),
    revisionsByOrder: new Map(),
    claimsById: new Map(),
    claimIdsBySku: new Map(),
    movementsBySku: new Map(),
    skusById: new Map(),
    skuIdsByBucket: new Map(),
    oversoldByMerchant: new Map(),
    oversoldNames: new Map(),
    intentsByBucket: new Map(),
    shopsByKey: new Map(),
    merchantsById: new Map(),
    chatsByMerchant: new Map(),
    apiKeysById: new Map(),
    apiRequestsById: new Map(),
    removedShopsByKey: new Map(),
    pausesById: new Map(),
    healthsById: new Map(),
    evidenceById: new Map(),
    maintenancesById: new Map(),
    incidentsById: new Map(),
    timelinesByIncident: new Map(),
    noticesById: new Map(),
    sentMailsById: new Map(),
    auditsByName: new Map(),
    feedByMerchant: new Map(),
    feedMarksById: new Map(),
    digestsByMerchant: new Map(),
    warnedByShop: new Map(),
    morningsById: new Map(),
    spansById: new Map(),
    waitsById: new Map(),
    pushesByShop: new Map(),
    workMessages: [],
    driftsById: new Map(),
    listingsByShop: new Map(),
    listingsBySku: new Map(),
    stockMessages: [],
    leasesByName: new Map(),
    accepted: [],
    news: [],
    pushNews: [],
    rejected: [],
    rejectedMovements: [],
  };
}

/** An order's identity as one word. */
export function orderId(shop: ShopKey, orderNumber: string): string {
  return `${shop}#${orderNumber}`;
}

/** The inner map of a map of maps, made when it is missing. */
export function innerMap<Outer, Key, Value>(outer: Map<Outer, Map<Key, Value>>, key: Outer): Map<Key, Value> {
  let inner = outer.get(key);
  if (inner === undefined) {
    inner = new Map();
    outer.set(key, inner);
  }
  return inner;
}

/** A lease as it lies in memory; without a holder it is free. */
interface MemoryLease {
  readonly held: { readonly holder: string; readonly until: EpochMs } | null;
  readonly restsUntil: EpochMs | null;
}

/** A message that names a shop, SKUs that may have moved, or shops to glance at. */
export type StockMessage =
  | {
      readonly kind: 'shop';
      readonly shop: ShopKey;
      /** How long after it was sent it comes, in ms. */
      readonly afterMs: number;
    }
  | { readonly kind: 'skus'; readonly merchant: string; readonly skus: readonly string[] }
  | { readonly kind: 'glance'; readonly glance: Glance };

/** A message that names a shop. */
export interface WorkMessage {
  readonly shop: ShopKey;
  /** How long after it was sent it comes, in ms. */
  readonly afterMs: number;
}
