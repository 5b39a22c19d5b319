import type { LevelRows, ListingRow } from './level-rows.ts';
import { orderIdOf } from './reading.ts';
import type { World } from './world.ts';

/** How the malls' levels stand. Null marks a figure that could not be checked: a real mall shows no books. */
export interface LevelFigures {
  readonly listings: number;
  /** Listings at which the mall shows what it should. */
  readonly inStep: number | null;
  /** Listings at which it shows something else, without anything that would set it right. */
  readonly diverged: number | null;
  /** Levels that were sent, one for each item of a call. */
  readonly pushes: number | null;
}

/** Highest levels that the malls take (`docs/malls/`). */
const highest: Readonly<Record<string, number>> = { rms: 99_999, yahoo: 999_999_999 };

/** Reckons the level of every listing from the ledger's rows, and holds it against what the mall shows. */
export function levelFigures(world: World): { readonly figures: LevelFigures; readonly findings: readonly string[] } {
  const { listings, inSets, moved } = world.levels;
  if (world.run.mall === 'real') {
    return { figures: { listings: listings.length, inStep: null, diverged: null, pushes: null }, findings: [] };
  }
  const unread = unreadChanges(world);
  const free = freePieces(world.levels);
  const findings: string[] = [];
  let inStep = 0;
  for (const listing of listings) {
    const place = `${listing.shop} ${listing.item}`;
    const pieces = free.get(listing.sku);
    const shown = world.shown.get(place);
    // For a listing that is not counted, is not linked, or belongs to a set, the level that the mall should show is unknown here.
    const wanted =
      pieces === undefined || !listing.linked || inSets.has(listing.sku)
        ? null
        : levelOf(listing, pieces - (world.levels.buffers.get(listing.sku) ?? 0));
    if (wanted === null || shown === wanted) inStep += 1;
    else if (!listing.waits && !unread.has(place) && !moved.has(listing.sku)) {
      findings.push(
        `${place} shows ${shown === undefined ? 'nothing' : (shown ?? '無限大')}, and should show ${wanted}`,
      );
    }
  }
  return {
    figures: { listings: listings.length, inStep, diverged: findings.length, pushes: world.stock.count().pushes },
    findings,
  };
}

function levelOf({ shop, buffer, cap, floor }: ListingRow, pieces: number): number {
  const left = pieces - buffer;
  if (left <= 0 || (floor !== null && left < floor)) return 0;
  return Math.min(left, cap ?? left, highest[shop.slice(0, shop.indexOf('#'))] ?? left);
}

/** The free pieces of each counted SKU. */
function freePieces({ claims, reports }: LevelRows): Map<string, number> {
  const counts = new Map<string, LevelRows['reports'][number]>();
  for (const report of reports) {
    const before = counts.get(report.sku);
    if (report.kind === 'counted' && (before === undefined || isLater(report, before))) counts.set(report.sku, report);
  }
  const free = new Map([...counts].map(([sku, { pieces }]) => [sku, pieces]));
  const add = (sku: string, pieces: number): void => void free.set(sku, (free.get(sku) ?? 0) + pieces);
  for (const { sku, kind, at, pieces } of reports) {
    const count = counts.get(sku);
    if (count !== undefined && kind !== 'counted' && at > count.at) add(sku, pieces);
  }
  for (const { sku, orderedAt, quantity, trail } of claims) {
    const count = counts.get(sku);
    if (count === undefined) continue;
    const before = trail.filter(([version]) => version <= count.at).at(-1) ?? trail[0];
    add(sku, orderedAt > count.at ? -quantity : (before?.[1] ?? quantity) - quantity);
  }
  return free;
}

type Report = LevelRows['reports'][number];
function isLater(one: Report, other: Report): boolean {
  const order = one.at - other.at || one.writtenAt - other.writtenAt;
  return order === 0 ? one.id > other.id : order > 0;
}

/** Items whose books at the mall differ from the claims: the mall moved the level itself, and the change has not been read yet. */
function unreadChanges({ books, claims }: World): Set<string> {
  const claimed = new Map<string, number>();
  for (const { shop, orderNumber, lineId, quantity } of claims) {
    const line = `${orderIdOf(shop, orderNumber)} ${lineId}`;
    claimed.set(line, (claimed.get(line) ?? 0) + quantity);
  }
  const places = new Set<string>();
  for (const { id, shop, lines, items } of books.values()) {
    for (const [lineId, units] of lines) {
      if ((claimed.get(`${id} ${lineId}`) ?? 0) !== units) places.add(`${shop} ${items.get(lineId) ?? ''}`);
    }
  }
  return places;
}
