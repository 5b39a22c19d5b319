import { didYouMean } from './nearest.ts';

/** One value of a command line: an option, or an argument by its place. */
export interface Parameter<Value> {
  /** What help calls the value, `<when>`; null for a switch, which takes none. */
  readonly takes: string | null;
  readonly help: string;
  /** Of the last argument by its place: it takes everything that follows, one a line. */
  readonly takesAll?: boolean;
  /** Understands what was typed; undefined when nothing was. A problem is a sentence that follows the option's name. */
  read(typed: string | undefined): Reading<Value>;
}

export type Reading<Value> = { readonly value: Value } | { readonly problem: string };

export type Parameters = Readonly<Record<string, Parameter<unknown>>>;
export type ValuesOf<Given extends Parameters> = {
  readonly [Name in keyof Given]: Given[Name] extends Parameter<infer Value> ? Value : never;
};

/** A parameter that has to be there. */
export function required<Value>(parameter: Omit<Parameter<Value>, 'read'> & { read(typed: string): Reading<Value> }) {
  const whole: Parameter<Value> = {
    ...parameter,
    read: (typed) => (typed === undefined ? { problem: `is missing (${parameter.help}).` } : parameter.read(typed)),
  };
  return whole;
}

/** The same parameter, undefined when it is left out. */
export function optional<Value>(parameter: Parameter<Value>): Parameter<Value | undefined> {
  return { ...parameter, read: (typed) => (typed === undefined ? { value: undefined } : parameter.read(typed)) };
}

/** The same parameter, with what stands when it is left out. */
export function withDefault<Value>(parameter: Parameter<Value>, standard: string): Parameter<Value> {
  return {
    ...parameter,
    help: `${parameter.help} (default: ${standard})`,
    read: (typed) => parameter.read(typed ?? standard),
  };
}

/** Any text that is not blank. */
export function text(takes: string, help: string): Parameter<string> {
  return required({
    takes,
    help,
    read: (typed) => (typed.trim() === '' ? { problem: 'is empty.' } : { value: typed.trim() }),
  });
}

/** One word or more, as the last argument by its place; each counts once. */
export function words(takes: string, help: string): Parameter<readonly string[]> {
  return {
    takesAll: true,
    ...required({
      takes,
      help,
      read: (typed) => {
        const given = typed
          .split('\n')
          .map((word) => word.trim())
          .filter((word) => word !== '');
        return given.length === 0 ? { problem: 'is empty.' } : { value: [...new Set(given)] };
      },
    }),
  };
}

/** One of a few words. */
export function choice<Word extends string>(words: readonly Word[], help: string): Parameter<Word> {
  return required({
    takes: `<${words.join('|')}>`,
    help,
    read: (typed) => {
      const word = words.find((candidate) => candidate === typed);
      if (word !== undefined) return { value: word };
      return { problem: `got ${JSON.stringify(typed)}, expected ${words.join(' or ')}.${didYouMean(typed, words)}` };
    },
  });
}

/** A whole number between two bounds, both included. */
export function wholeNumber(
  takes: string,
  help: string,
  { from, to }: { from: number; to: number },
): Parameter<number> {
  return required({
    takes,
    help,
    read: (typed) => {
      const value = Number(typed);
      if (/^\d+$/.test(typed) && value >= from && value <= to) return { value };
      return { problem: `got ${JSON.stringify(typed)}, expected a whole number from ${from} to ${to}.` };
    },
  });
}

/** A switch. */
export function flag(help: string): Parameter<boolean> {
  return { takes: null, help, read: (typed) => ({ value: typed !== undefined }) };
}
