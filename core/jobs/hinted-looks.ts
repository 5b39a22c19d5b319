import { secondMs, TsunagiError } from '../kernel/index.ts';
import type { Listing, ShopKey } from '../model/index.ts';
import type { Glance, LevelHint, StockPorts } from '../ports/index.ts';
import { listingsOf, type ProcessCache } from '../session/index.ts';

export interface ShopLevelHint extends LevelHint {
  readonly shop: ShopKey;
}

const looksEveryMs = 30 * secondMs;

/** Added to the mall's delay, since clocks differ a little. */
const marginMs = 5 * secondMs;

/**
 * Requests a look at each shop that may have sold something, as soon as its mall can list the order. Messages only say where to look: they
 * may be lost, late, doubled, forged or early. Makes no call and never retries, since the poll comes anyway. Returns the number requested.
 */
export async function askForLooks(
  run: { readonly ports: StockPorts; readonly cache: Pick<ProcessCache, 'looksAsked'> },
  hints: readonly ShopLevelHint[],
): Promise<number> {
  const { log, shops } = run.ports;
  try {
    const rows = hints.length === 0 ? [] : await shops.those([...new Set(hints.map(({ shop }) => shop))]);
    const glances: Glance[] = [];
    for (const { key, mall, shard } of rows) {
      const listings = listingsOf(run.ports.malls, mall);
      if (listings === undefined) continue;
      const now = run.ports.clock.now();
      const ofShop = hints.filter(({ shop }) => shop === key);
      const isPast = ({ changedAt }: ShopLevelHint): boolean =>
        changedAt !== null && now - changedAt > listings.everyMs + listings.listedAfterMs;
      const recent = ofShop.filter((hint) => !isPast(hint));
      const sold = await soldIn(run.ports, recent);
      if (sold.length === 0) continue;
      const at = Math.ceil((now + listings.listedAfterMs + marginMs) / looksEveryMs) * looksEveryMs;
      if (run.cache.looksAsked.get(key) === at) continue;
      run.cache.looksAsked.set(key, at);
      glances.push({ shard, shards: 1, at, shops: [key], atOnce: 1, isHinted: true });
    }
    if (glances.length > 0) await run.ports.stockQueue.glance(glances);
    return glances.length;
  } catch (error) {
    if (!(error instanceof TsunagiError)) throw error;
    log.warn('glance.message-lost', { shops: hints.length, code: error.code });
    return 0;
  }
}

/**
 * Messages that may mean a sale. Malls also report levels that we set, present or older; a sale leaves fewer. A drop while our own call is
 * under way costs one look too many.
 */
async function soldIn(
  { listings }: Pick<StockPorts, 'listings'>,
  hints: readonly ShopLevelHint[],
): Promise<readonly ShopLevelHint[]> {
  if (hints.length === 0) return [];
  const rows = await listings.rows(hints.map(({ shop, item }) => ({ shop, item })));
  const byItem = new Map(rows.map((row) => [row.item, row]));
  return hints.filter(({ item, level }) => isBelow(level, byItem.get(item)));
}

/** True where we set no level. A batch's levels may be in place before its outcome is known, and are ours. */
function isBelow(level: number, listing: Listing | undefined): boolean {
  if (listing?.claim?.batch !== undefined) return false;
  return listing?.acked === undefined || level < listing.acked.level;
}
