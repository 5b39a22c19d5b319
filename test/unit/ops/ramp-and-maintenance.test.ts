import { describe, expect, it } from 'vitest';
import { hourMs, secondMs } from '../../../core/kernel/time.ts';
import type { HealthState } from '../../../core/model/health.ts';
import { fail, openTown, recover } from './scenes/town.ts';
import { type OpsWorld, openWorld, start } from './world.ts';

/** RMS answers again since three minutes ago, and has reached this step of the ramp. */
async function rampAt({ ports }: OpsWorld, step: number): Promise<void> {
  const state: HealthState = {
    kind: 'trickle',
    ...{ since: start - hourMs, detectedAt: start - hourMs, answeredAt: start - 180 * secondMs, stepSince: start },
    ...{ step, silentRounds: 0, goodRounds: 0 },
  };
  const standing = (await ports.pauses.standing()).healths.find(({ capability }) => capability === 'import');
  await ports.health.put({ mall: 'rms', capability: 'import', version: (standing?.version ?? 0) + 1, state });
}

const statesOf = async ({ json }: OpsWorld): Promise<Record<string, string>> =>
  Object.fromEntries((await json('shops list')).shops.map((one: Record<string, string>) => [one.shop, one.state]));

describe('while a mall comes back step by step', () => {
  it('a shop that is seconds behind is not called paused, and one whose turn is yet to come is', async () => {
    const world = openWorld();
    await world.addShop('caught-up', { cursor: start - 14 * secondMs });
    await world.addShop('held', { cursor: start - hourMs });
    await rampAt(world, 1);
    expect(await statesOf(world)).toEqual({ 'rms#caught-up': 'well', 'rms#held': 'paused' });
    expect(await world.json('status')).toMatchObject({ shopsPaused: 1, shopsBehind: 0 });
    expect((await world.ops('status')).out).toContain('paused: outage, its turn comes');
  });

  it('no shop is called paused once the last step lets all through', async () => {
    const world = openWorld();
    await world.addShop('held', { cursor: start - hourMs });
    await rampAt(world, 3);
    expect(await statesOf(world)).toEqual({ 'rms#held': 'behind' });
  });

  it('no shop is said to follow once the last step lets all through', async () => {
    const world = await openTown();
    await fail(world);
    await rampAt(world, 3);
    const shown = (await world.ops('pauses')).out.split('\n\n').find((one) => one.startsWith('rms  outage')) as string;
    expect(shown).toContain('rms  outage (import): the mall answers again, every shop goes on while probes confirm it');
    expect(shown).toContain('every shop goes on.');
    expect(shown).toContain('Every shop goes on already. Lifted in some minutes');
    expect(shown).not.toMatch(/follow|last step|Then every order/);
    expect((await world.ops('status')).out).toMatch(/outage: rms import; \d shops go on/);
  });

  it('what goes on and what is held are told apart after a relapse: the status called every shop held', async () => {
    const world = await openTown();
    await fail(world);
    await rampAt(world, 3);
    for (const capability of ['status', 'stock'] as const) {
      const standing = (await world.ports.pauses.standing()).healths.find((one) => one.capability === capability);
      const state: HealthState = { kind: 'down', since: start, detectedAt: start };
      await world.ports.health.put({ mall: 'rms', capability, version: (standing?.version ?? 0) + 1, state });
    }
    const { out } = await world.ops('status');
    expect(out).toMatch(
      / outage: rms import: (\d) shops go on; rms (?:status, stock|stock, status): \1 shops held: ops pauses\n/,
    );
    expect((await world.json('status')).pausesByCause).toContainEqual({
      ...{ cause: 'outage', pauses: 3, malls: [{ mall: 'rms', capabilities: expect.arrayContaining(['import']) }] },
      ...{ shops: 6, ramp: false, all: false },
    });
  });

  it('a shop that a person has paused stays paused, however little it is behind', async () => {
    const world = openWorld();
    const { key } = await world.addShop('kado-no-mise', { cursor: start - 14 * secondMs });
    await rampAt(world, 3);
    await world.ports.pauses.set({ cause: 'manual', scope: key, since: start, by: 'hanako', note: '棚卸し中' });
    expect(await statesOf(world)).toEqual({ [key]: 'paused' });
  });

  it('no pause is called lifted "as soon as the mall answers", nor the mall down', async () => {
    const world = await openTown();
    await fail(world);
    const before = await world.ops('pauses');
    expect(before.out).toContain('rms  outage (import): the mall is down');
    expect(before.out).toContain('as soon as the mall answers again');
    await recover(world);
    const { out } = await world.ops('pauses');
    expect(out).toContain('rms  outage (import): the mall answers again, more shops follow by steps');
    expect(out).toContain('Lifted with the last step');
    expect(out).not.toContain('as soon as the mall answers');
    expect(out).not.toContain('the mall is down');
    const queued = await world.ops('import --shop hanamori-gift --from -2h --to now --by hanako');
    expect(queued.out).toContain('It waits because the mall answers again, more shops follow by steps');
  });
});

it('what is in maintenance is not called healthy in the line above', async () => {
  const world = openWorld();
  await world.addShop('kado-no-mise');
  const add = ['maintenance', 'add', '--mall', 'rms', '--from', '2026-11-24 15:00', '--to', '2026-11-24 18:00'];
  await world.ops([...add, '--capabilities', 'import,stock', '--note', '臨時', '--by', 'miyu']);
  const { out } = await world.ops('status');
  expect(out).toContain(
    'malls     rms status: healthy\n          rms import, stock: in maintenance, 2026-11-24 15:00:00 to 18:00:00\n',
  );
});
