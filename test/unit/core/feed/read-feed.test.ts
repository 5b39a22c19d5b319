import { describe, expect, it } from 'vitest';
import { appendEvents } from '../../../../core/feed/append-events.ts';
import { readFeed } from '../../../../core/feed/read-feed.ts';
import { dayMs } from '../../../../core/kernel/time.ts';
import { type FeedEvent, feedKeptMs } from '../../../../core/model/feed.ts';
import { memoryPorts } from '../../../../proving/memory/index.ts';
import { createMemoryStore } from '../../../../proving/memory/store.ts';
import { noon } from '../../../contract/fixtures.ts';

const event = (orderNumber: number, revision = 1): FeedEvent => ({
  ...{ id: `rms#a#${orderNumber}#${revision}`, kind: revision === 1 ? 'OrderImported' : 'OrderChanged', revision },
  ...{ shop: 'rms#a', orderNumber: String(orderNumber), at: noon },
});

/** A feed of kado with rows of some events each, a day apart; what expires is removed as DynamoDB removes it. */
function openFeed() {
  let now = noon;
  const store = createMemoryStore();
  const { feed } = memoryPorts(store);
  const clock = { now: () => now };
  const rowsOf = () => store.feedByMerchant.get('kado') ?? new Map();
  return {
    store,
    pass: (ms: number) => {
      now += ms;
      for (const [position, { expiresAt = now + 1 }] of rowsOf()) if (expiresAt <= now) rowsOf().delete(position);
    },
    add: (...events: FeedEvent[]) =>
      appendEvents({ feed, clock, revisions: async () => [], runId: `run-${now}` }, 'kado', events),
    async read(after: string | null = null, limit = 10) {
      const page = await readFeed({ feed, clock }, 'kado', after, limit);
      if (page.kind !== 'events') return page.kind;
      return { got: page.events.map(({ event: { id } }) => id.slice(6)), next: page.events.at(-1)?.position ?? after };
    },
  };
}

describe('a feed', () => {
  it('a feed is read from behind any event, within a row, too', async () => {
    const { add, read } = openFeed();
    await add(event(1), event(2), event(3));
    await add(event(4));
    const all: string[] = [];
    let after: string | null = null;
    for (
      let page = await read(after, 1);
      typeof page !== 'string' && page.got.length > 0;
      page = await read(after, 1)
    ) {
      all.push(...page.got);
      after = page.next;
    }
    expect(all).toEqual(['1#1', '2#1', '3#1', '4#1']);
    await add(event(4, 2));
    expect(await read(after)).toMatchObject({ got: ['4#2'] });
  });

  it('a feed says that events are gone to a reader away for too long, and begins with the oldest kept', async () => {
    const { add, read, pass } = openFeed();
    await add(event(1));
    const first = (await read()) as { next: string };
    for (let order = 2; order < 40; order++) {
      pass(dayMs);
      await add(event(order));
    }
    expect(await read(first.next)).toBe('lost');
    const { got } = (await read(null, 100)) as { got: string[] };
    expect(got.at(-1)).toBe('39#1');
    // A row expires 30 days after the next one was written.
    expect(got.length).toBe(32);
  });

  it('a feed keeps the place of a reader of everything, however long nothing happens', async () => {
    const { add, read, pass } = openFeed();
    await add(event(1), event(2));
    const { next } = (await read()) as { next: string };
    pass(feedKeptMs * 3);
    expect(await read(next)).toMatchObject({ got: [] });
    await add(event(3));
    await add(event(4));
    expect(await read(next)).toMatchObject({ got: ['3#1', '4#1'] });
  });

  it('a feed knows a position from before its table was restored', async () => {
    const { add, read, store, pass } = openFeed();
    await add(event(1));
    const restored = structuredClone(store.feedByMerchant.get('kado'));
    await add(event(2));
    await add(event(3));
    const { next } = (await read()) as { next: string };
    if (restored !== undefined) store.feedByMerchant.set('kado', restored);
    expect(await read(next)).toBe('lost');
    pass(1);
    for (const order of [4, 5, 6]) await add(event(order));
    expect(await read(next)).toBe('lost');
  });

  it('a feed takes no text for a position that it did not give', async () => {
    const { read } = openFeed();
    for (const after of ['', '1', '1-1', '-1-1-a', '1-1-a b']) expect(await read(after)).toBe('unknown');
    expect(await read('1-1-a')).toBe('lost');
  });

  it('a feed appends an event once, however often and late it comes', async () => {
    const { add, read, pass } = openFeed();
    await add(event(1), event(1));
    await add(event(1, 2));
    pass(dayMs);
    expect(await add(event(1), event(1, 2))).toBe(0);
    expect(await read()).toMatchObject({ got: ['1#1', '1#2'] });
  });
});
