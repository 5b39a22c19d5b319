import type { AttributeValue } from '../../../aws/dynamodb/attributes.ts';
import { shopItem } from '../../../aws/dynamodb/shop-item.ts';
import type { Shop } from '../../../core/model/shop.ts';
import type { Ports } from '../../../core/ports/ports.ts';
import type { Prng } from '../../../simulator/index.ts';
import type { MemoryPorts } from '../../memory/index.ts';
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
  const bytes = shops.reduce((sum, shop) => sum + itemBytes(shopItem(shop)), 0);
  return Math.max(1, Math.ceil(bytes / 4_096)) / 2;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
export function itemBytes(item: Readonly<Record<string, AttributeValue>>): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0);
}

/** A shop has texts, numbers and bytes only; a number takes about half a byte a digit, and one more. */
function valueBytes(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return Math.ceil(value.N.length / 2) + 1;
  return value.B?.length ?? 0;
}
