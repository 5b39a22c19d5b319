import type { Finding } from './finding.ts';

/** An order in a mall's books that its shop is to have. Times are in ms. */
export interface BookedOrder {
  readonly shop: string;
  readonly orderNumber: string;
  readonly placedAt: number;
  /** When the mall began to show it. */
  readonly shownAt: number;
  /** When a poll called its shop first after that; absent where no poll was watched. */
  readonly nextPollAt?: number;
  readonly isCancelled: boolean;
  /** When people changed it at the mall last, and when they cancelled it; absent where none was seen to. */
  readonly changedAt?: number;
  readonly cancelledAt?: number;
  /** True of one that is over, so that later changes of it may stay unread. */
  readonly isOver: boolean;
}

/** An event of an order that the bus accepted. */
export interface OrderEvent {
  readonly at: number;
  readonly kind: 'imported' | 'changed' | 'cancelled';
  readonly id: string;
  readonly shop: string;
  readonly orderNumber: string;
  readonly revision: number;
}

/** The orders of some shops, hours after everything was mended. */
export interface ImportEnd {
  /** When each shop's orders begin to count. */
  readonly importsFrom: ReadonlyMap<string, number>;
  readonly orders: readonly BookedOrder[];
  readonly events: readonly OrderEvent[];
  /** Since when nothing keeps anybody from importing; null: never. */
  readonly calmSince: number | null;
}

type ImportLaw =
  /** Each order that was placed since its shop's first day is announced as imported. */
  | 'order-imported'
  /** A revision has one kind and one id, whoever announces it, and an id is of one revision. */
  | 'announced-once'
  /** Revisions are 1 to n without a gap; the first one is the import, and no other. */
  | 'revisions-whole'
  /** An order that is cancelled after its import is announced as cancelled, and no other order is. */
  | 'cancel-announced'
  /** A change at the mall is announced. */
  | 'change-announced'
  /** In calm weather an order that is shown is announced within hours, and its cancel within two. */
  | 'announced-in-time'
  /** What is announced is at the mall, and was placed since the first day. */
  | 'nothing-else';

export type ImportFinding = Finding<ImportLaw>;

/** An order that is shown late, after the next listing, is found by the scan of a shop; malls list what they changed in the same way. */
const foundWithinMs = 165 * 60_000;
/** One that is shown within so long of its placing is found by the next poll. */
const nearMs = 11 * 60_000;
const polledWithinMs = 4 * 60_000;
/** A cancel is found by a scan, of which one an hour comes; the next one but one finds what a run by a wrong clock has left. */
const cancelSeenWithinMs = 120 * 60_000;

/** Everything about the import of orders that is not as the malls' books have it. */
export function brokenImportLaws({ importsFrom, orders, events, calmSince }: ImportEnd): ImportFinding[] {
  const eventsOf = Map.groupBy(events, nameOf);
  const due = orders.filter(({ shop, placedAt }) => placedAt >= (importsFrom.get(shop) ?? Number.POSITIVE_INFINITY));
  const known = new Set(due.map(nameOf));
  return [
    ...due.flatMap((order) => wrongOrder(order, eventsOf.get(nameOf(order)) ?? [])),
    ...due.flatMap((order) => tooLate(order, eventsOf.get(nameOf(order)) ?? [], calmSince ?? Number.POSITIVE_INFINITY)),
    ...[...eventsOf].flatMap(([name, own]) => [
      ...(known.has(name)
        ? []
        : [found('nothing-else', `${name} is announced, and the mall has no such order since the first day`)]),
      ...gaps(name, own),
    ]),
    ...announcedTwice(events),
  ];
}

const found = (law: ImportLaw, words: string): ImportFinding => ({ law, words });

const nameOf = ({ shop, orderNumber }: Pick<BookedOrder, 'shop' | 'orderNumber'>): string => `${shop} ${orderNumber}`;

function wrongOrder(order: BookedOrder, events: readonly OrderEvent[]): ImportFinding[] {
  const name = nameOf(order);
  const imported = events.find(({ kind }) => kind === 'imported');
  if (imported === undefined) return [found('order-imported', `${name} is at the mall, and was not announced`)];
  const isToldCancelled = events.some(({ kind }) => kind === 'cancelled');
  const { changedAt = Number.NEGATIVE_INFINITY, cancelledAt = Number.NEGATIVE_INFINITY } = order;
  // One that was cancelled before it was read is imported as it is.
  const isUntold = order.isCancelled && !isToldCancelled && cancelledAt > imported.at;
  const isStale = !order.isOver && !events.some(({ at }) => at > changedAt);
  return [
    ...(isUntold ? [found('cancel-announced', `${name} is cancelled at the mall, and no event says so`)] : []),
    ...(isToldCancelled && !order.isCancelled
      ? [found('cancel-announced', `${name} was announced as cancelled, and the mall has it`)]
      : []),
    ...(isStale ? [found('change-announced', `${name} was changed at the mall, and no event came after that`)] : []),
  ];
}

function tooLate(order: BookedOrder, events: readonly OrderEvent[], calmSince: number): ImportFinding[] {
  const { shownAt, isCancelled, cancelledAt = 0 } = order;
  const atOf = (wanted: OrderEvent['kind']): number | undefined => events.find(({ kind }) => kind === wanted)?.at;
  const importedAfterMs = shownAt < calmSince ? 0 : (atOf('imported') ?? 0) - shownAt;
  const cancelAfterMs = !isCancelled || cancelledAt < calmSince ? 0 : (atOf('cancelled') ?? 0) - cancelledAt;
  const { placedAt, nextPollAt } = order;
  const isNear = shownAt >= calmSince && shownAt - placedAt < nearMs && nextPollAt !== undefined;
  const polledAfterMs = isNear ? (atOf('imported') ?? 0) - nextPollAt : 0;
  if (polledAfterMs > polledWithinMs)
    return [
      found(
        'announced-in-time',
        `${nameOf(order)} was announced ${Math.round(polledAfterMs / 60_000)} min after the next poll`,
      ),
    ];
  if (importedAfterMs <= foundWithinMs && cancelAfterMs <= cancelSeenWithinMs) return [];
  const afterMin = Math.round(Math.max(importedAfterMs, cancelAfterMs) / 60_000);
  return [found('announced-in-time', `${nameOf(order)} was announced ${afterMin} min late in calm weather`)];
}

function gaps(name: string, events: readonly OrderEvent[]): ImportFinding[] {
  const revisions = new Set(events.map(({ revision }) => revision));
  const missing = Array.from({ length: Math.max(...revisions) }, (_, index) => index + 1).filter(
    (revision) => !revisions.has(revision),
  );
  const misnamed = events.filter(({ kind, revision }) => (kind === 'imported') !== (revision === 1));
  return [
    ...missing.map((revision) => found('revisions-whole', `revision ${revision} of ${name} was not announced`)),
    ...misnamed.map(({ kind, revision }) => found('revisions-whole', `revision ${revision} of ${name} is ${kind}`)),
  ];
}

function announcedTwice(events: readonly OrderEvent[]): ImportFinding[] {
  const revisionOf = (event: OrderEvent): string => `revision ${event.revision} of ${nameOf(event)}`;
  const byRevision = Map.groupBy(events, revisionOf);
  const byId = Map.groupBy(events, ({ id }) => id);
  const several = (one: readonly string[]): boolean => new Set(one).size > 1;
  return [
    ...[...byRevision]
      .filter(([, own]) => several(own.map(({ id, kind }) => `${id} ${kind}`)))
      .map(([name]) => found('announced-once', `${name} was announced under several ids or kinds`)),
    ...[...byId]
      .filter(([, own]) => several(own.map(revisionOf)))
      .map(([id]) => found('announced-once', `the id ${id} is of several revisions`)),
  ];
}
