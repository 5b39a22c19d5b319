import { type EpochMs, hourMs, minuteMs } from '../../core/kernel/time.ts';
import { type Listing, listingDueOf } from '../../core/model/listing.ts';
import { bareSku, everyPart, presentParts, type SkuRow } from '../../core/model/sku.ts';
import { levelFingerprint, listingFingerprint } from '../../core/stock/ledger.ts';
import { onSet } from './outage-watch.ts';
import { listingId, type StockWatch } from './stock-watch.ts';
import type { World } from './world.ts';
import { isBeside } from './world-mall.ts';

/** In calm weather a sweep comes every half hour, and once all is quiet every hour. */
const lateMs = 75 * minuteMs;
/** What the storm left behind, such as a refused key, is over so long after it. */
const calmAfterMs = 45 * minuteMs;
/** How slow a clock may be. */
const slowMs = hourMs;

type Tables = Pick<World, 'store' | 'time' | 'calmSince' | 'swarm'>;

/**
 * Looks at every row of a listing while it is written: what must never be, even where a later push or the night's comparison would set
 * it right.
 */
export function watchListingRows(world: Tables, watch: StockWatch): void {
  const claimedAt = new Map<string, EpochMs>();
  onSet(world.store.listingsByShop, (rows) =>
    onSet(rows, (row, before) => {
      if (row.merchant !== watch.goods.merchant) return;
      const id = listingId(row.shop, row.item);
      if (row.claim !== undefined && row.claim.run !== before?.claim?.run) {
        claimedAt.set(id, world.time.now());
        watch.broken.push(...takenUpLate(world, before));
      }
      watch.broken.push(
        ...restsThoughItChanged(world, row),
        ...acknowledgedUnshown(watch, row, before, claimedAt.get(id) ?? 0),
        ...refusedWithoutAnswer(watch, row, before),
      );
    }),
  );
  onSet(world.store.skusById, (row, before) => {
    const isCleared = before?.dirtySince !== undefined && row.dirtySince === undefined;
    if (row.merchant !== watch.goods.merchant || !isCleared) return;
    const told = [row.sku, ...everyPart(row), ...row.inSets];
    for (const { shop, item } of [...watch.goods.listings.values()].filter(({ sku }) => told.includes(sku))) {
      const listing = world.store.listingsByShop.get(shop.key)?.get(item);
      if (listing !== undefined) watch.broken.push(...restsThoughItChanged(world, listing, row));
    }
  });
}

/** What is due in calm weather is taken up by the next sweep at the latest; by one whose clock is slow that much later. */
function takenUpLate({ time, calmSince, swarm }: Tables, before: Listing | undefined): string[] {
  const dueAt = before && listingDueOf(before);
  if (calmSince === null || dueAt === undefined || dueAt === null || dueAt < calmSince + calmAfterMs) return [];
  const waitedMs = time.now() - dueAt;
  if (waitedMs <= lateMs + (swarm.skewChance > 0 ? slowMs : 0)) return [];
  return [`${nameOf(before as Listing)} was due for ${Math.round(waitedMs / minuteMs)} min before a worker claimed it`];
}

/**
 * The last level sent to a listing that is neither due nor claimed is what the ledger says, unless a mark waits to be brought to it.
 * `cleared` is a row of the ledger that is about to be written.
 */
function restsThoughItChanged({ store }: Tables, row: Listing, cleared?: SkuRow): string[] {
  if (!row.linked || row.acked === undefined || row.orphanSince !== undefined) return [];
  if (row.dueAt !== undefined || row.claim !== undefined) return [];
  const rows = rowsWithASay(row, (sku) =>
    sku === cleared?.sku ? cleared : (store.skusById.get(`${row.merchant}#${sku}`) ?? bareSku(row.merchant, sku)),
  );
  if (rows.some(({ dirtySince }) => dirtySince !== undefined)) return [];
  // The level of an uncounted SKU is sent to no mall; the first count makes the listing due again.
  const [own] = rows;
  if (own !== undefined && piecesOf(own).some((sku) => !isCounted(store, row.merchant, sku))) return [];
  const fingerprint = listingFingerprint(row, {
    sku: row.sku,
    free: null,
    buffer: 0,
    fingerprint: levelFingerprint(rows),
  });
  return row.acked.fingerprint === fingerprint
    ? []
    : [`${nameOf(row)} is not due, and its level has changed since the mall was last given one`];
}

const partsOf = (row: SkuRow): string[] => [...(presentParts(row)?.keys() ?? [])];

/** The SKUs whose pieces are sold: the parts of a set, or the SKU itself. */
function piecesOf(own: SkuRow): string[] {
  const parts = partsOf(own);
  return parts.length === 0 ? [own.sku] : parts;
}

function isCounted({ movementsBySku }: World['store'], merchant: string, sku: string): boolean {
  return [...(movementsBySku.get(`${merchant}#${sku}`)?.values() ?? [])].some(({ kind }) => kind === 'counted');
}

/** The rows whose marks a level was reckoned from: its own, its parts', and of these the sets that draw on them. */
function rowsWithASay({ sku }: Listing, rowOf: (sku: string) => SkuRow): SkuRow[] {
  const own = rowOf(sku);
  const parts = partsOf(own).map(rowOf);
  const pieces = (parts.length === 0 ? [own] : parts).filter((row) => partsOf(row).length === 0);
  return [own, ...parts, ...pieces.flatMap((row) => row.inSets.map(rowOf))];
}

/** What is acknowledged was set by a call that the mall has answered, or shown by it, under that claim. */
function acknowledgedUnshown(
  { calls }: StockWatch,
  row: Listing,
  before: Listing | undefined,
  claimedAt: EpochMs,
): string[] {
  const { acked, shop, item, writer } = row;
  if (acked === undefined || acked.at === before?.acked?.at) return [];
  // They lie in the order in which they reached the mall: those from the claim on are the last ones.
  const lastBefore = calls.findLastIndex(({ at }) => at < claimedAt);
  const own = calls
    .slice(lastBefore + 1)
    .filter(
      (call) =>
        call.shop === shop && call.startedAt >= claimedAt && writer.startsWith(`${call.by}.`) && call.levels.has(item),
    );
  const lastSet = own.findLastIndex(({ kind }) => kind === 'set');
  const tells = own
    .slice(Math.max(0, lastSet))
    .some((call) => call.isAccepted && call.levels.get(item) === acked.level);
  return tells ? [] : [`${nameOf(row)} is acknowledged at ${acked.level}, and no answer of the mall said so`];
}

function refusedWithoutAnswer({ refused }: StockWatch, row: Listing, before: Listing | undefined): string[] {
  // Amazon says of a token that it refuses again, in a flap, what it says where a role is missing: the function is taken for off, for a while.
  if (row.wait?.kind === 'refused' && row.wait.code === 'key.function-off' && isBeside(row.shop)) return [];
  if (row.wait?.kind !== 'refused' || before?.wait?.kind === 'refused' || refused.has(listingId(row.shop, row.item)))
    return [];
  return [`${nameOf(row)} is taken for refused (${row.wait.code}), and its mall has not refused it`];
}

const nameOf = ({ shop, item, sku }: Listing): string => `${item} of ${shop} (${sku})`;
