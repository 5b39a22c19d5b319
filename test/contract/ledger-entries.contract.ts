import { beforeEach, describe, expect, it } from 'vitest';
import { hourMs } from '../../core/kernel/time.ts';
import type { LedgerEntry } from '../../core/ports/stock.ts';
import { claim, freshShop, movement, noon, orderNumberOf } from './fixtures.ts';
import type { StoreFactory, StoreSubject } from './subject.ts';

let skusMade = 0;

/** What every stock ledger must do with movements, and with the entries of a SKU. */
export function ledgerEntriesContract(factory: StoreFactory): void {
  describe('entries of the stock ledger', () => {
    let subject: StoreSubject;
    let sku: string;
    beforeEach(async () => {
      subject ??= await factory();
      skusMade += 1;
      sku = `葛粉/𠮷-${skusMade}`;
    });

    const namesOf = (entries: readonly LedgerEntry[]): string[] =>
      entries.map((entry) => (entry.kind === 'claim' ? `line ${entry.claim.lineId}` : entry.movement.id));

    it('the stock ledger gives a movement back as it was written', async () => {
      for (const kind of ['counted', 'received', 'adjusted'] as const) {
        const written = movement({ sku, id: kind, kind, quantity: kind === 'adjusted' ? -3 : 0, at: noon });
        expect(await subject.withLostAnswer(() => subject.stock.putMovement(written))).toEqual({ outcome: 'written' });
        expect(await subject.stock.entries('hanamori', sku)).toContainEqual({ kind: 'movement', movement: written });
      }
    });

    it('the stock ledger holds a movement once, and returns the stored one if another is reported under its key', async () => {
      const stands = movement({ sku });
      await subject.stock.putMovement(stands);
      expect(await subject.stock.putMovement(stands)).toEqual({ outcome: 'written' });
      for (const change of [{ quantity: 13 }, { writtenAt: noon + 2 * hourMs }, { kind: 'counted' as const }]) {
        const other = { ...stands, ...change };
        expect(await subject.stock.putMovement(other)).toEqual({ outcome: 'standing', standing: stands });
      }
      expect(await subject.stock.entries('hanamori', sku)).toEqual([{ kind: 'movement', movement: stands }]);
    });

    it('the stock ledger holds one of two movements that are written under one key at once', async () => {
      const racing = [1, 2].map((quantity) => movement({ sku, quantity }));
      const outcomes = await Promise.all(racing.map((each) => subject.stock.putMovement(each)));
      const winner = racing[outcomes.findIndex(({ outcome }) => outcome === 'written')];
      expect(outcomes).toContainEqual({ outcome: 'standing', standing: winner });
      expect(await subject.stock.entries('hanamori', sku)).toEqual([{ kind: 'movement', movement: winner }]);
    });

    it('the stock ledger tells movements apart by merchant, SKU, moment and id', async () => {
      const one = movement({ sku });
      const others = [{ merchant: 'other' }, { sku: `${sku}0` }, { at: noon + 1 }, { id: 'event-2' }];
      for (const each of [{}, ...others]) {
        expect(await subject.stock.putMovement({ ...one, ...each, quantity: 5 })).toEqual({ outcome: 'written' });
      }
      expect(await subject.stock.entries('hanamori', sku)).toHaveLength(3);
    });

    it('entries of the stock ledger come by their moment, claims and movements together, from a moment on', async () => {
      const shop = freshShop();
      await subject.stock.markDirty('hanamori', sku, noon, 'deep');
      for (const [at, name] of [
        [noon + 2, 'third'],
        [noon, 'first'],
        [noon + 9, 'last'],
      ] as const) {
        await subject.stock.putMovement(movement({ sku, at, id: name }));
      }
      await subject.stock.putClaim(claim({ shop, sku, lineId: '2', orderedAt: noon + 1 }));
      await subject.stock.putClaim(claim({ shop, sku, lineId: '4', orderedAt: noon + 3 }));
      const names = async (from?: number) => namesOf(await subject.stock.entries('hanamori', sku, from));
      expect(await names()).toEqual(['first', 'line 2', 'third', 'line 4', 'last']);
      expect(await names(noon + 2)).toEqual(['third', 'line 4', 'last']);
      expect(await names(noon + 10)).toEqual([]);
      expect(await subject.stock.entries('hanamori', `${sku}-none`)).toEqual([]);
    });

    it('entries of the stock ledger are read to their end, however many pages they take', async () => {
      const shop = freshShop();
      const long = 'x'.repeat(300_000);
      const lines = Array.from({ length: 30 }, (_, index) =>
        claim({ shop, sku, orderNumber: orderNumberOf(index), lineId: `${index}`, orderedAt: noon + index }),
      );
      await Promise.all(lines.map((line) => subject.stock.putClaim(line)));
      // A page of a query has 1 MB at most: these take five.
      for (const id of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n']) {
        await subject.stock.putMovement(movement({ sku, id, at: noon + hourMs, note: long }));
      }
      const entries = await subject.stock.entries('hanamori', sku);
      expect(entries).toHaveLength(44);
      expect(entries[0]).toMatchObject({ kind: 'claim', claim: { ...lines[0], trail: [[noon, 2]] } });
      expect(entries.at(-1)).toMatchObject({ kind: 'movement', movement: { id: 'n' } });
    });
  });
}
