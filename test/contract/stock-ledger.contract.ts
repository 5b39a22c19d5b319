import { beforeAll, describe, expect, it } from 'vitest';
import type { ClaimPlace } from '../../core/ports/stock-ledger.ts';
import type { Claim } from '../../core/stock/claim.ts';
import { claim, freshShop, noon, orderNumberOf } from './fixtures.ts';
import type { StoreFactory, StoreSubject } from './subject.ts';

/** What every stock ledger must do. */
export function stockLedgerContract(factory: StoreFactory): void {
  describe('claims on stock', () => {
    let subject: StoreSubject;
    beforeAll(async () => {
      subject = await factory();
    });

    const standing = async (key: Claim): Promise<Claim | undefined> => (await subject.stock.claims([key]))[0];

    it('are given back as they were written', async () => {
      const written = claim({
        shop: freshShop(),
        merchant: '花森',
        sku: '葛粉/𠮷野-500g',
        lineId: '１−🎁',
        quantity: 0,
      });
      expect(await subject.stock.putClaim(written)).toEqual({ outcome: 'written' });
      expect(await standing(written)).toEqual(written);
    });

    it('are replaced by a newer version', async () => {
      const older = claim({ shop: freshShop() });
      const newer = { ...older, version: noon + 1, quantity: 0, writer: 'run-b' };
      await subject.stock.putClaim(older);
      expect(await subject.stock.putClaim(newer)).toEqual({ outcome: 'written' });
      expect(await standing(older)).toEqual(newer);
    });

    it.each([
      ['an older version', { version: noon - 1, writer: 'run-b' }],
      ['an older version of the same writer', { version: noon - 1, writer: 'run-a' }],
      ['the same version of another writer', { version: noon, writer: 'run-b' }],
    ])('stand against %s, and are returned', async (_what, changes) => {
      const stands = claim({ shop: freshShop() });
      await subject.stock.putClaim(stands);
      const refused = await subject.stock.putClaim({ ...stands, ...changes, quantity: 9 });
      expect(refused).toEqual({ outcome: 'refused', standing: stands });
      expect(await standing(stands)).toEqual(stands);
    });

    it('are written when the answer was lost and the same writer repeats', async () => {
      const first = claim({ shop: freshShop() });
      const second = { ...first, version: noon + 1, quantity: 5 };
      expect(await subject.withLostAnswer(() => subject.stock.putClaim(first))).toEqual({ outcome: 'written' });
      expect(await subject.withLostAnswer(() => subject.stock.putClaim(second))).toEqual({ outcome: 'written' });
      expect(await standing(first)).toEqual(second);
    });

    it('end with the newest of ten versions that are written at once', async () => {
      const shop = freshShop();
      const versions = Array.from({ length: 10 }, (_, index) =>
        claim({ shop, version: noon + ((index * 7) % 10), writer: `run-${index}` }),
      );
      await Promise.all(versions.map((version) => subject.stock.putClaim(version)));
      expect(await standing(claim({ shop }))).toMatchObject({ version: noon + 9 });
    });

    it('of one version are written once when two writers race', async () => {
      const shop = freshShop();
      const racing = ['run-a', 'run-b'].map((writer) => claim({ shop, writer }));
      const outcomes = await Promise.all(racing.map((each) => subject.stock.putClaim(each)));
      const winner = racing[outcomes.findIndex(({ outcome }) => outcome === 'written')];
      expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['refused', 'written']);
      expect(outcomes).toContainEqual({ outcome: 'refused', standing: winner });
      expect(await standing(claim({ shop }))).toEqual(winner);
    });

    it('differ by every part of their key', async () => {
      const one = claim({ shop: freshShop() });
      const others = [
        { ...one, merchant: 'other' },
        { ...one, sku: 'tea-02' },
        { ...one, shop: freshShop() },
        { ...one, orderNumber: orderNumberOf(2) },
        { ...one, lineId: '2' },
        { ...one, orderedAt: one.orderedAt + 1 },
      ];
      await subject.stock.putClaim(one);
      expect(await subject.stock.claims(others)).toEqual([]);
      for (const other of others) await subject.stock.putClaim(other);
      expect(await subject.stock.claims([one, ...others])).toHaveLength(1 + others.length);
    });

    it('are found among 130 that are asked for, some of them twice', async () => {
      const shop = freshShop();
      const keys = Array.from({ length: 130 }, (_, index) => claim({ shop, lineId: String(index) }));
      const there = keys.filter((_, index) => index % 2 === 0);
      await Promise.all(there.map((each) => subject.stock.putClaim(each)));
      const found = await subject.stock.claims([...keys.slice(0, 30), ...keys]);
      expect(found.sort((a, b) => Number(a.lineId) - Number(b.lineId))).toEqual(there);
      expect(await subject.stock.claims([])).toEqual([]);
    });

    it('are read all of them, page after page, without the rows of their SKUs', async () => {
      const shop = freshShop();
      const written = Array.from({ length: 60 }, (_, index) =>
        claim({ shop, sku: `tea-${index % 7}`, lineId: `${index}` }),
      );
      await Promise.all(written.map((each) => subject.stock.putClaim(each)));
      await subject.stock.markDirty('hanamori', 'tea-1', noon);
      const read: Claim[] = [];
      let after: ClaimPlace | undefined;
      do {
        const page = await subject.stock.page(after);
        read.push(...page.claims);
        after = page.after;
      } while (after !== undefined);
      const ofShop = read.filter((each) => each.shop === shop);
      expect(ofShop.sort((a, b) => Number(a.lineId) - Number(b.lineId))).toEqual(written);
    });

    it('stay as they are when their SKU is marked dirty, again and again', async () => {
      const stands = claim({ shop: freshShop(), sku: 'tea-𠮷' });
      await subject.stock.putClaim(stands);
      await subject.stock.markDirty(stands.merchant, stands.sku, noon);
      await subject.withLostAnswer(() => subject.stock.markDirty(stands.merchant, stands.sku, noon + 1));
      expect(await standing(stands)).toEqual(stands);
    });
  });
}
