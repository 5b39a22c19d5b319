import { shellWords, typedLine } from '../shell-words.ts';
import type { OpsWorld, Said, TerminalSetting } from '../world.ts';

/** A call whose screen is kept: its words, and what is set of its terminal. */
export interface Call {
  readonly words: string;
  readonly setting?: TerminalSetting;
  /** Only its effect is wanted: its screen is not kept. */
  readonly isQuiet?: boolean;
}

/** A world; what its calls say as `<name>` is known only once it is there. `<folder>` is where its files are. */
export interface SceneWorld extends OpsWorld {
  readonly names?: Readonly<Record<string, () => string>>;
}

/** A call, or what happens between calls; that may give back a call, where its setting depends on the world. */
export type Step<World> = string | Call | ((world: World) => Call) | ((world: World) => void | Promise<void>);

/** Calls in one world, with files in this folder: gives back their screens, in English unless another language is named. */
export type Act = (folder: string, language?: 'ja') => Promise<string[]>;

/** Opens a world, and takes the steps one after the other. Every call is a screen of the golden file. */
export function act<World extends SceneWorld>(
  open: (folder: string) => World | Promise<World>,
  ...steps: readonly Step<World>[]
): Act {
  return async (folder, language) => {
    const world = await open(folder);
    const names = { ...world.names, folder: () => folder };
    const screens: string[] = [];
    for (const step of steps) {
      const given: unknown = typeof step === 'function' ? await step(world) : step;
      if (!isCall(given)) continue;
      const { words, setting = {}, isQuiet }: Call = typeof given === 'string' ? { words: given } : given;
      const typed = shellWords(words).map((word) => filled(word, names));
      const columns = setting.columns ?? 80;
      const said = await world.ops(typed, { ...setting, columns, ...(language && { language }) });
      if (!isQuiet) screens.push(withoutFolder(screenOf(typed, columns, said), folder));
    }
    return screens;
  };
}

/** A call on a terminal of so many columns that it leaves none out. */
export const wide = (words: string): Call => ({ words, setting: { columns: 140 } });

/** A call that asks a question, and the answer that is typed. */
export const answered = (words: string, typed: string): Call => ({ words, setting: { typed: `${typed}\n` } });

export const quietly = (words: string): Call => ({ words, isQuiet: true });

const isCall = (given: unknown): given is string | Call =>
  typeof given === 'string' || (typeof given === 'object' && given !== null && 'words' in given);

const filled = (word: string, names: Readonly<Record<string, () => string>>): string =>
  word.replaceAll(/<(\w+)>/g, (whole, name) => names[name]?.() ?? whole);

/** What is typed, and what a person sees of it, but for the place, which every screen begins with. */
function screenOf(words: readonly string[], columns: number, { code, out, err }: Said): string {
  const parts = [`$ ops ${typedLine(words)}${columns === 80 ? '' : ` # on ${columns} columns`}`, out];
  const besides = seen(err).replace(/^(?:local|ローカル) ?\(\.tsunagi\)\n/, '');
  if (besides !== '') parts.push('--- stderr ---', besides);
  if (code !== 0) parts.push(`--- exit code ${code} ---`);
  return parts.map((part) => (part === '' || part.endsWith('\n') ? part : `${part}\n`)).join('');
}

/** A terminal shows of a line that is taken away and written anew only what it was in the end. */
const seen = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.split('\r\u001b[2K').at(-1))
    .join('\n');

/** The folder has another name each time, of the same width: lines are broken at the same places. */
const withoutFolder = (text: string, folder: string): string =>
  text.replaceAll(folder, folder.replace(/.{6}$/, 'folder'));
