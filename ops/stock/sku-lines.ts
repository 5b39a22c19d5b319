import { jstText } from '../../core/kernel/index.ts';
import type { Pause } from '../../core/model/index.ts';
import type { Balance, HistoryLine, PartExplained, PiecesExplained } from '../../core/stock/index.ts';
import { t } from '../../language/language.ts';
import { counted } from '../../language/phrases.ts';
import { adviceLines, type ShopStands, sinceText, standingText, stepWords } from '../listings/listing-words.ts';
import { type Block, below, flexible, onRight, tableOf } from '../terminal/table.ts';
import { historyTable, type ListingFactsShown, type SkuFactsShown, signed } from './sku-facts.ts';

/** Lines of a history that are shown; --all shows every one. */
const shownMax = 25;

/** A SKU on one screen: its level, what it is made of, its history, and its listings. `pauses`: what stands now (`pausesNow`). */
export function skuLines(facts: SkuFactsShown, pauses: readonly Pause[], all: boolean): Block[] {
  const { explained, row, merchant } = facts;
  const { level, pieces } = explained;
  const free = level.free === null ? t`not counted` : t`${level.free} free`;
  const since =
    row.oversoldSince === undefined ? '' : t`, oversold since ${jstText(row.oversoldSince)}: ops stock oversold`;
  const own = pieces.kind === 'own' ? ownLines(pieces, facts, all) : setLines(merchant, pieces.parts, level.free);
  const inSets = row.inSets.length === 0 ? [] : [t`Part of: ${row.inSets.join(', ')}`];
  return [
    t`${row.sku}, merchant ${merchant}: ${free}${since}`,
    ...(row.buffer === 0 ? [] : [t`${counted(row.buffer, 'piece')} of it kept back from every mall (確保在庫)`]),
    ...inSets,
    ...own,
    '',
    ...listingTable(facts.listings, pauses),
  ];
}

function ownLines({ sku, history }: PiecesExplained, { balances, reserved }: SkuFactsShown, all: boolean): Block[] {
  const balance = balances.get(sku);
  if (balance === undefined || balance.count === null) {
    return [t`No mall gets a level of it. Count it: ops stock set, or ops stock count --from-mall <shop>`];
  }
  const telling = all ? history : history.filter((line) => isTelling(line));
  const shown = all ? telling : telling.filter((_, index) => index === 0 || index >= telling.length - shownMax);
  const left = history.length - shown.length;
  return ['', ...balanceTable(balance), '', ...historyTable(shown, reserved, left)];
}

/** A line that says why a level is what it is. */
export function isTelling(line: HistoryLine): boolean {
  return line.counts !== 0 || line.reason === 'in-force' || line.reason === 'cancelled';
}

function balanceTable({ count, moved, sold, reserved, lines }: Balance): Block[] {
  const rows = [
    [t`counted 棚卸`, String(count?.quantity ?? 0), t`${jstText(count?.at ?? 0)} by ${count?.by ?? ''}`],
    [t`came in, adjusted 入荷・調整`, signed(moved), ''],
    [t`sold 販売`, signed(0 - sold), counted(lines.sold, 'order line')],
    [t`reserved 未確認の注文`, signed(0 - reserved), t`${counted(lines.reserved, 'order line')} not confirmed yet`],
  ] as const;
  return tableOf(rows, ([why, pieces, more]) => ({ why, pieces: onRight(pieces), '': flexible(more) }));
}

function setLines(merchant: string, parts: readonly PartExplained[], free: number | null): Block[] {
  const least = parts.filter(({ sets }) => sets !== null && Math.max(0, sets) === free).map(({ sku }) => sku);
  const why =
    free === null
      ? t`Not counted: ${parts
          .filter((part) => part.free === null)
          .map(({ sku }) => sku)
          .join(', ')}. No mall gets a level until it is: ops stock set`
      : t`So many can be made of what is free of ${least.join(', ')}. Why: ops stock show ${least[0] ?? '<part>'} --merchant ${merchant}`;
  return [
    '',
    ...tableOf(parts, ({ sku, needed, free: pieces, buffer, sets }) => ({
      part: flexible(sku),
      needed,
      free: onRight(pieces ?? t`unknown`),
      'kept back': buffer,
      'enough for': onRight(sets ?? t`unknown`),
    })),
    why,
  ];
}

function listingTable(listings: readonly ListingFactsShown[], pauses: readonly Pause[]): Block[] {
  const ofShop = ({ listing: { shop }, standing }: ListingFactsShown) => ({ shop, standing });
  if (listings.length === 0) return [t`No listing sells it: ops listings import`];
  return [
    ...tableOf(
      listings,
      (one) => ({
        shop: one.listing.shop,
        item: flexible(one.listing.item),
        'should show': onRight(one.shown ?? '-'),
        'because of': flexible(one.decidedBy ? stepWords()[one.decidedBy] : one.shown === null ? '' : t`what is free`),
        'how it stands': flexible(standingSinceText(ofShop(one), pauses)),
      }),
      (one) => [below(t`last told: ${toldText(one.listing)}`)],
    ),
    ...adviceLines(listings.map(ofShop), pauses),
  ];
}

/** How a listing stands, and since when. */
export function standingSinceText(one: ShopStands, pauses: readonly Pause[]): string {
  const since = sinceText(one.standing);
  return since === '' ? standingText(one, pauses) : t`${standingText(one, pauses)}, since ${since}`;
}

/** What a mall was last known to have taken. */
export function toldText({ acked }: Pick<ListingFactsShown['listing'], 'acked'>): string {
  return acked === undefined ? t`nothing yet` : t`${acked.level} at ${jstText(acked.at)}`;
}
