import { eachLimited, TsunagiError } from '../kernel/index.ts';
import { type FeedEvent, type FeedMark, type FeedRow, feedKeptMs } from '../model/index.ts';
import type { Clock, FeedStore, OrderKey } from '../ports/index.ts';
import { followOrder, type Revisions } from './follow-order.ts';

export interface FeedContext {
  readonly feed: FeedStore;
  readonly clock: Pick<Clock, 'now'>;
  readonly revisions: Revisions;
  readonly runId: string;
}

/** Looks at a feed that other processes write. */
const looksMax = 20;
const rowEventsMax = 300;
const writesAtOnce = 16;

const idOf = ({ shop, orderNumber }: OrderKey): string => `${shop}#${orderNumber}`;

/** Appends the events that a merchant's feed lacks; returns their number. Safe to repeat. Throws `store.failing`. */
export async function appendEvents(
  context: FeedContext,
  merchant: string,
  arrivals: readonly FeedEvent[],
): Promise<number> {
  const left = new Map(Map.groupBy(arrivals, idOf));
  let appended = 0;
  for (let looks = 0; left.size > 0; looks++) {
    if (looks === looksMax) throw tooBusy();
    const head = await context.feed.head(merchant);
    const { taken, events, marks } = await nextRow(context, merchant, head, left);
    if (events.length > 0) {
      if (head !== null) await settle(context, head);
      const [position, at] = [(head?.position ?? 0) + 1, Math.max(context.clock.now(), head?.at ?? 0)];
      const placed = marks.map((mark): FeedMark => ({ ...mark, position }));
      const row: FeedRow = { merchant, position, writer: context.runId, at, events, marks: placed };
      if ((await context.feed.append(row)) === 'changed') continue;
      appended += events.length;
    }
    for (const id of taken) left.delete(id);
    looks = -1;
  }
  return appended;
}

/** Marks of earlier rows are stored; those of the last stand in that row. */
async function nextRow(
  { feed, clock, revisions }: FeedContext,
  merchant: string,
  head: FeedRow | null,
  left: ReadonlyMap<string, readonly FeedEvent[]>,
) {
  const groups = [...left].slice(0, rowEventsMax);
  const keys = groups.flatMap(([, [first]]) => first ?? []);
  const stored = await feed.marks(merchant, keys);
  const standing = new Map([...stored, ...(head?.marks ?? [])].map((mark) => [idOf(mark), mark]));
  const events: FeedEvent[] = [];
  const marks: Omit<FeedMark, 'position'>[] = [];
  const taken: string[] = [];
  for (const [id, [first, ...more]] of groups) {
    if (first === undefined || events.length >= rowEventsMax) break;
    const following = { revisions, now: clock.now() };
    const followed = await followOrder(first, standing.get(id) ?? null, [first, ...more], following);
    taken.push(id);
    events.push(...followed.events);
    if (followed.events.length > 0) marks.push(followed.mark);
  }
  return { taken, events, marks };
}

/** Makes the last row one that another may follow. The row before it may go, so that a feed always has its last position. */
async function settle({ feed, clock }: FeedContext, { merchant, position, at, marks = [] }: FeedRow): Promise<void> {
  await eachLimited(marks, writesAtOnce, (mark) => feed.putMark(merchant, mark, at + 2 * feedKeptMs));
  if (position > 1) await feed.letExpire(merchant, position - 1, Math.max(clock.now(), at) + feedKeptMs);
}

const tooBusy = (): TsunagiError =>
  new TsunagiError('store.failing', 'later', 'Other runs kept writing the feed of a merchant. The events come again.');
