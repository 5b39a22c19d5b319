import { t, translated } from '../../language/index.ts';
import type { Parameter } from '../arguments/parameter.ts';
import { optionName } from '../arguments/read-arguments.ts';
import type { Command } from '../frame/command.ts';
import { placeOptions } from '../frame/installation.ts';
import { programs } from '../frame/programs.ts';

export interface Declared {
  readonly commands: readonly Command[];
  readonly groups: Readonly<Record<string, string>>;
}

export type Value =
  | { readonly kind: 'none' }
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'file' | 'folder' | 'text' };

export interface Choice {
  readonly typed: string;
  readonly help: string;
}

export interface Spot {
  /** Words between spaces, `push list`; '' at the beginning. */
  readonly path: string;
  readonly words: readonly Choice[];
  readonly options: readonly (Choice & { readonly value: Value })[];
}

export function spotsOf({ commands, groups }: Declared): Spot[] {
  const started = programs.map(({ name, summary }) => ({ typed: name, help: translated(summary) }));
  const groupSpots = ['', ...Object.keys(groups)].map((group): Spot => {
    const inside = [
      ...Object.entries(groups).map(([name, help]) => ({ name, help })),
      ...commands.map(({ name, summary }) => ({ name, help: summary })),
    ].filter(({ name }) => groupOf(name) === group);
    const words = inside.map(({ name, help }) => ({
      typed: name.slice(name.lastIndexOf(' ') + 1),
      help: translated(help),
    }));
    return { path: group, words: group === '' ? [...words, ...started] : words, options: [helpOption()] };
  });
  return [...groupSpots, ...commands.map(commandSpot)];
}

const helpOption = () => ({ typed: '--help', help: t`display help for command`, value: { kind: 'none' } }) as const;

const groupOf = (name: string): string => name.split(' ').slice(0, -1).join(' ');

function commandSpot({ name, arguments: places, options }: Command): Spot {
  const all = Object.entries({ ...options, ...placeOptions });
  return {
    path: name,
    words: Object.values(places).flatMap(({ words = [], help }) =>
      words.map((word) => ({ typed: word, help: translated(help) })),
    ),
    options: [
      ...all.map(([option, parameter]) => ({
        typed: optionName(option),
        help: translated(parameter.help),
        value: valueTaken(parameter),
      })),
      helpOption(),
    ],
  };
}

function valueTaken({ takes, words }: Parameter<unknown>): Value {
  if (takes === null) return { kind: 'none' };
  if (words !== undefined) return { kind: 'words', words };
  return { kind: takes === '<file>' ? 'file' : takes === '<folder>' ? 'folder' : 'text' };
}

/** The branches by which a function of bash or zsh finds where a line stands: paths, and what fills the value of each option. */
export function branchesOf(
  spots: readonly Spot[],
  filledWith: (value: Value) => string | null,
): { readonly paths: readonly string[]; readonly values: readonly string[] } {
  const paths = spots.flatMap(({ path }) => (path === '' ? [] : [quoted(path)]));
  const values = spots.flatMap(({ path, options }) =>
    options.flatMap(({ typed, value }) => {
      const filled = filledWith(value);
      return filled === null ? [] : [`    ${quoted(`${path} ${typed}`)}) ${filled}return ;;`];
    }),
  );
  return { paths, values };
}

/** A text between single quotes, for any of the shells. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
