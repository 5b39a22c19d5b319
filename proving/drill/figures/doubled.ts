import type { BookFact, DayFacts } from '../facts.ts';

/**
 * The numbers of the orders that something was done twice for: a number with two rows, whatever the shop; a line that is
 * claimed in two places, or for more than the mall says in the end; a revision that was announced under two ids.
 */
export function doubledOrders(day: DayFacts): Set<string> {
  return new Set([...rowsTwice(day), ...claimedTwice(day), ...claimedTooMuch(day), ...announcedTwice(day)]);
}

function rowsTwice({ rows }: DayFacts): string[] {
  return repeated(rows, ({ orderNumber }) => orderNumber.normalize('NFKC').trim().toLowerCase());
}

function claimedTwice({ claims }: DayFacts): string[] {
  const holding = claims.filter(({ quantity }) => quantity !== 0);
  return repeated(holding, (claim) => `${idOf(claim)} ${claim.lineId}`);
}

function claimedTooMuch({ claims, books }: DayFacts): string[] {
  const units = new Map(books.map((order) => [idOf(order), order.units]));
  return claims
    .filter((claim) => claim.quantity > (units.get(idOf(claim))?.get(claim.lineId) ?? 0))
    .map(({ orderNumber }) => orderNumber);
}

function announcedTwice({ announced }: DayFacts): string[] {
  const once = new Map(announced.map((one) => [`${idOf(one)} ${one.revision} ${one.id}`, one]));
  return repeated([...once.values()], (one) => `${idOf(one)} ${one.revision}`);
}

function repeated<One extends { readonly orderNumber: string }>(
  all: readonly One[],
  nameOf: (one: One) => string,
): string[] {
  return [...Map.groupBy(all, nameOf).values()].flatMap(([, second]) =>
    second === undefined ? [] : [second.orderNumber],
  );
}

/** The name of an order: its shop and number. */
export const idOf = ({ shop, orderNumber }: Pick<BookFact, 'shop' | 'orderNumber'>): string => `${shop} ${orderNumber}`;
