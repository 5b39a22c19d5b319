import { anyList, object, oneOf, optional, orNull, type Static, text, whole } from '../../core/kernel/index.ts';
import { claimId, type Listing, type MovementKind, mallOf, type Pause, type SkuRow } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import {
  balanceOf,
  type ClaimReason,
  explainLevel,
  type HistoryLine,
  type MovementReason,
  type PiecesExplained,
  readReserved,
  type ShownStep,
  standingOf,
} from '../../core/stock/index.ts';
import { listingFacts, listingFields } from '../listing/index.ts';
import { fieldsOf, isoOf, jstIso } from '../plain.ts';
import { moment, truth } from '../shape.ts';

const level = orNull(whole());
const kinds = ['movement', 'claim'] as const;

/** A line of a SKU's history: a count, an arrival, an order. */
const lineShape = object({
  at: moment,
  kind: oneOf(kinds),
  reason: text<MovementReason | ClaimReason>(),
  /** What it adds to what is free, and what is free after it. */
  ...{ counts: whole(), free: level },
  /** Of a movement. */
  ...{ movement: optional(text<MovementKind>()), id: optional(text()), by: optional(text()), note: optional(text()) },
  writtenAt: optional(moment),
  /** Of what an order claims; `drawn`: pieces of the SKU for each piece that was ordered. */
  ...{ shop: optional(text<Listing['shop']>()), orderNumber: optional(text()), lineId: optional(text()) },
  ...{ sku: optional(text()), drawn: optional(whole()), reserved: optional(truth) },
  quantity: whole(),
});

/** What a level is made of; `lines`: the order lines that hold what is sold, and what is reserved. */
const pieces = {
  counted: orNull(object({ quantity: whole(), at: moment, by: text() })),
  ...{ moved: whole(), sold: whole(), reserved: whole() },
  lines: object({ sold: whole(), reserved: whole() }),
  history: anyList(lineShape),
} as const;

const partShape = object({ sku: text(), needed: whole(), free: level, buffer: whole(), sets: level, ...pieces });

const listingShape = object({
  ...listingFields,
  shown: level,
  decidedBy: orNull(text<ShownStep>()),
  steps: anyList(object({ step: text<ShownStep>(), left: whole() })),
});

/** Why a SKU's level is what it is, and what each listing of it shows, as programs get it. */
export const skuShape = object({
  ...{ merchant: text(), sku: text(), free: level, buffer: whole() },
  ...{ oversoldSince: orNull(moment), dirtySince: orNull(moment), inSets: anyList(text()) },
  /** Of a set; else null. */
  parts: orNull(anyList(partShape)),
  /** Of a SKU with pieces of its own. */
  ...{ counted: optional(pieces.counted), moved: optional(whole()), sold: optional(whole()) },
  ...{ reserved: optional(whole()), lines: optional(pieces.lines), history: optional(pieces.history) },
  listings: anyList(listingShape),
});

export type SkuFacts = Static<typeof skuShape>;
export type LineFacts = Static<typeof lineShape>;
export type PartFacts = Static<typeof partShape>;
export type SkuListingFacts = Static<typeof listingShape>;

/** Gathers what is known of a SKU: its level by all its entries, and its listings. `isKnown`: something is. */
export async function skuFacts(
  ports: Pick<Ports, 'stock' | 'listings' | 'orders' | 'malls' | 'clock'>,
  merchant: string,
  sku: string,
  pauses?: readonly Pause[],
): Promise<{ readonly facts: SkuFacts; readonly isKnown: boolean }> {
  const rows = await ports.listings.ofSkus(merchant, [sku]);
  const sorted = rows.sort((one, other) => (`${one.shop} ${one.item}` < `${other.shop} ${other.item}` ? -1 : 1));
  const highestOf = ({ shop }: Listing): number => ports.malls.traits(mallOf(shop)).stock.highest;
  const { level: own, pieces: made, listings } = await explainLevel(ports.stock, merchant, sku, sorted, highestOf);
  const [row] = (await ports.stock.skuRows(merchant, [sku])) as [SkuRow];
  const all: readonly PiecesExplained[] = made.kind === 'own' ? [made] : made.parts;
  const claims = all.flatMap(({ history }) => history.flatMap((line) => (line.kind === 'claim' ? [line.claim] : [])));
  const reserved = await readReserved(ports, claims, ports.clock.now());
  const facts: SkuFacts = {
    ...{ merchant, sku: row.sku, free: own.free, buffer: row.buffer, ...isoOf(row, 'oversoldSince', 'dirtySince') },
    inSets: row.inSets,
    ...(made.kind === 'own'
      ? { parts: null, ...piecesFacts(made, reserved) }
      : {
          parts: made.parts.map((part) => ({
            ...fieldsOf(part, 'sku', 'needed', 'free', 'buffer', 'sets'),
            ...piecesFacts(part, reserved),
          })),
        }),
    listings: listings.map(({ listing, shown, decidedBy, steps }) => ({
      ...listingFacts(listing, standingOf(listing, own, row.dirtySince), pauses),
      ...{ shown, decidedBy, steps },
    })),
  };
  return { facts, isKnown: row.mark > 0 || listings.length > 0 };
}

function piecesFacts({ history }: PiecesExplained, reserved: ReadonlySet<string>) {
  const { count, ...sums } = balanceOf(history, reserved);
  return {
    counted: count === null ? null : { quantity: count.quantity, at: jstIso(count.at), by: count.by },
    ...fieldsOf(sums, 'moved', 'sold', 'reserved', 'lines'),
    history: history.map((line) => lineFacts(line, reserved)),
  };
}

function lineFacts(line: HistoryLine, reserved: ReadonlySet<string>): LineFacts {
  const common = fieldsOf(line, 'kind', 'reason', 'counts', 'free');
  if (line.kind === 'movement') {
    const { id, kind, quantity, by, note, at, writtenAt } = line.movement;
    return { at: jstIso(at), ...common, movement: kind, quantity, id, by, note, writtenAt: jstIso(writtenAt) };
  }
  const claimed = fieldsOf(line.claim, 'shop', 'orderNumber', 'lineId', 'sku', 'quantity');
  const isReserved = reserved.has(claimId(line.claim));
  return { at: jstIso(line.claim.orderedAt), ...common, ...claimed, drawn: line.drawn, reserved: isReserved };
}
