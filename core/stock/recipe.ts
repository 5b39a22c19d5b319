import type { EpochMs } from '../units.ts';
import type { Recipe, SkuRow } from './sku-row.ts';

/**
 * What a set consists of for whoever orders it next: pieces needed by SKU; null when it is no set. Its last recipe counts, so a
 * recipe is written down when it begins and not before.
 */
export function presentParts({ recipes }: Pick<SkuRow, 'recipes'>): ReadonlyMap<string, number> | null {
  const recipe = recipes.at(-1);
  if (recipe === undefined || recipe.parts.length === 0) return null;
  return new Map(recipe.parts.map(({ sku }) => [sku, neededOf(recipe, sku)]));
}

/** Every SKU that a set consists of or ever did: orders keep what they drew. */
export function everyPart({ recipes }: Pick<SkuRow, 'recipes'>): string[] {
  return [...new Set(recipes.flatMap(({ parts }) => parts.map(({ sku }) => sku)))];
}

/**
 * Pieces of `sku` that one piece of `sold` draws when it was ordered at `orderedAt`: by the recipe of that moment; 1 of the SKU
 * itself when it was no set then.
 */
export function drawnOf(sold: Pick<SkuRow, 'sku' | 'recipes'>, sku: string, orderedAt: EpochMs): number {
  const recipe = sold.recipes.findLast(({ from }) => from <= orderedAt);
  if (recipe === undefined || recipe.parts.length === 0) return sold.sku === sku ? 1 : 0;
  return neededOf(recipe, sku);
}

function neededOf({ parts }: Recipe, sku: string): number {
  return parts.reduce((sum, part) => (part.sku === sku ? sum + part.needed : sum), 0);
}
