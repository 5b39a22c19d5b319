import { hourMs } from '../kernel/index.ts';
import type { FeedEvent, FeedRow } from '../model/index.ts';
import type { Clock, FeedStore } from '../ports/index.ts';

interface Placed {
  /** Names the place behind the event. */
  readonly position: string;
  readonly event: FeedEvent;
}

/** `lost`: what follows the position is no longer kept. `unknown`: no feed gave that position. */
export type FeedPage =
  | { readonly kind: 'events'; readonly events: readonly Placed[]; readonly hasMore: boolean }
  | { readonly kind: 'lost' | 'unknown' };

const positionForm = /^(\d{1,12})-(\d{1,4})-([\w-]{1,40})$/;

/** Reads up to `limit` events behind a position, or from the oldest kept. A gap in a page ends it. */
export async function readFeed(
  ports: { readonly feed: Pick<FeedStore, 'from'>; readonly clock: Pick<Clock, 'now'> },
  merchant: string,
  after: string | null,
  limit: number,
): Promise<FeedPage> {
  if (after === null) {
    const rows = await ports.feed.from(merchant, 1, limit + 1, ports.clock.now() + hourMs);
    return pageOf(rows, rows[0]?.position ?? 1, 0, limit);
  }
  const [, position, index, writer] = positionForm.exec(after) ?? [];
  if (position === undefined || writer === undefined) return { kind: 'unknown' };
  const [last, given] = [Number(position), Number(index)];
  // A row may be written before the one that a page was about to read.
  for (const look of ['first', 'second']) {
    const rows = await ports.feed.from(merchant, last, limit + 2);
    const [first] = rows;
    if (first === undefined || (first.position === last && first.writer !== writer)) return { kind: 'lost' };
    if (first.position === last) {
      const page = pageOf(rows, last, given, limit);
      const isCut = page.events.length === 0 && rows.length > 1 && look === 'first';
      if (isCut) continue;
      return page.events.length === 0 && rows.length > 1 ? { kind: 'lost' } : page;
    }
    if (first.position === last + 1) return pageOf(rows, last + 1, 0, limit);
  }
  return { kind: 'lost' };
}

/** @param skipped events of the first row that were read */
function pageOf(rows: readonly FeedRow[], first: number, skipped: number, limit: number) {
  const whole = rows.filter(({ position }, index) => position === first + index);
  const all = whole.flatMap(({ position, writer, events }, row) =>
    events
      .map((event, index): Placed => ({ position: `${position}-${index + 1}-${writer}`, event }))
      .slice(row === 0 ? skipped : 0),
  );
  return {
    kind: 'events' as const,
    events: all.slice(0, limit),
    hasMore: all.length > limit || whole.length < rows.length,
  };
}
