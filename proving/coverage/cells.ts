/** What a cell is about: how orders are imported, changed at their malls, and how levels of stock get there. */
export const areas = ['import', 'status', 'stock'] as const;
export type Area = (typeof areas)[number];

/** A fault that met a call or a write while a row was in some state. */
export interface Cell {
  readonly area: Area;
  /** Whether a call to a mall was struck, or a write to a table or a queue. */
  readonly what: 'call' | 'write';
  /** The call, by its mall and the mall's name of it; the write, by its port and, where it writes a state, that state. */
  readonly name: string;
  /** Of the row that it is about, before it. */
  readonly state: string;
  readonly fault: string;
}

/** How often each cell was met in one world, by the name of the cell. */
export type CellCounts = Readonly<Record<string, number>>;

/** How often a cell was met in many worlds. */
export interface Met {
  readonly times: number;
  readonly worlds: number;
  /** The seed by which it was met often enough to be missed; null where it never was. */
  readonly oftenBy: number | null;
}

export type Coverage = ReadonlyMap<string, Met>;

/** So many worlds are counted unless fewer are asked for. */
export const worldsCounted = 500;

/** A cell that was met so often is expected to be met again. */
export const often = 5;

const separator = ' | ';

export function nameOf({ area, what, name, state, fault }: Cell): string {
  return [area, what, name, state, fault].join(separator);
}

/** Throws an Error where the text is no name of a cell. */
export function cellNamed(text: string): Cell {
  const [area, what, name, state, fault] = text.split(separator);
  const known = areas.find((one) => one === area);
  if (known === undefined || (what !== 'call' && what !== 'write') || !name || !state || !fault)
    throw new Error(
      `${JSON.stringify(text)} is no cell: expected area, call or write, name, state and fault, with " | " between.`,
    );
  return { area: known, what, name, state, fault };
}

/** Counts cells over worlds, whatever the order in which they come. */
export function coverageOf(worlds: ReadonlyMap<number, CellCounts>): Coverage {
  const met = new Map<string, Met>();
  for (const [seed, counts] of [...worlds].sort(([one], [other]) => one - other)) {
    for (const [name, count] of Object.entries(counts)) {
      const before = met.get(name) ?? { times: 0, worlds: 0, oftenBy: null };
      const times = before.times + count;
      const oftenBy = before.oftenBy ?? (times >= often ? seed : null);
      met.set(name, { times, worlds: before.worlds + 1, oftenBy });
    }
  }
  return new Map([...met].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/**
 * The cells that were met often before and are met no more. Where fewer worlds were played, only those that were met often in as many. Both
 * counts begin at seed 1; `seeds` says how many worlds the new one has.
 */
export function missedCells(before: Coverage, now: Coverage, seeds: number): (Met & { readonly name: string })[] {
  return [...before].flatMap(([name, met]) =>
    met.oftenBy !== null && met.oftenBy <= seeds && !now.has(name) ? [{ name, ...met }] : [],
  );
}
