import { beforeEach, describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../core/kernel/time.ts';
import type { Push, PushState } from '../../core/model/push.ts';
import { bucketOf, type ShopKey } from '../../core/model/shop.ts';
import { defaultStatusSettings } from '../../core/status/settings.ts';
import { freshShop, noon, orderNumberOf } from './fixtures.ts';
import type { StoreFactory, StoreSubject } from './subject.ts';

const runId = 'run-a';
const failed = { kind: 'failed', reason: 'wrong-progress', who: 'merchant' } as const;

/** What every keeper of pushes must do. */
export function pushesContract(factory: StoreFactory): void {
  describe('pushes', () => {
    let subject: StoreSubject;
    let shop: ShopKey;
    let push: Push;
    beforeEach(async () => {
      subject = await factory();
      shop = freshShop();
      push = pushOf({ shop });
    });

    /** Writes further rows over one another, whatever stands between. */
    const through = async (first: Push, ...changes: Partial<Push>[]): Promise<Push> => {
      await subject.pushes.request(first);
      let last = first;
      for (const change of changes) {
        last = { ...last, ...change, version: last.version + 1 };
        expect(await subject.pushes.put(last)).toBe('stored');
      }
      return last;
    };

    it('come back as they were written, with everything there is to them', async () => {
      const whole: Push = {
        ...push,
        content: {
          kind: 'ship',
          parcels: [
            { basketId: '11', carrier: '1001', trackingNumber: null, shippedOn: '2026-11-24' },
            { carrier: '1002', trackingNumber: '1234-5678', shippedOn: '2026-11-25' },
          ],
        },
        state: { kind: 'retrying', tries: 3, next: noon + minuteMs, reason: 'unknown', code: 'mall.timeout' },
        unknownAt: noon - minuteMs,
        trail: [
          { at: noon, what: 'requested', by: '花子' },
          { at: noon, what: 'called', operation: 'ship', code: 'mall.timeout', requestId: 'r-1', detail: 'x' },
        ],
      };
      expect(await subject.pushes.request(whole)).toEqual({ kind: 'stored' });
      expect(await subject.pushes.get(whole)).toEqual(whole);
      const done = { ...whole, version: 2, state: { ...failed, at: noon, mallCode: 'E1', mallWords: '注文' } } as const;
      const unpublished = { ...done, untold: 'failed', lookAgainAt: noon + hourMs } as const;
      expect(await subject.pushes.put(unpublished)).toBe('stored');
      expect(await subject.pushes.get(whole)).toEqual(unpublished);
      const { untold: _, lookAgainAt: __, unknownAt: ___, ...told } = unpublished;
      expect(await subject.pushes.put({ ...told, version: 3 })).toBe('stored');
      expect(await subject.pushes.get(whole)).toEqual({ ...told, version: 3 });
    });

    it('are one when the same is asked for twice, and who comes second is shown what stands', async () => {
      expect(await subject.withLostAnswer(() => subject.pushes.request(push))).toEqual({ kind: 'stored' });
      const again = { ...push, writer: 'run-b', by: '太郎' };
      expect(await subject.pushes.request(again)).toEqual({ kind: 'standing', push });
      expect(await subject.pushes.ofOrder(push)).toEqual([push]);
    });

    it('are one when ten ask at once', async () => {
      const tries = Array.from({ length: 10 }, (_, index) => ({ ...push, writer: `run-${index}` }));
      const answers = await Promise.all(tries.map((each) => subject.pushes.request(each)));
      expect(answers.filter(({ kind }) => kind === 'stored')).toHaveLength(1);
      expect(await subject.pushes.ofOrder(push)).toHaveLength(1);
    });

    it('are none of an order without any request', async () => {
      expect(await subject.pushes.get(push)).toBeNull();
      expect(await subject.pushes.ofOrder(push)).toEqual([]);
      expect(await subject.pushes.put({ ...push, version: 2 })).toBe('changed');
      expect(await subject.pushes.get(push)).toBeNull();
    });

    it('are written by one of two who saw the same row, and a lost answer is no other', async () => {
      await subject.pushes.request(push);
      const mine = { ...push, version: 2, state: pushing(noon) };
      expect(await subject.withLostAnswer(() => subject.pushes.put(mine))).toBe('stored');
      expect(await subject.pushes.put({ ...mine, writer: 'run-b' })).toBe('changed');
      expect(await subject.pushes.get(push)).toEqual(mine);
    });

    it('are not written twice by one run over the same row, unless with the very same', async () => {
      await subject.pushes.request(push);
      const first: Push = { ...push, version: 2, lookAgainAt: noon, state: { ...failed, at: noon } };
      expect(await subject.pushes.put(first)).toBe('stored');
      expect(await subject.pushes.put({ ...first, state: pushing(noon) })).toBe('changed');
      const { lookAgainAt: _, ...without } = first;
      expect(await subject.pushes.put(without)).toBe('changed');
      expect(await subject.pushes.get(push)).toEqual(first);
      expect(await subject.pushes.put(first)).toBe('stored');
    });

    it('of an order come the one asked for first first, and none of an order whose number begins alike', async () => {
      const later = pushOf({
        shop,
        id: 'cancel-1',
        content: { kind: 'cancel', reason: 'out-of-stock' },
        requestedAt: noon + 1,
      });
      await subject.pushes.request(later);
      await subject.pushes.request(push);
      await subject.pushes.request({ ...push, orderNumber: `${push.orderNumber}1` });
      await subject.pushes.request({ ...push, shop: freshShop() });
      expect(await subject.pushes.ofOrder(push)).toEqual([push, later]);
    });

    it('of some orders come together, whatever lies between them, and none of another shop', async () => {
      const [first, between, last] = [1, 2, 3].map((number) => pushOf({ shop, orderNumber: orderNumberOf(number) }));
      const second = pushOf({ shop, orderNumber: orderNumberOf(3), id: 'ship-1' });
      for (const each of [second, last, between, first]) await subject.pushes.request(each as Push);
      await subject.pushes.request(pushOf({ shop: freshShop(), orderNumber: orderNumberOf(1) }));
      const keysOf = async (...orderNumbers: string[]): Promise<string[]> =>
        (await subject.pushes.ofOrders(shop, orderNumbers)).map(({ orderNumber, id }) => `${orderNumber} ${id}`).sort();
      const [one, , three] = [1, 2, 3].map(orderNumberOf) as [string, string, string];
      expect(await keysOf(three, one, three)).toEqual([`${one} confirm-1`, `${three} confirm-1`, `${three} ship-1`]);
      expect(await subject.pushes.ofOrders(shop, [one])).toEqual([first]);
      expect(await keysOf(`${one}0`, orderNumberOf(4))).toEqual([]);
      expect(await keysOf()).toEqual([]);
    });

    it('are due when their state says so, the most overdue first', async () => {
      const { tellGraceMs } = defaultStatusSettings;
      const states: readonly (readonly [string, Partial<Push>, number | null])[] = [
        ['requested', {}, noon],
        ['pushing', { state: pushing(noon + 1) }, noon + 1],
        ['held', { state: { kind: 'held', since: noon + 2, cause: 'outage', tries: 0 } }, noon + 2],
        ['retrying', { state: { kind: 'retrying', tries: 1, next: noon + 3, reason: 'not-done' } }, noon + 3],
        ['confirmed', { state: { kind: 'confirmed', at: noon } }, null],
        ['looked-at', { state: { kind: 'confirmed', at: noon }, lookAgainAt: noon + 4 }, noon + 4],
        ['untold', { state: { ...failed, at: noon }, untold: 'failed' }, noon + tellGraceMs],
        ['failed', { state: { ...failed, at: noon } }, null],
        ['withdrawn', { state: { kind: 'withdrawn', at: noon, by: '花子' } }, null],
        [
          'taken-back',
          { state: { kind: 'withdrawn', at: noon + 1, by: '花子', reason: 'taken-back' }, untold: 'withdrawn' },
          noon + 1 + tellGraceMs,
        ],
      ];
      for (const [id, change] of [...states].reverse()) await through(pushOf({ shop, id }), change);
      const due = states.filter(([, , at]) => at !== null);
      const idsUntil = async (until: number, limit = 100): Promise<string[]> =>
        (await subject.pushes.due(shop, until, limit)).map(({ id }) => id);
      expect(await idsUntil(noon + hourMs)).toEqual(due.map(([id]) => id));
      expect(await idsUntil(noon + 2)).toEqual(['requested', 'pushing', 'held']);
      expect(await idsUntil(noon - 1)).toEqual([]);
      expect(await idsUntil(noon + hourMs, 2)).toEqual(['requested', 'pushing']);
      expect((await subject.pushes.undone(shop, 100)).map(({ id }) => id)).toEqual([
        'requested',
        'pushing',
        'held',
        'retrying',
      ]);
      expect(await subject.pushes.undone(shop, 1)).toHaveLength(1);
    });

    it('that failed and are not due any more can be looked through, since a moment, the oldest first', async () => {
      for (const minute of [3, 1, 2]) {
        await through(pushOf({ shop, id: `at-${minute}` }), { state: { ...failed, at: noon + minute * minuteMs } });
      }
      await through(pushOf({ shop, id: 'untold' }), {
        state: { ...failed, at: noon + 4 * minuteMs },
        untold: 'failed',
      });
      await through(pushOf({ shop, id: 'looked-at-again' }), {
        state: { ...failed, at: noon + 5 * minuteMs },
        unknownAt: noon,
        lookAgainAt: noon + hourMs,
      });
      const ids = async (since: number, limit = 100): Promise<string[]> =>
        (await subject.pushes.failed(shop, since, limit)).map(({ id }) => id);
      expect(await ids(noon)).toEqual(['at-1', 'at-2', 'at-3']);
      expect(await ids(noon + 2 * minuteMs)).toEqual(['at-2', 'at-3']);
      expect(await ids(noon, 2)).toEqual(['at-1', 'at-2']);
      await through(pushOf({ shop: freshShop(), id: 'at-9' }), { state: { ...failed, at: noon } });
      expect(await ids(noon)).toHaveLength(3);
    });

    it('that a pause had held can be counted once they are confirmed', async () => {
      const held: PushState = { kind: 'held', since: noon, cause: 'outage', tries: 0 };
      const trail = [...push.trail, { at: noon, what: 'held', reason: 'outage' } as const];
      const confirmed: PushState = { kind: 'confirmed', at: noon + minuteMs };
      await through(pushOf({ shop, id: 'freed' }), { state: held, trail }, { state: confirmed });
      await through(pushOf({ shop, id: 'never-held' }), { state: confirmed });
      await through(pushOf({ shop, id: 'still-held' }), { state: held, trail });
      const ids = async (since: number): Promise<string[]> =>
        (await subject.pushes.freed(shop, since, 100)).map(({ id }) => id);
      expect(await ids(noon)).toEqual(['freed']);
      expect(await ids(noon + hourMs)).toEqual([]);
    });

    it('show which shops of a bucket have something due, each once', async () => {
      const twin = twinOf(shop);
      await subject.pushes.request(push);
      await subject.pushes.request({ ...push, id: 'another' });
      await subject.pushes.request(pushOf({ shop: twin, requestedAt: noon + hourMs }));
      await through(pushOf({ shop: twinOf(twin) }), { state: { ...failed, at: noon } });
      const bucket = bucketOf(shop);
      const dueShops = async (some: number, until: number): Promise<ShopKey[]> =>
        (await subject.pushes.dueSince(some, until)).map((due) => due.shop);
      const mine = async (until: number): Promise<ShopKey[]> =>
        (await dueShops(bucket, until)).filter((one) => one === shop || one === twin);
      expect(await mine(noon)).toEqual([shop]);
      expect((await mine(noon + hourMs)).sort()).toEqual([shop, twin].sort());
      expect(await dueShops((bucket + 1) % 16, noon + hourMs)).not.toContain(shop);
      expect(await mine(noon - 1)).toEqual([]);
    });

    it('show which shops of a bucket have one that failed, each once, and none that is due', async () => {
      const twin = twinOf(shop);
      for (const id of ['failed-1', 'failed-2'])
        await through(pushOf({ shop, id }), { state: { ...failed, at: noon } });
      await subject.pushes.request(pushOf({ shop: twin }));
      const bucket = bucketOf(shop);
      const found = await subject.pushes.failedShops(bucket);
      expect(found.filter((one) => one === shop || one === twin)).toEqual([shop]);
      expect(await subject.pushes.failedShops((bucket + 1) % 16)).not.toContain(shop);
    });

    it('show since when the most overdue of a shop is due', async () => {
      await subject.pushes.request(pushOf({ shop, id: 'later', requestedAt: noon + hourMs }));
      await subject.pushes.request(push);
      await through(pushOf({ shop, id: 'done' }), { state: { ...failed, at: noon } });
      const found = await subject.pushes.dueSince(bucketOf(shop), noon + hourMs);
      expect(found.filter((one) => one.shop === shop)).toEqual([{ shop, since: push.requestedAt }]);
      expect((await subject.pushes.dueSince(bucketOf(shop), noon - 1)).filter((one) => one.shop === shop)).toEqual([]);
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

function pushing(until: number): PushState {
  return { kind: 'pushing', until, tries: 0 };
}

function pushOf(changes: Partial<Push> & Pick<Push, 'shop'>): Push {
  return {
    orderNumber: orderNumberOf(1),
    id: 'confirm-1',
    content: { kind: 'confirm' },
    requestedAt: noon,
    by: '花子',
    version: 1,
    writer: runId,
    state: { kind: 'requested' },
    trail: [{ at: noon, what: 'requested', by: '花子' }],
    ...changes,
  };
}
