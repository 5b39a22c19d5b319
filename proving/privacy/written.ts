import { unpack } from '../../core/model/packing.ts';

/** Whatever stands in a value, as text: maps and sets too, and bytes unpacked where an order was packed into them. */
export function writtenOut(value: unknown): string {
  return JSON.stringify(plainOf(value));
}

// Not by a replacer: a Buffer would be spelled out as numbers before it could be looked at.
function plainOf(value: unknown): unknown {
  if (value instanceof Uint8Array) return bytesOut(value);
  if (value instanceof Map || value instanceof Set) return [...value].map(plainOf);
  if (Array.isArray(value)) return value.map(plainOf);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plainOf(inner)]));
}

function bytesOut(bytes: Uint8Array): string {
  try {
    return unpack(bytes);
  } catch {
    return Buffer.from(bytes).toString('utf8');
  }
}
