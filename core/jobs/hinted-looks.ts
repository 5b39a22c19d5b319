import { secondMs, TsunagiError } from '../kernel/index.ts';
import type { Listing, ShopKey } from '../model/index.ts';
import type { Glance, LevelHint, StockPorts } from '../ports/index.ts';
import { listingsOf, type ProcessCache } from '../session/index.ts';

/** A mall's message about a level, and the shop that it is about. */
export interface ShopLevelHint extends LevelHint {
  readonly shop: ShopKey;
}

/** Looks at a shop are this far apart, however many messages ask for them. */
const looksEveryMs = 30 * secondMs;

/** A listing is asked for this long after the mall may first have a new order in it: the clocks differ a little. */
const marginMs = 5 * secondMs;

/**
 * Asks for a look at the orders of each shop that may have sold something, as soon as its mall can list that. Nothing is known from the message
 * but where to look: it may be lost, late, doubled, forged, or earlier than its order. It makes no call itself, and is never tried again: the
 * poll comes anyway. Returns how many looks were asked for.
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
 * The messages that may tell of a sale. The mall sends one for each level that we set, too, which is the level that we set last or, where it is
 * late, an older one. A buyer's order leaves less than that. What falls below while our own call is on its way costs a look too many.
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

/** True where we set no level. A batch may have landed before its outcome is known: its levels are ours. */
function isBelow(level: number, listing: Listing | undefined): boolean {
  if (listing?.claim?.batch !== undefined) return false;
  return listing?.acked === undefined || level < listing.acked.level;
}
