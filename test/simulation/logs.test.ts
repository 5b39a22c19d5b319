import { expect, it } from 'vitest';
import { plantedAtRms } from '../../proving/privacy/planted.ts';
import { createSearch } from '../../proving/privacy/search.ts';
import { writtenOut } from '../../proving/privacy/written.ts';
import { createWorld } from '../../proving/worlds/create-world.ts';
import { play } from '../../proving/worlds/story.ts';

it('no buyer and no key reaches a log line, a bus event or a pause, in a world where everything breaks', async () => {
  const world = await createWorld(21);
  await play(world);
  const { store } = world;
  const said = {
    logs: world.logs.map((log) => log.lines),
    events: [store.accepted, store.news, store.pushNews, store.rejected, store.rejectedMovements],
    pauses: store.pausesById,
    intents: store.intentsByBucket,
    pushes: store.pushesByShop,
    incidents: [store.incidentsById, store.timelinesByIncident, store.noticesById, store.auditsByName],
    unexpected: world.unexpected,
  };
  expect(world.logs.flatMap((log) => log.lines).length).toBeGreaterThan(10);
  const planted = plantedAtRms(world.rms);
  expect(planted.length).toBeGreaterThan(1_500);
  const search = createSearch(planted);
  expect(Object.entries(said).flatMap(([where, written]) => search(where, writtenOut(written)))).toEqual([]);
});
