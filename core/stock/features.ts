import type { RunMemory } from '../orders/run.ts';
import type { Ports } from '../ports/index.ts';
import { type EpochMs, minuteMs } from '../units.ts';

/** Whether merchants have stock with us, as last read. */
export type StockFeatures = Map<string, { readonly at: EpochMs; readonly hasStock: boolean }>;

/** More merchants than any process sees between two clearings. */
const rememberedMax = 10_000;

/** What is remembered of a merchant's features counts for so long. */
const featuresAgeMs = minuteMs;

/** True when a merchant has the feature `stock`; what is remembered of it counts for a minute. */
export async function hasStock(
  round: { readonly ports: Pick<Ports, 'merchants' | 'clock'>; readonly memory: Pick<RunMemory, 'stockFeatures'> },
  merchant: string,
): Promise<boolean> {
  const { stockFeatures } = round.memory;
  const now = round.ports.clock.now();
  const known = stockFeatures.get(merchant);
  // A clock that was set back must not make what was read last for ever.
  if (known !== undefined && Math.abs(now - known.at) < featuresAgeMs) return known.hasStock;
  const row = await round.ports.merchants.get(merchant);
  const hasStock = row?.features.includes('stock') ?? false;
  if (stockFeatures.size >= rememberedMax) stockFeatures.clear();
  stockFeatures.set(merchant, { at: now, hasStock });
  return hasStock;
}
