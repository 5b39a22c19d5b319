import { InputError, sentence } from '../core/kernel/index.ts';

/** Environment variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads variables and collects all problems, so that they are reported together. */
export interface Variables {
  /** A required text. */
  text(name: string): string;
  /** A number above 0. */
  number(name: string): number;
  /** A whole number above 0. */
  count(name: string): number;
  /** An optional text. */
  optional(name: string): string | null;
  problem(text: string): void;
  /** Throws an `InputError` with every problem, if there is one. */
  check(): void;
}

export function readVariables(environment: Environment): Variables {
  const problems: string[] = [];
  const text = (name: string): string => {
    const value = environment[name];
    if (value) return value;
    problems.push(`${name} is not set. The stack sets it; by hand, copy it from a deployed function.`);
    return '';
  };
  const number = (name: string): number => {
    const value = Number(text(name));
    if (environment[name] && !(value > 0))
      problems.push(`${name} is "${environment[name]}", expected a number above 0.`);
    return value;
  };
  return {
    text,
    number,
    count(name) {
      const value = number(name);
      if (value > 0 && !Number.isInteger(value)) problems.push(`${name} is "${value}", expected a whole number.`);
      return value;
    },
    optional: (name) => environment[name] || null,
    problem(problem) {
      problems.push(problem);
    },
    check() {
      if (problems.length > 0)
        throw new InputError(sentence`The environment of this process is not complete`, problems);
    },
  };
}
