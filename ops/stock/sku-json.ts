import type { Listing } from '../../core/model/index.ts';
import type { PiecesExplained } from '../../core/stock/index.ts';
import { standingJson } from '../listings/listing-words.ts';
import { jstIso, jstIsoOrNull } from '../terminal/time.ts';
import { historyJson } from './history-words.ts';
import type { SkuFactsShown } from './sku-facts.ts';

/** Everything that is known of a SKU, for programs. */
export function skuJson(facts: SkuFactsShown): object {
  const { merchant, row, explained, listings } = facts;
  const { level, pieces } = explained;
  return {
    merchant,
    sku: row.sku,
    free: level.free,
    buffer: row.buffer,
    oversoldSince: jstIsoOrNull(row.oversoldSince),
    dirtySince: jstIsoOrNull(row.dirtySince),
    inSets: row.inSets,
    ...(pieces.kind === 'own'
      ? { parts: null, ...piecesJson(pieces, facts) }
      : {
          parts: pieces.parts.map((part) => ({
            sku: part.sku,
            needed: part.needed,
            free: part.free,
            buffer: part.buffer,
            sets: part.sets,
            ...piecesJson(part, facts),
          })),
        }),
    listings: listings.map(({ listing, shown, decidedBy, steps, standing }) => ({
      ...listingJson(listing),
      shown,
      decidedBy,
      steps,
      ...standingJson(standing),
    })),
  };
}

function piecesJson({ sku, history }: PiecesExplained, { balances, reserved }: SkuFactsShown): object {
  const balance = balances.get(sku);
  const count = balance?.count ?? null;
  return {
    counted: count === null ? null : { quantity: count.quantity, at: jstIso(count.at), by: count.by },
    moved: balance?.moved ?? 0,
    sold: balance?.sold ?? 0,
    reserved: balance?.reserved ?? 0,
    history: history.map((line) => historyJson(line, reserved)),
  };
}

/** A listing's row for programs. */
export function listingJson(listing: Listing): object {
  const { shop, item, merchant, sku, linked, buffer, cap, floor, acked, dueAt, verifiedAt, orphanSince, closedSince } =
    listing;
  return {
    shop,
    item,
    merchant,
    sku,
    linked,
    buffer,
    cap,
    floor,
    lastTold: acked === undefined ? null : { level: acked.level, at: jstIso(acked.at) },
    dueAt: jstIsoOrNull(dueAt),
    verifiedAt: jstIsoOrNull(verifiedAt),
    orphanSince: jstIsoOrNull(orphanSince),
    closedSince: jstIsoOrNull(closedSince),
  };
}
