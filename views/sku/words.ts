import type { MovementKind } from '../../core/model/index.ts';
import type { ClaimReason, MovementReason } from '../../core/stock/index.ts';
import { counted, enumerated, t } from '../../language/index.ts';
import { standingSinceText, stepWords, toldText } from '../listing/index.ts';
import { type Column, label, timeText } from '../words.ts';
import type { LineFacts, PartFacts, SkuFacts, SkuListingFacts } from './facts.ts';

export const movementText = (kind: MovementKind): string =>
  ({
    counted: t`棚卸 counted`,
    received: t`入荷 received`,
    adjusted: t`調整 adjusted`,
  })[kind];

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

export function lineText(line: LineFacts): string {
  const { quantity, reason } = line;
  if (line.movement !== undefined) {
    const { by = '', note = '' } = line;
    const about = [t`by ${by}`, note, movementReasons()[reason as MovementReason]].filter((word) => word !== '');
    return enumerated([`${movementText(line.movement)} ${quantity}`, ...about]);
  }
  const { shop, orderNumber, sku = '', drawn = 1, reserved } = line;
  const isReserved = reason === 'ordered-after-count' && reserved === true;
  const why = isReserved ? t`reserved: not confirmed yet` : claimReasons()[reason as ClaimReason];
  return `${shop} ${orderNumber}: ${enumerated([drawn > 1 ? t`${quantity} of ${sku}, each ${drawn}` : String(quantity), why])}`;
}

export const isTelling = ({ counts, reason }: LineFacts): boolean =>
  counts !== 0 || reason === 'in-force' || reason === 'cancelled';

/** `+3`, `-2`, `0` */
export const signed = (pieces: number): string => (pieces > 0 ? `+${pieces}` : String(pieces));

/** The columns of a history. `gap` stands below its first line: the sum does not go from there to the next where others lie between. */
export const lineColumns = (first?: LineFacts, gap = ''): Column<LineFacts>[] => [
  { title: label.when(), of: ({ at }) => timeText(at) },
  {
    ...{ title: label.what(), long: true },
    of: (line) => ({
      text: lineText(line),
      ...(line.shop && line.orderNumber ? { to: ['orders', line.shop, line.orderNumber] } : {}),
    }),
  },
  { title: label.pieces(), right: true, of: ({ counts }) => signed(counts) },
  { title: label.free(), right: true, of: ({ free }) => free ?? '-' },
  ...(gap === '' ? [] : [{ title: '', below: true, of: (line: LineFacts) => (line === first ? gap : '') } as const]),
];

export const gapText = (lines: number): string =>
  t`${counted(lines, 'line')} older or without effect left out (--all shows them)`;

/** One summand of a level: what it is, how many, and more about it. */
export type Summand = readonly [what: string, pieces: string, more: string];

export function summands({ counted: count, moved = 0, sold = 0, reserved = 0, lines }: SkuFacts): Summand[] {
  return [
    [t`counted 棚卸`, String(count?.quantity ?? 0), t`${timeText(count?.at)} by ${count?.by ?? ''}`],
    [t`came in, adjusted 入荷・調整`, signed(moved), ''],
    [t`sold 販売`, signed(0 - sold), counted(lines?.sold ?? 0, 'order line')],
    [
      t`reserved 未確認の注文`,
      signed(0 - reserved),
      t`${counted(lines?.reserved ?? 0, 'order line')} not confirmed yet`,
    ],
  ];
}

export const summandColumns = (): Column<Summand>[] => [
  { title: t`why`, of: ([what]) => what },
  { title: label.pieces(), right: true, of: ([, pieces]) => pieces },
  { title: label.what(), long: true, of: ([, , more]) => more },
];

/** The parts of a set, and how many of it each suffices for. */
export const partColumns = ({ merchant }: SkuFacts): Column<PartFacts>[] => [
  { title: t`part`, long: true, of: ({ sku }) => ({ text: sku, to: ['stock', merchant, sku] }) },
  { title: t`needed`, right: true, of: ({ needed }) => needed },
  { title: label.free(), right: true, of: ({ free }) => free ?? t`unknown` },
  { title: t`kept back`, right: true, of: ({ buffer }) => buffer },
  { title: t`enough for`, right: true, of: ({ sets }) => sets ?? t`unknown` },
];

export const skuListingColumns = (): Column<SkuListingFacts>[] => [
  { title: label.shop(), of: ({ shop }) => ({ text: shop, to: ['shops', shop] }) },
  { title: label.item(), long: true, of: ({ item }) => item },
  { title: label.shouldShow(), right: true, of: ({ shown }) => shown ?? '-' },
  {
    ...{ title: t`because of`, long: true },
    of: ({ decidedBy, shown }) => (decidedBy ? stepWords()[decidedBy] : shown === null ? '' : t`what is free`),
  },
  { title: label.standing(), long: true, of: standingSinceText },
  { title: label.lastTold(), below: true, of: (facts) => t`last told: ${toldText(facts)}` },
];
