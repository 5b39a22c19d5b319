import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs, secondMs } from '../../../../core/kernel/time.ts';
import { createCanaryMemory } from '../../../../core/outage/probe.ts';
import { answered, failed, start, through } from './rounds.ts';
import { kindsIn, openHealthWorld, start as worldStart } from './world.ts';

describe('a suspicion', () => {
  it('does not outlive forty minutes in which no probe ran: the next bad round is a new one', async () => {
    const world = await openHealthWorld(12);
    const process = { ports: world.ports(), memory: createCanaryMemory() };
    const blip = async (from: number): Promise<void> => {
      world.rms.control.break({ kind: 'server-error-json', from, until: from + 50 * secondMs });
      await Promise.all([world.probe(process), world.pass(1)]);
    };
    await blip(worldStart);
    expect(kindsIn(world)).toEqual(['suspect', 'suspect', 'suspect']);
    await world.pass(40);
    await blip(world.time.now());
    expect(kindsIn(world)).toEqual(['suspect', 'suspect', 'suspect']);
    expect(world.store.incidentsById.size).toBe(0);
  });

  it('that a clock an hour ahead dated to a moment to come begins anew by right clocks', () => {
    const ahead = { now: start + hourMs, firstFailureAt: start + hourMs - 45 * secondMs, probes: failed };
    const rounds = [ahead, failed, failed, failed];
    const states = through(rounds).map(({ state }) => state);
    expect(states.map(({ kind }) => kind)).toEqual(['suspect', 'suspect', 'down', 'down']);
    expect(states[2]).toMatchObject({ since: start + minuteMs + 5 * secondMs });
  });

  it.each([15, 60])('becomes an outage by two clocks %i minutes apart that judge in turns', (minutes) => {
    const rounds = [0, 1, 2, 3].map((minute) => ({
      now: start + (minute + (minute % 2) * minutes) * minuteMs,
      firstFailureAt: start + (minute + (minute % 2) * minutes) * minuteMs - 45 * secondMs,
      probes: failed,
    }));
    expect(through(rounds).at(-1)?.state).toMatchObject({ kind: 'down' });
  });

  it('that comes to nothing leaves the outage in mind that ended just before', () => {
    const recovery = [failed, failed, ...Array<typeof answered>(15).fill(answered)];
    const [before, ...states] = through([...recovery, failed, answered, answered]).slice(recovery.length - 1);
    expect(before?.state).toMatchObject({ kind: 'healthy', after: { since: start + 5 * secondMs } });
    expect(states.map(({ state }) => state.kind)).toEqual(['suspect', 'healthy', 'healthy']);
    expect(states.at(-1)?.state).toEqual(before?.state);
  });
});
