import { beforeEach, describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../core/kernel/time.ts';
import { acceptRequest, emptyTarget } from '../../core/model/order-acceptance.ts';
import { claimedRow, nextTarget, type OrderTarget, withChange } from '../../core/model/order-target.ts';
import type { PushContent } from '../../core/model/push.ts';
import { pushIdOf } from '../../core/model/push-row.ts';
import { bucketOf, type ShopKey } from '../../core/model/shop.ts';
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
      if (subject.targets === undefined) throw new Error('The subject keeps no targets.');
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
      const row = claimedRow(target, { run: 'run-a', until: now + leaseMs, now, leaseMs });
      expect(await targets.put(row)).toBe('stored');
      return row;
    };
    const dueNumbers = async (until: number, limit = 10): Promise<string[]> =>
      (await targets.due(shop, until, limit)).map(({ orderNumber }) => orderNumber);

    it('come back as they were written, with everything there is to them', async () => {
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
        missed: { since: noon, times: 2 },
        steps: [{ at: noon + 2, what: 'failed', reason: 'wrong-progress' }],
      });
      const second = await stored({ ...ended, removals: 1 }, 'run-a');
      expect(await targets.get(first)).toEqual(second);
      expect(second.words.map(({ mark }) => mark)).toContain('failed');
    });

    it('are no row before the first, and none of another order', async () => {
      const row = await stored(asked(1, noon, memo));
      expect(await targets.get({ shop, orderNumber: orderNumberOf(2) })).toBeNull();
      expect(await targets.get({ shop: freshShop(), orderNumber: row.orderNumber })).toBeNull();
    });

    it('are written over the row before only, and the first one only where there is none', async () => {
      const first = nextTarget(asked(1, noon, memo), 'hanako');
      expect(await targets.put(first)).toBe('stored');
      expect(await targets.put({ ...nextTarget(asked(1, noon, ship), 'taro') })).toBe('changed');
      const second = await stored(first);
      expect(await targets.put(nextTarget(first, 'taro'))).toBe('changed');
      expect(await targets.get(first)).toEqual(second);
    });

    it('are stored once where the answer to a write is lost', async () => {
      const first = nextTarget(asked(1, noon, memo), 'hanako');
      expect(await subject.withLostAnswer(() => targets.put(first))).toBe('stored');
      const second = nextTarget(first, 'hanako');
      expect(await subject.withLostAnswer(() => targets.put(second))).toBe('stored');
      expect(await targets.get(first)).toEqual(second);
    });

    it('are due from their request on, the most overdue first, and no more than asked for', async () => {
      await stored(asked(1, noon + 3, memo));
      await stored(asked(2, noon + 1, memo));
      await stored(asked(3, noon + 2, memo));
      expect(await dueNumbers(noon)).toEqual([]);
      expect(await dueNumbers(noon + 2)).toEqual([orderNumberOf(2), orderNumberOf(3)]);
      expect(await dueNumbers(noon + 9, 1)).toEqual([orderNumberOf(2)]);
    });

    it('keep their place while a worker has them, for none but the one that finds the claim over', async () => {
      const first = await stored(asked(1, noon, memo));
      const taken = await claimed(first, noon + minuteMs);
      expect(taken.dueAt).toBe(first.dueAt);
      expect(await dueNumbers(noon + 2 * minuteMs)).toEqual([]);
      expect(await targets.dueSince(bucketOf(shop), noon + 2 * minuteMs)).toContainEqual({ shop, since: noon });
      expect(await dueNumbers(noon + minuteMs + leaseMs)).toEqual([first.orderNumber]);
    });

    it('keep it, too, until their end is published, and are due no more then', async () => {
      const first = await stored(asked(1, noon, memo));
      const end = { state: { kind: 'confirmed', at: noon + minuteMs }, untold: 'confirmed' } as const;
      const ended = await stored(withChange(first, 0, end), 'run-a');
      expect(ended.dueAt).toBe(noon);
      expect(await dueNumbers(noon + hourMs)).toEqual([first.orderNumber]);
      const told = await stored(withChange(ended, 0, { untold: null }), 'run-a');
      expect(await dueNumbers(noon + hourMs)).toEqual([]);
      expect(await targets.get(first)).toEqual(told);
      expect(await targets.dueSince(bucketOf(shop), noon + hourMs)).not.toContainEqual(
        expect.objectContaining({ shop }),
      );
    });

    it('are due when the first of their requests is', async () => {
      const first = await stored(asked(1, noon, memo, ship));
      const wait = (next: number) => ({ kind: 'retrying', tries: 1, next, reason: 'not-done' }) as const;
      const later = withChange(first, 0, { state: wait(noon + hourMs) });
      const row = await stored(withChange(later, 1, { state: wait(noon + minuteMs) }), 'run-a');
      expect(row.dueAt).toBe(noon + minuteMs);
      expect(await dueNumbers(noon + minuteMs - 1)).toEqual([]);
      expect(await dueNumbers(noon + minuteMs)).toEqual([first.orderNumber]);
    });
  });
}
