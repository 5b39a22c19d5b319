import { beforeAll, describe, expect, it } from 'vitest';
import { dayMs, minuteMs } from '../../core/kernel/time.ts';
import type { Merchant } from '../../core/model/merchant.ts';
import { type MailRecord, mailIdOf } from '../../core/model/notice.ts';
import type { Pause } from '../../core/model/pause.ts';
import { freshShop, missingOrder, noon, shop } from './fixtures.ts';
import type { StoreFactory, StoreSubject } from './subject.ts';

function mail(merchant: string, at: number): MailRecord {
  return {
    ...{
      id: mailIdOf({ merchant, kind: 'outage-opened' }, at),
      merchant,
      kind: 'outage-opened',
      occasion: 'rms-1',
      at,
    },
    ...{
      to: ['t***@example.jp'],
      subject: 'Outage',
      text: 'An outage.',
      outcome: { kind: 'accepted', messageId: '1' },
    },
  };
}

/** What every reader of one merchant's rows among those of others must do. */
export function merchantRowsContract(factory: StoreFactory): void {
  describe('rows of one merchant among those of others', () => {
    let subject: StoreSubject;
    beforeAll(async () => {
      subject = await factory();
    });

    it('rows of a merchant are its shops, in order, and a page of all shops by key, whatever their shards', async () => {
      const keys = ['rms#b', 'rms#a', 'yahoo#a', 'rms#c'] as const;
      for (const [index, key] of keys.entries())
        await subject.shops.add(shop({ key, merchant: index === 3 ? 'other' : 'kado', shard: index }));
      expect(await subject.merchantRows.shopKeys('kado')).toEqual(['rms#a', 'rms#b', 'yahoo#a']);
      expect(await subject.merchantRows.shopKeys('kad')).toEqual([]);
      const page = async (after: string) => (await subject.merchantRows.shopsAfter(after, 2)).map(({ key }) => key);
      expect([await page(''), await page('rms#b')]).toEqual([
        ['rms#a', 'rms#b'],
        ['rms#c', 'yahoo#a'],
      ]);
    });

    it('rows of a merchant are the pauses of malls and of the named shops, with all that malls have', async () => {
      const pause = (scope: Pause['scope']): Pause => ({
        cause: 'manual',
        scope,
        since: noon,
        by: 'sakura',
        note: 'x',
      });
      for (const scope of ['rms', 'rms#a', 'rms#ab', 'yahoo#a'] as const) await subject.pauses.set(pause(scope));
      await subject.pauses.plan({
        ...{ id: '1', mall: 'rms', capabilities: ['import'], from: noon, to: noon + minuteMs, note: '', by: 'sakura' },
      });
      const many = Array.from({ length: 120 }, (_, index) => `rms#shop-${index}` as const);
      for (const shops of [['rms#a'], [...many, 'rms#a']] as const) {
        const { pauses, maintenances } = await subject.merchantRows.standing(shops);
        expect(pauses.map(({ scope }) => scope).sort()).toEqual(['rms', 'rms#a']);
        expect(maintenances).toHaveLength(1);
      }
      expect((await subject.merchantRows.standing([])).pauses.map(({ scope }) => scope)).toEqual(['rms']);
    });

    it('rows of a merchant are the due orders of a shop, and none of another shop', async () => {
      const [own, other] = [freshShop(), freshShop()];
      for (const one of [own, other])
        await subject.orders.put(missingOrder({ shop: one, orderNumber: '1', dueAt: noon }), null);
      await subject.orders.put(missingOrder({ shop: own, orderNumber: '2', dueAt: noon + dayMs }), null);
      expect(await subject.merchantRows.due(own, noon)).toEqual([{ shop: own, orderNumber: '1' }]);
    });

    it('rows of a merchant are its mails, the newest first, with reports from before or after they were kept', async () => {
      const mails = [1, 2, 3].map((minute) => mail('kado', noon + minute * minuteMs));
      const [first, second, third] = mails.map(({ id }) => id) as [string, string, string];
      const report = { kind: 'delivered', at: noon, to: 't***@example.jp', detail: '' } as const;
      await subject.notices.addReports(second, [report]);
      for (const one of [...mails, mail('other', noon)]) await subject.notices.keepSent(one);
      await subject.notices.addReports(first, [report]);
      await subject.notices.addReports(first, [report]);
      const page = async (before?: string) => (await subject.merchantRows.mails('kado', before, 2)).map(({ id }) => id);
      expect([await page(), await page(second)]).toEqual([[third, second], [first]]);
      for (const id of [first, second]) {
        expect(await subject.merchantRows.mail('kado', id)).toEqual(await subject.notices.sent(id));
        expect((await subject.merchantRows.mail('kado', id))?.reports).toEqual([report]);
        expect(await subject.merchantRows.mail('other', id)).toBeNull();
      }
    });

    it('rows of a merchant are the merchant itself', async () => {
      const row: Merchant = {
        ...{ id: 'kado', name: '角田商店', contacts: ['a@example.jp'], createdAt: noon, version: 1 },
        ...{ features: ['import'], language: 'ja' },
      };
      await subject.merchants.put(row);
      expect(await subject.merchantRows.merchant('kado')).toEqual(row);
      expect(await subject.merchantRows.merchant('other')).toBeNull();
    });
  });
}
