import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs, secondMs } from '../../../../core/kernel/time.ts';
import { ProcessDied } from '../../../../proving/worlds/process.ts';
import { openBatchWorld } from './batch-world.ts';

const skus = 320;
const feed = 'POST /feeds/2021-06-30/feeds';
const patch = 'PATCH';

describe('many levels at a mall that takes batches', () => {
  it('go as one batch, are set by nothing else, and are read once it has ended', async () => {
    const world = await openBatchWorld({ skus });
    await world.list(world.items, 7);
    await world.pass(15 * minuteMs);
    expect(world.failures).toEqual([]);
    expect(world.called(feed)).toHaveLength(1);
    expect(world.called(patch)).toEqual([]);
    expect(world.levels()).toEqual([7]);
    for (const item of world.items) {
      expect(world.listing(item)).toMatchObject({ acked: { level: 7 }, verifiedAt: expect.any(Number) });
    }
    expect(world.waiting()).toEqual([]);
  });

  it('go one by one where they are few', async () => {
    const world = await openBatchWorld({ skus: 30 });
    await world.list(world.items, 7);
    await world.pass(10 * minuteMs);
    expect(world.called('POST /feeds')).toEqual([]);
    expect(world.called(patch)).toHaveLength(30);
    expect(world.levels()).toEqual([7]);
    expect(world.waiting()).toEqual([]);
  });

  it('of an SKU that Amazon sends (FBA) are refused in words and never sent, also after it was seen at the mall', async () => {
    const world = await openBatchWorld({ skus: 2 });
    const [fba = '', own = ''] = world.items;
    world.amazon.control.setStock('A3KADONOMISE', { sellerSku: fba, isFba: true });
    await world.list(world.items, 7);
    await world.pass(5 * minuteMs);
    await world.see(fba);
    await world.count(world.items, 0);
    await world.pass(2 * hourMs);
    expect(world.called(patch).map(({ what }) => what.split('/').at(-1))).toEqual([own, own]);
    expect(world.listing(fba).wait).toMatchObject({ kind: 'refused', words: expect.stringContaining('FBA') });
    expect(world.level(own)).toBe(0);
  });

  it('of an SKU that was just read as FBA are refused without a call, and all others go as one batch', async () => {
    const world = await openBatchWorld({ skus });
    const [fba = '', ...own] = world.items;
    world.amazon.control.setStock('A3KADONOMISE', { sellerSku: fba, isFba: true });
    // Without an import of the orders every SKU is read before it is set.
    world.amazon.control.break({ kind: 'overloaded', operations: ['searchOrders'] });
    await world.list(world.items, 7);
    await world.pass(2 * minuteMs);
    expect(world.called(feed)).toHaveLength(1);
    expect(world.called(patch)).toEqual([]);
    expect(own.every((item) => world.listing(item).claim?.batch?.ticket)).toBe(true);
    expect(world.listing(fba).claim).toBeUndefined();
    expect(world.listing(fba).wait).toMatchObject({ kind: 'refused', code: 'FULFILLED_BY_AMAZON' });
  });

  it('are read before they are set one by one where too few are left for a batch, and none was seen at the mall yet', async () => {
    const world = await openBatchWorld({ skus });
    const counted = world.items.slice(0, 5);
    await world.list(world.items, 7, counted);
    await world.pass(10 * minuteMs);
    const indexOf = (what: string): number => world.calls.findIndex((call) => call.what.startsWith(what));
    expect(world.called(feed)).toEqual([]);
    expect(world.called(patch)).toHaveLength(counted.length);
    expect(indexOf('GET /listings/')).toBeGreaterThanOrEqual(0);
    expect(indexOf('GET /listings/')).toBeLessThan(indexOf(patch));
  });

  it('are never followed by an older one: a newer level waits until the batch has ended', async () => {
    const world = await openBatchWorld({ skus, settings: { feeds: { queueMs: 10 * minuteMs } } });
    await world.list(world.items, 7);
    await world.pass(2 * minuteMs);
    const [item = ''] = world.items;
    await world.count([item], 3);
    await world.pass(8 * minuteMs);
    // The feed runs still.
    expect([world.called(patch), world.level(item)]).toEqual([[], 100]);
    await world.pass(5 * minuteMs);
    expect(world.failures).toEqual([]);
    expect(world.called(patch).map(({ what }) => what.split('/').at(-1))).toEqual([item]);
    expect(world.level(item)).toBe(3);
    expect(world.listing(item).acked?.level).toBe(3);
    await world.pass(hourMs);
    expect(world.level(item)).toBe(3);
    expect(world.waiting()).toEqual([]);
  });

  it.each([
    ['before it learned the number of the batch', feed],
    ['before the batch was made', 'PUT /feed-documents'],
    ['while it asked what became of it', 'GET /feeds/2021-06-30/feeds/'],
  ])('are not set by another worker while the batch of a process runs that died %s', async (_, call) => {
    const world = await openBatchWorld({ skus, settings: { feeds: { queueMs: 20 * minuteMs } } });
    world.dieAfter(call);
    await world.list(world.items, 7);
    await world.pass(15 * minuteMs);
    expect(world.failures).toContainEqual(expect.any(ProcessDied));
    const feeds = world.called(feed).length;
    if (feeds > 0) expect(world.called(patch)).toEqual([]);
    await world.count(world.items.slice(0, 5), 2);
    await world.pass(30 * minuteMs);
    for (const item of world.items) expect(world.level(item)).toBe(world.items.indexOf(item) < 5 ? 2 : 7);
    expect(world.waiting()).toEqual([]);
  });

  it('are read and set by themselves after a batch that was aborted half way', async () => {
    const world = await openBatchWorld({ skus });
    world.amazon.control.break({ kind: 'feed-fatal' });
    await world.list(world.items, 7);
    await world.pass(25 * minuteMs);
    expect(world.failures).toEqual([]);
    expect(world.called(feed)).toHaveLength(1);
    expect(world.called(patch)).toHaveLength(skus / 2);
    expect(world.levels()).toEqual([7]);
    expect(world.waiting()).toEqual([]);
  });

  it('are sent again after a batch that was cancelled before it began', async () => {
    const world = await openBatchWorld({ skus });
    world.amazon.control.break({ kind: 'feed-cancelled', times: 1 });
    await world.list(world.items, 7);
    await world.pass(25 * minuteMs);
    expect(world.called(feed)).toHaveLength(2);
    expect(world.called(patch)).toEqual([]);
    expect(world.levels()).toEqual([7]);
  });

  it('say in the words of the mall which of them it refused, and the others are set', async () => {
    const world = await openBatchWorld({ skus });
    world.amazon.control.break({ kind: 'feed-partial' });
    await world.list(world.items, 7);
    await world.pass(15 * minuteMs);
    const refused = world.items.filter((_, index) => index % 3 === 0);
    expect(world.waiting().map(({ wait }) => wait?.kind)).toEqual(refused.map(() => 'refused'));
    for (const { wait } of world.waiting()) {
      expect(wait).toMatchObject({ code: '90000', words: 'A required attribute is missing.' });
    }
    expect(world.items.filter((item) => world.level(item) === 7)).toHaveLength(skus - refused.length);
  });

  it('are set right where a batch ends long after it counted as lost', async () => {
    const world = await openBatchWorld({ skus });
    world.amazon.control.break({ kind: 'feed-late', applyAfterMs: 150 * minuteMs });
    await world.list(world.items, 7);
    await world.pass(minuteMs);
    await world.count(world.items, 4);
    await world.pass(119 * minuteMs);
    expect(world.levels()).toEqual([100]);
    await world.pass(20 * minuteMs);
    expect(world.levels()).toEqual([4]);
    await world.pass(4 * hourMs);
    expect(world.levels()).toEqual([4]);
    expect(world.waiting()).toEqual([]);
  });

  it('stay part of their batch through a pause that is longer than it', async () => {
    const world = await openBatchWorld({ skus, settings: { feeds: { queueMs: 20 * minuteMs } } });
    await world.list(world.items, 7);
    await world.pass(2 * minuteMs);
    await world.pause();
    await world.pass(10 * minuteMs);
    expect(world.waiting().filter(({ claim }) => claim?.batch?.ticket)).toHaveLength(skus);
    await world.resume();
    await world.pass(6 * minuteMs);
    expect(world.called(patch)).toEqual([]);
    await world.pass(20 * minuteMs);
    expect([world.levels(), world.called(patch), world.waiting()]).toEqual([[7], [], []]);
  });

  it('go one by one where the mall takes no batch', async () => {
    const world = await openBatchWorld({ skus, settings: { feeds: { perFiveMinutes: 0 } } });
    await world.list(world.items, 7);
    await world.pass(10 * minuteMs);
    expect(world.levels()).toEqual([7]);
    expect(world.called(patch)).toHaveLength(skus);
    expect(world.waiting()).toEqual([]);
  });

  it('are not set while a document of a batch cannot be stored or its report read, and then are', async () => {
    const world = await openBatchWorld({ skus });
    await world.list(world.items, 7);
    await world.pass(30 * secondMs);
    world.amazon.control.break({ kind: 'document-expired' });
    await world.pass(10 * minuteMs);
    expect(world.called(patch)).toEqual([]);
    expect(world.waiting()).toHaveLength(skus);
    world.amazon.control.mend();
    await world.pass(5 * minuteMs);
    expect(world.waiting()).toEqual([]);
    expect(world.levels()).toEqual([7]);
  });
});
