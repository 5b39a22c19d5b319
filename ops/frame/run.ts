import { CommanderError } from 'commander';
import { InputError } from '../../core/kernel/index.ts';
import { inLanguage, languageOf, t } from '../../language/index.ts';
import { nearest } from '../arguments/nearest.ts';
import { optionName, readArguments, type Typed } from '../arguments/read-arguments.ts';
import { commands, groups } from '../commands.ts';
import type { Terminal } from '../terminal/index.ts';
import { type Command, type ExitCode, exit, type OpsContext, type ServeConsole } from './command.ts';
import { tellFailure, terminalLog } from './failure.ts';
import { type Installation, type Place, placeOptions, problemsOfPlace } from './installation.ts';
import type { Instance } from './instance.ts';
import { createProgram, wrongUsageText } from './program.ts';
import { type ProgramName, programs } from './programs.ts';

export interface Surroundings {
  readonly terminal: Terminal;
  /** Says in which language to speak (`languageOf`); English where it is absent. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Finds what the commands work on. Only called once the arguments are understood. */
  find(place: Place): Promise<Installation>;
  start(name: ProgramName, args: readonly string[]): Promise<ExitCode>;
  readonly serveConsole: ServeConsole;
}

/** The one command that a line begins with, or all where it names none: laying out all of them takes longer than most of them run. */
function meantBy(argv: readonly string[]): readonly Command[] {
  const meant = commands.filter(({ name }) => name.split(' ').every((word, index) => argv[index] === word));
  return meant.length === 1 ? meant : commands;
}

export async function runOps(argv: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const spoken = languageOf(surroundings.environment ?? {});
  if ('language' in spoken) return inLanguage(spoken.language, () => runLine(argv, surroundings));
  surroundings.terminal.say(wrongUsageText('ops', spoken.problem));
  return exit.wrongUsage;
}

async function runLine(argv: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const names = [...commands, ...programs].map(({ name }) => name);
  const line = withHelpAsOption(argv, names, Object.keys(groups));
  const started = programs.find(({ name }) => name === line[0]);
  if (started !== undefined) return surroundings.start(started.name, line.slice(1));
  const stray = strayWord(line, names);
  if (stray !== null) {
    surroundings.terminal.say(wrongUsageText(stray.called, stray.problem));
    return exit.wrongUsage;
  }
  const meant = meantBy(line);
  const [only, ...others] = meant;
  const closed =
    only === undefined || others.length > 0
      ? { argv: line, valueless: null }
      : withoutOpenOption(line, { ...only.options, ...placeOptions });
  let code: ExitCode = exit.ok;
  const program = createProgram(meant, groups, surroundings.terminal, async (command, typed) => {
    const run = () => runCommand(command, { ...typed, valueless: closed.valueless }, surroundings);
    // JSON is for programs, whatever their user speaks.
    code = await (typed.options.json === undefined ? run() : inLanguage('en', run));
  });
  try {
    await program.parseAsync(closed.argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exit.ok : exit.wrongUsage;
  }
  return code;
}

async function runCommand(
  command: Command,
  typed: Typed,
  { terminal, find, serveConsole }: Surroundings,
): Promise<ExitCode> {
  let installation: Installation | undefined;
  let instance: Instance | undefined;
  try {
    const read = readArguments({ ...command, options: { ...command.options, ...placeOptions } }, typed);
    const problems = [...(read.kind === 'wrong' ? read.problems : []), ...problemsOfPlace(typed.options)];
    if (read.kind === 'wrong' || problems.length > 0) {
      throw new InputError(
        t`${`ops ${command.name}`} cannot run like this (see ${`ops ${command.name}`} --help)`,
        problems,
      );
    }
    const findIt = async (): Promise<Installation> => {
      installation ??= await find(read.values as unknown as Place);
      return installation;
    };
    const open = async (): Promise<OpsContext> => {
      instance ??= await (await findIt()).open(terminalLog(terminal));
      const { close: _, ...context } = instance;
      // A person who reads tables must know which installation they are of; programs read stdout, and ask for JSON.
      if (terminal.width !== null && !command.showsPlace && read.values.json !== true) terminal.say(context.place);
      for (const notice of context.notices ?? []) terminal.say(notice);
      return { ...context, terminal, serveConsole };
    };
    const code = await command.run({ terminal, find: findIt, open }, read.values);
    terminal.endProgress();
    return code;
  } catch (error) {
    return tellFailure(terminal, error);
  } finally {
    await instance?.close();
    installation?.close();
  }
}

/** Rewrites `help push ship` and `push help ship` with `--help` at the end; without it where there is no such command, so that the error is reported. */
function withHelpAsOption(
  argv: readonly string[],
  names: readonly string[],
  groups: readonly string[],
): readonly string[] {
  const place = argv.indexOf('help');
  if (place !== 0 && !(place > 0 && groups.includes(argv.slice(0, place).join(' ')))) return argv;
  const asked = [...argv.slice(0, place), ...argv.slice(place + 1)];
  const line = `${asked.join(' ')} `;
  const isThere = line === ' ' || groups.includes(line.trim()) || names.some((name) => line.startsWith(`${name} `));
  return isThere ? [...asked, '--help'] : asked;
}

/** The word with which a line leaves the tree of commands, as what is wrong with it; null where it reaches a command or asks for help. */
function strayWord(
  line: readonly string[],
  names: readonly string[],
): { readonly called: string; readonly problem: string } | null {
  const all = [...names, ...Object.keys(groups)];
  let reached = '';
  for (const word of line) {
    const called = `${reached}${word}`;
    if (names.includes(called) || word === '--help' || word === '-h' || called === '--version') return null;
    if (all.includes(called)) {
      reached = `${called} `;
      continue;
    }
    const near = nearest(
      word,
      all.flatMap((name) => (name.startsWith(reached) ? [name.slice(reached.length)] : [])),
    );
    return {
      called: `ops ${reached}`.trimEnd(),
      problem: word.startsWith('-')
        ? t`unknown option '${word}'`
        : near === null
          ? t`unknown command '${word}'`
          : t`unknown command '${word}' (Did you mean ${near}?)`,
    };
  }
  return null;
}

interface OpenLine {
  readonly argv: readonly string[];
  /** By its name in the command's definition; null where every option has its value. */
  readonly valueless: string | null;
}

/** Removes such an option from the line: the parser would stop there and report no other mistake. */
function withoutOpenOption(argv: readonly string[], options: Command['options']): OpenLine {
  const taking = new Map(
    Object.entries(options).flatMap(([name, { takes }]) => (takes === null ? [] : [[optionName(name), name]])),
  );
  for (let index = 0; index < argv.length && argv[index] !== '--'; index++) {
    const name = taking.get(argv[index] as string);
    if (name === undefined) continue;
    // What follows is its value, whatever it looks like: `--before -1h`.
    index++;
    if (index === argv.length) return { argv: argv.slice(0, -1), valueless: name };
  }
  return { argv, valueless: null };
}
