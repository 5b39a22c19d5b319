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

/** The event bus, with news about orders, incidents, pushes and stock. */
export interface Bus {
  /** Sends announcements and returns the accepted ids; the others are announced again later. */
  announce(announcements: readonly Announcement[]): Promise<Set<string>>;
  /** Sends news of an incident; true if it was accepted. */
  tellIncident(news: IncidentNews): Promise<boolean>;
  /** Sends news of pushes and returns the accepted ids; the others are sent again later. */
  tellPushes(news: readonly PushNews[]): Promise<Set<string>>;
  /** Reports a rejected request for changes or report of movements, with the reasons; true if the bus accepted it. */
  tellRejected(news: RejectionNews, rejected: RejectedRequest): Promise<boolean>;
}

/** A rejection lists at most this many reasons; more would not help. */
const reasonsMax = 100;

/**
 * Rejects an event: publishes all reasons at once, and keeps what it said for a person. Throws `bus.failing` and `queue.failing`, after
 * which the event must be delivered again.
 */
export async function rejectRequest(
  ports: { readonly bus: Bus; readonly rejected: RejectedRequests; readonly log: Log },
  event: RequestEvent,
  all: readonly string[],
  how: {
    readonly news: RejectionNews;
    readonly what: string;
    /** The name of the log line. */
    readonly line: string;
    readonly shape: Shape<unknown>;
  },
): Promise<{ readonly kind: 'rejected'; readonly reasons: readonly string[] }> {
  const more = all.length - reasonsMax;
  const reasons = more > 0 ? [...all.slice(0, reasonsMax), `… and ${more} more.`] : all;
  const { id, source, time, detail } = event;
  const rejected = { event: { id, source, time }, reasons, detail: how.shape.keep(detail) };
  // The bus first: repeated news keeps its id, while a second message in the queue would be a separate one.
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

/** News that waits for longer has been announced again, and refused again. */
export const busStandsMs = 15 * minuteMs;

/** One event that the bus did not accept. */
interface Refused {
  readonly mall: MallName;
  /** When it happened: consumers have not known it since. */
  readonly since: EpochMs;
}

/**
 * Logs the events that the bus did not accept, and how long the oldest has waited, one line per mall. All of them are sent again within a
 * quarter of an hour, so the figure continues as long as the trouble lasts. Logs nothing if all were accepted.
 *
 * @param of how many events there were, including accepted ones
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
