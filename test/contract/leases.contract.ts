import { beforeAll, describe, expect, it } from 'vitest';
import { minuteMs } from '../../core/units.ts';
import { noon } from './fixtures.ts';
import type { StoreFactory, StoreSubject } from './subject.ts';

/** What every keeper of leases must do. */
export function leasesContract(factory: StoreFactory): void {
  describe('leases', () => {
    let subject: StoreSubject;
    beforeAll(async () => {
      subject = await factory();
    });

    const take = (name: string, holder: string, now: number): Promise<boolean> =>
      subject.leases.take(name, holder, now, now + minuteMs);

    it('are taken by one of ten who ask at once', async () => {
      const taken = await Promise.all(Array.from({ length: 10 }, (_, index) => take('race', `run-${index}`, noon)));
      expect(taken.filter(Boolean)).toHaveLength(1);
    });

    it('are held against others until they expire', async () => {
      expect(await take('poll', 'run-a', noon)).toBe(true);
      expect(await take('poll', 'run-b', noon + minuteMs - 1)).toBe(false);
      expect(await take('poll', 'run-b', noon + minuteMs)).toBe(true);
      expect(await take('poll', 'run-a', noon + minuteMs)).toBe(false);
    });

    it('are renewed by their holder, and an answer that was lost does not lose them', async () => {
      expect(await subject.withLostAnswer(() => take('renew', 'run-a', noon))).toBe(true);
      expect(await take('renew', 'run-a', noon + minuteMs / 2)).toBe(true);
      expect(await take('renew', 'run-b', noon + minuteMs)).toBe(false);
    });

    it('are free once their holder releases them, and nobody else can', async () => {
      expect(await take('release', 'run-a', noon)).toBe(true);
      await subject.leases.release('release', 'run-b');
      expect(await take('release', 'run-b', noon)).toBe(false);
      await subject.withLostAnswer(() => subject.leases.release('release', 'run-a'));
      expect(await take('release', 'run-b', noon)).toBe(true);
    });

    it('of different names have nothing to do with each other', async () => {
      expect(await take('poll-0', 'run-a', noon)).toBe(true);
      expect(await take('poll-1', 'run-b', noon)).toBe(true);
      await subject.leases.release('poll-2', 'run-a');
    });
  });
}
