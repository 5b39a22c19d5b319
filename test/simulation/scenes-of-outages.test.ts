import { expect, it } from 'vitest';
import { playOutageScene } from '../../proving/scenes/outages/play.ts';
import { badScenes } from '../../proving/scenes/played.ts';

it('outages, windows and their mails end well in every seeded scene of a mall', async () => {
  // The first 50 are kept as programs.
  expect(await badScenes(playOutageScene, { from: 51, to: 300 })).toBe('');
});

it('a scene of outages is the same each time', async () => {
  const [one, other] = [await playOutageScene(7), await playOutageScene(7)];
  expect(one.story.length).toBeGreaterThan(4);
  expect(other).toEqual(one);
});
