import { expect, it } from 'vitest';
import { badScenes } from '../../proving/scenes/played.ts';
import { playStockScene } from '../../proving/scenes/stock/play.ts';

it('counts, orders, listings and late calls of a SKU end well together in every seeded scene', async () => {
  // The first 50 are kept as programs.
  expect(await badScenes(playStockScene, { from: 51, to: 300 })).toBe('');
});

it('a scene of stock is the same each time', async () => {
  const [one, other] = [await playStockScene(7), await playStockScene(7)];
  expect(one.story.length).toBeGreaterThan(4);
  expect(other).toEqual(one);
});
