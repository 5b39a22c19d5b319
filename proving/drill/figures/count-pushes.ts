import { minuteMs } from '../../../core/kernel/time.ts';
import type { BookFact, DayFacts, ParcelFact, PushFact } from '../facts.ts';
import { idOf } from './doubled.ts';

/** What became of the changes that were asked for. */
export interface StatusFigures {
  readonly requested: number;
  readonly confirmed: number;
  readonly failed: number;
  readonly stuck: number;
  readonly doubleShipments: number;
  readonly failedMessages: number;
}

/** Counts what was asked for against the rows at the end of the day, and its parcels against the mall's books. */
export function countPushes(day: DayFacts): StatusFigures {
  const rows = new Map(day.pushes.map((push) => [nameOf(push), push]));
  const asked = [...new Set(day.asked.map(nameOf))];
  const inState = (state: PushFact['state']): number => asked.filter((name) => rows.get(name)?.state === state).length;
  const ended = inState('confirmed') + inState('failed') + inState('withdrawn');
  return {
    requested: asked.length,
    confirmed: inState('confirmed'),
    failed: inState('failed'),
    stuck: asked.length - ended,
    doubleShipments: doubleShipments(day),
    failedMessages: day.failedMessages,
  };
}

/**
 * Minutes from the end of the outage until the last change had ended that was asked for before and had not ended then; 0 where
 * there was none, null where one never did. Shops whose key the mall refuses at that moment wait for their merchants.
 */
export function minutesToStatusesDone({ script, keyless, pushes }: DayFacts): number | null {
  const { to } = script;
  const isRefused = (shop: string): boolean =>
    keyless.some((span) => span.shop === shop && span.from <= to && span.to > to);
  const ends = pushes
    .filter(({ shop, requestedAt }) => requestedAt < to && !isRefused(shop))
    .map(({ endedAt }) => endedAt ?? Number.POSITIVE_INFINITY);
  const last = ends.reduce((latest, at) => Math.max(latest, at), to);
  return Number.isFinite(last) ? Math.round(((last - to) / minuteMs) * 10) / 10 : null;
}

/** Rows of one parcel in one basket beyond the number that one request asked for, and beyond one in any case. */
function doubleShipments({ books, pushes }: DayFacts): number {
  const byOrder = Map.groupBy(
    pushes.filter(({ parcels }) => parcels.length > 0),
    idOf,
  );
  return books.reduce((sum, book) => sum + surplusRows(book, byOrder.get(idOf(book)) ?? []), 0);
}

function surplusRows({ parcels }: BookFact, pushes: readonly PushFact[]): number {
  const numbered = parcels.filter(({ trackingNumber }) => trackingNumber !== null);
  const equalRows = Map.groupBy(numbered, (row) => JSON.stringify([row.basketId, ...contentOf(row)]));
  return [...equalRows.values()].reduce((sum, rows) => {
    const asked = pushes.map((push) => push.parcels.filter((parcel) => isFor(parcel, rows[0])).length);
    return sum + Math.max(0, rows.length - Math.max(1, ...asked));
  }, 0);
}

function isFor(parcel: ParcelFact, row: ParcelFact | undefined): boolean {
  if (row === undefined || (parcel.basketId !== null && parcel.basketId !== row.basketId)) return false;
  return JSON.stringify(contentOf(parcel)) === JSON.stringify(contentOf(row));
}

function contentOf({ carrier, trackingNumber, shippedOn }: ParcelFact): unknown[] {
  return [carrier, trackingNumber, shippedOn];
}

const nameOf = (one: { readonly shop: string; readonly orderNumber: string; readonly push: string }): string =>
  `${idOf(one)} ${one.push}`;
