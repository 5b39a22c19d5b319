import { beforeAll, describe, expect, it } from 'vitest';
import { minuteMs, secondMs } from '../../core/kernel/time.ts';
import type { EvidenceEntry, Health, HealthState } from '../../core/model/health.ts';
import { noon } from './fixtures.ts';
import type { StoreFactory, StoreSubject } from './subject.ts';

const states: readonly HealthState[] = [
  { kind: 'suspect', since: noon, badRounds: 1 },
  { kind: 'down', since: noon, detectedAt: noon + 2 * minuteMs },
  {
    kind: 'trickle',
    since: noon,
    detectedAt: noon + 2 * minuteMs,
    answeredAt: noon + 9 * minuteMs,
    step: 1,
    stepSince: noon + 11 * minuteMs,
    silentRounds: 0,
    goodRounds: 3,
    goodSince: noon + 10 * minuteMs,
    lastRound: { at: noon + 12 * minuteMs, answered: 3, failed: 1 },
  },
  { kind: 'healthy', after: { since: noon, detectedAt: noon + 2 * minuteMs, until: noon + 10 * minuteMs } },
];

/** What every keeper of health and evidence must do. */
export function healthContract(factory: StoreFactory): void {
  describe('health', () => {
    let subject: StoreSubject;
    beforeAll(async () => {
      subject = await factory();
    });
    const health = (version: number, state: HealthState): Health => ({
      mall: 'rms',
      capability: 'import',
      version,
      state,
    });
    const standing = async (): Promise<readonly Health[]> => (await subject.pauses.standing()).healths;

    it('the health of a capability is null at first', async () => {
      expect(await standing()).toEqual([]);
    });

    it('the health of a capability is written over the version that was read, whatever the state, and comes back whole', async () => {
      for (const [index, state] of states.entries()) {
        const next = health(index + 1, state);
        expect(await subject.withLostAnswer(() => subject.health.put(next))).toBe('stored');
        expect(await standing()).toEqual([next]);
      }
      expect(await subject.health.put(health(states.length, states[0] as HealthState))).toBe('changed');
      expect(await subject.health.put(health(states.length + 2, states[0] as HealthState))).toBe('changed');
      expect(await standing()).toEqual([health(states.length, states.at(-1) as HealthState)]);
    });

    it('health is kept for each capability, beside what people have paused', async () => {
      const stock: Health = { ...health(1, states[1] as HealthState), capability: 'stock' };
      expect(await subject.health.put(stock)).toBe('stored');
      await subject.pauses.set({ cause: 'manual', scope: 'rms', since: noon, by: 'ops', note: 'n' });
      expect(await standing()).toHaveLength(2);
      expect(await standing()).toContainEqual(stock);
      expect((await subject.pauses.standing()).pauses).toHaveLength(1);
    });

    it('health is written by one of several that judge at the same moment', async () => {
      const tries = [2, 3, 4, 5].map((badRounds): Health => {
        return { ...health(1, { kind: 'suspect', since: noon, badRounds }), capability: 'status' };
      });
      const outcomes = await Promise.all(tries.map((each) => subject.health.put(each)));
      expect(outcomes.filter((outcome) => outcome === 'stored')).toHaveLength(1);
    });
  });

  describe('evidence', () => {
    let subject: StoreSubject;
    beforeAll(async () => {
      subject = await factory();
    });
    const entry = (changes: Partial<EvidenceEntry>): EvidenceEntry => ({
      mall: 'rms',
      capability: 'import',
      at: noon,
      writer: 'run-a',
      answered: 198,
      failed: 2,
      throttled: 0,
      ...changes,
    });

    it('evidence is empty at first', async () => {
      expect(await subject.health.since('rms', 'import', 0)).toEqual([]);
    });

    it('evidence is given back from a moment on, in order, a doubled entry once', async () => {
      const entries = [
        entry({ at: noon - secondMs }),
        entry({}),
        entry({ writer: 'run-b', failed: 0, throttled: 7 }),
        entry({ at: noon + minuteMs }),
      ];
      for (const each of entries) await subject.withLostAnswer(() => subject.health.record(each));
      expect(await subject.health.since('rms', 'import', noon)).toEqual(entries.slice(1));
      expect(await subject.health.since('rms', 'import', noon + minuteMs + 1)).toEqual([]);
    });

    it('evidence is kept apart by capability', async () => {
      const other = entry({ capability: 'stock' });
      await subject.health.record(other);
      expect(await subject.health.since('rms', 'stock', 0)).toEqual([other]);
      expect(await subject.health.since('rms', 'import', noon)).not.toContainEqual(other);
    });
  });
}
