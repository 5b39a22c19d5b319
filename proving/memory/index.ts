import type { WithMails } from '../../core/mail/facts.ts';
import type { ApiKeyStore } from '../../core/ports/api-keys.ts';
import { changesIn } from '../../core/ports/changes.ts';
import type { FeedStore } from '../../core/ports/feed.ts';
import type { MerchantRows } from '../../core/ports/merchant-rows.ts';
import type { OrderList } from '../../core/ports/orders.ts';
import type { Ports } from '../../core/ports/ports.ts';
import { mallMails } from '../../malls/mall-mails.ts';
import { memoryBus } from './bus.ts';
import { memoryDigests } from './digests.ts';
import { memoryDrifts } from './drifts.ts';
import { memoryFeed } from './feed.ts';
import { memoryHealth } from './health.ts';
import { memoryAudits, memoryIncidents, memoryNotices } from './incidents.ts';
import { memoryIntents } from './intents.ts';
import { memoryLeases } from './leases.ts';
import { memoryListings } from './listings.ts';
import { memoryLog } from './log.ts';
import { memoryMerchantRows } from './merchant-rows.ts';
import { memoryApiKeys, memoryChats, memoryMerchants, memoryRemovedShops } from './merchants.ts';
import { memoryOrderList } from './order-list.ts';
import { memoryTargets } from './order-targets.ts';
import { memoryOrders } from './orders.ts';
import { memoryPauses } from './pauses.ts';
import { memoryShops } from './shops.ts';
import { memorySpans } from './spans.ts';
import { memoryStockLedger } from './stock-ledger.ts';
import { memoryStockQueue } from './stock-queue.ts';
import { createMemoryStore, type MemoryStore } from './store.ts';
import { memoryVault } from './vault.ts';
import { memoryWaits } from './waits.ts';
import { memoryWorkQueue } from './work-queue.ts';

export { acceptedCounts, allClaims, allDirtySkus, allRows } from './inspection.ts';
export { type MemoryLog, memoryLog } from './log.ts';

export { createMemoryStore, type MemoryStore } from './store.ts';
export { takeMessages } from './work-queue.ts';

/** The ports that stand on tables, the bus, the vault and the log: everything but time, randomness and the malls. */
export type MemoryPorts = Omit<Ports, 'clock' | 'random' | 'malls'> &
  WithMails & {
    readonly orderList: OrderList;
    readonly apiKeys: ApiKeyStore;
    readonly feed: FeedStore;
    readonly merchantRows: MerchantRows;
  };

/** One process's own port objects over tables that it shares with the other processes of its world. */
export function memoryPorts(store: MemoryStore = createMemoryStore()): MemoryPorts {
  const targets = memoryTargets(store);
  return {
    log: memoryLog(),
    orders: memoryOrders(store),
    orderList: memoryOrderList(store),
    stock: memoryStockLedger(store),
    intents: memoryIntents(store),
    bus: memoryBus(store),
    shops: memoryShops(store),
    merchants: memoryMerchants(store),
    chats: memoryChats(store),
    apiKeys: memoryApiKeys(store),
    feed: memoryFeed(store),
    merchantRows: memoryMerchantRows(store),
    removedShops: memoryRemovedShops(store),
    pauses: memoryPauses(store),
    health: memoryHealth(store),
    leases: memoryLeases(store),
    incidents: memoryIncidents(store),
    notices: memoryNotices(store),
    audits: memoryAudits(store),
    digests: memoryDigests(store),
    drifts: memoryDrifts(store),
    spans: memorySpans(store),
    targets,
    changes: changesIn(targets),
    statusQueue: memoryWorkQueue(store),
    listings: memoryListings(store),
    stockQueue: memoryStockQueue(store),
    vault: memoryVault(),
    waits: memoryWaits(store),
    mails: mallMails,
  };
}
