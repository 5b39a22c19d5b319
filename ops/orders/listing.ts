import type { ListedOrder, OrderListing } from '../../core/import/index.ts';
import { type EpochMs, jstText } from '../../core/kernel/index.ts';
import { mallOf, type Pause } from '../../core/model/index.ts';
import type { ListedAt } from '../../core/ports/index.ts';
import { t, translated } from '../../language/language.ts';
import { counted, cutText, enumerated } from '../../language/phrases.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import {
  changeFacts,
  pushKindText,
  pushStateText,
  whyAndNextText,
  withoutMallWords,
} from '../../views/change/index.ts';
import { problemWord, shipNotesOf } from '../../views/order/index.ts';
import { heldImportTexts } from '../../views/pause/index.ts';
import { jstIso, jstIsoOrNull } from '../../views/plain.ts';
import { openCsvWriter } from '../files/csv.ts';
import { type Block, below, paragraph, tableOf } from '../terminal/table.ts';

/** A page of orders, and what reading it took. */
export interface ReadListing {
  readonly listing: OrderListing;
  /** What stands now, where an order has a change that it may hold, or none was found. */
  readonly pauses: readonly Pause[];
  /** Where no order was found: what holds the import of a shop that was looked through. */
  readonly importsHeldBy: readonly Pause[];
  readonly readUnits: number;
}

/** The orders as a table, with what needs attention below each. */
export function listingLines(
  { listing, pauses, importsHeldBy }: ReadListing,
  { ofOneShop }: { readonly ofOneShop: boolean },
): Block[] {
  if (listing.orders.length === 0) return noneLines(listing, importsHeldBy).map((text) => paragraph(text));
  return tableOf(
    listing.orders,
    (order) => ({
      order: order.orderNumber,
      ...(ofOneShop ? {} : { shop: order.shop }),
      placed: toTheMinute(placedAt(order)),
      status: statusText(order),
    }),
    (order) => attentionTexts(order, pauses).map(below),
  );
}

/** That no order was found, and what may be at the malls all the same. */
export function noneLines({ rests }: OrderListing, importsHeldBy: readonly Pause[]): string[] {
  return [
    rests ? t`No such order among those that were looked at.` : t`No such order.`,
    ...heldImportTexts(importsHeldBy),
  ];
}

/** What was read, and how to go on. */
export function closingLines(listing: OrderListing, readUnits: number, isLater: boolean): Block[] {
  const { next, rests } = listing;
  const rested = rests && next !== null ? [restText(next.at)] : [];
  return [
    ...rested.map((text) => paragraph(text)),
    t`${shownText(listing, isLater)}. Read ${counted(readUnits, 'unit')}.`,
    ...(next === null ? [] : [t`Go on with the same and:`, `  --after ${placeText(next)}`]),
  ];
}

/** Says how many orders a page has, and whether there are more. `isLater`: it goes on where another page ended. */
export const shownText = ({ orders, next, rests }: OrderListing, isLater: boolean): string =>
  next === null || rests ? counted(orders.length, 'order') : cutText(orders.length, null, isLater ? 1 : 0);

/** That a search ended before its page was full. */
export const restText = (at: EpochMs): string =>
  t`The search rests: it has looked at all orders down to ${toTheMinute(at)}.`;

/** `2026-11-24 15:45`; the seconds would make a line too long for a terminal. */
export const toTheMinute = (at: EpochMs | null): string => (at === null ? '' : jstText(at).slice(0, 16));

/** A place as `--after` takes it. */
export const placeText = ({ at, shop, orderNumber }: ListedAt): string => `${at}/${shop}/${orderNumber}`;

/** 注文日時, where it is known. */
export const placedAt = ({ row }: ListedOrder): EpochMs | null => (row?.kind === 'stored' ? row.orderedAt : null);

function progressName({ shop, row }: ListedOrder): string | null {
  if (row?.kind !== 'stored') return null;
  return mallDesks.of(mallOf(shop)).progressNames[row.progress] ?? null;
}

/** The status of an order, as people at its mall call it; of one that is not stored, that. */
export function statusText(order: ListedOrder): string {
  if (order.row === null) return t`not stored`;
  return order.row.kind === 'stored' ? (progressName(order) ?? order.row.progress) : problemWord(order.row.kind);
}

/** Why an order needs attention, a sentence for each reason; in the words of its mall unless they are to be left out. */
export function attentionTexts(
  { row, pushes }: ListedOrder,
  pauses: readonly Pause[],
  { mallWords = true } = {},
): string[] {
  const problem = row?.problem;
  const { cancelRequest } = shipNotesOf(row);
  return [
    ...(cancelRequest === null ? [] : [translated(cancelRequest)]),
    ...(problem === undefined
      ? []
      : [t`${problemWord(problem.kind)} since ${jstText(problem.since)}: ${translated(problem.reason)}`]),
    ...pushes.map((push) => {
      const facts = changeFacts(push, pauses);
      const why = whyAndNextText(mallWords ? facts : withoutMallWords(facts));
      return `${enumerated([pushKindText(facts.kind), pushStateText(facts.state)])}: ${why}`;
    }),
  ];
}

/** The page for a program. */
export function listingJson({ orders, next, rests }: OrderListing, pauses: readonly Pause[]): object {
  return {
    orders: orders.map((order) => orderJson(order, pauses)),
    next: next === null ? null : placeText(next),
    rests,
  };
}

function orderJson(order: ListedOrder, pauses: readonly Pause[]): object {
  const { shop, orderNumber, row, pushes } = order;
  const stored = row?.kind === 'stored' ? row : null;
  return {
    shop,
    orderNumber,
    kind: row?.kind ?? 'not-stored',
    orderedAt: jstIsoOrNull(stored?.orderedAt),
    progress: stored?.progress ?? null,
    progressName: progressName(order),
    final: stored?.final ?? null,
    cancelRequested: stored === null ? null : stored.cancelRequested === true,
    readAt: jstIsoOrNull(stored?.readAt),
    problem: row?.problem === undefined ? null : { ...row.problem, since: jstIso(row.problem.since) },
    pushes: pushes.map((push) => changeFacts(push, pauses)),
  };
}

/** The page for a spreadsheet. The names of the columns are those of `ops orders export`. */
export async function listingCsv({ orders }: OrderListing, pauses: readonly Pause[]): Promise<string> {
  const csv = await openCsvWriter();
  const heads = ['受注番号', 'ショップ', '注文日時', '受注ステータス', '受注ステータス名', 'キャンセル申請', '要対応'];
  const lines = orders.map((order) => {
    const placed = placedAt(order);
    return [
      order.orderNumber,
      order.shop,
      placed === null ? '' : jstText(placed),
      order.row?.kind === 'stored' ? order.row.progress : '',
      statusText(order),
      order.row?.kind === 'stored' && order.row.cancelRequested === true ? 'あり' : '',
      attentionTexts(order, pauses).join(' / '),
    ];
  });
  return csv([heads, ...lines]);
}
