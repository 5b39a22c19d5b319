import type { ListingTerms } from './listing.ts';
import type { SkuLevel } from './sku-level.ts';

/** A rule that stands between what is free and what a listing shows, in the order in which they are applied. */
export type ShownStep =
  /** 確保在庫 of the SKU. */
  | 'sku-buffer'
  /** 安全在庫 of the listing. */
  | 'listing-buffer'
  /** 下限: fewer than this are shown as 0. */
  | 'floor'
  /** 上限 of the listing. */
  | 'cap'
  /** The highest level that the mall takes. */
  | 'mall-highest'
  /** A mall shows no less than 0. */
  | 'clamp';

/** A rule, and what it left. */
export interface StepTaken {
  readonly step: ShownStep;
  readonly left: number;
}

/**
 * From what is free to what a listing shows, rule by rule; the last one leaves what is shown. Null when the mall is told nothing: the level is
 * not known, or the listing is not linked. `highest` is the mall's (`StockTraits.highest`).
 */
export function shownSteps(level: SkuLevel, terms: ListingTerms, highest: number): readonly StepTaken[] | null {
  if (level.free === null || !terms.linked) return null;
  const floor = terms.floor ?? Number.NEGATIVE_INFINITY;
  const rules: readonly (readonly [ShownStep, (left: number) => number])[] = [
    ['sku-buffer', (left) => left - level.buffer],
    ['listing-buffer', (left) => left - terms.buffer],
    ['floor', (left) => (left < floor ? 0 : left)],
    ['cap', (left) => Math.min(left, terms.cap ?? left)],
    ['mall-highest', (left) => Math.min(left, highest)],
    ['clamp', (left) => Math.max(left, 0)],
  ];
  let left = level.free;
  return rules.map(([step, rule]) => {
    left = rule(left);
    return { step, left };
  });
}

/** Pieces that a listing shows, or null when the mall is told nothing of it. */
export function shownLevel(level: SkuLevel, terms: ListingTerms, highest: number): number | null {
  return shownSteps(level, terms, highest)?.at(-1)?.left ?? null;
}
