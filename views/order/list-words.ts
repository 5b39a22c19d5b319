import { jstText } from '../../core/kernel/index.ts';
import { mallOf, type Pause } from '../../core/model/index.ts';
import { counted, cutText, enumerated, t, translated } from '../../language/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import { carrierName, pushKindText, pushStateText, whyAndNextText, withoutMallWords } from '../change/index.ts';
import { heldImportTexts } from '../pause/index.ts';
import { type Column, label, type Said, timeText } from '../words.ts';
import type { ListedFacts, OrderListFacts } from './list-facts.ts';
import { problemWord, shipNotesOf, yenText } from './words.ts';

interface Showing {
  /** A 出荷期限 before this moment is overdue. */
  readonly now: number;
  readonly ofOneShop?: boolean;
  /** False: without the words of the mall, which may name a buyer. */
  readonly mallWords?: boolean;
}

/** The columns of a list of orders; below each stands what needs attention. */
export function orderListColumns({ now, ofOneShop = false, mallWords = true }: Showing): Column<ListedFacts>[] {
  const ofShops: Column<ListedFacts>[] = [
    { title: t`shop name`, long: true, only: 'wide', sort: 'shop', of: shopSaid },
    { title: label.shop(), whole: true, under: true, of: ({ shop }) => shop },
  ];
  return [
    { title: label.order(), whole: true, of: numberSaid },
    ...(ofOneShop ? [] : ofShops),
    { title: label.placed(), whole: true, sort: 'placed', of: ({ orderedAt }) => toTheMinute(orderedAt) },
    { title: label.status(), sort: 'status', of: statusText },
    { title: t`attention`, below: true, under: true, of: (order) => attentionSaid(order, mallWords) },
    {
      title: label.amount(),
      right: true,
      only: 'wide',
      sort: 'amount',
      of: ({ total }) => (total === null ? '' : yenText(total)),
    },
    { title: t`buyer`, only: 'wide', sort: 'buyer', of: ({ buyer }) => buyer ?? '' },
    { title: label.shipBy(), whole: true, only: 'wide', sort: 'ship-by', of: (order) => shipBySaid(order, now) },
    { title: label.parcels(), whole: true, only: 'wide', of: parcelsSaid },
  ];
}

const numberSaid = ({ shop, orderNumber }: ListedFacts): Said => ({
  text: orderNumber,
  to: ['orders', shop, orderNumber],
});

const shopSaid = ({ shop, shopName }: ListedFacts): Said => ({
  text: `${mallDesks.of(mallOf(shop)).shortName} ${shopName}`,
  to: ['shops', shop],
});

/** `2026-11-24 15:45`; the seconds would make a line too long for a terminal. */
const toTheMinute = (iso: string | null): string => timeText(iso).slice(0, 16);

/** The status of an order, as people at its mall call it; of one that is not stored, that. */
function statusText({ kind, progress, progressName }: ListedFacts): string {
  if (kind === 'not-stored') return t`not stored`;
  return kind === 'stored' ? (progressName ?? progress ?? '') : problemWord(kind);
}

function shipBySaid({ shipBy }: ListedFacts, now: number): Said {
  if (shipBy === null) return '';
  return { text: toTheMinute(shipBy).slice(5), look: Date.parse(shipBy) < now ? 'bad' : undefined };
}

const parcelsSaid = ({ shop, parcels }: ListedFacts): Said =>
  parcels.map(({ carrier, trackingNumber }) => trackingNumber ?? carrierName(mallOf(shop), carrier ?? ''));

const attentionSaid = (order: ListedFacts, mallWords: boolean): Said =>
  attentionTexts(order, { mallWords }).map((text) => ({ text, look: 'warn' }));

/** Why an order needs attention, a sentence for each reason; in the words of its mall unless they are to be left out. */
function attentionTexts(
  { kind, shop, progress, cancelRequested, problem, pushes }: ListedFacts,
  { mallWords = true } = {},
): string[] {
  const row = { shop, progress: progress ?? '', cancelRequested: cancelRequested === true };
  const { cancelRequest } = shipNotesOf(kind === 'stored' ? { kind, ...row } : null);
  return [
    ...(cancelRequest === null ? [] : [translated(cancelRequest)]),
    ...(problem === null
      ? []
      : [t`${problemWord(problem.kind)} since ${timeText(problem.since)}: ${translated(problem.reason)}`]),
    ...pushes.map((push) => {
      const why = whyAndNextText(mallWords ? push : withoutMallWords(push));
      return `${enumerated([pushKindText(push.kind), pushStateText(push.state)])}: ${why}`;
    }),
  ];
}

export function noOrderTexts({ rests }: Pick<OrderListFacts, 'rests'>, importsHeldBy: readonly Pause[]): string[] {
  return [
    rests ? t`No such order among those that were looked at.` : t`No such order.`,
    ...heldImportTexts(importsHeldBy),
  ];
}

/** Names the orders of a page by their places, and says whether there are more. `isLater`: the page goes on where another one ended. */
export function shownText({ orders, next, rests, place }: OrderListFacts, isLater: boolean): string {
  if (place !== null && (next !== null || isLater)) return cutText(orders.length, place.of, place.first - 1);
  return next === null || rests ? counted(orders.length, 'order') : cutText(orders.length, null, isLater ? 1 : 0);
}

/** Says that a search ended before it had looked at all; null where it did not. `sort` is what was asked for. */
export function restText({ next, rests }: Pick<OrderListFacts, 'next' | 'rests'>, sort: string): string | null {
  if (!rests) return null;
  return next === null || sort === 'ship-by'
    ? t`There are too many open orders: only those that were placed first were looked at. Name a shop.`
    : t`The search rests: it has looked at all orders down to ${jstText(Number(next.split('/', 1)[0])).slice(0, 16)}.`;
}

export const orderSheet: readonly { readonly header: string; of(order: ListedFacts): string | number }[] = [
  { header: '受注番号', of: ({ orderNumber }) => orderNumber },
  { header: 'ショップ', of: ({ shop }) => shop },
  { header: '注文日時', of: ({ orderedAt }) => timeText(orderedAt) },
  { header: '受注ステータス', of: ({ progress }) => progress ?? '' },
  { header: '受注ステータス名', of: statusText },
  { header: 'キャンセル申請', of: ({ cancelRequested }) => (cancelRequested ? 'あり' : '') },
  { header: '要対応', of: (order) => attentionTexts(order).join(' / ') },
  { header: 'ショップ名', of: ({ shopName }) => shopName },
  { header: '合計金額', of: ({ total }) => total ?? '' },
  { header: '出荷期限', of: ({ shipBy }) => timeText(shipBy) },
  {
    header: 'お荷物伝票番号',
    of: ({ parcels }) => parcels.flatMap(({ trackingNumber }) => trackingNumber ?? []).join(' '),
  },
];
