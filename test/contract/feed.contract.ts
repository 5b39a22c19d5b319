import { describe, expect, it } from 'vitest';
import { dayMs } from '../../core/kernel/time.ts';
import type { FeedMark, FeedRow, RevisionEvent } from '../../core/model/feed.ts';
import { freshShop, noon, orderNumberOf } from './fixtures.ts';
import type { StoreFactory } from './subject.ts';

const shop = freshShop();
const key = { shop, orderNumber: orderNumberOf(1) };
const event: RevisionEvent = { ...key, id: 'a', kind: 'OrderImported', revision: 1, at: noon };
const mark: FeedMark = { ...key, position: 1, revision: 1, ends: [] };

const rowAt = (merchant: string, position: number, more: Partial<FeedRow> = {}): FeedRow => ({
  ...{ merchant, position, writer: 'run-a', at: noon, events: [event], marks: [mark] },
  ...more,
});

export function feedContract(factory: StoreFactory): void {
  describe('the feed of a merchant', () => {
    it('the feed of a merchant takes one row at each position', async () => {
      const { feed } = await factory();
      expect(await feed.head('kado')).toBeNull();
      expect(await feed.append(rowAt('kado', 1))).toBe('stored');
      expect(await feed.append(rowAt('kado', 1, { writer: 'run-b' }))).toBe('changed');
      expect(await feed.append(rowAt('kado', 2))).toBe('stored');
      expect(await feed.append(rowAt('hanamori', 1))).toBe('stored');
      expect(await feed.head('kado')).toEqual(rowAt('kado', 2));
      expect(await feed.head('hanamori')).toEqual(rowAt('hanamori', 1));
    });

    it('the feed of a merchant is read from a position on, in order, and without rows that expire', async () => {
      const { feed } = await factory();
      for (const position of [1, 2, 3, 4, 11]) await feed.append(rowAt('kado', position));
      await feed.letExpire('kado', 1, noon + dayMs);
      await feed.letExpire('kado', 7, noon + dayMs);
      const positions = async (...asked: [from: number, limit: number, livingAt?: number]) =>
        (await feed.from('kado', ...asked)).map(({ position }) => position);
      expect(await positions(1, 10)).toEqual([1, 2, 3, 4, 11]);
      expect(await positions(3, 2)).toEqual([3, 4]);
      expect(await positions(1, 2, noon + dayMs)).toEqual([2, 3]);
      expect(await positions(1, 1, noon)).toEqual([1]);
      const { marks: _, ...expiring } = rowAt('kado', 1, { expiresAt: noon + dayMs });
      expect((await feed.from('kado', 1, 1))[0]).toEqual(expiring);
      expect(await feed.from('ka', 1, 10)).toEqual([]);
    });

    it('the feed of a merchant keeps the mark of the highest position of each order', async () => {
      const { feed } = await factory();
      const later: FeedMark = { ...mark, position: 3, revision: 4, removed: 4 };
      await feed.putMark('kado', later, noon + dayMs);
      await feed.putMark('kado', mark, noon + dayMs);
      expect(await feed.marks('kado', [key, { shop, orderNumber: orderNumberOf(2) }])).toEqual([later]);
      expect(await feed.marks('hanamori', [key])).toEqual([]);
    });

    it('the feed of a merchant stores a row once whose answer was lost', async () => {
      const { feed, withLostAnswer } = await factory();
      await withLostAnswer(() => feed.append(rowAt('kado', 1)));
      expect(await feed.from('kado', 1, 10)).toEqual([rowAt('kado', 1)]);
    });
  });
}
