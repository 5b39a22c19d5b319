import { beforeEach, describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../core/kernel/time.ts';
import type { Listing } from '../../core/model/listing.ts';
import { bucketOf } from '../../core/model/shards.ts';
import type { ShopKey } from '../../core/model/shop.ts';
import { freshShop, noon } from './fixtures.ts';
import type { StoreFactory, StoreSubject } from './subject.ts';

const claim = { run: 'run-a', until: noon + 3 * minuteMs, batch: { since: noon, ticket: '50000000001#7' } };

/** What every keeper of listings must do. */
export function listingsContract(factory: StoreFactory): void {
  describe('listings', () => {
    let subject: StoreSubject;
    let shop: ShopKey;
    let listing: Listing;
    beforeEach(async () => {
      subject ??= await factory();
      shop = freshShop();
      listing = listingOf({ shop });
    });

    const rowOf = async (key: Listing): Promise<Listing | undefined> => (await subject.listings.rows([key]))[0];
    /** Writes further rows over one another. */
    const through = async (first: Listing, ...changes: Partial<Listing>[]): Promise<Listing> => {
      expect(await subject.listings.put(first)).toBe('stored');
      let last = first;
      for (const change of changes) {
        last = { ...last, ...change, version: last.version + 1 };
        expect(await subject.listings.put(last)).toBe('stored');
      }
      return last;
    };
    const itemsOf = (listings: readonly Listing[]): string[] => listings.map(({ item }) => item);
    const dueUntil = async (until: number, limit = 100): Promise<string[]> =>
      itemsOf(await subject.listings.due(shop, until, limit));

    it('a listing comes back as it was written, whole, and without removed parts', async () => {
      const whole: Listing = {
        ...listing,
        sku: '葛粉/𠮷野#500g',
        cap: 0,
        floor: 2,
        dueAt: noon,
        claim,
        acked: { level: 3, fingerprint: 'a:1 b:2', at: noon },
        unknownAt: noon + 1,
        lookAgainAt: noon + 2,
        wait: { kind: 'refused', code: 'IE0042', words: '存在しない商品です', since: noon },
        verifiedAt: noon + 3,
        orphanSince: noon + 4,
        closedSince: noon + 6,
        drift: { level: null, at: noon + 5 },
      };
      expect(await subject.listings.put(whole)).toBe('stored');
      expect(await rowOf(whole)).toEqual(whole);
      const bare = { ...listing, linked: false, buffer: 0, cap: null, floor: null, version: 2 };
      expect(await subject.listings.put(bare)).toBe('stored');
      expect(await rowOf(whole)).toEqual(bare);
    });

    it('a listing is written by one of two who saw the same row, and a lost answer is no other writer', async () => {
      expect(await subject.withLostAnswer(() => subject.listings.put(listing))).toBe('stored');
      expect(await subject.listings.put({ ...listing, writer: 'run-b' })).toBe('changed');
      const mine = { ...listing, version: 2, dueAt: noon };
      expect(await subject.withLostAnswer(() => subject.listings.put(mine))).toBe('stored');
      expect(await subject.listings.put({ ...mine, writer: 'run-b' })).toBe('changed');
      expect(await subject.listings.put({ ...mine, version: 4 })).toBe('changed');
      expect(await rowOf(listing)).toEqual(mine);
    });

    it('a listing is not written twice by one run over the same row, unless with the very same', async () => {
      const first = { ...listing, dueAt: noon };
      expect(await subject.listings.put(first)).toBe('stored');
      expect(await subject.listings.put({ ...first, buffer: first.buffer + 1 })).toBe('changed');
      expect(await subject.listings.put(listing)).toBe('changed');
      expect(await rowOf(listing)).toEqual(first);
      expect(await subject.listings.put(first)).toBe('stored');
    });

    it('a listing is claimed by one of ten who try at once', async () => {
      await subject.listings.put({ ...listing, dueAt: noon });
      const claims = Array.from({ length: 10 }, (_, index) => ({
        ...listing,
        version: 2,
        writer: `run-${index}`,
        claim: { run: `run-${index}`, until: noon + hourMs },
      }));
      const outcomes = await Promise.all(claims.map((each) => subject.listings.put(each)));
      expect(outcomes.filter((outcome) => outcome === 'stored')).toHaveLength(1);
      expect(await rowOf(listing)).toEqual(claims[outcomes.indexOf('stored')]);
    });

    it('a listing is absent before the first write and after a removal, and no older row comes back', async () => {
      expect(await subject.listings.rows([listing])).toEqual([]);
      expect(await subject.listings.put({ ...listing, version: 2 })).toBe('changed');
      const last = await through(listing, { dueAt: noon });
      await subject.withLostAnswer(() => subject.listings.remove(listing));
      await subject.listings.remove(listing);
      expect(await subject.listings.put({ ...last, version: 3 })).toBe('changed');
      expect(await subject.listings.rows([listing])).toEqual([]);
      expect(await dueUntil(noon)).toEqual([]);
      expect(await subject.listings.put(listing)).toBe('stored');
    });

    it('listings are found among 130 that are asked for, some of them twice', async () => {
      const all = Array.from({ length: 130 }, (_, index) => listingOf({ shop, item: `tea-${index}/${index}` }));
      const there = all.filter((_, index) => index % 2 === 0);
      await Promise.all(there.map((each) => subject.listings.put(each)));
      const found = await subject.listings.rows([...all.slice(0, 30), ...all]);
      expect(itemsOf(found).sort()).toEqual(itemsOf(there).sort());
      expect(await subject.listings.rows([])).toEqual([]);
    });

    it('listings are found by what they sell now, in every shop of their merchant', async () => {
      const sku = `sku/${shop}`;
      const here = listingOf({ shop, sku });
      const there = listingOf({ shop: freshShop(), sku, item: 'other' });
      await subject.listings.put(here);
      await subject.listings.put(there);
      await subject.listings.put(listingOf({ shop: freshShop(), sku, merchant: 'other' }));
      await subject.listings.put(listingOf({ shop, sku: `${sku}0`, item: 'longer' }));
      const selling = async (...skus: string[]) => itemsOf(await subject.listings.ofSkus('hanamori', skus)).sort();
      expect(await selling(sku)).toEqual([here.item, 'other'].sort());
      expect(await selling(sku, `${sku}0`, sku, 'none')).toEqual([here.item, 'longer', 'other'].sort());
      await subject.listings.put({ ...there, version: 2, sku: `${sku}1` });
      expect(await selling(sku)).toEqual([here.item]);
      expect(await selling(`${sku}1`)).toEqual(['other']);
      expect(await selling()).toEqual([]);
    });

    it('listings of a shop come by item, a page at a time, without those of other shops', async () => {
      const items = ['a/1', 'a/2', 'ｂ', '𠮷', 'c'];
      for (const item of items) await subject.listings.put(listingOf({ shop, item }));
      await subject.listings.put(listingOf({ shop: `${shop}0`, item: 'z' }));
      const read: string[] = [];
      for (let after: string | null = null; ; ) {
        const page = await subject.listings.ofShop(shop, after, 2);
        expect(page.listings.length).toBeLessThanOrEqual(2);
        read.push(...itemsOf(page.listings));
        after = page.after;
        if (after === null) break;
      }
      expect(read).toEqual(['a/1', 'a/2', 'c', 'ｂ', '𠮷']);
      expect(await subject.listings.ofShop(freshShop(), null, 10)).toEqual({ listings: [], after: null });
    });

    it('listings are due at their time, at a look, or when their claim is over; the most overdue first', async () => {
      const rows: readonly (readonly [string, Partial<Listing>, number | null])[] = [
        ['dead and due', { dueAt: noon - 9, claim: { run: 'run-x', until: noon + 4 } }, noon + 4],
        ['due', { dueAt: noon }, noon],
        ['looked-at', { lookAgainAt: noon + 1 }, noon + 1],
        ['both', { dueAt: noon + 9, lookAgainAt: noon + 2 }, noon + 2],
        ['dead', { claim: { run: 'run-x', until: noon + 3 } }, noon + 3],
        ['rests', {}, null],
        ['unlinked', { linked: false, orphanSince: noon }, null],
      ];
      for (const [item, change] of [...rows].reverse()) await through(listingOf({ shop, item }), change);
      await through(listingOf({ shop, item: 'was due' }), { dueAt: noon }, { version: 3 });
      await subject.listings.put({ ...listingOf({ shop, item: 'was due' }), version: 4 });
      await through(listingOf({ shop: `${shop}0`, item: 'neighbour' }), { dueAt: noon });
      const due = rows.filter(([, , at]) => at !== null).map(([item]) => item);
      expect(await dueUntil(noon + hourMs)).toEqual(due);
      expect(await dueUntil(noon + 2)).toEqual(['due', 'looked-at', 'both']);
      expect(await dueUntil(noon - 1)).toEqual([]);
      expect(await dueUntil(noon + hourMs, 2)).toEqual(['dead and due', 'due']);
    });

    it('due listings are found to the last, however many there are', async () => {
      const all = Array.from({ length: 230 }, (_, index) =>
        listingOf({ shop, item: `tea-${index}`, dueAt: noon + index }),
      );
      await Promise.all(all.map((each) => subject.listings.put(each)));
      expect(await dueUntil(noon + hourMs, 1_000)).toEqual(itemsOf(all));
    });

    it('due listings are found behind however many that workers have claimed, which keep their places', async () => {
      const claimed = Array.from({ length: 120 }, (_, index) =>
        listingOf({ shop, item: `tea-${index}`, dueAt: noon, claim }),
      );
      await Promise.all(claimed.map((each) => subject.listings.put(each)));
      for (const [index, item] of ['a', 'b', 'c'].entries())
        await subject.listings.put(listingOf({ shop, item, dueAt: noon + index + 1 }));
      const found = async (until: number, limit: number, now?: number) =>
        itemsOf(await subject.listings.due(shop, until, limit, now)).sort();
      expect(await found(noon + 3, 2)).toEqual(['a', 'b']);
      expect(await found(noon + 3, 9)).toEqual(['a', 'b', 'c']);
      expect(await found(claim.until + hourMs, 9, claim.until - 1)).toEqual(['a', 'b', 'c']);
      expect(await found(claim.until + hourMs, 1_000, claim.until)).toHaveLength(123);
      expect(await subject.listings.dueShops(bucketOf(shop), noon)).toContain(shop);
    });

    it('listings show which shops of a bucket have a due one, each once', async () => {
      const twin = twinOf(shop);
      await subject.listings.put({ ...listing, dueAt: noon });
      await subject.listings.put(listingOf({ shop, item: 'another', dueAt: noon }));
      await subject.listings.put(listingOf({ shop: twin, dueAt: noon + hourMs }));
      await subject.listings.put(listingOf({ shop: twinOf(twin) }));
      const bucket = bucketOf(shop);
      const mine = async (until: number): Promise<ShopKey[]> =>
        (await subject.listings.dueShops(bucket, until)).filter((one) => one.startsWith(shop));
      expect(await mine(noon)).toEqual([shop]);
      expect((await mine(noon + hourMs)).sort()).toEqual([shop, twin].sort());
      expect(await mine(noon - 1)).toEqual([]);
      expect(await subject.listings.dueShops((bucket + 1) % 16, noon + hourMs)).not.toContain(shop);
    });

    describe('that are made due', () => {
      const mark = (at: number) => subject.withLostAnswer(() => subject.listings.markDue(listing, at));

      it('a listing that is made due is found due, one version further', async () => {
        await subject.listings.put(listing);
        await mark(noon);
        expect(await rowOf(listing)).toEqual({ ...listing, version: 2, dueAt: noon, writer: expect.any(String) });
        expect(await dueUntil(noon)).toEqual([listing.item]);
      });

      it('a listing made due stays as it is when it is due by then, and is due sooner when that is asked for', async () => {
        const due = { ...listing, dueAt: noon + 5 };
        await subject.listings.put(due);
        await mark(noon + 5);
        await mark(noon + 9);
        expect(await rowOf(listing)).toEqual(due);
        await mark(noon + 2);
        expect(await rowOf(listing)).toMatchObject({ version: 2, dueAt: noon + 2 });
        expect(await dueUntil(noon + 2)).toEqual([listing.item]);
      });

      it('a listing made due keeps its place when a look comes sooner', async () => {
        await subject.listings.put({ ...listing, lookAgainAt: noon });
        await mark(noon + 5);
        expect(await rowOf(listing)).toMatchObject({ dueAt: noon + 5, lookAgainAt: noon });
        expect(await dueUntil(noon)).toEqual([listing.item]);
        await mark(noon + 5);
        expect(await rowOf(listing)).toMatchObject({ version: 2 });
      });

      it('a listing is made due although a worker holds it, whose outcome is then refused', async () => {
        const claimed = await through({ ...listing, dueAt: noon - 5 }, { claim });
        await mark(noon);
        expect(await subject.listings.put({ ...listing, version: claimed.version + 1 })).toBe('changed');
        expect(await rowOf(listing)).toMatchObject({ dueAt: noon - 5, claim });
        const { dueAt: _, ...undue } = (await rowOf(listing)) as Listing;
        const next = { ...undue, version: undue.version + 1, writer: 'run-a' };
        await subject.listings.put(next);
        await mark(noon + 1);
        expect(await rowOf(listing)).toMatchObject({ dueAt: noon + 1, claim });
        expect(await dueUntil(noon + 1)).toEqual([]);
        expect(await dueUntil(claim.until)).toEqual([listing.item]);
      });

      it('making a listing due is never mistaken for the write of the worker that held it', async () => {
        await through(listing, { claim });
        await subject.listings.markDue(listing, noon);
        expect(await subject.listings.put({ ...listing, version: 3 })).toBe('changed');
        expect((await rowOf(listing))?.dueAt).toBe(noon);
      });

      it('a listing made due stays due when another worker writes it at the same time', async () => {
        for (let round = 0; round < 10; round++) {
          const raced = listingOf({ shop, item: `raced-${round}`, claim });
          await subject.listings.put(raced);
          const { claim: _, ...done } = { ...raced, version: 2 };
          const [outcome] = await Promise.all([
            subject.listings.put(done),
            subject.listings.markDue(raced, noon),
            subject.listings.markDue(raced, noon + 1),
          ]);
          const standing = (await rowOf(raced)) as Listing;
          expect(standing.dueAt).toBe(noon);
          expect(standing.claim).toEqual(outcome === 'stored' ? undefined : claim);
        }
        expect(await dueUntil(claim.until)).toHaveLength(10);
      });

      it('making due creates no listing where there is none', async () => {
        await mark(noon);
        expect(await subject.listings.rows([listing])).toEqual([]);
        expect(await dueUntil(noon)).toEqual([]);
      });
    });
  });
}

/** Another shop of the same bucket whose key begins alike. */
function twinOf(shop: ShopKey): ShopKey {
  for (let number = 0; ; number++) {
    const twin: ShopKey = `${shop}-${number}`;
    if (bucketOf(twin) === bucketOf(shop)) return twin;
  }
}

function listingOf(changes: Partial<Listing> & Pick<Listing, 'shop'>): Listing {
  return {
    item: 'tea-01/tea-01',
    merchant: 'hanamori',
    sku: 'tea-01',
    linked: true,
    buffer: 1,
    cap: 99,
    floor: null,
    version: 1,
    writer: 'run-a',
    terms: 1,
    ...changes,
  };
}
