import { expect, it } from 'vitest';
import { knownDifference } from '../../proving/laws/known.ts';
import { type SceneMallName, sceneMalls } from '../../proving/scenes/order/malls.ts';
import { playScene } from '../../proving/scenes/order/play.ts';
import { badScenes, type PlayedScene } from '../../proving/scenes/played.ts';

it.each(Object.keys(sceneMalls) as SceneMallName[])(
  'corrections, withdrawals, late calls and faults of one order end well in every seeded scene at %s',
  async (mall) => {
    // 楽天 has the most of what can happen.
    const count = mall === 'rms' ? 900 : 225;
    const played = async (seed: number): Promise<PlayedScene> => {
      const scene = await playScene(seed, mall);
      const unlawful = scene.unlawful.filter((finding) => knownDifference(finding) === undefined);
      return { ...scene, broken: [...scene.broken, ...unlawful.map(({ law, words }) => `${law}: ${words}`)] };
    };
    expect(await badScenes(played, count)).toBe('');
  },
);

it('a scene is the same each time', async () => {
  const [one, other] = [await playScene(7), await playScene(7)];
  expect(one.story.length).toBeGreaterThan(4);
  expect(other).toEqual(one);
});
