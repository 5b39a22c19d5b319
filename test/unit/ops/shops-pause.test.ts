import { beforeEach, describe, expect, it } from 'vitest';
import { hourMs } from '../../../core/kernel/time.ts';
import type { Pause } from '../../../core/model/pause.ts';
import { type OpsWorld, openWorld, start } from './world.ts';

let world: OpsWorld;
beforeEach(async () => {
  world = openWorld();
  await world.addShop('kado-a');
  await world.addShop('kado-b');
  await world.addShop('sakura', { merchant: 'sakura' });
});

const pausing = (...words: string[]) =>
  world.ops(['shops', 'pause', ...words, '--note', '棚卸しのため', '--by', 'sakura']);
const standing = async () => (await world.ports.pauses.list()).map(({ scope }) => scope).sort();

describe('pausing shops by hand', () => {
  it('holds one shop, and says since when and who', async () => {
    const note = { by: '佐倉', note: '棚卸しのため' };
    const { paused } = await world.json(['shops', 'pause', '--shop', 'kado-a', '--note', note.note, '--by', note.by]);
    expect(paused).toMatchObject([{ scope: 'rms#kado-a', shops: ['rms#kado-a'], result: 'paused', ...note }]);
    expect(await world.ports.pauses.list()).toEqual([{ cause: 'manual', scope: 'rms#kado-a', since: start, ...note }]);
    expect((await world.json('shops list')).shops[0]).toMatchObject({ state: 'paused', cause: 'manual' });
  });

  it('holds several, a whole merchant or a whole mall with one command', async () => {
    await pausing('--shop', 'kado-a, rms#sakura');
    expect(await standing()).toEqual(['rms#kado-a', 'rms#sakura']);
    await pausing('--merchant', 'kado');
    expect(await standing()).toEqual(['rms#kado-a', 'rms#kado-b', 'rms#sakura']);
    await pausing('--mall', 'rms');
    expect(await standing()).toEqual(['rms', 'rms#kado-a', 'rms#kado-b', 'rms#sakura']);
  });

  it('is recorded under the name of the user who runs it if no name is given', async () => {
    await world.ops(['shops', 'pause', '--shop', 'kado-a', '--note', 'x']);
    expect((await world.ports.pauses.list())[0]?.by).toMatch(/^\S+$/);
  });

  it('again keeps since when, and says whose pause it renews', async () => {
    await pausing('--shop', 'kado-a');
    world.pass(hourMs);
    expect((await pausing('--shop', 'kado-a')).out).toContain('was paused already');
    const said = await world.ops(['shops', 'pause', '--shop', 'kado-a', '--note', '移転', '--by', 'kado']);
    expect(said.out).toContain('was paused by sakura: 棚卸しのため');
    expect(await world.ports.pauses.list()).toEqual([
      expect.objectContaining({ since: start, by: 'kado', note: '移転' }),
    ]);
  });

  it('at the same moment as another process loses neither the pause nor its start', async () => {
    const setOver = world.ports.pauses.setOver;
    const theirs: Pause = { cause: 'manual', scope: 'rms#kado-a', since: start - hourMs, by: 'kado', note: '先' };
    Object.assign(world.ports.pauses, {
      setOver: async (...given: Parameters<typeof setOver>) => {
        Object.assign(world.ports.pauses, { setOver });
        await setOver(theirs, null);
        return setOver(...given);
      },
    });
    const said = await pausing('--shop', 'kado-a');
    expect(said.out).toContain('was paused by kado: 先');
    expect(await world.ports.pauses.list()).toEqual([{ ...theirs, by: 'sakura', note: '棚卸しのため' }]);
  });

  it('of what is not there pauses nothing at all', async () => {
    const said = await pausing('--shop', 'kado-a,kado-x,kado-y');
    expect(said.code).toBe(2);
    expect(said.err.match(/there is no shop "kado-[xy]"/g)).toHaveLength(2);
    expect((await pausing('--merchant', 'unknown')).err).toContain('there is no merchant "unknown"');
    expect((await pausing()).err).toContain('--shop, --merchant, --mall: give one of them.');
    expect((await pausing('--shop', 'kado-a', '--mall', 'rms')).err).toContain('give one of them and not several.');
    expect(await standing()).toEqual([]);
  });
});

describe('resuming shops by hand', () => {
  it('lifts what a person has paused, and says since when it stood', async () => {
    await pausing('--merchant', 'kado');
    world.pass(3 * hourMs);
    const was = { pausedSince: '2026-11-24T15:45:00.000+09:00', pausedBy: 'sakura', held: [] };
    expect((await world.json('shops resume --merchant kado')).resumed).toMatchObject([
      { scope: 'rms#kado-a', ...was },
      { scope: 'rms#kado-b', ...was },
    ]);
    expect(await standing()).toEqual([]);
  });

  it('lifts no other cause, and says what still holds', async () => {
    await pausing('--shop', 'kado-a');
    const why = { cause: 'credentials', scope: 'rms#kado-a' } as const;
    const key = { ...why, since: start, by: 'import', note: 'n', credentialVersion: 1 } as const;
    await world.ports.pauses.set(key);
    expect((await world.json('shops resume --shop kado-a')).resumed).toMatchObject([{ held: [why] }]);
    expect(await world.ports.pauses.list()).toEqual([key]);
  });

  it('of a mall leaves the shops that were paused by themselves, and tells how many', async () => {
    await pausing('--mall', 'rms');
    await pausing('--shop', 'kado-a');
    const { resumed } = await world.json('shops resume --mall rms');
    expect(resumed).toMatchObject([{ shops: { length: 3 }, held: [{ shop: 'rms#kado-a', cause: 'manual' }] }]);
    expect(await standing()).toEqual(['rms#kado-a']);
  });

  it('of a shop that is not paused changes nothing, and can be repeated', async () => {
    for (const _ of [1, 2]) {
      expect(await world.json('shops resume --shop kado-a')).toEqual({
        resumed: [{ scope: 'rms#kado-a', shops: ['rms#kado-a'], pausedSince: null, pausedBy: null, held: [] }],
      });
    }
  });

  it('of a shop that is not paused says so, and not that it was resumed', async () => {
    const { code, out } = await world.ops('shops resume --shop kado-a');
    expect([code, out]).toEqual([0, 'rms#kado-a: no person has paused it, so there was nothing to resume.\n']);
    await pausing('--mall', 'rms');
    expect((await world.ops('shops resume --shop kado-a')).out).toBe(
      'rms#kado-a: no person has paused it, so there was nothing to resume. Still held: a person paused it (rms). Only a person lifts it: ops resume --mall rms.\n',
    );
  });

  it('is what the list of pauses says to do', async () => {
    await pausing('--shop', 'kado-a');
    await pausing('--mall', 'rms');
    const { out } = await world.ops('pauses');
    for (const scope of ['--shop rms#kado-a', '--mall rms']) {
      expect(out).toContain(`Only a person lifts it: ops resume ${scope}. Then every order`);
    }
  });
});
