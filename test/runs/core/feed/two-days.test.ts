import { describe, expect, it } from 'vitest';
import { readFeed } from '../../../../core/feed/read-feed.ts';
import { dayMs, hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import { type FeedEvent, isRevisionEvent } from '../../../../core/model/feed.ts';
import { prng, seedOf } from '../../../../simulator/prng.ts';
import { noon } from '../../../contract/fixtures.ts';
import { createFeedWorld } from './feed-world.ts';

type World = ReturnType<typeof createFeedWorld>;

/** Another program that reads a feed: it is killed between a page and noting its position, and is away for hours, or for two days. */
async function follow({ time, ports }: World, merchant: string, seed: number, awayUntil: number) {
  const chance = prng(seedOf(seed, 'reader', merchant));
  const seen: { readonly position: string; readonly event: FeedEvent }[] = [];
  let after: string | null = null;
  await time.sleep(awayUntil - time.now());
  for (;;) {
    const page = await readFeed({ feed: ports.feed, clock: time }, merchant, after, chance.int(1, 30));
    if (page.kind !== 'events') throw new Error(`The feed of ${merchant} answered ${page.kind}.`);
    seen.push(...page.events);
    const isKilled = chance.chance(0.2);
    if (!isKilled) after = page.events.at(-1)?.position ?? after;
    if (time.now() > noon + 6 * dayMs && page.events.length === 0) return seen;
    await time.sleep(chance.chance(0.01) ? chance.int(1, 12) * hourMs : chance.gap(2 * minuteMs));
  }
}

const orderOf = ({ shop, orderNumber }: FeedEvent): string => `${shop} ${orderNumber}`;

/** What is wrong with the events of an order in the feed, in the order of their positions. */
function faultsOf(events: readonly FeedEvent[]): string[] {
  const faults: string[] = [];
  let revision = 0;
  for (const event of events.filter(isRevisionEvent)) {
    const { kind, id } = event;
    if (kind === 'OrderBuyerRemoved' && event.revision > revision) faults.push(`${id} comes before its revision`);
    if (kind !== 'OrderBuyerRemoved' && event.revision !== revision + 1) faults.push(`${id} follows ${revision}`);
    if (kind !== 'OrderBuyerRemoved') revision = event.revision;
  }
  const ends = events.filter((event) => !isRevisionEvent(event));
  for (const [change, ofChange] of Map.groupBy(ends, (end) => ('pushId' in end ? end.pushId : ''))) {
    const latest = Math.max(...ofChange.map(({ at }) => at));
    if (ofChange.at(-1)?.at !== latest) faults.push(`the last word on ${change} is not the latest`);
  }
  return faults;
}

const kindOf = ({ id, kind }: FeedEvent): string => `${id} ${kind}`;

async function play(seed: number) {
  const world = createFeedWorld(seed);
  const readers = world.merchants.map((merchant, index) =>
    follow(world, merchant, seed, index === 0 ? noon + 2 * dayMs : noon),
  );
  await world.time.runUntil(noon + 7 * dayMs);
  const read = await Promise.all(readers);
  const faults: string[] = [];
  const lost: string[] = [];
  let sent = 0;
  for (const [index, merchant] of world.merchants.entries()) {
    const own = world.sent.filter((one) => one.merchant === merchant);
    const byPosition = new Map((read[index] ?? []).map(({ position, event }) => [position, event]));
    const events = [...byPosition.values()];
    if (events.some(({ shop }) => !shop.startsWith(`rms#${merchant}-`))) faults.push(`${merchant} got another's event`);
    const got = new Set(events.flatMap((event) => [event.id, kindOf(event)]));
    const removed = new Set(own.flatMap(({ event }) => (event.kind === 'OrderBuyerRemoved' ? [orderOf(event)] : [])));
    // The history of an order without its buyer no longer tells what each revision was.
    const isLost = ({ event }: (typeof own)[number]): boolean =>
      !got.has(removed.has(orderOf(event)) ? event.id : kindOf(event));
    lost.push(...own.filter(isLost).map(({ event }) => kindOf(event)));
    sent += own.length;
    for (const ofOrder of Map.groupBy(events, orderOf).values()) faults.push(...faultsOf(ofOrder));
  }
  return { sent, lost, faults, left: world.messages.length, repeats: read.flat().length };
}

describe('a program that reads a feed, killed and late through two days', () => {
  it('a program that reads a feed gets every event once or more, in order for each order, killed and late through two days', async () => {
    const seeds = Number(process.env.FEED_SEEDS ?? 8);
    let [sent, lost] = [0, 0];
    for (let seed = 1; seed <= seeds; seed++) {
      const played = await play(seed);
      expect(played, `seed ${seed}`).toMatchObject({ lost: [], faults: [], left: 0 });
      sent += played.sent;
      lost += played.lost.length;
    }
    console.log(`${lost} of ${sent} events lost, ${seeds} seeds`);
    expect(sent).toBeGreaterThan(seeds * 300);
  });
});
