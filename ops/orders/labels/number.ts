/** How much of the end of a number stands before the code of a destination. The two with a hyphen fit into the shortest field. */
const endBeforeCode = 10;
/** Codes of destinations have four of 36 characters. */
const codeCharacters = 4;

/** The number by which a carrier brings an order back: its own and its destination's; where that is too long, its end and a code. Two open orders of a 楽天 shop never share the end. */
export function labelNumber(orderNumber: string, destination: string | null, most: number): string | null {
  const whole = destination === null ? orderNumber : `${orderNumber}-${destination}`;
  if (whole.length <= most) return whole;
  if (destination === null) return orderNumber.slice(-most);
  const code = codeOf(destination);
  return code === null ? null : `${orderNumber.slice(-endBeforeCode)}-${code}`;
}

/** Of a destination's id alone: what else the order has, and in which order, may change until the label comes back. */
function codeOf(destination: string): string | null {
  if (!/^\d{1,20}$/.test(destination)) return null;
  const code = BigInt(destination) % 36n ** BigInt(codeCharacters);
  return code.toString(36).toUpperCase().padStart(codeCharacters, '0');
}

/** Splits the code of a destination off the end of a number: `0203456789-00YA`. */
export function withoutCode(number: string): { readonly end: string; readonly code: string } | null {
  const [, end, code] = /^(.{10})-([0-9A-Z]{4})$/.exec(number) ?? [];
  return end === undefined || code === undefined ? null : { end, code };
}

/** Those of an order's destinations that a code may mean. */
export function destinationsOfCode(code: string, destinations: readonly (string | null)[]): string[] {
  return destinations.flatMap((id) => (id !== null && codeOf(id) === code ? [id] : []));
}

/** True of what may be the end of a number on a label: as long as the fields that are too short for a whole one. */
export function isEnd(number: string): boolean {
  return number.length === 15 || number.length === 16;
}

/** An order that a number in a file of a carrier may mean, and which of its destinations. */
export interface OrderMeant {
  readonly orderNumber: string;
  /** Null where the number names none. */
  readonly destination: string | null;
}

/** Splits a destination off a number: `370001-20261124-0203456789-1234` is one of two destinations of the order before its last hyphen. */
export function withoutDestination(
  number: string,
): { readonly orderNumber: string; readonly destination: string } | null {
  const [, orderNumber, destination] = /^(.+)-(\d{1,20})$/.exec(number) ?? [];
  return orderNumber === undefined || destination === undefined ? null : { orderNumber, destination };
}
