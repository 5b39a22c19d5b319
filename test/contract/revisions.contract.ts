import { beforeAll, describe, expect, it } from 'vitest';
import { hourMs } from '../../core/kernel/time.ts';
import { freshShop, noon, orderNumberOf, revisionEntry } from './fixtures.ts';
import type { StoreFactory, StoreSubject } from './subject.ts';

/** What every order store must do with an order's history. */
export function revisionsContract(factory: StoreFactory): void {
  describe('superseded revisions', () => {
    let subject: StoreSubject;
    beforeAll(async () => {
      subject = await factory();
    });

    it('are given back as they were kept, the oldest first', async () => {
      const shop = freshShop();
      const entries = [1, 2, 9, 10, 100].map((revision) =>
        revisionEntry({ shop, revision, version: noon + revision, original: Uint8Array.of(revision) }),
      );
      for (const entry of [...entries].reverse()) await subject.orders.keepRevision(entry);
      expect(await subject.orders.revisions({ shop, orderNumber: orderNumberOf(1) })).toEqual(entries);
    });

    it('are kept once, as they were kept first', async () => {
      const entry = revisionEntry({ shop: freshShop() });
      await subject.withLostAnswer(() => subject.orders.keepRevision(entry));
      await subject.orders.keepRevision({ ...entry, supersededAt: entry.supersededAt + hourMs });
      expect(await subject.orders.revisions(entry)).toEqual([entry]);
    });

    it('are dropped together, and those of other orders stay', async () => {
      const shop = freshShop();
      const other = revisionEntry({ shop, orderNumber: orderNumberOf(2) });
      await subject.orders.keepRevision(other);
      for (let revision = 1; revision <= 23; revision++) {
        await subject.orders.keepRevision(revisionEntry({ shop, revision }));
      }
      await subject.orders.dropRevisions({ shop, orderNumber: orderNumberOf(1) });
      expect(await subject.orders.revisions({ shop, orderNumber: orderNumberOf(1) })).toEqual([]);
      expect(await subject.orders.revisions(other)).toEqual([other]);
    });

    it('are none for an order without history, and dropping none is no failure', async () => {
      const key = { shop: freshShop(), orderNumber: orderNumberOf(1) };
      await subject.orders.dropRevisions(key);
      expect(await subject.orders.revisions(key)).toEqual([]);
    });
  });
}
