import type { StockWorkItem, WorkedOff } from '../../../../core/jobs/sync-stock.ts';
import type { Listing, ListingTerms } from '../../../../core/model/listing.ts';
import type { Shop } from '../../../../core/model/shop.ts';
import type { Ports } from '../../../../core/ports/ports.ts';
import type { ProcessCache } from '../../../../core/session/import-session.ts';
import type { SyncSettings } from '../../../../core/stock/settings.ts';
import type { MemoryLog, MemoryPorts, MemoryStore } from '../../../../proving/memory/index.ts';
import type { Exchange } from '../../../../proving/worlds/mall-transport.ts';
import type { VirtualTime } from '../../../../proving/worlds/virtual-time.ts';
import type { SimOutcome, SimRequest } from '../../../../simulator/index.ts';
import type { RmsSimulator } from '../../../../simulator/rms/index.ts';

/** 2026-11-24 14:00 in Japan: far from the night. */
export const start = Date.UTC(2026, 10, 24, 5);
export const merchant = 'hanamori';

/** One process: its own ports and memory. */
interface Worker {
  readonly ports: Ports & Pick<MemoryPorts, 'orderList'>;
  readonly cache: ProcessCache;
}

/** Sees each request on its way to the mall. Its result replaces the answer; `after` replaces it once the mall has handled the request. */
type Meddler = (
  request: SimRequest,
  now: number,
) => { readonly outcome: SimOutcome; readonly when: 'instead' | 'after' } | null;

/** Two shops of one merchant at a simulated RMS that sell the same, tables in memory, and the work of queue and schedule in virtual time. */
export interface StockWorld {
  readonly time: VirtualTime;
  readonly rms: RmsSimulator;
  readonly store: MemoryStore;
  readonly log: MemoryLog;
  readonly one: Shop;
  readonly other: Shop;
  readonly exchanges: Exchange[];
  /** The errors with which runs ended. */
  readonly failures: unknown[];
  readonly settings: SyncSettings;
  meddler: Meddler | null;
  worker(changes?: Partial<Ports>, skewMs?: number): Worker;
  /** A listing of an item that is due; of the SKU that the mall's orders of it draw from, unless another is given. */
  list(shop: Shop, item: string, more?: Partial<ListingTerms> & { readonly sku?: string }): Promise<void>;
  /** Counts a SKU, now or at another moment. */
  count(sku: string, quantity: number, at?: number): Promise<void>;
  /** A new order of one piece or more at a shop; gives back what it took, by item. */
  order(shop: Shop): ReadonlyMap<string, number>;
  /** Imports a shop's new orders, as the schedule does. */
  poll(shop: Shop): Promise<void>;
  /** One run of one process, now. */
  run(items: readonly StockWorkItem[], worker?: Worker): Promise<WorkedOff>;
  look(shop: Shop, worker?: Worker): Promise<WorkedOff>;
  /** Lets time pass. Messages are processed as they arrive, and the sweep runs every five minutes. */
  pass(ms: number): Promise<void>;
  idle(ms: number): Promise<void>;
  listing(shop: Shop, item: string): Listing;
  /** The actual level at the mall; undefined where the mall has no such row. */
  level(shop: Shop, item: string): number | undefined;
  /** Names of the operations that were called, of one shop or all. */
  calls(name?: string): readonly Exchange[];
  sku(item: string): string;
  items(): readonly string[];
}

/** Parts of the paths that are called for stock. */
export const calledFor = { set: 'bulk-upsert', read: 'bulk-get' } as const;
