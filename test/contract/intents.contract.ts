import { beforeAll, describe, expect, it } from 'vitest';
import { minuteMs } from '../../core/kernel/time.ts';
import type { Intent } from '../../core/model/claim.ts';
import { bucketCount, bucketOf } from '../../core/model/shards.ts';
import { freshShop, noon, orderNumberOf } from './fixtures.ts';
import type { StoreFactory, StoreSubject } from './subject.ts';

/** What every keeper of intents must do. */
export function intentsContract(factory: StoreFactory): void {
  describe('intents', () => {
    let subject: StoreSubject;
    beforeAll(async () => {
      subject = await factory();
    });

    const abandonedOf = async ({ shop }: Intent, before: number): Promise<Intent[]> =>
      (await subject.intents.abandoned(bucketOf(shop), before)).filter((intent) => intent.shop === shop);

    it('intents of 100 orders with 300 claims are given back as they were opened', async () => {
      const intent = intentOf({ orders: 100, claimsEach: 3 });
      await subject.intents.open(intent);
      expect(await abandonedOf(intent, noon + 1)).toEqual([intent]);
    });

    it('intents of 100 orders with 50 claims each fit as well', async () => {
      const intent = intentOf({ orders: 100, claimsEach: 50 });
      await subject.intents.open(intent);
      expect(await abandonedOf(intent, noon + 1)).toEqual([intent]);
    });

    it('intents are abandoned only when they were opened before the moment asked for, the oldest first', async () => {
      const shop = freshShop();
      const intents = [2, 0, 1].map((minutes) => ({ ...intentOf({}), shop, at: noon + minutes * minuteMs }));
      for (const intent of intents) await subject.intents.open(intent);
      const [latest, first, second] = intents as [Intent, Intent, Intent];
      expect(await abandonedOf(first, noon)).toEqual([]);
      expect(await abandonedOf(first, noon + 2 * minuteMs)).toEqual([first, second]);
      expect(await abandonedOf(first, noon + 2 * minuteMs + 1)).toEqual([first, second, latest]);
    });

    it('intents of the same moment and shop are distinguished by their id', async () => {
      const shop = freshShop();
      const [one, other] = [intentOf({ shop }), intentOf({ shop })];
      await subject.intents.open(one);
      await subject.intents.open(other);
      await subject.intents.close(one);
      expect(await abandonedOf(one, noon + 1)).toEqual([other]);
    });

    it('an intent lies in the bucket of its shop alone', async () => {
      const intent = intentOf({});
      await subject.intents.open(intent);
      for (let bucket = 0; bucket < bucketCount; bucket++) {
        const found = (await subject.intents.abandoned(bucket, noon + 1)).some(({ id }) => id === intent.id);
        expect(found).toBe(bucket === bucketOf(intent.shop));
      }
    });

    it('an intent is gone once it is closed, however often', async () => {
      const intent = intentOf({});
      await subject.withLostAnswer(() => subject.intents.open(intent));
      await subject.withLostAnswer(() => subject.intents.close(intent));
      await subject.intents.close(intent);
      expect(await abandonedOf(intent, noon + 1)).toEqual([]);
    });
  });
}

let intentsMade = 0;

function intentOf({ orders = 2, claimsEach = 1, shop = freshShop() }): Intent {
  intentsMade += 1;
  const orderNumbers = Array.from({ length: orders }, (_, index) => orderNumberOf(index));
  const claims = orderNumbers.flatMap((orderNumber, order) =>
    Array.from({ length: claimsEach }, (_, line) => ({
      merchant: '花森',
      sku: `葛粉-𠮷野-${order * 7919 + line * 104729}`,
      shop,
      orderNumber,
      lineId: String(order * 1000 + line),
      orderedAt: noon - order * minuteMs,
    })),
  );
  return { id: `run-${intentsMade}`, shop, at: noon, orderNumbers, claims };
}
