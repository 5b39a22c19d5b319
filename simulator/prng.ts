/** A seeded source of chance: the same seed gives the same answers in the same order. */
export interface Prng {
  /** At least 0, below 1. */
  next(): number;
  /** A whole number, both ends included. */
  int(min: number, max: number): number;
  pick<T>(list: readonly T[]): T;
  chance(probability: number): boolean;
  /** `length` hexadecimal digits. */
  hex(length: number): string;
  /** Time to the next event of a stream with this mean gap (a Poisson stream). */
  gap(mean: number): number;
}

/** Every byte in hexadecimal: a mall writes ids into each answer. */
const BYTES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Mulberry32: small, fast, and good enough for a world that only has to look unplanned. */
export class Mulberry32 implements Prng {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  }

  int(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  hex(length: number): string {
    let digits = '';
    while (digits.length < length) {
      const drawn = this.int(0, 0xffff);
      digits += BYTES[drawn >> 8] as string;
      digits += BYTES[drawn & 0xff] as string;
    }
    return digits.slice(0, length);
  }

  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new Error('Nothing to pick from: the list is empty.');
    return list[Math.floor(this.next() * list.length)] as T;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  gap(mean: number): number {
    return -Math.log(1 - this.next()) * mean;
  }
}

/** A source of chance that begins anew: the same seed, the same answers. */
export function prng(seed: number): Prng {
  return new Mulberry32(seed);
}

/**
 * A seed of its own for every named part of a world, so that one more draw in one part
 * changes nothing in another. FNV-1a over the labels.
 */
export function seedOf(seed: number, ...labels: readonly (string | number)[]): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (const character of labels.join(' ')) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0;
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** A random-looking UUID (version 4) from a seeded source. */
export function uuid(chance: Prng): string {
  const digits = chance.hex(32);
  const variant = '89ab'.charAt(chance.int(0, 3));
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    `${variant}${digits.slice(17, 20)}`,
    digits.slice(20),
  ].join('-');
}

/** A whole number between two settings; 0 without a draw where nothing above 0 is set. */
export function drawBetween(chance: Prng, min: number, max: number): number {
  return max === 0 ? 0 : chance.int(min, max);
}
