import { Mulberry32, type Prng, seedOf } from '../../simulator/index.ts';

/** A part of a name: who acts, which run of theirs, which call or write of it. */
export type Word = string | number | Draw;

/** The chance of one thing: what it says depends on the name of the thing alone. */
export interface Draw extends Prng {
  /** False where all draws come from one stream, whatever their names. */
  readonly isNamed: boolean;
  /** The whole name; absent where there is none. */
  readonly name: string | undefined;
  /** The chance of a part of this thing, under a longer name. */
  of(...words: readonly Word[]): Draw;
  /** Whether something happens that has this probability, under a longer name. */
  hits(word: string, probability: number): boolean;
  /** One of a list, by the names of all: one more in the list changes nothing unless that one is it. */
  among<Item extends Word | object>(list: readonly Item[], nameOf: (item: Item) => Word): Item;
  /** How long a call or a write takes, in ms, or what a process draws itself: at least, and at most. */
  lasts(min: number, max: number): number;
}

/** Draws of a world. Nothing is drawn from it directly, so that no two things share what is drawn. */
export type Draws = Pick<Draw, 'of'>;

/** Draws by name: pure functions of the seed and the names. */
export function namedDraws(seed: number, ...words: readonly string[]): Draws {
  return new NamedDraw(seedOf(seed, ...words), null, words);
}

/** The draws of one run: of its nth call or write of a kind. */
export function turnsOf(run: Draw): (...kind: readonly Word[]) => Draw {
  const counts = new Map<string, number>();
  return (...words) => {
    const kind = words.map(textOf).join(' ');
    const nth = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, nth);
    return run.of(kind, nth);
  };
}

class NamedDraw extends Mulberry32 implements Draw {
  readonly isNamed = true;
  readonly #key: number;
  readonly #parent: NamedDraw | null;
  readonly #words: readonly Word[];

  constructor(key: number, parent: NamedDraw | null, words: readonly Word[]) {
    super(scattered(key));
    this.#key = key;
    this.#parent = parent;
    this.#words = words;
  }

  get name(): string {
    const own = this.#words.map(textOf).join(' ');
    return this.#parent === null ? own : `${this.#parent.name} ${own}`;
  }

  of(...words: readonly Word[]): NamedDraw {
    return new NamedDraw(words.reduce(keyOf, this.#key), this, words);
  }

  hits(word: string, probability: number): boolean {
    return probability > 0 && scattered(keyOf(this.#key, word)) < probability * 0x1_0000_0000;
  }

  lasts(min: number, max: number): number {
    return this.int(min, max);
  }

  /** The one whose name, with the name of this draw, has the greatest key. */
  among<Item extends Word | object>(list: readonly Item[], nameOf: (item: Item) => Word): Item {
    const [first, ...others] = list;
    if (first === undefined) throw new Error('Nothing to pick from: the list is empty.');
    const keyed = (item: Item): number => scattered(keyOf(this.#key, nameOf(item)));
    let [chosen, highest]: [Item, number] = [first, keyed(first)];
    for (const item of others) {
      const key = keyed(item);
      if (key > highest) [chosen, highest] = [item, key];
    }
    return chosen;
  }
}

/** A part of a name as it is written in it. */
export const textOf = (word: Word): string => (typeof word === 'object' ? (word.name ?? '') : String(word));

/** The key of a name that is longer by a word (FNV-1a). */
function keyOf(key: number, word: Word): number {
  const text = ` ${textOf(word)}`;
  let hash = key;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  return hash;
}

/** Keys of names that differ in little differ in much (the end of Murmur3). */
function scattered(key: number): number {
  let hash = Math.imul(key ^ (key >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
