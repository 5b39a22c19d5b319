import type { EpochMs } from '../kernel/index.ts';
import type { MallName, Shop, ShopKey } from '../model/index.ts';
import type { ApiKeyStore } from './api-keys.ts';
import type { Bus } from './bus.ts';
import type { Changes } from './changes.ts';
import type { FeedStore } from './feed.ts';
import type { MallShop, MallTraits } from './mall.ts';
import type { MerchantRows } from './merchant-rows.ts';
import type { OrderTargets } from './order-targets.ts';
import type { Intents, OrderList, OrderStore, OrderSummaries, Spans } from './orders.ts';
import type { AuditStore, HealthStore, IncidentStore, NoticeStore, Pauses, WaitStore } from './outage.ts';
import type { Digests } from './pushes.ts';
import type { Leftovers, StockQueue, WorkQueue } from './queues.ts';
import type { ChatStore, Credential, MerchantStore, RemovedShops, ShopStore, Vault } from './shops.ts';
import type { DriftStore, ListingStore, StockLedger } from './stock.ts';
import type { Clock, Leases, Log, Random } from './system.ts';

/** Everything outside the rules: the first argument of a use case. */
export interface Ports {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly orders: OrderStore;
  readonly stock: StockLedger;
  readonly intents: Intents;
  readonly bus: Bus;
  readonly shops: ShopStore;
  readonly merchants: MerchantStore;
  readonly chats: ChatStore;
  readonly removedShops: RemovedShops;
  readonly pauses: Pauses;
  readonly health: HealthStore;
  readonly leases: Leases;
  /** Moves messages out of unused queues; absent where every queue feeds a function. */
  readonly leftovers?: Leftovers;
  readonly incidents: IncidentStore;
  readonly notices: NoticeStore;
  readonly audits: AuditStore;
  readonly digests: Digests;
  readonly spans: Spans;
  readonly vault: Vault;
  readonly malls: Malls;
  readonly targets: OrderTargets;
  readonly changes: Changes;
  readonly statusQueue: WorkQueue;
  readonly listings: ListingStore;
  readonly stockQueue: StockQueue;
  readonly drifts: DriftStore;
  readonly waits: WaitStore;
}

export type ImportPorts = Pick<
  Ports,
  | 'clock'
  | 'random'
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
  | 'waits'
>;

/** Ports that include the import of orders. */
export type StockPorts = ImportPorts & Pick<Ports, 'malls' | 'health' | 'leases' | 'drifts'>;

/** Orders are read at the mall; stored ones only tell when they were placed. */
export type PushPorts = Pick<
  Ports,
  | 'clock'
  | 'random'
  | 'log'
  | 'malls'
  | 'targets'
  | 'statusQueue'
  | 'bus'
  | 'shops'
  | 'merchants'
  | 'pauses'
  | 'health'
  | 'leases'
  | 'digests'
  | 'incidents'
> & { readonly orderList: OrderSummaries };

/** The ports of the HTTP API. It opens no shop and puts nothing on the bus. */
export type ApiPorts = Pick<
  Ports,
  | 'clock'
  | 'random'
  | 'log'
  | 'malls'
  | 'orders'
  | 'stock'
  | 'shops'
  | 'merchants'
  | 'pauses'
  | 'incidents'
  | 'notices'
  | 'targets'
  | 'changes'
  | 'statusQueue'
  | 'listings'
  | 'stockQueue'
> & {
  readonly orderList: OrderList;
  readonly apiKeys: ApiKeyStore;
  readonly merchantRows: MerchantRows;
  readonly feed: FeedStore;
};

/** Rows of a merchant that requests of one API key may touch. */
export interface SessionScope {
  readonly merchant: string;
  /** Id of the key. */
  readonly key: string;
  readonly shops: readonly ShopKey[];
}

/** Tables whose credentials reach one scope alone. */
export interface ApiSessions {
  /** The shops in parts, each small enough for a session. */
  partsOf(scope: SessionScope): readonly (readonly ShopKey[])[];
  open(scope: SessionScope): Promise<ApiPorts>;
}

export interface Malls {
  readonly names: readonly MallName[];
  /** Throws for an unknown name. */
  traits(mall: MallName): MallTraits;
  /** Returns a client bound to the shop. Throws `key.unreadable` if the credential does not open. */
  shop(shop: Shop): Promise<MallShop>;
  /** The API version of the mall's last answer to this process; null if unknown. */
  answeredVersion?(mall: MallName): string | null;
  /** Next time to list a shop after its mall's quota was used up; null: now. */
  listsFrom?(shop: Pick<Shop, 'key' | 'mall'>): Promise<EpochMs | null>;
  /** A client with an unsealed credential. */
  shopWith(shop: Pick<Shop, 'key' | 'mall' | 'code'>, credential: Credential): MallShop;
}
