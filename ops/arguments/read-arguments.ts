import { t } from '../../language/index.ts';
import type { Command, IsGiven } from '../frame/command.ts';
import { didYouMean, nearest } from './nearest.ts';
import type { Parameters } from './parameter.ts';

export interface Typed {
  readonly places: readonly string[];
  /** Options by the name they have in the command's definition; a switch that was given is 'on'. */
  readonly options: Readonly<Record<string, string>>;
  readonly unknown: readonly string[];
  /** The option at the end of the line whose value was left out, by the name it has in the command's definition; absent for none. */
  readonly valueless?: string | null;
}

export type ReadArguments =
  | { readonly kind: 'read'; readonly values: Readonly<Record<string, unknown>> }
  | { readonly kind: 'wrong'; readonly problems: readonly string[] };

/** Parses everything that was typed and reports all problems at once. */
export function readArguments(command: Command, typed: Typed): ReadArguments {
  const names = Object.keys(command.options).map(optionName);
  const problems = typed.unknown.map(
    (option) => t`${option}: there is no such option.${didYouMean(option, names)} Options: ${names.join(', ')}.`,
  );
  const places = Object.keys(command.arguments);
  // What follows an unknown option may be its value and no argument at all.
  const takesAll = command.arguments[places.at(-1) ?? '']?.takesAll === true;
  const extra = typed.unknown.length > 0 || takesAll ? [] : typed.places.slice(places.length);
  for (const value of extra) problems.push(t`${JSON.stringify(value)}: nothing is expected here.`);

  const given = givenNames(command, typed);
  const values: Record<string, unknown> = {};
  const take = (
    parameters: Parameters,
    shownAs: (name: string) => string,
    textOf: (name: string) => string | undefined,
  ) => {
    for (const [name, parameter] of Object.entries(parameters)) {
      const text = textOf(name);
      const reading = parameter.read(text);
      if ('value' in reading) values[name] = reading.value;
      // An option whose name was mistyped is reported as that, and is not missing.
      else if (text !== undefined || !given.has(name)) problems.push(`${shownAs(name)}: ${reading.problem}`);
    }
  };
  take(
    command.arguments,
    (name) => command.arguments[name]?.takes ?? name,
    (name) => {
      const place = places.indexOf(name);
      const rest = typed.places.slice(place);
      return takesAll && place === places.length - 1 && rest.length > 0 ? rest.join('\n') : rest[0];
    },
  );
  const { [typed.valueless ?? '']: open, ...others } = command.options;
  if (open !== undefined) {
    problems.push(
      t`${optionName(typed.valueless as string)}: its value is missing; expected ${open.takes ?? ''} after it.`,
    );
  }
  take(others, optionName, (name) => typed.options[name]);
  problems.push(...command.problemsOf(values, (name) => given.has(name)));
  return problems.length > 0 ? { kind: 'wrong', problems } : { kind: 'read', values };
}

function givenNames(command: Command, { places, options, unknown, valueless }: Typed): ReadonlySet<string> {
  const byOption = new Map(Object.keys(command.options).map((name) => [optionName(name), name]));
  const mistyped = unknown.flatMap((option) => byOption.get(nearest(option, [...byOption.keys()]) ?? '') ?? []);
  const byPlace = Object.keys(command.arguments).slice(0, places.length);
  return new Set([...byPlace, ...Object.keys(options), ...mistyped, ...(valueless ? [valueless] : [])]);
}

const listed = (names: readonly string[]): string => names.map(optionName).join(t`, `);

export function problemsOfOne<Name extends string>(isGiven: IsGiven<Name>, ...names: readonly Name[]): string[] {
  const given = names.filter(isGiven).length;
  if (given === 1) return [];
  if (given === 0) return [t`${listed(names)}: give one of them.`];
  return [
    names.length === 2
      ? t`${listed(names)}: give one of them, not both.`
      : t`${listed(names)}: give one of them and not several.`,
  ];
}

export function problemsOfSome<Name extends string>(isGiven: IsGiven<Name>, ...names: readonly Name[]): string[] {
  return names.some(isGiven) ? [] : [t`${listed(names)}: give at least one of them.`];
}

export function optionName(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
