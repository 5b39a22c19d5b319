import { beforeEach, describe, expect, it } from 'vitest';
import { type OpsWorld, openWorld } from './world.ts';

let world: OpsWorld;
const shards = async (): Promise<number[]> =>
  (await world.ports.shops.all()).sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ shard }) => shard);

beforeEach(async () => {
  world = openWorld();
  for (const [index, shard] of [0, 0, 0, 0, 5].entries()) await world.addShop(`shop-${index + 1}`, { shard });
});

describe('spreading the shops', () => {
  it('moves as few as possible, and shows what each shard had and has', async () => {
    expect(await world.json('shops spread', { shards: 2 })).toEqual({
      ...{ shards: 2, dryRun: false, shops: 5, toMove: 2, moved: 2, unopened: [], gone: [], busy: [] },
      perShard: [
        { shard: 0, before: 4, after: 3 },
        { shard: 1, before: 0, after: 2 },
        { shard: 5, before: 1, after: 0 },
      ],
    });
    expect(await shards()).toEqual([0, 0, 0, 1, 1]);
    for (const shop of await world.ports.shops.all()) {
      expect(await world.ports.vault.open(shop.key, shop.credential)).toMatchObject({
        licenseKey: expect.stringMatching(/^SL/),
      });
    }
  });

  it('only looks when it is asked to', async () => {
    expect(await world.json('shops spread --dry-run', { shards: 2 })).toMatchObject({ dryRun: true, toMove: 2 });
    expect(await shards()).toEqual([0, 0, 0, 0, 5]);
  });

  it('done twice moves nothing the second time', async () => {
    await world.ops('shops spread', { shards: 4 });
    const before = await world.ports.shops.all();
    expect(await world.json('shops spread', { shards: 4 })).toMatchObject({ toMove: 0 });
    expect(await world.ports.shops.all()).toEqual(before);
  });

  it('reports a key that does not open, and a shop that keeps changing', async () => {
    await world.ports.shops.replaceCredential('rms#shop-5', { version: 2, sealed: Uint8Array.of(1) });
    const replaceCredential = world.ports.shops.replaceCredential.bind(world.ports.shops);
    Object.assign(world.ports.shops, {
      replaceCredential: async (...args: Parameters<typeof replaceCredential>) =>
        args[0] === 'rms#shop-4' ? 'changed' : replaceCredential(...args),
    });
    const { code, err } = await world.ops('shops spread', { shards: 2 });
    expect(code).toBe(1);
    expect(err).toContain('The stored key of rms#shop-5 does not open; it moved all the same.');
    expect(err).toContain('rms#shop-4 did not move: its key was replaced repeatedly during the run. Run this again.');
    expect(await shards()).toEqual([0, 0, 0, 0, 1]);
  });

  it('has nothing to do where there is no shop', async () => {
    world = openWorld();
    expect((await world.ops('shops spread')).out).toBe('There is no shop.\n');
  });
});
