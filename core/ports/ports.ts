import type { Shop } from '../model/index.ts';
import type { Bus } from './bus.ts';
import type { MallShop, MallTraits } from './mall.ts';
import type { Intents, OrderStore, Spans } from './orders.ts';
import type { AuditStore, HealthStore, IncidentStore, NoticeStore, Pauses } from './outage.ts';
import type { Digests, PushStore } from './pushes.ts';
import type { StockQueue, WorkQueue } from './queues.ts';
import type { Credential, MerchantStore, RemovedShops, ShopStore, Vault } from './shops.ts';
import type { DriftStore, ListingStore, StockLedger } from './stock.ts';
import type { Chance, Clock, Leases, Log } from './system.ts';

/** Everything outside the rules, in one bundle: what a use case gets as its first argument. */
export interface Ports {
  readonly clock: Clock;
  readonly chance: Chance;
  readonly log: Log;
  readonly orders: OrderStore;
  readonly stock: StockLedger;
  readonly intents: Intents;
  readonly bus: Bus;
  readonly shops: ShopStore;
  readonly merchants: MerchantStore;
  readonly removedShops: RemovedShops;
  readonly pauses: Pauses;
  readonly health: HealthStore;
  readonly leases: Leases;
  readonly incidents: IncidentStore;
  readonly notices: NoticeStore;
  readonly audits: AuditStore;
  readonly digests: Digests;
  readonly spans: Spans;
  readonly vault: Vault;
  readonly malls: Malls;
  readonly pushes: PushStore;
  readonly statusQueue: WorkQueue;
  readonly listings: ListingStore;
  readonly stockQueue: StockQueue;
  readonly drifts: DriftStore;
}

/** What brings a shop's new orders in works with these alone. */
export type ImportPorts = Pick<
  Ports,
  | 'clock'
  | 'chance'
  | 'log'
  | 'orders'
  | 'stock'
  | 'listings'
  | 'intents'
  | 'bus'
  | 'shops'
  | 'merchants'
  | 'pauses'
  | 'stockQueue'
>;

/** What shows stock works with these alone: it brings orders in, too. */
export type StockPorts = ImportPorts & Pick<Ports, 'malls' | 'health' | 'leases' | 'drifts'>;

/** What makes pushes true works with these alone: it sees no order but at its mall. */
export type PushPorts = Pick<
  Ports,
  | 'clock'
  | 'chance'
  | 'log'
  | 'malls'
  | 'pushes'
  | 'statusQueue'
  | 'bus'
  | 'shops'
  | 'merchants'
  | 'pauses'
  | 'health'
  | 'leases'
  | 'digests'
>;

/** Opens a shop's door at its mall. */
export interface Malls {
  traits(mall: Shop['mall']): MallTraits;
  /** Opens the credential and returns a client bound to the shop. Throws `key.unreadable` when it does not open. */
  shop(shop: Shop): Promise<MallShop>;
  /** A client bound to a credential that is not sealed yet. */
  shopWith(shop: Pick<Shop, 'key' | 'mall' | 'code'>, credential: Credential): MallShop;
}
