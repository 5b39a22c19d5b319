import { expect, it } from 'vitest';
import { playStockScene } from '../../proving/scenes/stock/play.ts';

const first = Number(process.env.SCENES_FROM ?? 1);
const count = Number(process.env.SCENES ?? 300);

it('counts, orders, listings and late calls of a SKU end well together in every seeded scene', async () => {
  const broken: string[] = [];
  for (let seed = first; seed < first + count; seed++) {
    const scene = await playStockScene(seed);
    if (scene.broken.length > 0) broken.push([`scene ${seed}`, ...scene.broken, ...scene.story].join('\n  '));
  }
  expect(broken.join('\n')).toBe('');
});

it('a scene of stock is the same each time', async () => {
  const [one, other] = [await playStockScene(7), await playStockScene(7)];
  expect(one.story.length).toBeGreaterThan(4);
  expect(other).toEqual(one);
});
