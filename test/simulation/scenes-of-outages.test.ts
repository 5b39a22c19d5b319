import { expect, it } from 'vitest';
import { playOutageScene } from '../../proving/scenes/outages/play.ts';

const first = Number(process.env.SCENES_FROM ?? 1);
const count = Number(process.env.SCENES ?? 300);

it('outages, windows and their mails end well in every seeded scene of a mall', async () => {
  const broken: string[] = [];
  for (let seed = first; seed < first + count; seed++) {
    const scene = await playOutageScene(seed);
    if (scene.broken.length > 0) broken.push([`scene ${seed}`, ...scene.broken, ...scene.story].join('\n  '));
  }
  expect(broken.join('\n')).toBe('');
});

it('a scene is the same each time', async () => {
  const [one, other] = [await playOutageScene(7), await playOutageScene(7)];
  expect(one.story.length).toBeGreaterThan(4);
  expect(other).toEqual(one);
});
