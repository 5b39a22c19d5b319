/**
 * The number by which a carrier's program brings an order back: the order's own, with the destination's where it has several; where that is
 * longer than the program's field, its end. `ops push ship` finds the order by either. Null where it does not fit.
 *
 * The end of a number of 楽天 is month, day and a sequence of ten digits: no two open orders of a shop share it.
 */
export function labelNumber(orderNumber: string, destination: string | null, most: number): string | null {
  const whole = destination === null ? orderNumber : `${orderNumber}-${destination}`;
  if (whole.length <= most) return whole;
  return destination === null ? orderNumber.slice(-most) : null;
}

/** True of what may be the end of a number on a label: as long as the fields that are too short for a whole one. */
export function isEnd(number: string): boolean {
  return number.length === 15 || number.length === 16;
}

/** What a number in a file of a carrier means. */
export type NumberMeant =
  | { readonly kind: 'order'; readonly orderNumber: string; readonly destination: string | null }
  | { readonly kind: 'several'; readonly orderNumbers: readonly string[] }
  | { readonly kind: 'unknown' };

/** Splits a destination off a number: `370001-20261124-0203456789-1234` is one of two destinations of the order before its last hyphen. */
export function withoutDestination(
  number: string,
): { readonly orderNumber: string; readonly destination: string } | null {
  const [, orderNumber, destination] = /^(.+)-(\d{1,20})$/.exec(number) ?? [];
  return orderNumber === undefined || destination === undefined ? null : { orderNumber, destination };
}

/** The one of these orders whose number ends so. */
export function byEnd(number: string, orderNumbers: Iterable<string>): NumberMeant {
  const found = [...orderNumbers].filter((one) => one.endsWith(number));
  const [orderNumber, ...others] = found;
  if (orderNumber === undefined) return { kind: 'unknown' };
  return others.length > 0
    ? { kind: 'several', orderNumbers: found }
    : { kind: 'order', orderNumber, destination: null };
}
