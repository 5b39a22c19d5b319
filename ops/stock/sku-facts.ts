import { type EpochMs, jstText } from '../../core/kernel/index.ts';
import { claimId, type Listing, mallOf, type SkuRow } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import {
  type Balance,
  balanceOf,
  type ClaimReason,
  explainLevel,
  type HistoryLine,
  type LevelExplained,
  type ListingExplained,
  type ListingStanding,
  type MovementReason,
  type PiecesExplained,
  readReserved,
  standingOf,
} from '../../core/stock/index.ts';
import { t } from '../../language/language.ts';
import { counted, enumerated } from '../../language/phrases.ts';
import { fieldsOf, isoOf, jstIso } from '../../views/plain.ts';
import { standingJson } from '../listings/listing-words.ts';
import { type Block, below, flexible, onRight, tableOf } from '../terminal/table.ts';
import { movementText } from './judge-report.ts';

/** A listing with what it shows, why, and how it stands. */
export interface ListingFactsShown extends ListingExplained {
  readonly standing: ListingStanding;
}

/** Everything that is known of a SKU. */
export interface SkuFactsShown {
  readonly merchant: string;
  readonly row: SkuRow;
  readonly explained: LevelExplained;
  readonly listings: readonly ListingFactsShown[];
  /** Claims of orders that are not confirmed yet, by `claimId`. */
  readonly reserved: ReadonlySet<string>;
  /** Of each SKU with pieces of its own that is explained, what they are made of. */
  readonly balances: ReadonlyMap<string, Balance>;
}

/** Gathers what is known of a SKU: its level by all its entries, and its listings. */
export async function skuFacts(
  ports: Pick<Ports, 'stock' | 'listings' | 'orders' | 'malls' | 'clock'>,
  merchant: string,
  sku: string,
): Promise<SkuFactsShown> {
  const listings = await ports.listings.ofSkus(merchant, [sku]);
  const sorted = listings.sort((one, other) => (`${one.shop} ${one.item}` < `${other.shop} ${other.item}` ? -1 : 1));
  const highestOf = ({ shop }: Listing): number => ports.malls.traits(mallOf(shop)).stock.highest;
  const explained = await explainLevel(ports.stock, merchant, sku, sorted, highestOf);
  const [row] = (await ports.stock.skuRows(merchant, [sku])) as [SkuRow];
  const pieces: readonly PiecesExplained[] =
    explained.pieces.kind === 'own' ? [explained.pieces] : explained.pieces.parts;
  const claims = pieces.flatMap(({ history }) =>
    history.flatMap((line) => (line.kind === 'claim' ? [line.claim] : [])),
  );
  const reserved = await readReserved(ports, claims, ports.clock.now());
  return {
    merchant,
    row,
    explained,
    reserved,
    balances: new Map(pieces.map((one) => [one.sku, balanceOf(one.history, reserved)])),
    listings: explained.listings.map((one) => ({
      ...one,
      standing: standingOf(one.listing, explained.level, row.dirtySince),
    })),
  };
}

const movementReasons = (): Readonly<Record<MovementReason, string>> => ({
  'in-force': t`everything is reckoned from it`,
  replaced: t`replaced by another count`,
  'after-count': '',
  'before-count': t`before the count`,
  'not-counted': t`not counted yet`,
});

const claimReasons = (): Readonly<Record<ClaimReason, string>> => ({
  'ordered-after-count': t`sold`,
  cancelled: t`cancelled`,
  'before-count': t`ordered before the count`,
  late: t`ordered before the count, imported after it: taken as counted`,
  'given-back': t`ordered before the count, came back since`,
  grown: t`ordered before the count, holds more since`,
  'other-recipe': t`drew on other SKUs by the recipe of then`,
  'not-counted': t`not counted yet`,
});

/** The moment that a line speaks of. */
export function lineMoment(line: HistoryLine): EpochMs {
  return line.kind === 'movement' ? line.movement.at : line.claim.orderedAt;
}

/** What a line is about, and why it counts or does not. */
export function lineText(line: HistoryLine, reserved: ReadonlySet<string>): string {
  if (line.kind === 'movement') {
    const { kind, quantity, by, note } = line.movement;
    const about = [t`by ${by}`, note, movementReasons()[line.reason]].filter((word) => word !== '');
    return enumerated([`${movementText(kind)} ${quantity}`, ...about]);
  }
  const { claim, drawn, reason } = line;
  const isReserved = reason === 'ordered-after-count' && reserved.has(claimId(claim));
  const why = isReserved ? t`reserved: not confirmed yet` : claimReasons()[reason];
  const pieces = drawn > 1 ? t`${claim.quantity} of ${claim.sku}, each ${drawn}` : String(claim.quantity);
  return `${claim.shop} ${claim.orderNumber}: ${enumerated([pieces, why])}`;
}

/** A history as a table. */
export function historyTable(lines: readonly HistoryLine[], reserved: ReadonlySet<string>, leftOut: number): Block[] {
  const gap = t`${counted(leftOut, 'line')} older or without effect left out (--all shows them)`;
  return tableOf(
    lines,
    (one) => ({
      when: jstText(lineMoment(one)),
      what: flexible(lineText(one, reserved)),
      pieces: onRight(signed(one.counts)),
      free: onRight(one.free ?? '-'),
    }),
    // The sum does not go from the first line to the second one: what lies between is not shown.
    (one) => (leftOut > 0 && one === lines[0] ? [below(gap)] : []),
  );
}

/** `+3`, `-2`, `0` */
export function signed(pieces: number): string {
  return pieces > 0 ? `+${pieces}` : String(pieces);
}

/** A line for programs. */
function historyJson(line: HistoryLine, reserved: ReadonlySet<string>): object {
  const common = {
    at: jstIso(lineMoment(line)),
    kind: line.kind,
    reason: line.reason,
    counts: line.counts,
    free: line.free,
  };
  if (line.kind === 'movement') {
    const { id, kind, quantity, by, note, writtenAt } = line.movement;
    return { ...common, movement: kind, quantity, id, by, note, writtenAt: jstIso(writtenAt) };
  }
  const { shop, orderNumber, lineId, sku, quantity } = line.claim;
  const isReserved = reserved.has(claimId(line.claim));
  return { ...common, shop, orderNumber, lineId, sku, quantity, drawn: line.drawn, reserved: isReserved };
}

/** Everything that is known of a SKU, for programs. */
export function skuJson(facts: SkuFactsShown): object {
  const { merchant, row, explained, listings } = facts;
  const { level, pieces } = explained;
  return {
    merchant,
    sku: row.sku,
    free: level.free,
    buffer: row.buffer,
    ...isoOf(row, 'oversoldSince', 'dirtySince'),
    inSets: row.inSets,
    ...(pieces.kind === 'own'
      ? { parts: null, ...piecesJson(pieces, facts) }
      : {
          parts: pieces.parts.map((part) => ({
            ...fieldsOf(part, 'sku', 'needed', 'free', 'buffer', 'sets'),
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
  const { acked } = listing;
  return {
    ...fieldsOf(listing, 'shop', 'item', 'merchant', 'sku', 'linked', 'buffer', 'cap', 'floor'),
    lastTold: acked === undefined ? null : { level: acked.level, at: jstIso(acked.at) },
    ...isoOf(listing, 'dueAt', 'verifiedAt', 'orphanSince', 'closedSince'),
  };
}
