import { describe, expect, it } from 'vitest';
import { hourMs } from '../../core/kernel/time.ts';
import {
  type Digest,
  type MorningReport,
  takenInHand,
  toldDigest,
  withDeadlines,
  withFailures,
} from '../../core/model/notice.ts';
import type { StoreFactory } from './subject.ts';

const at = Date.UTC(2026, 10, 24, 1);
const failure = { shop: 'rms#a', orderNumber: '1-20261124-1', push: 'p1', at } as const;
const first = isNew(withFailures(null, 'kado', [failure], at));

function isNew(digest: Digest | null): Digest {
  if (digest === null) throw new Error('A first failure is always new.');
  return digest;
}

export function digestsContract(factory: StoreFactory): void {
  describe('digests', () => {
    it('a digest gives back what was noted, by merchant and in the list of all', async () => {
      const { digests } = await factory();
      const deadline = { shop: 'rms#a', orderNumber: '1-20261124-2', kind: 'auto-cancel', at: at + hourMs } as const;
      const both = isNew(withDeadlines(first, 'kado', [deadline], at));
      expect(await digests.put(first)).toBe('stored');
      expect(await digests.put(both)).toBe('stored');
      expect(await digests.get('kado')).toEqual(both);
      expect(await digests.list()).toEqual([both]);
      expect(await digests.get('sumi')).toBeNull();
    });

    it('a digest gives back a mail in hand, and what was sent', async () => {
      const { digests } = await factory();
      const inHand = takenInHand(first, at + hourMs);
      const told = toldDigest(inHand);
      for (const digest of [first, inHand]) await digests.put(digest);
      expect(await digests.get('kado')).toEqual(inHand);
      expect(await digests.put(told)).toBe('stored');
      expect(await digests.get('kado')).toEqual(told);
    });

    it('a digest lets one of two writers of the same version win', async () => {
      const { digests } = await factory();
      await digests.put(first);
      const other = isNew(withFailures(null, 'kado', [{ ...failure, push: 'p2' }], at));
      expect(await digests.put(other)).toBe('changed');
      expect(await digests.put({ ...first, version: 3 })).toBe('changed');
    });

    it('a digest takes a repeat of the same write as success', async () => {
      const { digests, withLostAnswer } = await factory();
      expect(await withLostAnswer(() => digests.put(first))).toBe('stored');
    });

    it('digests give what the shops of a merchant report on the morning of a day, the last writing of each', async () => {
      const { digests } = await factory();
      const report: MorningReport = {
        ...{ merchant: 'kado', shop: 'rms#a', shopName: '角の店', day: '2026-11-24', at, knowsShipDays: true },
        groups: { today: { count: 1, orders: [{ orderNumber: '1-20261124-1', by: at + hourMs }] } },
      };
      const other: MorningReport = { ...report, shop: 'rms#b', behindSince: at - hourMs, groups: {} };
      await digests.putMorning({ ...report, groups: {} });
      for (const one of [report, report, other]) await digests.putMorning(one);
      await digests.putMorning({ ...report, merchant: 'sumi' });
      const found = await digests.mornings('kado', '2026-11-24');
      expect(found.toSorted((a, b) => (a.shop < b.shop ? -1 : 1))).toEqual([report, other]);
      expect(await digests.mornings('kado', '2026-11-25')).toEqual([]);
    });

    it('digests know of each shop what was warned of', async () => {
      const { digests } = await factory();
      await digests.markWarned('rms#a', 'auto-cancel#1', at);
      await digests.markWarned('rms#a', 'auto-cancel#1', at);
      await digests.markWarned('rms#b', 'auto-cancel#2', at);
      expect(await digests.warned('rms#a')).toEqual(new Set(['auto-cancel#1']));
      expect(await digests.warned('rms#c')).toEqual(new Set());
    });
  });
}
