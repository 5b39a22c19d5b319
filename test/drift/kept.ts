/** Something that a judge names and that stays, and why. */
export interface Kept {
  readonly problem: RegExp;
  readonly why: string;
}

/** What of the problems is not kept, and what is kept without a problem. */
export function notKept(problems: Iterable<string>, kept: readonly Kept[]): string[] {
  const all = [...new Set(problems)];
  return [
    ...all.filter((one) => !kept.some(({ problem }) => problem.test(one))),
    ...kept
      .filter(({ problem }) => !all.some((one) => problem.test(one)))
      .map(({ problem }) => `${problem} is kept (test/drift/), and nothing is like it any more: take it off the list.`),
  ];
}

/** A value of an official enum of which our code makes nothing of its own, and why that is right. */
export interface Unmapped {
  readonly unmapped: string;
}

export const unmapped = (why: string): Unmapped => ({ unmapped: why });

/** An enum of a mall's model, and what our code makes of each of its values. */
export interface JudgedEnum {
  readonly name: string;
  /** Its values, each with where it stands: the versions of an API, or a package. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  /** What each value is to us. */
  readonly known: Readonly<Record<string, string | Unmapped>>;
  /** What the code makes of a value, in the words of `known`. */
  readonly means: (value: string) => string | Promise<string>;
  /** Where a new value is mapped. */
  readonly mappedIn: string;
}

/** Compares an official enum with what we know of it, value by value. Each problem says what to do. */
export async function enumProblems({ name, values, known, means, mappedIn }: JudgedEnum): Promise<string[]> {
  const problems: string[] = [];
  const nothing = await means('A_VALUE_THAT_NOBODY_KNOWS');
  for (const [value, places] of values) {
    const meaning = known[value];
    const taken = await means(value);
    if (meaning === undefined) {
      problems.push(
        `${name} has the value ${value} (${places.join(', ')}), which is new: our code takes it for "${taken}". Look up what it means, map it in ${mappedIn}, and say so in test/drift/; or list it there as unmapped, with the reason.`,
      );
    } else if (typeof meaning === 'string' && meaning !== taken) {
      problems.push(`${name}: ${value} is "${meaning}", and our code takes it for "${taken}". Mend ${mappedIn}.`);
    } else if (typeof meaning === 'object' && nothing !== taken) {
      problems.push(
        `${name}: ${value} is listed as unmapped, and our code takes it for "${taken}". Say so in test/drift/.`,
      );
    }
  }
  for (const value of Object.keys(known).filter((one) => !values.has(one))) {
    problems.push(
      `${name} has no value ${value} any more. Once no version that is in use has it, take it out of ${mappedIn}, and off the list in test/drift/.`,
    );
  }
  return problems;
}
