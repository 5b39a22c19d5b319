import { describe, expect, it } from 'vitest';
import { dayMs } from '../../../../core/kernel/time.ts';
import { bareSku } from '../../../../core/model/sku.ts';
import { recipeProblems, type WantedRecipe } from '../../../../core/stock/recipe-change.ts';
import { noon } from '../../../contract/fixtures.ts';

const set = (sku: string, part = 'tea'): WantedRecipe => ({ set: sku, from: noon, parts: [{ sku: part, needed: 1 }] });
const longName = (index: number): string => `${'茶'.repeat(190)}${index}`;

describe('a set that makes a row larger than the tables take', () => {
  it('is refused where a part of it is in too many sets', () => {
    const inSets = Array.from({ length: 220 }, (_, index) => longName(index));
    const rows = new Map([['tea', { ...bareSku('hanamori', 'tea'), inSets }]]);
    expect(recipeProblems(set('box'), [set('box')], rows, noon).map(String)).toEqual([
      'has the part tea, which is in more sets than a row can name. Use fewer sets of it.',
    ]);
    expect(recipeProblems(set('box', 'rice'), [set('box', 'rice')], rows, noon)).toEqual([]);
  });

  it('is refused where the sets of one file are too many for a part', () => {
    const all = Array.from({ length: 220 }, (_, index) => set(longName(index)));
    expect(recipeProblems(all[0] as WantedRecipe, all, new Map(), noon)).toHaveLength(1);
    expect(recipeProblems(all[0] as WantedRecipe, all.slice(0, 100), new Map(), noon)).toEqual([]);
  });

  it('is refused where it has too many parts, with those it had before', () => {
    const parts = Array.from({ length: 120 }, (_, index) => ({ sku: longName(index), needed: 1 }));
    const wanted = { set: 'box', from: noon, parts };
    const before = [{ from: noon - dayMs, parts: parts.map((part) => ({ ...part, needed: 2 })) }];
    const rows = new Map([['box', { ...bareSku('hanamori', 'box'), recipes: before }]]);
    expect(recipeProblems(wanted, [wanted], new Map(), noon)).toEqual([]);
    expect(recipeProblems(wanted, [wanted], rows, noon).map(String)).toEqual([
      expect.stringMatching(/^would take 1\d{5} bytes with all it consisted of before, of up to 122880\./),
    ]);
  });
});
