import { createSecretKey, type KeyObject } from 'node:crypto';
import type { DataKeys } from '../../../aws/data-keys.ts';
import { kmsVault } from '../../../aws/vault.ts';
import { glanceAt } from '../../../core/jobs/glance.ts';
import { type PollReport, pollShard } from '../../../core/jobs/poll-orders.ts';
import { reconcileShard } from '../../../core/jobs/reconcile.ts';
import { dayMs, jstDay, minuteMs, secondMs } from '../../../core/kernel/time.ts';
import type { StoredOrder } from '../../../core/model/order.ts';
import type { Shop } from '../../../core/model/shop.ts';
import type { Ports } from '../../../core/ports/ports.ts';
import type { Glance } from '../../../core/ports/queues.ts';
import type { Vault } from '../../../core/ports/shops.ts';
import { budgetUntil } from '../../../core/ports/system.ts';
import { createProcessCache } from '../../../core/session/import-session.ts';
import { defaultImportSettings, type ImportSettings } from '../../../core/session/import-settings.ts';
import type { RunContext } from '../../../core/session/visit-shops.ts';
import type { WarmShops } from '../../../core/session/warm-shops.ts';
import { newShop } from '../../../core/tenants/add-shop.ts';
import { settings as pollOrders } from '../../../functions/poll-orders/settings.ts';
import { settings as reconcile } from '../../../functions/reconcile/settings.ts';
import { settings as syncStock } from '../../../functions/sync-stock/settings.ts';
import { prng, seedOf } from '../../../simulator/index.ts';
import { createMemoryStore, memoryPorts } from '../../memory/index.ts';
import { createVirtualTime, type VirtualTime } from '../virtual-time.ts';
import { coreOf, createStubMall, type StubMall } from './stub-mall.ts';
import { loadedPorts, type TableCalls } from './table-load.ts';

/** How large a world is, and how slow its mall. */
export interface ScaleOptions {
  readonly shops: number;
  readonly shards: number;
  /** True: the end dates of the shops' keys have not been read yet, as on the day of a deployment. */
  readonly keysUnread?: boolean;
  /** The shortest and the longest a call to the mall takes. */
  readonly callMs?: readonly [number, number];
  readonly settings?: Partial<ImportSettings>;
  /** Called when an order got its row. */
  readonly onStored?: (row: StoredOrder) => void;
}

/** How one shard's run went. */
export interface ShardRun {
  readonly shard: number;
  /** Null when another run still held the shard. */
  readonly report: PollReport | null;
  readonly seconds: number;
  /** In the order in which they were visited. */
  readonly visited: readonly Shop[];
}

/** A process of each shard, over tables with many shops and a mall that costs nothing. */
export interface ScaleWorld {
  readonly time: VirtualTime;
  readonly mall: StubMall;
  readonly tableCalls: TableCalls;
  shops(): Shop[];
  /** What each process has opened with KMS so far. */
  kmsCalls(): number[];
  /** What the process of a shard that polls knows of shops that sell. */
  warmOf(shard: number): WarmShops;
  /** How long the glances have run so far, in seconds, all together. */
  glanceSeconds(): number;
  /** Fires poll-orders for all shards at once. */
  fire(): Promise<ShardRun[]>;
  /** The same, and waits for the runs. */
  poll(): Promise<ShardRun[]>;
  /** Fires reconcile for all shards at once; five minutes later all runs are over. */
  reconcile(): Promise<void>;
}

const start = Date.UTC(2026, 10, 24, 3);

export async function createScaleWorld(options: ScaleOptions): Promise<ScaleWorld> {
  const { shards, callMs = [100, 400], settings = {}, onStored = () => undefined } = options;
  const chance = prng(seedOf(1, 'scale'));
  const time = createVirtualTime(start);
  const mall = createStubMall(time, chance, callMs);
  const store = createMemoryStore();
  const tableCalls: TableCalls = new Map();
  const sealing = kmsVault(countedKeys().keys);
  for (let index = 0; index < options.shops; index++) {
    const shop = await onboarded(index, index % shards, sealing);
    if (options.keysUnread !== true) Object.assign(shop.credential, { checkedAt: start - minuteMs });
    store.shopsByKey.set(shop.key, shop);
  }
  const processOf = (shard: number, resources: { readonly memoryMiB: number }) => {
    const { keys, calls } = countedKeys();
    const vault = kmsVault(keys);
    const visited: Shop[] = [];
    const malls = mall.malls(vault, coreOf(time, resources));
    const loaded = loadedPorts(memoryPorts(store), time, chance, tableCalls);
    const ports: Ports = {
      ...loaded,
      orders: {
        ...loaded.orders,
        async put(row, seen) {
          const written = await loaded.orders.put(row, seen);
          if (seen === null && row.kind === 'stored') onStored(row);
          return written;
        },
      },
      vault,
      clock: time,
      random: { next: () => chance.next(), id: () => `p${shard}` },
      malls: {
        ...malls,
        shop(shop) {
          visited.push(shop);
          return malls.shop(shop);
        },
      },
    };
    return { shard, ports, cache: createProcessCache(time), visited, kmsCalls: calls };
  };
  const processes = Array.from({ length: shards }, (_, shard) => processOf(shard, pollOrders));
  const workers = Array.from({ length: shards }, (_, shard) => processOf(shard, syncStock));
  let glancedMs = 0;

  const roundOf = (
    { shard, ports, cache, visited }: (typeof processes)[number],
    timeoutSeconds: number,
  ): RunContext => {
    visited.length = 0;
    return {
      ports,
      cache,
      budget: budgetUntil(time, time.now() + (timeoutSeconds - 3) * secondMs),
      settings: { ...defaultImportSettings, warmPercent: 0, ...settings },
      runId: `p${shard}-${time.now()}`,
      share: timeoutSeconds === pollOrders.timeoutSeconds ? 'import' : 'scan',
    };
  };
  const pollOf = async (process: (typeof processes)[number]): Promise<ShardRun> => {
    const begun = time.now();
    const result = await pollShard(roundOf(process, pollOrders.timeoutSeconds), process.shard, shards);
    const report = result.kind === 'polled' ? result.report : null;
    return { shard: process.shard, report, seconds: (time.now() - begun) / secondMs, visited: [...process.visited] };
  };

  const glance = async (at: Glance): Promise<void> => {
    const { ports, cache } = workers[at.shard] as (typeof workers)[number];
    const begun = time.now();
    const runSettings = { ...defaultImportSettings, ...settings };
    const runId = `g${at.shard}-${begun}-${at.shops[0]}`;
    await glanceAt({ ports, cache, settings: runSettings, budget: budgetUntil(time, begun + minuteMs), runId }, at);
    glancedMs += time.now() - begun;
  };
  store.stockMessages.push = (...sent) => {
    for (const message of sent)
      if (message.kind === 'glance')
        time.at(Math.max(time.now(), message.glance.at), () => void glance(message.glance));
    return 0;
  };
  const fire = () => Promise.all(processes.map(pollOf));

  return {
    time,
    mall,
    warmOf: (shard) => (processes[shard] as (typeof processes)[number]).cache.warm,
    glanceSeconds: () => glancedMs / secondMs,
    fire,
    tableCalls,
    shops: () => [...store.shopsByKey.values()],
    kmsCalls: () => processes.map(({ kmsCalls }) => kmsCalls()),
    async poll() {
      const runs = fire();
      await time.runUntil(time.now() + 2 * minuteMs);
      return runs;
    },
    async reconcile() {
      const runs = processes.map((process) =>
        reconcileShard(roundOf(process, reconcile.timeoutSeconds), process.shard, shards),
      );
      await time.runUntil(time.now() + reconcile.everyMinutes * minuteMs);
      await Promise.all(runs);
    },
  };
}

/** A shop that has been imported for a day. */
export async function onboarded(index: number, shard: number, vault: Pick<Vault, 'seal'>): Promise<Shop> {
  const code = `shop-${String(index).padStart(5, '0')}`;
  const wanted = {
    mall: 'rms',
    code,
    name: '花森茶舗 楽天市場店',
    merchant: `merchant-${index}`,
    shard,
    importFrom: start - dayMs,
    callsPerSecond: 1,
  } as const;
  const keys = { serviceSecret: `SP000000_${'x'.repeat(16)}`, licenseKey: `SL000000_${'x'.repeat(16)}` };
  const shop = newShop(wanted, await vault.seal(`rms#${code}`, shard, 1, keys));
  // No two lag by the same: who is the furthest behind is never a matter of chance.
  const cursor = start - minuteMs - ((index * 7_919) % 60_000);
  return { ...shop, cursor, scannedAt: start - minuteMs, rereadDay: jstDay(start), rereadAfter: '~' };
}

/** Data keys of one process, and how often it has asked KMS for one. */
function countedKeys(): { keys: DataKeys; calls(): number } {
  const opened = new Map<number, KeyObject>();
  const open = async (keyNumber: number): Promise<KeyObject> => {
    const key = opened.get(keyNumber) ?? createSecretKey(Buffer.alloc(32, keyNumber));
    opened.set(keyNumber, key);
    return key;
  };
  return { keys: { open, openOrMake: open }, calls: () => opened.size };
}
