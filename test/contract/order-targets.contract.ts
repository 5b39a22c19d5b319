import { beforeEach, describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../core/kernel/time.ts';
import { acceptRequest, emptyTarget } from '../../core/model/order-acceptance.ts';
import { nextTarget, type OrderTarget, withChange } from '../../core/model/order-target.ts';
import type { PushContent } from '../../core/model/push.ts';
import { pushIdOf } from '../../core/model/push-row.ts';
import { bucketOf } from '../../core/model/shards.ts';
import type { ShopKey } from '../../core/model/shop.ts';
import type { OrderTargets } from '../../core/ports/order-targets.ts';
import { freshShop, noon, orderNumberOf } from './fixtures.ts';
import type { StoreFactory, StoreSubject } from './subject.ts';

const leaseMs = 6 * minuteMs;
const memo: PushContent = { kind: 'memo', text: 'のし「御祝」' };
const ship: PushContent = {
  kind: 'ship',
  parcels: [{ basketId: '11', carrier: '1001', trackingNumber: '4003-2517-1110', shippedOn: '2026-11-24' }],
};

/** What every keeper of orders' targets must do. */
export function orderTargetsContract(factory: StoreFactory): void {
  describe('targets of orders', () => {
    let subject: StoreSubject;
    let targets: OrderTargets;
    let shop: ShopKey;
    beforeEach(async () => {
      subject = await factory();
      targets = subject.targets;
      shop = freshShop();
    });

    const asked = (sequence: number, at: number, ...contents: PushContent[]): OrderTarget => {
      const empty = emptyTarget({ shop, orderNumber: orderNumberOf(sequence), writer: 'hanako' });
      return contents.reduce(
        (target, content) => acceptRequest(target, { id: pushIdOf(content), content, by: 'hanako', at }).target,
        empty,
      );
    };
    const stored = async (target: OrderTarget, by = 'hanako'): Promise<OrderTarget> => {
      const row = nextTarget(target, by);
      expect(await targets.put(row)).toBe('stored');
      return row;
    };
    const claimed = async (target: OrderTarget, now: number): Promise<OrderTarget> => {
      const row = nextTarget({ ...target, claim: { run: 'run-a', until: now + leaseMs } }, 'run-a');
      expect(await targets.put(row)).toBe('stored');
      return row;
    };
    const dueNumbers = async (until: number, limit = 10): Promise<string[]> =>
      (await targets.due(shop, until, limit)).map(({ orderNumber }) => orderNumber);

    it('a target of an order comes back as it was written, whole', async () => {
      const first = await stored(asked(1, noon, memo, ship));
      expect(await targets.get(first)).toEqual(first);
      const taken = await claimed(first, noon + 1);
      expect(await targets.get(first)).toEqual(taken);
      const { claim: _, ...free } = taken;
      const state = { kind: 'failed', at: noon + 2, reason: 'wrong-progress', who: 'merchant' } as const;
      const ended = withChange(free, 1, {
        state,
        untold: 'failed',
        unknownAt: noon,
        lookAgainAt: noon + hourMs,
        steps: [{ at: noon + 2, what: 'failed', reason: 'wrong-progress' }],
      });
      const second = await stored({ ...ended, missed: { since: noon, times: 2 }, removals: 1 }, 'run-a');
      expect(await targets.get(first)).toEqual(second);
      expect(second.words.map(({ mark }) => mark)).toContain('failed');
    });

    it('there is no target before the first, and none of another order', async () => {
      const row = await stored(asked(1, noon, memo));
      expect(await targets.get({ shop, orderNumber: orderNumberOf(2) })).toBeNull();
      expect(await targets.get({ shop: freshShop(), orderNumber: row.orderNumber })).toBeNull();
    });

    it('a target is written over the row before only, and the first one only where there is none', async () => {
      const first = nextTarget(asked(1, noon, memo), 'hanako');
      expect(await targets.put(first)).toBe('stored');
      expect(await targets.put({ ...nextTarget(asked(1, noon, ship), 'taro') })).toBe('changed');
      const second = await stored(first);
      expect(await targets.put(nextTarget(first, 'taro'))).toBe('changed');
      expect(await targets.get(first)).toEqual(second);
    });

    it('a target is stored once where the answer to a write is lost', async () => {
      const first = nextTarget(asked(1, noon, memo), 'hanako');
      expect(await subject.withLostAnswer(() => targets.put(first))).toBe('stored');
      const second = nextTarget(first, 'hanako');
      expect(await subject.withLostAnswer(() => targets.put(second))).toBe('stored');
      expect(await targets.get(first)).toEqual(second);
    });

    it('targets are due from their request on, the most overdue first, and no more than asked for', async () => {
      await stored(asked(1, noon + 3, memo));
      await stored(asked(2, noon + 1, memo));
      await stored(asked(3, noon + 2, memo));
      expect(await dueNumbers(noon)).toEqual([]);
      expect(await dueNumbers(noon + 2)).toEqual([orderNumberOf(2), orderNumberOf(3)]);
      expect(await dueNumbers(noon + 9, 1)).toEqual([orderNumberOf(2)]);
    });

    it('a target keeps its place while a worker has it, for the one alone that finds the claim over', async () => {
      const first = await stored(asked(1, noon, memo));
      const taken = await claimed(first, noon + minuteMs);
      expect(taken.dueAt).toBe(first.dueAt);
      expect(await dueNumbers(noon + 2 * minuteMs)).toEqual([]);
      expect(await targets.dueSince(bucketOf(shop), noon + 2 * minuteMs)).toContainEqual({ shop, since: noon });
      expect(await dueNumbers(noon + minuteMs + leaseMs)).toEqual([first.orderNumber]);
    });

    it('a target keeps its place until its end is published, and is due no more then', async () => {
      const first = await stored(asked(1, noon, memo));
      const end = { state: { kind: 'confirmed', at: noon + minuteMs }, untold: 'confirmed' } as const;
      const ended = await stored(withChange(first, 0, end), 'run-a');
      expect(ended.dueAt).toBe(noon);
      expect(await dueNumbers(noon + hourMs)).toEqual([first.orderNumber]);
      const told = await stored(withChange(ended, 0, { untold: undefined }), 'run-a');
      expect(await dueNumbers(noon + hourMs)).toEqual([]);
      expect(await targets.get(first)).toEqual(told);
      expect(await targets.dueSince(bucketOf(shop), noon + hourMs)).not.toContainEqual(
        expect.objectContaining({ shop }),
      );
    });

    it('a target is due when the first of its requests is', async () => {
      const first = await stored(asked(1, noon, memo, ship));
      const wait = (next: number) => ({ kind: 'retrying', tries: 1, next, reason: 'not-done' }) as const;
      const later = withChange(first, 0, { state: wait(noon + hourMs) });
      const row = await stored(withChange(later, 1, { state: wait(noon + minuteMs) }), 'run-a');
      expect(row.dueAt).toBe(noon + minuteMs);
      expect(await dueNumbers(noon + minuteMs - 1)).toEqual([]);
      expect(await dueNumbers(noon + minuteMs)).toEqual([first.orderNumber]);
    });

    const failure = (at: number) => ({ kind: 'failed', at, reason: 'wrong-progress', who: 'merchant' }) as const;
    const held = { kind: 'held', since: noon + 1, cause: 'outage', tries: 0 } as const;
    const numbersOf = (rows: readonly OrderTarget[]): string[] => rows.map(({ orderNumber }) => orderNumber);

    it('targets of some orders of a shop come together, whatever lies between them, and none of another shop', async () => {
      const [first, , third] = [await stored(asked(1, noon, memo)), await stored(asked(2, noon, memo)), asked(3, noon)];
      const last = await stored(acceptRequest(third, { id: 'x', content: memo, by: 'hanako', at: noon }).target);
      await stored({ ...asked(1, noon, memo), shop: freshShop() });
      const found = await targets.ofOrders(shop, [last.orderNumber, first.orderNumber, last.orderNumber]);
      expect(found).toHaveLength(2);
      expect(found).toEqual(expect.arrayContaining([first, last]));
      expect(await targets.ofOrders(shop, [first.orderNumber])).toEqual([first]);
      expect(await targets.ofOrders(shop, [`${first.orderNumber}0`, orderNumberOf(4)])).toEqual([]);
      expect(await targets.ofOrders(shop, [])).toEqual([]);
    });

    it('a target is undone while one of its requests has not ended, also in the hands of a worker, by its due time', async () => {
      const state = (number: number, ...ends: Parameters<typeof withChange>[2][]) =>
        stored(ends.reduce((row, end, request) => withChange(row, request, end), asked(number, noon, memo, ship)));
      await state(1, { state: held }, { state: failure(noon) });
      await claimed(await state(2), noon + minuteMs);
      await state(3, { state: { kind: 'confirmed', at: noon } }, { state: failure(noon), untold: 'failed' });
      await state(4, { state: { kind: 'confirmed', at: noon }, lookAgainAt: noon }, { state: failure(noon) });
      const later = { kind: 'retrying', tries: 1, next: noon + hourMs, reason: 'not-done' } as const;
      await state(5, { state: later }, { state: later });
      expect(numbersOf(await targets.undone(shop, 10))).toEqual([2, 1, 5].map(orderNumberOf));
      expect(numbersOf(await targets.undone(shop, 2))).toEqual([2, 1].map(orderNumberOf));
      expect(await targets.undone(freshShop(), 10)).toEqual([]);
    });

    it('failed targets can be looked through since a moment, the oldest first, whatever else of them is due', async () => {
      for (const minute of [3, 1, 2])
        await stored(withChange(asked(minute, noon, memo), 0, { state: failure(noon + minute * minuteMs) }));
      const look = { lookAgainAt: noon + hourMs, untold: 'failed' } as const;
      await stored(withChange(asked(4, noon, memo, ship), 0, { state: failure(noon + 4 * minuteMs), ...look }));
      await stored({ ...withChange(asked(1, noon, memo), 0, { state: failure(noon) }), shop: freshShop() });
      const found = async (since: number, limit = 10) => numbersOf(await targets.failed(shop, since, limit));
      expect(await found(noon)).toEqual([1, 2, 3, 4].map(orderNumberOf));
      expect(await found(noon + 2 * minuteMs)).toEqual([2, 3, 4].map(orderNumberOf));
      expect(await found(noon, 2)).toEqual([1, 2].map(orderNumberOf));
      expect(await found(noon + 5 * minuteMs)).toEqual([]);
    });

    it('a failed target is none any more once it is tried again, and stands at the latest failure of several', async () => {
      const first = await stored(withChange(asked(1, noon, memo, ship), 0, { state: failure(noon + minuteMs) }));
      const second = await stored(withChange(first, 1, { state: failure(noon + 3 * minuteMs) }));
      expect(await targets.failed(shop, noon + 2 * minuteMs, 10)).toEqual([second]);
      const third = await stored(withChange(second, 1, { state: { kind: 'requested' } }));
      expect(await targets.failed(shop, noon + 2 * minuteMs, 10)).toEqual([]);
      expect(await targets.failed(shop, noon, 10)).toEqual([third]);
      await stored(withChange(third, 0, { state: { kind: 'confirmed', at: noon + hourMs } }));
      expect(await targets.failed(shop, noon, 10)).toEqual([]);
      expect(await targets.failedShops(bucketOf(shop))).not.toContain(shop);
    });

    it('targets that a pause had held can be counted once they are confirmed, and rest', async () => {
      const confirmed = { kind: 'confirmed', at: noon + minuteMs } as const;
      const freed = await stored(withChange(asked(1, noon, memo), 0, { state: held }));
      const rests = await stored(withChange(freed, 0, { state: confirmed }));
      await stored(withChange(asked(2, noon, memo), 0, { state: confirmed }));
      await stored(withChange(asked(3, noon, memo), 0, { state: held }));
      const looked = withChange(withChange(asked(4, noon, memo), 0, { state: held }), 0, { state: confirmed });
      const isLooked = await stored(withChange(looked, 0, { lookAgainAt: noon + hourMs }));
      expect(await targets.freed(shop, noon, 10)).toEqual([rests]);
      expect(await targets.freed(shop, noon + hourMs, 10)).toEqual([]);
      await stored(withChange(isLooked, 0, { lookAgainAt: undefined }));
      expect(await targets.freed(shop, noon, 10)).toHaveLength(2);
      expect(await targets.freed(shop, noon, 1)).toHaveLength(1);
    });

    it('targets show which shops of a bucket have a due one, and since when, or a failed one, each once', async () => {
      const [twin, resting] = [twinOf(shop), twinOf(twinOf(shop))];
      const bucket = bucketOf(shop);
      await stored(asked(1, noon + hourMs, memo));
      await stored(asked(2, noon, memo));
      for (const sequence of [3, 4]) await stored(withChange(asked(sequence, noon, memo), 0, { state: failure(noon) }));
      await stored({ ...asked(1, noon + hourMs, memo), shop: twin });
      await stored({ ...withChange(asked(1, noon, memo), 0, { state: failure(noon) }), shop: resting });
      const dueAt = async (until: number) =>
        (await targets.dueSince(bucket, until)).filter((one) => [shop, twin, resting].includes(one.shop));
      expect(await dueAt(noon - 1)).toEqual([]);
      expect(await dueAt(noon)).toEqual([{ shop, since: noon }]);
      const both = [shop, twin].map((one) => ({ shop: one, since: one === shop ? noon : noon + hourMs }));
      expect(await dueAt(noon + hourMs)).toEqual(both);
      expect(await targets.dueSince((bucket + 1) % 16, noon + hourMs)).not.toContainEqual(
        expect.objectContaining({ shop }),
      );
      const failed = (await targets.failedShops(bucket)).filter((one) => [shop, twin, resting].includes(one));
      expect(failed).toEqual([shop, resting]);
      expect(await targets.failedShops((bucket + 1) % 16)).not.toContain(shop);
    });

    it('a target is read as it was written while ten write at once, and one of the ten is stored', async () => {
      const rows = Array.from({ length: 10 }, (_, index) => nextTarget(asked(1, noon, memo), `run-${index}`));
      const answers = await Promise.all(rows.map((row) => targets.put(row)));
      expect(answers.filter((answer) => answer === 'stored')).toHaveLength(1);
      expect(await targets.get(asked(1, noon))).toEqual(rows[answers.indexOf('stored')]);
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
