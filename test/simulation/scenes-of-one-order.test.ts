import { expect, it } from 'vitest';
import { playScene } from '../../proving/scenes/play-scene.ts';

const first = Number(process.env.SCENES_FROM ?? 1);
const count = Number(process.env.SCENES ?? 1_500);

it('corrections, withdrawals, late calls and faults of one order end well in every seeded scene', async () => {
  const broken: string[] = [];
  for (let seed = first; seed < first + count; seed++) {
    const scene = await playScene(seed);
    if (scene.broken.length > 0) broken.push([`scene ${seed}`, ...scene.broken, ...scene.story].join('\n  '));
  }
  expect(broken.join('\n')).toBe('');
});

it('a scene is the same each time', async () => {
  const [one, other] = [await playScene(7), await playScene(7)];
  expect(one.story.length).toBeGreaterThan(4);
  expect(other).toEqual(one);
});
