import { describe, expect, it } from 'vitest';
import type { Pause, Shop } from '../../core/model/index.ts';
import { bringToRest, reachableShops } from '../../local/desk/final-count.ts';

/** Stopping with a broken mall made every last round, for shops that none of them could reach, and took up to 50 s. */
describe('the end of a run', () => {
  const shops = ['rms#a', 'rms#b', 'yahoo#a'].map((key) => ({ key, mall: key.split('#')[0] }) as Shop);
  const mall = (name: string, faults: number) => ({ name, control: { faults: () => Array(faults).fill({}) } });
  const keysOf = (pauses: readonly Pause[], ...malls: readonly ReturnType<typeof mall>[]) =>
    reachableShops({ shops, pauses }, malls, 0).map(({ key }) => key);

  it('waits for no shop at a broken mall, and for none that is paused', () => {
    const well = [mall('rms', 0), mall('yahoo', 0)];
    expect(keysOf([], ...well)).toEqual(['rms#a', 'rms#b', 'yahoo#a']);
    expect(keysOf([], mall('rms', 1), mall('yahoo', 0))).toEqual(['yahoo#a']);
    const pause = { scope: 'rms#b', cause: 'manual', note: '', since: 0, by: 'hanako' } as Pause;
    expect(keysOf([pause], ...well)).toEqual(['rms#a', 'yahoo#a']);
  });

  it.each([
    ['one last round where nothing more can be brought over', [true], 1],
    ['another one where something can', [false, true], 2],
  ])('makes %s', async (_, complete, rounds) => {
    const done: string[] = [];
    const cloud = {
      holdSchedules() {},
      runSchedulesNow: async () => void done.push('round'),
      queueDepths: async () => ({}),
      settle: async () => {},
    };
    const freeze = () => void done.push('freeze');
    await bringToRest(cloud as never, [{ freeze } as never], () => complete.shift() ?? true);
    expect(done).toEqual(['freeze', ...Array(rounds).fill('round')]);
  });
});
