import type { ApiKeyStore } from '../../core/ports/api-keys.ts';
import type { FeedStore } from '../../core/ports/feed.ts';
import type { MerchantRows } from '../../core/ports/merchant-rows.ts';
import type { OrderList } from '../../core/ports/orders.ts';
import type { Ports } from '../../core/ports/ports.ts';
import type { Rests } from '../../core/ports/system.ts';

/** What the store's contract is tested on: the ports that stand on tables, over empty tables. */
export interface StoreSubject
  extends Pick<
    Ports,
    | 'orders'
    | 'stock'
    | 'intents'
    | 'shops'
    | 'merchants'
    | 'chats'
    | 'removedShops'
    | 'pauses'
    | 'health'
    | 'leases'
    | 'incidents'
    | 'notices'
    | 'audits'
    | 'digests'
    | 'drifts'
    | 'targets'
    | 'listings'
    | 'spans'
    | 'waits'
  > {
  readonly apiKeys: ApiKeyStore;
  readonly feed: FeedStore;
  readonly orderList: OrderList;
  readonly merchantRows: MerchantRows;
  readonly rests: Rests;
  /**
   * Makes a call whose first answer is lost after the store has carried it out; the client repeats the call, as the SDK
   * does.
   */
  withLostAnswer<T>(call: () => Promise<T>): Promise<T>;
}

/** Makes a subject of its own for one suite. */
export type StoreFactory = () => Promise<StoreSubject>;
