import { beforeAll, describe, expect, it } from 'vitest';
import { type Claim, claimTrailMax, type StandingClaim } from '../../core/model/claim.ts';
import type { ClaimPlace } from '../../core/ports/stock.ts';
import { claim, freshShop, movement, noon, orderNumberOf } from './fixtures.ts';
import type { StoreFactory, StoreSubject } from './subject.ts';

/** What every stock ledger must do. */
export function stockLedgerContract(factory: StoreFactory): void {
  describe('claims on stock', () => {
    let subject: StoreSubject;
    beforeAll(async () => {
      subject = await factory();
    });

    const standing = async (key: Claim): Promise<Claim | undefined> => {
      const [claim] = await subject.stock.claims([key]);
      return claim && withoutTrail(claim);
    };
    const trailOf = async (key: Claim) => (await subject.stock.claims([key]))[0]?.trail;

    it('are given back as they were written', async () => {
      const written = claim({
        shop: freshShop(),
        merchant: '花森',
        sku: '葛粉/𠮷野-500g',
        lineId: '１−🎁',
        quantity: 0,
      });
      expect(await subject.stock.putClaim(written)).toEqual({ outcome: 'written', before: null });
      expect(await standing(written)).toEqual(written);
    });

    it('are replaced by a newer version, which says what was held until then', async () => {
      const older = claim({ shop: freshShop() });
      const newer = { ...older, version: noon + 1, quantity: 0, writer: 'run-b' };
      await subject.stock.putClaim(older);
      expect(await subject.stock.putClaim(newer)).toEqual({ outcome: 'written', before: older.quantity });
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
      expect(refused).toMatchObject({ outcome: 'refused', standing: stands });
      expect(await standing(stands)).toEqual(stands);
    });

    it('are written when the answer was lost and the same writer repeats', async () => {
      const first = claim({ shop: freshShop() });
      const second = { ...first, version: noon + 1, quantity: 5 };
      const put = (one: Claim) => subject.withLostAnswer(() => subject.stock.putClaim(one));
      expect(await put(first)).toEqual({ outcome: 'written', before: null });
      expect(await put(second)).toEqual({ outcome: 'written', before: first.quantity });
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
      expect(outcomes).toContainEqual({ outcome: 'refused', standing: expect.objectContaining(winner) });
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
      expect(found.map(withoutTrail).sort((a, b) => Number(a.lineId) - Number(b.lineId))).toEqual(there);
      expect(await subject.stock.claims([])).toEqual([]);
    });

    it('are read all of them, page after page, without what else lies in the ledger', async () => {
      const shop = freshShop();
      const written = Array.from({ length: 60 }, (_, index) =>
        claim({ shop, sku: `tea-${index % 7}`, lineId: `${index}` }),
      );
      await Promise.all(written.map((each) => subject.stock.putClaim(each)));
      await subject.stock.markDirty('hanamori', 'tea-1', noon);
      await subject.stock.putMovement(movement({ sku: 'tea-1', id: '2026-11-24T03:00:00.000Z#claim#' }));
      await subject.stock.noteOversold('hanamori', '2026-11-24T03:00:00.000Z#claim#', noon);
      const read: StandingClaim[] = [];
      let after: ClaimPlace | undefined;
      do {
        const page = await subject.stock.page(after);
        read.push(...page.claims);
        after = page.after;
      } while (after !== undefined);
      const ofShop = read.filter((each) => each.shop === shop);
      expect(ofShop.map(withoutTrail).sort((a, b) => Number(a.lineId) - Number(b.lineId))).toEqual(written);
    });

    it('stay as they are when their SKU is marked dirty, again and again', async () => {
      const stands = claim({ shop: freshShop(), sku: 'tea-𠮷' });
      await subject.stock.putClaim(stands);
      await subject.stock.markDirty(stands.merchant, stands.sku, noon);
      await subject.withLostAnswer(() => subject.stock.markDirty(stands.merchant, stands.sku, noon + 1));
      expect(await standing(stands)).toEqual(stands);
    });

    it('keep a trail of what they held and since when, the oldest first and the present last', async () => {
      const first = claim({ shop: freshShop(), quantity: 2 });
      await subject.stock.putClaim(first);
      expect(await trailOf(first)).toEqual([[noon, 2]]);
      await subject.stock.putClaim({ ...first, version: noon + 5, writer: 'run-b', quantity: 3 });
      await subject.stock.putClaim({ ...first, version: noon + 3, writer: 'run-c', quantity: 9 });
      await subject.stock.putClaim({ ...first, version: noon + 7, writer: 'run-b', quantity: 0 });
      const whole = [
        [noon, 2],
        [noon + 5, 3],
        [noon + 7, 0],
      ];
      expect(await trailOf(first)).toEqual(whole);
      const refused = await subject.stock.putClaim({ ...first, version: noon + 1 });
      expect(refused).toMatchObject({ outcome: 'refused', standing: { trail: whole } });
    });

    it('are in their trail once when an answer was lost, and when the same is written again', async () => {
      const first = claim({ shop: freshShop() });
      const second = { ...first, version: noon + 1, quantity: 5 };
      await subject.withLostAnswer(() => subject.stock.putClaim(first));
      await subject.withLostAnswer(() => subject.stock.putClaim(second));
      expect(await subject.stock.putClaim(second)).toEqual({ outcome: 'written', before: first.quantity });
      expect(await trailOf(first)).toEqual([
        [noon, 2],
        [noon + 1, 5],
      ]);
    });

    it('leave in their trail each of ten that was written of ten at once, in order, once', async () => {
      const shop = freshShop();
      const versions = Array.from({ length: 10 }, (_, index) =>
        claim({ shop, version: noon + ((index * 7) % 10), quantity: (index * 7) % 10, writer: `run-${index}` }),
      );
      const outcomes = await Promise.all(versions.map((version) => subject.stock.putClaim(version)));
      const written = versions.filter((_, index) => outcomes[index]?.outcome === 'written');
      const inOrder = written.sort((one, other) => one.version - other.version);
      expect(await trailOf(claim({ shop }))).toEqual(inOrder.map(({ version, quantity }) => [version, quantity]));
    });

    it('keep of a trail that is full the first entry and the latest', async () => {
      const first = claim({ shop: freshShop(), quantity: 0 });
      for (let change = 0; change < claimTrailMax + 3; change++) {
        const next = { ...first, version: noon + change, quantity: change };
        const put = () => subject.stock.putClaim(next);
        // Not all of them: whose answers are lost one after the other, the SDK tries no more.
        const before = change === 0 ? null : change - 1;
        expect(await (change % 4 === 0 ? subject.withLostAnswer(put) : put())).toEqual({ outcome: 'written', before });
      }
      const trail = (await trailOf(first)) ?? [];
      expect(trail).toHaveLength(claimTrailMax);
      expect(trail.slice(0, 2)).toEqual([
        [noon, 0],
        [noon + 4, 4],
      ]);
      expect(trail.at(-1)).toEqual([noon + claimTrailMax + 2, claimTrailMax + 2]);
    });
  });
}

function withoutTrail({ trail: _, ...claim }: StandingClaim): Claim {
  return claim;
}
