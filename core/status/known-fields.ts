/** Longer texts than any field of a request takes are cut. */
const textMax = 200;

/** What is kept of a value: a plain one as it is, an object's or a list's parts by this shape. */
export type Kept = 'plain' | { readonly [name: string]: Kept } | { readonly each: Kept; readonly max: number };

const parcel: Kept = { basketId: 'plain', carrier: 'plain', trackingNumber: 'plain', shippedOn: 'plain' };
const change: Kept = {
  kind: 'plain',
  reason: 'plain',
  subStatusId: 'plain',
  parcels: { each: parcel, max: 20 },
};
const request: Kept = {
  format: 'plain',
  shop: 'plain',
  by: 'plain',
  orders: { each: { orderNumber: 'plain', change }, max: 100 },
};

/** What an event asked for, right or wrong, without anything that a request has no field for. */
export function knownFieldsOf(detail: unknown): unknown {
  return keep(detail, request);
}

/** The parts of a value that a shape names. */
export function keep(value: unknown, kept: Kept): unknown {
  if (kept === 'plain') return plain(value);
  if (isEach(kept)) {
    return Array.isArray(value) ? value.slice(0, kept.max).map((one) => keep(one, kept.each)) : undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const fields = value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.entries(kept)
      .filter(([name]) => Object.hasOwn(fields, name))
      .map(([name, of]) => [name, keep(fields[name], of)]),
  );
}

function isEach(kept: Exclude<Kept, 'plain'>): kept is { readonly each: Kept; readonly max: number } {
  return typeof kept.max === 'number';
}

function plain(value: unknown): unknown {
  if (typeof value === 'string') return value.slice(0, textMax);
  return typeof value === 'number' || typeof value === 'boolean' || value === null ? value : undefined;
}
