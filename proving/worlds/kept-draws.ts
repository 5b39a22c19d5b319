import type { Draw, Draws, Word } from './draws.ts';
import { textOf } from './draws.ts';

/** One thing that chance said; yes and no are 1 and 0, and what was picked is named. */
export type Value = number | string;

/** What chance said in a world or scene, by name, so that it can be played again. */
export interface Said {
  /** What befell somebody: a death, a refusal, a message that was lost. */
  readonly befell: Set<string>;
  /** What was drawn under a name, one thing after the other. */
  readonly drawn: Map<string, Value[]>;
  /** The calls and writes of a run, by the run and by their names in it; and how long they took, in ms, where a name does not say that. */
  readonly times: Map<string, Map<string, number[]>>;
}

/** Who writes down what chance says, or takes it from what was written down. */
export interface Keeper {
  readonly said: Said;
  readonly isWriting: boolean;
  /** False where one stream says what chance says: then a name says something else each time. */
  readonly isNamed: boolean;
  /** How often each name was asked for. */
  readonly asked: Map<string, number>;
}

/** Begins to write down what chance says. */
export function writeDown(isNamed: boolean): Keeper {
  const said: Said = { befell: new Set(), drawn: new Map(), times: new Map() };
  return { said, isWriting: true, isNamed, asked: new Map() };
}

/** Takes what chance says from what was written down. */
export function readFrom(said: Said, isNamed: boolean): Keeper {
  return { said, isWriting: false, isNamed, asked: new Map() };
}

/**
 * Draws that are written down, or taken from what was. Under a name that was not written down nothing befalls anybody, nothing takes time, and all
 * else is as `own` has it, by name from the seed: so a tree that writes once more, or asks for one thing more, changes nothing for the others.
 */
export function keptDraws(keeper: Keeper, own: Draws, ...words: readonly string[]): Draws {
  const key = words.join(' ');
  return { of: (...more) => new KeptDraw(keeper, own.of(...more), keyOf(key, more), key) };
}

const keyOf = (key: string, words: readonly Word[]): string =>
  [key, ...words.map((word) => (word instanceof KeptDraw ? word.key : textOf(word)))].join(' ');

/** What was picked: a number or a word itself, a step of a story by its name, and all else by its place in the list. */
function nameOfPick(item: unknown, place: number): Value {
  if (typeof item === 'number' || typeof item === 'string') return item;
  return typeof item === 'function' && item.name !== '' ? item.name : `#${place}`;
}

const asNumber = (value: Value): readonly number[] => (typeof value === 'number' ? [value] : []);

class KeptDraw implements Draw {
  readonly key: string;
  readonly #keeper: Keeper;
  readonly #own: Draw;
  /** The name of whom it is a call or a write. */
  readonly #doer: string;
  #drawn = 0;

  constructor(keeper: Keeper, own: Draw, key: string, doer: string) {
    this.#keeper = keeper;
    this.#own = own;
    this.key = key;
    this.#doer = doer;
  }

  get isNamed(): boolean {
    return this.#keeper.isNamed;
  }

  get name(): string | undefined {
    return this.isNamed ? this.#own.name : undefined;
  }

  of(...words: readonly Word[]): KeptDraw {
    return new KeptDraw(this.#keeper, this.#own.of(...words), keyOf(this.key, words), this.key);
  }

  hits(word: string, probability: number): boolean {
    const isHit = this.#own.hits(word, probability);
    if (probability <= 0) return false;
    const { said, isWriting } = this.#keeper;
    const name = `${this.key} ${word}`;
    const nth = this.isNamed ? 0 : this.#ask(name);
    const key = nth === 0 ? name : `${name} ${nth + 1}`;
    if (!isWriting) return said.befell.has(key);
    if (isHit) said.befell.add(key);
    return isHit;
  }

  among<Item extends Word | object>(list: readonly Item[], nameOf: (item: Item) => Word): Item {
    const names = list.map((item) => textOf(nameOf(item)));
    // Of several with one name, the second is told from the first.
    const nameAt = (place: number): string => {
      const before = names.slice(0, place).filter((one) => one === names[place]).length;
      return before === 0 ? (names[place] ?? '') : `${names[place]} ${before + 1}`;
    };
    const chosen = this.#own.among(list, nameOf);
    return this.#keep(
      chosen,
      () => nameAt(list.indexOf(chosen)),
      (text) => list.filter((_, place) => nameAt(place) === text),
    );
  }

  pick<T>(list: readonly T[]): T {
    const picked = this.#own.pick(list);
    return this.#keep(
      picked,
      () => nameOfPick(picked, list.indexOf(picked)),
      (value) => list.filter((item, place) => nameOfPick(item, place) === value),
    );
  }

  next(): number {
    return this.#keep(this.#own.next(), Number, asNumber);
  }

  int(min: number, max: number): number {
    return this.#keep(this.#own.int(min, max), Number, asNumber);
  }

  gap(mean: number): number {
    return this.#keep(this.#own.gap(mean), Number, asNumber);
  }

  chance(probability: number): boolean {
    return this.#keep(this.#own.chance(probability), Number, (value) => asNumber(value).map(Boolean));
  }

  hex(length: number): string {
    return this.#keep(this.#own.hex(length), String, (value) => [String(value)]);
  }

  lasts(min: number, max: number): number {
    const { said, isWriting } = this.#keeper;
    const ofDoer = said.times.get(this.#doer) ?? new Map<string, number[]>();
    const name = this.key.slice(this.#doer.length + 1);
    const times = ofDoer.get(name);
    const ms = this.#own.lasts(min, max);
    if (!isWriting) return times === undefined ? 0 : this.isNamed ? ms : (times[this.#ask(`${this.key} lasts`)] ?? 0);
    said.times.set(this.#doer, ofDoer.set(name, this.isNamed ? [] : [...(times ?? []), ms]));
    return ms;
  }

  /** What was written down under this name, in place of what is drawn; the latter stays in step, since times come from there. */
  #keep<T>(drawn: T, nameOf: (item: T) => Value, find: (value: Value) => readonly T[]): T {
    const { said, isWriting } = this.#keeper;
    const nth = this.isNamed ? this.#drawn++ : this.#ask(this.key);
    const values = said.drawn.get(this.key) ?? [];
    if (!isWriting) {
      const value = values[nth];
      const found = value === undefined ? [] : find(value);
      return found.length > 0 ? (found[0] as T) : drawn;
    }
    values[nth] = nameOf(drawn);
    said.drawn.set(this.key, values);
    return drawn;
  }

  #ask(name: string): number {
    const nth = this.#keeper.asked.get(name) ?? 0;
    this.#keeper.asked.set(name, nth + 1);
    return nth;
  }
}
