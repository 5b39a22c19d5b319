import { type EpochMs, measured, minuteMs, type Shape, secondMs, TsunagiError } from '../kernel/index.ts';
import {
  type Announcement,
  byMall,
  type IncidentNews,
  type MallName,
  type newsAbout,
  type PushNews,
} from '../model/index.ts';
import type { RejectedRequest, RejectedRequests, RequestEvent } from './queues.ts';
import type { Log } from './system.ts';

export type RejectionNews = (typeof newsAbout)['pushRequests' | 'movements'][number];

/** News that is not accepted is sent again later. */
export interface Bus {
  /** Returns the accepted ids. */
  announce(announcements: readonly Announcement[]): Promise<Set<string>>;
  /** True if accepted. */
  tellIncident(news: IncidentNews): Promise<boolean>;
  /** Returns the accepted ids. */
  tellPushes(news: readonly PushNews[]): Promise<Set<string>>;
  /** Reports a rejected request, with the reasons; true if accepted. */
  tellRejected(news: RejectionNews, rejected: RejectedRequest): Promise<boolean>;
}

const reasonsMax = 100;

/** Publishes all reasons and keeps the event for a person. Throws `bus.failing` and `queue.failing`: deliver the event again then. */
export async function rejectRequest(
  ports: { readonly bus: Bus; readonly rejected: RejectedRequests; readonly log: Log },
  event: RequestEvent,
  all: readonly string[],
  how: {
    readonly news: RejectionNews;
    readonly what: string;
    readonly line: string;
    readonly shape: Shape<unknown>;
  },
): Promise<{ readonly kind: 'rejected'; readonly reasons: readonly string[] }> {
  const more = all.length - reasonsMax;
  const reasons = more > 0 ? [...all.slice(0, reasonsMax), `… and ${more} more.`] : all;
  const { id, source, time, detail } = event;
  const rejected = { event: { id, source, time }, reasons, detail: how.shape.keep(detail) };
  // The bus first: repeated news keeps its id, while a repeated queue message would be a second one.
  if (!(await ports.bus.tellRejected(how.news, rejected))) {
    throw new TsunagiError(
      'bus.failing',
      'later',
      `The bus did not take the news of a rejected ${how.what}. The event comes again.`,
    );
  }
  await ports.rejected.keep(rejected);
  ports.log.warn(how.line, { eventId: id, source, reasons: all.length, first: reasons[0] ?? '' });
  return { kind: 'rejected', reasons };
}

/** Age from which waiting news was also refused when announced again. */
export const busStandsMs = 15 * minuteMs;

interface Refused {
  readonly mall: MallName;
  /** Time of the event, unknown to consumers since. */
  readonly since: EpochMs;
}

/**
 * Logs refused events and the age of the oldest, one line per mall with any. They are sent again every quarter of an hour, so the figure
 * lasts as long as the trouble.
 *
 * @param of number of events, accepted ones included
 */
export function tellRefused(
  log: Log,
  what: 'orders' | 'pushes' | 'incident',
  refused: readonly Refused[],
  of: number,
  now: EpochMs,
): void {
  for (const [mall, ofMall] of byMall(refused, (one) => one.mall)) {
    const oldest = ofMall.reduce((min, { since }) => Math.min(min, since), now);
    const wait = { BusWaitSeconds: Math.round((now - oldest) / secondMs) };
    log.warn('bus.refused', { what, mall, refused: ofMall.length, of, ...measured('bus.refused', { ...wait }) });
    if (now - oldest >= busStandsMs)
      log.error('bus.stands', { what, mall, ...measured('bus.stands', { WorkStands: 1 }) });
  }
}
