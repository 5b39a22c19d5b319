import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import type { Health, HealthState } from '../../../../core/model/health.ts';
import type { Pause } from '../../../../core/model/pause.ts';
import type { Standing } from '../../../../core/model/standing.ts';
import { createStandingCache, type Gate, openGate, standingAgeMaxMs } from '../../../../core/session/gate.ts';
import { shop } from '../../../contract/fixtures.ts';

const shops = Array.from({ length: 40 }, (_, index) => shop({ key: `rms#shop-${index}` }));
const [first, second] = shops as [(typeof shops)[0], (typeof shops)[0]];

const down: HealthState = { kind: 'down', since: 0, detectedAt: 0 };
const recovering = (step: number): HealthState => ({
  kind: 'trickle',
  since: 0,
  detectedAt: 0,
  answeredAt: 0,
  step,
  stepSince: 0,
  silentRounds: 0,
  goodRounds: 0,
});
const health = (state: HealthState, capability: Health['capability'] = 'import'): Health => ({
  mall: 'rms',
  capability,
  version: 1,
  state,
});
const pause = (over: Partial<Pause>): Pause => ({
  cause: 'manual',
  scope: 'rms',
  since: 0,
  by: 'ops',
  note: '',
  ...over,
});

/** A gate over rows that a test may change, and a clock that it may move. */
function gateOver(rows: Partial<Standing>, more: Partial<Parameters<typeof openGate>[1]> = {}) {
  const world = { now: 0, reads: 0, standing: { pauses: [], healths: [], maintenances: [], ...rows } as Standing };
  const clock = { now: () => world.now, sleep: async () => undefined };
  const pauses = {
    standing: async () => {
      world.reads++;
      return { ...world.standing };
    },
  };
  const cache = createStandingCache(clock);
  const run = { ports: { pauses, clock }, cache: { standing: cache } };
  const gate = openGate(run, { capability: 'import', ramp: { shards: 1, shops }, ...more });
  return { world, gate };
}

async function passing(gate: Gate): Promise<number[]> {
  const held = await Promise.all(shops.map((one) => gate.holding(one)));
  return held.flatMap((one, index) => (one === null ? [index] : []));
}
const firstOf = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

describe('the gate', () => {
  it('is open while nothing stands, for the price of one read', async () => {
    const { world, gate } = gateOver({});
    expect(await passing(gate)).toHaveLength(40);
    expect(world.reads).toBe(1);
  });

  it.each([
    ['a person’s pause of the mall', { pauses: [pause({})] }],
    ['an outage', { healths: [health(down)] }],
    [
      'a maintenance',
      { maintenances: [{ id: 'x', mall: 'rms', capabilities: ['import'], from: 0, to: hourMs, note: '', by: 'ops' }] },
    ],
  ] as const)('is closed to every shop by %s', async (_name, rows) => {
    expect(await passing(gateOver(rows as Partial<Standing>).gate)).toEqual([]);
  });

  it('is closed to one shop by its own pause', async () => {
    const { gate } = gateOver({ pauses: [pause({ scope: first.key, cause: 'credentials', credentialVersion: 1 })] });
    expect(await gate.holding(first)).toMatchObject({ cause: 'credentials' });
    expect(await passing(gate)).toEqual(firstOf(40).slice(1));
  });

  it('looks at the kind of work', async () => {
    const rows = { healths: [health(down, 'status')], pauses: [pause({ capability: 'stock' })] };
    expect(await passing(gateOver(rows).gate)).toHaveLength(40);
    expect(await passing(gateOver(rows, { capability: 'status' }).gate)).toHaveLength(0);
    expect(await passing(gateOver(rows, { capability: 'stock' }).gate)).toHaveLength(0);
  });

  it('is read again after ten seconds, so that work under way notices a pause', async () => {
    const { world, gate } = gateOver({});
    expect(await gate.holding(first)).toBeNull();
    world.standing = { ...world.standing, healths: [health(down)] };
    world.now = standingAgeMaxMs - 1;
    expect(await gate.holding(first)).toBeNull();
    world.now = standingAgeMaxMs;
    expect(await gate.holding(first)).toMatchObject({ cause: 'outage' });
    world.standing = { ...world.standing, healths: [] };
    // A clock set back must not keep it closed.
    world.now = -hourMs;
    expect(await gate.holding(first)).toBeNull();
  });

  it('lets the first shops pass while the mall comes back: three, a tenth, a half, all', async () => {
    for (const [step, count] of [3, 4, 20, 40].entries()) {
      const { gate } = gateOver({ healths: [health(recovering(step))] });
      expect(await passing(gate)).toEqual(firstOf(count));
    }
  });

  it('is closed to every shop while a mall that came back is silent again, whatever step it had reached', async () => {
    for (const step of [0, 3]) {
      const silent = { ...recovering(step), silentRounds: 1 } as HealthState;
      for (const ramp of [{ shards: 1, shops }, 'by-key', null] as const) {
        expect(await passing(gateOver({ healths: [health(silent)] }, { ramp }).gate)).toEqual([]);
      }
      expect(await gateOver({ healths: [health(silent)] }).gate.isRamping('rms')).toBe(true);
    }
  });

  it('shares the first three among the shards', async () => {
    const { gate } = gateOver({ healths: [health(recovering(0))] }, { ramp: { shards: 3, shops } });
    expect(await passing(gate)).toEqual([0]);
  });

  it('gives no place to a shop that is held for a reason of its own', async () => {
    const own = shops.slice(0, 10).map(({ key }) => pause({ scope: key, cause: 'credentials', credentialVersion: 1 }));
    const { gate } = gateOver({ healths: [health(recovering(0))], pauses: own });
    expect(await passing(gate)).toEqual([10, 11, 12]);
  });

  it('keeps work that can wait until everybody may pass', async () => {
    for (const step of [0, 1, 2]) {
      expect(await passing(gateOver({ healths: [health(recovering(step))] }, { ramp: null }).gate)).toEqual([]);
    }
    expect(await passing(gateOver({ healths: [health(recovering(3))] }, { ramp: null }).gate)).toHaveLength(40);
  });

  it('stays closed in a ramp to whom a person has paused', async () => {
    const { gate } = gateOver({ healths: [health(recovering(3))], pauses: [pause({ scope: second.key })] });
    expect(await passing(gate)).not.toContain(1);
    const { gate: all } = gateOver({ healths: [health(recovering(3))], pauses: [pause({})] });
    expect(await passing(all)).toEqual([]);
  });

  it('opens after a maintenance step by step, too', async () => {
    const ended = { import: 0 };
    const window = {
      id: 'x',
      mall: 'rms',
      capabilities: ['import'],
      from: -9,
      to: 0,
      note: '',
      by: 'ops',
      ended,
    } as const;
    const { world, gate } = gateOver({ maintenances: [window] });
    const counts: number[] = [];
    for (const minutes of [0, 3, 6, 8]) {
      world.now = minutes * minuteMs;
      counts.push((await passing(gate)).length);
    }
    expect(counts).toEqual([3, 4, 20, 40]);
  });

  it('knows which mall is coming back', async () => {
    expect(await gateOver({ healths: [health(recovering(0))] }).gate.isRamping('rms')).toBe(true);
    expect(await gateOver({ healths: [health(recovering(0), 'stock')] }).gate.isRamping('rms')).toBe(false);
    expect(await gateOver({ healths: [health(down)] }).gate.isRamping('rms')).toBe(false);
  });

  it('asks again after a read that failed', async () => {
    const { gate, world } = gateOver({});
    const failing = { ...world };
    const clock = { now: () => 0, sleep: async () => undefined };
    const cache = createStandingCache(clock);
    let fails = true;
    const pauses = {
      standing: async () => {
        if (fails) throw new Error('away');
        return failing.standing;
      },
    };
    const run = { ports: { pauses, clock }, cache: { standing: cache } };
    const shaky = openGate(run, { capability: 'import', ramp: null });
    await expect(shaky.holding(first)).rejects.toThrow('away');
    fails = false;
    expect(await shaky.holding(first)).toBeNull();
    expect(await gate.holding(first)).toBeNull();
  });
});
