import { claimsByOrder } from './claims.ts';
import { freePieces, levelOf } from './shelf.ts';
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

/** Reckons the level of every listing from the ledger's rows, and holds it against what the mall shows. */
export function levelFigures(world: World): { readonly figures: LevelFigures; readonly findings: readonly string[] } {
  const { listings, inSets, moved } = world.levels;
  if (world.run.mall === 'real') {
    return { figures: { listings: listings.length, inStep: null, diverged: null, pushes: null }, findings: [] };
  }
  const unread = unreadChanges(world);
  const reports = Map.groupBy(world.levels.reports, ({ sku }) => sku);
  const claims = Map.groupBy(world.levels.claims, ({ sku }) => sku);
  const findings: string[] = [];
  let inStep = 0;
  for (const listing of listings) {
    const place = `${listing.shop} ${listing.item}`;
    const pieces = freePieces(reports.get(listing.sku) ?? [], claims.get(listing.sku) ?? []);
    const shown = world.shown.get(place);
    // For a listing that is not counted, is not linked, or belongs to a set, the level that the mall should show is unknown here.
    const wanted =
      pieces === null || !listing.linked || inSets.has(listing.sku)
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

/** Items whose books at the mall differ from the claims: the mall moved the level itself, and the change has not been read yet. */
function unreadChanges({ books, claims, levels }: World): Set<string> {
  const claimed = claimsByOrder(claims);
  const itemsOf = Map.groupBy(levels.listings, ({ shop, sku }) => `${shop} ${sku}`);
  const places = new Set<string>();
  for (const { id, shop, lines, items } of books.values()) {
    const ofOrder = claimed.get(id);
    for (const [lineId, units] of lines) {
      if ((ofOrder?.get(lineId)?.total ?? 0) !== units) places.add(`${shop} ${items.get(lineId) ?? ''}`);
    }
    // A removed line is gone from the books; only its claim still says what it sold.
    for (const [lineId, { skus }] of ofOrder ?? []) {
      const listings = lines.has(lineId) ? [] : skus.flatMap((sku) => itemsOf.get(`${shop} ${sku}`) ?? []);
      for (const { item } of listings) places.add(`${shop} ${item}`);
    }
  }
  return places;
}
