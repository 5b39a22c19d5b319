import { beforeAll, describe, expect, it } from 'vitest';
import { minuteMs } from '../../core/kernel/time.ts';
import { noon } from './fixtures.ts';
import type { StoreFactory, StoreSubject } from './subject.ts';

/** What every keeper of leases must do. */
export function leasesContract(factory: StoreFactory): void {
  describe('leases', () => {
    let subject: StoreSubject;
    beforeAll(async () => {
      subject = await factory();
    });

    const take = async (name: string, holder: string, now: number): Promise<boolean> =>
      (await subject.leases.take(name, holder, now, now + minuteMs)) !== null;

    it('a lease is taken by one of ten who ask at once', async () => {
      const taken = await Promise.all(Array.from({ length: 10 }, (_, index) => take('race', `run-${index}`, noon)));
      expect(taken.filter(Boolean)).toHaveLength(1);
    });

    it('a lease is held against others until it expires', async () => {
      expect(await take('poll', 'run-a', noon)).toBe(true);
      expect(await take('poll', 'run-b', noon + minuteMs - 1)).toBe(false);
      expect(await take('poll', 'run-b', noon + minuteMs)).toBe(true);
      expect(await take('poll', 'run-a', noon + minuteMs)).toBe(false);
    });

    it('a lease is renewed by its holder, also after a lost answer', async () => {
      expect(await subject.withLostAnswer(() => take('renew', 'run-a', noon))).toBe(true);
      expect(await take('renew', 'run-a', noon + minuteMs / 2)).toBe(true);
      expect(await take('renew', 'run-b', noon + minuteMs)).toBe(false);
    });

    it('a lease is free once its holder releases it, and no other worker can release it', async () => {
      expect(await take('release', 'run-a', noon)).toBe(true);
      await subject.leases.release('release', 'run-b');
      expect(await take('release', 'run-b', noon)).toBe(false);
      await subject.withLostAnswer(() => subject.leases.release('release', 'run-a'));
      expect(await take('release', 'run-b', noon)).toBe(true);
    });

    it('a lease gives the next holder the rest that the last one wants, also one whose first answer was lost', async () => {
      const takeAt = (holder: string, now: number) => subject.leases.take('rest', holder, now, now + minuteMs);
      expect(await takeAt('run-a', noon)).toEqual({ left: null });
      await subject.withLostAnswer(() => subject.leases.release('rest', 'run-a', noon + 3_000));
      expect(await subject.leases.leftIn('rest')).toBe(noon + 3_000);
      expect(await subject.leases.leftIn('never-taken')).toBeNull();
      expect(await subject.withLostAnswer(() => takeAt('run-b', noon + 1))).toEqual({ left: noon + 3_000 });
      expect(await takeAt('run-c', noon + 2)).toBeNull();
      await subject.leases.release('rest', 'run-a', noon + 9_000);
      expect(await takeAt('run-b', noon + 3)).toEqual({ left: noon + 3_000 });
      await subject.leases.release('rest', 'run-b');
      expect(await takeAt('run-c', noon + 4)).toEqual({ left: null });
    });

    it('leases of different names have nothing to do with each other', async () => {
      expect(await take('poll-0', 'run-a', noon)).toBe(true);
      expect(await take('poll-1', 'run-b', noon)).toBe(true);
      await subject.leases.release('poll-2', 'run-a');
    });
  });
}

/** What every keeper of rests that processes share must do. */
export function restsContract(factory: StoreFactory): void {
  describe('rests', () => {
    let subject: StoreSubject;
    beforeAll(async () => {
      subject = await factory();
    });

    it('a rest is moved by one of ten who know the same, and each of the others finds it moved', async () => {
      expect(await subject.rests.restOf('race')).toBeNull();
      const moves = Array.from({ length: 10 }, (_, index) => subject.rests.moveRest('race', null, noon + index));
      const moved = await Promise.all(moves);
      expect(moved.filter(Boolean)).toHaveLength(1);
      expect(await subject.rests.restOf('race')).toBe(noon + moved.indexOf(true));
    });

    it('a rest is moved from where it stands, later or sooner, and from nowhere else', async () => {
      expect(await subject.rests.moveRest('moved', noon, noon + 1)).toBe(false);
      expect(await subject.rests.moveRest('moved', null, noon)).toBe(true);
      expect(await subject.rests.moveRest('moved', null, noon + 9)).toBe(false);
      expect(await subject.rests.moveRest('moved', noon, noon + 5)).toBe(true);
      expect(await subject.rests.moveRest('moved', noon, noon + 9)).toBe(false);
      expect(await subject.rests.moveRest('moved', noon + 5, noon - 3)).toBe(true);
      expect(await subject.rests.restOf('moved')).toBe(noon - 3);
      expect(await subject.rests.restOf('another')).toBeNull();
    });

    it('a rest is moved once where the first answer is lost, and the caller learns that it stands elsewhere', async () => {
      expect(await subject.withLostAnswer(() => subject.rests.moveRest('lost', null, noon))).toBe(false);
      expect(await subject.rests.restOf('lost')).toBe(noon);
    });
  });
}
