import type { EpochMs } from '../kernel/index.ts';
import {
  announcementOf,
  type ChangeEvent,
  type FeedEvent,
  type FeedMark,
  feedKeptMs,
  firstSinceLoss,
  isRevisionEvent,
  type RevisionEvent,
} from '../model/index.ts';
import type { OrderKey } from '../ports/index.ts';

/** Revisions of an order in its tables, in order; what each was announced as. */
export type Revisions = (order: OrderKey) => Promise<readonly RevisionEvent[]>;

interface Following {
  readonly revisions: Revisions;
  readonly now: EpochMs;
}

const endsMax = 100;

/** Puts arrivals of one order in order behind its mark, without repeats; missing revisions are taken from the tables. */
export async function followOrder(
  { shop, orderNumber }: OrderKey,
  before: FeedMark | null,
  arrivals: readonly FeedEvent[],
  { revisions, now }: Following,
): Promise<{ readonly events: FeedEvent[]; readonly mark: Omit<FeedMark, 'position'> }> {
  const events: FeedEvent[] = [];
  let { revision = 0, removed, ends = [] } = before ?? {};
  let known: readonly RevisionEvent[] | null = null;
  const bringTo = async (last: number): Promise<void> => {
    if (last <= revision) return;
    known ??= await revisions({ shop, orderNumber });
    const missing = between(known, { shop, orderNumber }, revision, last, now);
    // Earlier events of an order new to the feed may be on their way; those of months ago are no news.
    events.push(...missing.filter(({ at }) => before !== null || at >= now - feedKeptMs));
    revision = last;
  };
  for (const event of inOrder(arrivals)) {
    if (!isRevisionEvent(event)) {
      if (ends.some(({ id }) => id === event.id)) continue;
      events.push(event, ...repeatedAfter(event, ends));
      ends = [...ends, event].slice(-endsMax);
    } else if (event.kind === 'OrderBuyerRemoved') {
      if (event.revision <= (removed ?? 0)) continue;
      await bringTo(event.revision);
      events.push(event);
      removed = event.revision;
    } else if (event.revision > revision) {
      await bringTo(event.revision - 1);
      events.push(event);
      revision = event.revision;
    }
  }
  return { events, mark: { shop, orderNumber, revision, ...(removed === undefined ? {} : { removed }), ends } };
}

/** The last word on a change stays the last, even if an earlier one comes after. */
function repeatedAfter(event: ChangeEvent, ends: readonly ChangeEvent[]): ChangeEvent[] {
  const later = ends.filter(({ pushId, at }) => pushId === event.pushId && at > event.at);
  return later.length === 0 ? [] : [later.reduce((last, one) => (one.at > last.at ? one : last))];
}

const placeOf = (event: FeedEvent): readonly [number, number, number] =>
  isRevisionEvent(event) ? [0, event.revision, event.kind === 'OrderBuyerRemoved' ? 1 : 0] : [1, event.at, 0];

const inOrder = (arrivals: readonly FeedEvent[]): FeedEvent[] =>
  [...arrivals].sort((a, b) => {
    const [one, other] = [placeOf(a), placeOf(b)];
    const index = one.findIndex((part, place) => part !== other[place]);
    return (one[index] ?? 0) - (other[index] ?? 0);
  });

/** Missing revisions. One whose history was removed is a change; after lost rows, numbers were left out. */
function between(
  known: readonly RevisionEvent[],
  { shop, orderNumber }: OrderKey,
  after: number,
  last: number,
  at: EpochMs,
): RevisionEvent[] {
  const from = Math.max(after + 1, firstSinceLoss(last + 1));
  const numbers = Array.from({ length: Math.max(0, last + 1 - from) }, (_, index) => from + index);
  const found = new Map(known.map((one) => [one.revision, one]));
  const earlier = known.filter(({ revision }) => revision > after && revision < from);
  return [
    ...earlier,
    ...numbers.map((revision): RevisionEvent => {
      const kind = revision === 1 ? 'OrderImported' : 'OrderChanged';
      return found.get(revision) ?? { ...announcementOf(shop, orderNumber, { revision, kind }), kind, at };
    }),
  ];
}
