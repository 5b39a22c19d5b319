import { minuteMs } from '../../core/kernel/time.ts';
import type { Claim } from '../../core/model/claim.ts';
import type { ListingTerms } from '../../core/model/listing.ts';
import type { Shop, ShopKey } from '../../core/model/shop.ts';
import { everyPart, type Movement, type Recipe } from '../../core/model/sku.ts';
import type { MemoryStore } from '../memory/index.ts';
import { watchClaimMarks } from './claim-marks.ts';
import type { Draw, Draws } from './draws.ts';
import { onSet } from './outage-watch.ts';
import type { VirtualTime } from './virtual-time.ts';

/** A listing as people entered it last. */
export interface GoodsListing {
  readonly shop: Shop;
  readonly item: string;
  readonly sku: string;
  readonly terms: ListingTerms;
  /** False of one that the mall has not. */
  readonly isThere: boolean;
  /** The highest level that its mall takes. */
  readonly highest: number;
}

/** What the merchant sells, by what people said; nothing of it is read from our tables. */
interface Goods {
  readonly merchant: string;
  /** Their shops, at all malls. */
  readonly shops: Shop[];
  /** By `listingId`. */
  readonly listings: Map<string, GoodsListing>;
  /** The SKUs that people count. */
  readonly counted: Set<string>;
  readonly recipes: Map<string, readonly Recipe[]>;
  /** 確保在庫 by SKU. */
  readonly buffers: Map<string, number>;
  readonly movements: Movement[];
}

/** One call of a worker that reads levels at a mall, or sets them. */
export interface StockCall {
  readonly kind: 'read' | 'set';
  readonly by: string;
  readonly shop: ShopKey;
  readonly startedAt: number;
  /** When it reached the mall. */
  readonly at: number;
  /** When its caller was answered or gave up; the same as `at` for one who died. */
  endedAt: number;
  /** By item: what is to be set; what the mall truly had when a reading came. */
  readonly levels: ReadonlyMap<string, number | null>;
  /** What the mall had before a call that sets. */
  readonly before: ReadonlyMap<string, number | null>;
  /** True of one whose answer says that the mall has done all that was asked, and that is so. */
  isDone: boolean;
  /** True of one whose answer says so, whether it is so or not. */
  readonly isAccepted: boolean;
  /** Items that the mall was setting in a batch of another call. */
  readonly inBatch: readonly string[];
  /** True of one to which no answer came, or one that proves nothing: it may have been applied, and may still be. */
  readonly isUnanswered: boolean;
}

/** What was written of a claim at one time. */
type ClaimKept = Pick<Claim, 'shop' | 'orderNumber' | 'lineId' | 'sku' | 'orderedAt' | 'version' | 'quantity'>;

/** What a listing shows at its mall, and how much of it our pushes put back after it was sold. */
export interface Shown {
  level: number;
  /** Put back though the mall, if asked, would have shown that it was sold. */
  knowable: number;
  /** Put back because the mall did not show yet that it was sold. */
  hidden: number;
}

/** Who counted, sold and pushed what in a world, in true time: what its invariants are counted from. */
export interface StockWatch {
  /** What is done with stock is drawn from here, so that worlds without it stay as they were. */
  readonly draws: Draws;
  /** The processes that push stock, and how wrong their clocks are, in ms. */
  readonly workers: Map<string, number>;
  readonly goods: Goods;
  /** By `claimName`: every claim that was written, the first one first. */
  readonly claims: Map<string, ClaimKept[]>;
  /** Lines that came to an order whose row stood already, by `claimName`. */
  readonly added: Set<string>;
  readonly calls: StockCall[];
  /** The batches that calls were seen to make. */
  readonly batches: Set<string>;
  /** Listings of a shop's new orders that the mall answered. */
  readonly imports: { readonly at: number; readonly by: string; readonly shop: ShopKey }[];
  /** Pauses of stock by hand. */
  readonly holds: { readonly shop: ShopKey; readonly from: number; readonly until: number }[];
  /** When a SKU was marked, by SKU. */
  readonly marks: Map<string, number[]>;
  /** When a claim or a movement of a SKU changed what is free, by SKU: its mark follows, and a worker may read the ledger in between. */
  readonly moves: Map<string, number[]>;
  /** When people changed a listing's terms, by `listingId`. */
  readonly touched: Map<string, number[]>;
  /** Claims that a run let run out, and when another run took the listing over. */
  readonly takenOver: { readonly shop: ShopKey; readonly item: string; readonly until: number; readonly at: number }[];
  /** Listings that only the nightly comparison can set right: set by hand at the mall, or taken by it and not kept. */
  readonly drifted: Set<string>;
  /** Orders that a mall did not show when a call raised a listing whose pieces they hold, by `listingId`. */
  readonly raisedOver: Map<string, string[]>;
  /** Items that the mall refuses by name now, and those that it ever refused. */
  readonly refusing: Set<string>;
  readonly refused: Set<string>;
  /** By `listingId`. */
  readonly shown: Map<string, Shown>;
  /** Orders of the merchant's shops, and those that a mall took only because a push of ours had put back what was sold. */
  orders: number;
  oversells: number;
  /** The same for pieces whose order the mall did not show yet: no client can know of them. */
  hiddenOversells: number;
  /** Items that were sent in calls that set. */
  pushes: number;
  /** What must never be, seen while it happened. */
  readonly broken: string[];
}

export function listingId(shop: ShopKey, item: string): string {
  return `${shop}\n${item}`;
}

/** A listing that its mall has. */
export function someListing({ goods }: Pick<StockWatch, 'goods'>, chance: Draw): GoodsListing {
  const there = [...goods.listings.values()].filter(({ isThere }) => isThere);
  return chance.among(there, ({ shop, item }) => listingId(shop.key, item));
}

export function claimName(shop: ShopKey, orderNumber: string, lineId: string, sku: string): string {
  return `${shop}\n${orderNumber}\n${lineId}\n${sku}`;
}

/** So long after the row of an order no reading is under way that began before it, and takes every line for one that was always there. */
const readingMs = 2 * minuteMs;

/** A watch over these tables. */
export function createStockWatch(
  draws: Draws,
  merchant: string,
  { store, time }: { readonly store: MemoryStore; readonly time: VirtualTime },
): StockWatch {
  const watch: StockWatch = {
    draws,
    workers: new Map(),
    goods: {
      merchant,
      shops: [],
      listings: new Map(),
      counted: new Set(),
      recipes: new Map(),
      buffers: new Map(),
      movements: [],
    },
    claims: new Map(),
    added: new Set(),
    calls: [],
    batches: new Set(),
    imports: [],
    holds: [],
    marks: new Map(),
    moves: new Map(),
    touched: new Map(),
    takenOver: [],
    drifted: new Set(),
    raisedOver: new Map(),
    refusing: new Set(),
    refused: new Set(),
    shown: new Map(),
    orders: 0,
    oversells: 0,
    hiddenOversells: 0,
    pushes: 0,
    broken: [],
  };
  const firstRows = new Map<string, number>();
  onSet(store.claimsById, (claim, before) => {
    if (claim.merchant !== merchant) return;
    const { shop, orderNumber, lineId, sku } = claim;
    if (before?.quantity !== claim.quantity) push(watch.moves, sku, time.now());
    const name = claimName(shop, orderNumber, lineId, sku);
    const storedAt = firstRows.get(`${shop}\n${orderNumber}`) ?? Number.POSITIVE_INFINITY;
    if (time.now() - storedAt > readingMs && !watch.claims.has(name)) watch.added.add(name);
    push(watch.claims, name, claim);
  });
  onSet(store.rowsByShop, (rows) =>
    onSet(rows, ({ kind, shop, orderNumber }) => {
      const order = `${shop}\n${orderNumber}`;
      if (kind === 'stored' && !firstRows.has(order)) firstRows.set(order, time.now());
    }),
  );
  onSet(store.movementsBySku, (movements) =>
    onSet(movements, (movement) => {
      if (movement.merchant === merchant) push(watch.moves, movement.sku, time.now());
    }),
  );
  const madeDueAt = new Map<string, number>();
  onSet(store.listingsByShop, (rows) =>
    onSet(rows, ({ shop, item, dueAt, claim }, before) => {
      const isNew = claim?.run !== before?.claim?.run || dueAt !== before?.dueAt;
      if ((dueAt !== undefined || claim !== undefined) && isNew) madeDueAt.set(listingId(shop, item), time.now());
      if (before?.claim !== undefined && claim !== undefined && claim.run !== before.claim.run)
        watch.takenOver.push({ shop, item, until: before.claim.until, at: time.now() });
    }),
  );
  onSet(store.skusById, (row, before) => {
    if (row.merchant !== merchant) return;
    if (row.mark !== (before?.mark ?? 0)) push(watch.marks, row.sku, time.now());
    if (before?.dirtySince === undefined || row.dirtySince !== undefined) return;
    const markedAt = watch.marks.get(row.sku)?.at(-1) ?? 0;
    // Its own listings, those of its parts, and those of the sets that contain it.
    const told = [row.sku, ...everyPart(row), ...row.inSets];
    for (const { shop, item } of [...watch.goods.listings.values()].filter(({ sku }) => told.includes(sku))) {
      const listing = store.listingsByShop.get(shop.key)?.get(item);
      const isOurs = listing?.linked && listing.orphanSince === undefined;
      if (!isOurs || listing.dueAt !== undefined || (madeDueAt.get(listingId(shop.key, item)) ?? 0) >= markedAt)
        continue;
      watch.broken.push(`the mark of ${row.sku} was cleared, and ${item} of ${shop.key} was not made due since`);
    }
  });
  watchClaimMarks(watch, { store, time });
  return watch;
}

/** Adds to the list that lies under a key. */
export function push<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
