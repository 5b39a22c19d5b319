import { html, raw } from 'hono/html';
import { InputError } from '../core/kernel/index.ts';
import type { Shop } from '../core/model/index.ts';
import { translated } from '../language/index.ts';
import { mallDesks } from '../malls/mall-desks.ts';
import { readArguments } from '../ops/arguments/read-arguments.ts';
import type { Command } from '../ops/frame/command.ts';
import type { Markup } from './page.ts';
import type { ConsoleContext } from './view.ts';

export type Filled = Readonly<Record<string, unknown>>;

export type Choice = readonly [value: string, text: string];

export function filledWith(filled: Filled, name: string): string {
  const value = filled[name];
  return typeof value === 'string' ? value : '';
}

/** Takes the texts of a form, trimmed, those of one field joined by commas; empty ones are left out. */
export function textsIn(form: Filled): Record<string, string> {
  return Object.fromEntries(
    Object.entries(form).flatMap(([name, value]) => {
      const texts = [value].flat().flatMap((one) => (typeof one === 'string' && one.trim() !== '' ? [one.trim()] : []));
      return texts.length === 0 ? [] : [[name, texts.join(',')]];
    }),
  );
}

/** Those of some fields that a form or an address fills. */
export function fieldsIn<Name extends string>(
  form: Filled,
  names: readonly Name[],
): Readonly<Partial<Record<Name, string>>> {
  const texts = textsIn(form);
  const filled = names.flatMap((name) => (texts[name] === undefined ? [] : [[name, texts[name]]]));
  return Object.fromEntries(filled) as Partial<Record<Name, string>>;
}

/** Reads texts as a command reads its options. Throws an `InputError` that says `what` cannot be done, with every problem. */
export function readTyped<Values>(
  command: Command,
  what: string,
  options: Readonly<Record<string, string>>,
  places: readonly string[] = [],
): Values {
  const read = readArguments(command, { places, options, unknown: [] });
  if (read.kind === 'wrong') throw new InputError(what, read.problems);
  return read.values as Values;
}

/** What is found, or in words what is wrong with what was typed for it. */
export const orProblem = <Found>(found: Promise<Found>): Promise<Found | { readonly problem: string }> =>
  found.catch((error: unknown) => {
    if (error instanceof InputError) return { problem: translated(error.words) };
    throw error;
  });

/** What a form carries without showing it. */
export const hiddenFields = (values: Readonly<Record<string, string>>): Markup =>
  html`${Object.entries(values).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}`;

interface InputMore {
  readonly type?: string;
  readonly required?: boolean;
  readonly standard?: string;
  readonly placeholder?: string;
}

/** The fields of a form whose names are those of a command's options, each filled as it was before. */
export interface Fields<Name extends string> {
  input(name: Name, more?: InputMore): Markup;
  /** A day is chosen. What was typed otherwise, as `yesterday`, stays. */
  day(name: Name, standard?: string): Markup;
  checkbox(name: Name): Markup;
  /** @param none what is shown while nothing is chosen; without it something always is @param textOf says a value that brings no text */
  select<Value extends string>(
    name: Name,
    none: string | null,
    choices: readonly (Value | Choice)[],
    textOf?: (value: Value) => string,
  ): Markup;
}

export function formFields<Name extends string>(labels: Readonly<Record<Name, string>>, filled: Filled): Fields<Name> {
  const textIn = (name: Name): string => filledWith(filled, name);
  const input: Fields<Name>['input'] = (
    name,
    { type = 'text', required = false, standard = '', placeholder = '' } = {},
  ) =>
    html`<label>${labels[name]}<input type="${type}" name="${name}" value="${textIn(name) || standard}"${placeholder === '' ? '' : html` placeholder="${placeholder}"`}${required ? raw(' required') : ''} autocomplete="off"></label>`;
  return {
    input,
    day: (name, standard = '') =>
      input(name, { type: /^(?:\d{4}-\d\d-\d\d)?$/.test(textIn(name)) ? 'date' : 'text', standard }),
    checkbox: (name) =>
      html`<label class="check"><input type="checkbox" name="${name}"${textIn(name) === '' ? '' : raw(' checked')}> ${labels[name]}</label>`,
    select(name, none, given, textOf = String) {
      const chosen = textIn(name);
      const choices = given.map((one): Choice => (typeof one === 'string' ? [one, textOf(one)] : one));
      // Keep a value that only the address has.
      const isOther = chosen !== '' && choices.every(([value]) => value !== chosen);
      const all: readonly Choice[] = [
        ...(none === null ? [] : [['', none] as const]),
        ...(isOther ? [[chosen, chosen] as const] : []),
        ...choices,
      ];
      return html`<label>${labels[name]}<select name="${name}">${all.map(
        ([value, text]) => html`<option value="${value}"${value === chosen ? raw(' selected') : ''}>${text}</option>`,
      )}</select></label>`;
    },
  };
}

/** The shops that a form lets choose: those of the last look, which costs no reading. */
export const knownShops = async ({
  live,
  instance,
}: Pick<ConsoleContext, 'live' | 'instance'>): Promise<readonly Shop[]> =>
  live.last()?.facts?.shops ?? instance.ports.shops.all();

export function shopChoices(shops: readonly Shop[]): readonly Choice[] {
  const inOrder = shops.toSorted((one, other) => one.name.localeCompare(other.name, 'ja'));
  return inOrder.map(({ key, mall, name }) => [key, `${name} (${mallDesks.of(mall).shortName})`]);
}
