import { merchantItem } from '../../../aws/dynamodb/merchants.ts';
import { shopItem } from '../../../aws/dynamodb/shop-item.ts';
import { newMerchant } from '../../../core/model/merchant.ts';
import type { Shop } from '../../../core/model/shop.ts';
import type { Ports } from '../../../core/ports/ports.ts';
import type { Prng } from '../../../simulator/index.ts';
import type { MemoryPorts } from '../../memory/index.ts';
import { sizeOfItem } from '../../memory/limits.ts';
import type { VirtualTime } from '../virtual-time.ts';

/** What the tables were asked, by port and method: `shops.inShard`. */
export type TableCalls = Map<string, number>;

const tablePorts = ['orders', 'stock', 'intents', 'shops', 'pauses', 'leases', 'health', 'bus'] as const;

/** Ports whose every call takes a few milliseconds and is counted, as calls to tables are. */
export function loadedPorts(stored: MemoryPorts, time: VirtualTime, chance: Prng, calls: TableCalls): MemoryPorts {
  const loaded = Object.fromEntries(
    tablePorts.map((port) => [
      port,
      Object.fromEntries(
        Object.entries(stored[port] as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>).map(
          ([method, call]) => [
            method,
            async (...args: unknown[]) => {
              const name = `${port}.${method}`;
              calls.set(name, (calls.get(name) ?? 0) + 1);
              await time.sleep(chance.int(2, 8));
              return call(...args);
            },
          ],
        ),
      ),
    ]),
  ) as unknown as Pick<Ports, (typeof tablePorts)[number]>;
  return { ...stored, ...loaded };
}

/**
 * Read request units that the shops of a shard cost: half a unit per 4 KB, because the index is read eventually consistent,
 * and half a unit for a shard without shops. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/capacity-mode.html
 */
export function readUnitsOf(shops: readonly Shop[]): number {
  const bytes = shops.reduce((sum, shop) => sum + sizeOfItem(shopItem(shop)), 0);
  return Math.max(1, Math.ceil(bytes / 4_096)) / 2;
}

/** Read request units of a look through merchants, before a morning digest. */
export interface MerchantUnits {
  /** For all shards together: each merchant of their shops by its key, eventually consistent. */
  readonly ofShards: number;
  /** For each shard that would read the list of all merchants, consistently, instead. */
  readonly ofList: number;
}

/** What reading merchants costs, each of whom has one shop. */
export function merchantUnits(merchants: number): MerchantUnits {
  const contacts = ['tencho', 'jimu', 'shukka'].map((name) => `${name}@hanamori-chaho.shop.example.jp`);
  const facts = {
    name: '株式会社花森茶舗',
    contacts,
    features: ['import', 'status', 'stock'],
    digestAt: '07:30',
  } as const;
  const row = { ...newMerchant('merchant-00000', facts, Date.UTC(2026, 10, 24)), digestSince: Date.UTC(2026, 10, 24) };
  const bytes = sizeOfItem(merchantItem(row));
  return { ofShards: merchants / 2, ofList: Math.ceil((merchants * bytes) / 4_096) };
}
