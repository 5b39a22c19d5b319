import { CommanderError, Help, Command as Program } from 'commander';
import { columnsOf, InputError } from '../../core/kernel/index.ts';
import { optionName, readArguments, type Typed } from '../arguments/read-arguments.ts';
import { commands, groups } from '../commands.ts';
import { helpExample, helpItem, helpText, termColumnsMax } from '../terminal/help-text.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type Command, type ExitCode, exit, exitHelp, exitHelpShort, type OpsContext } from './command.ts';
import { tellFailure, terminalLog } from './failure.ts';
import { type Installation, type Place, placeOptions, problemsOfPlace } from './installation.ts';
import type { Instance } from './instance.ts';
import { type ProgramName, programs } from './programs.ts';

/** What `ops` needs of the process it runs in. */
export interface Surroundings {
  readonly terminal: Terminal;
  /** Finds what the commands work on. Only called once the arguments are understood. */
  find(place: Place): Promise<Installation>;
  /** Runs a program that has options of its own, and returns its exit code; loaded only then. */
  start(name: ProgramName, args: readonly string[]): Promise<ExitCode>;
}

/** The one command that a line begins with, or all where it names none: laying out all of them takes longer than most of them run. */
function meantBy(argv: readonly string[]): readonly Command[] {
  const meant = commands.filter(({ name }) => name.split(' ').every((word, index) => argv[index] === word));
  return meant.length === 1 ? meant : commands;
}

/** `ops <command> …`: parses the arguments, finds the installation, runs the command, returns its exit code. */
export async function runOps(argv: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const names = [...commands, ...programs].map(({ name }) => name);
  const line = withHelpAsOption(argv, names, Object.keys(groups));
  const started = programs.find(({ name }) => name === line[0]);
  if (started !== undefined) return surroundings.start(started.name, line.slice(1));
  const meant = meantBy(line);
  const [only, ...others] = meant;
  const closed =
    only === undefined || others.length > 0
      ? { argv: line, valueless: null }
      : withoutOpenOption(line, { ...only.options, ...placeOptions });
  let code: ExitCode = exit.ok;
  const program = createProgram(meant, groups, surroundings.terminal, async (command, typed) => {
    code = await runCommand(command, { ...typed, valueless: closed.valueless }, surroundings);
  });
  try {
    await program.parseAsync(closed.argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exit.ok : exit.wrongUsage;
  }
  return code;
}

async function runCommand(command: Command, typed: Typed, { terminal, find }: Surroundings): Promise<ExitCode> {
  let installation: Installation | undefined;
  let instance: Instance | undefined;
  try {
    const read = readArguments({ ...command, options: { ...command.options, ...placeOptions } }, typed);
    const problems = [...(read.kind === 'wrong' ? read.problems : []), ...problemsOfPlace(typed.options)];
    if (read.kind === 'wrong' || problems.length > 0) {
      throw new InputError(`ops ${command.name} cannot run like this (see ops ${command.name} --help)`, problems);
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
      return { ...context, terminal };
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

/**
 * Rewrites `help push ship` and `push help ship` with `--help` at the end; without it where there is no such command, so that the
 * error is reported. Returns any other line unchanged.
 *
 * @param names of everything that can be called
 * @param groups names of groups of commands
 */
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

/** A line, and the option that stands at its end without the value it takes. */
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

/**
 * The tree of commands with its help. Commander only splits the line: it would stop at the first problem, and we report all of
 * them.
 */
export function createProgram(
  commands: readonly Command[],
  groups: Readonly<Record<string, string>>,
  terminal: Terminal,
  act: (command: Command, typed: Typed) => Promise<void>,
): Program {
  const program = new Program('ops')
    .description('Watches and steers the import of mall orders.')
    .usage('<command> [options]')
    .helpCommand(false)
    .addHelpText(
      'after',
      `\n${exitHelp}\n\nThrough npm: npm run --silent ops -- <command> [options]\nEvery command, by group: docs/reference/cli.md`,
    );
  prepare(program, terminal);
  const parents = new Map<string, Program>();
  for (const command of commands) {
    const words = command.name.split(' ');
    const leaf = words.pop() as string;
    let parent = program;
    for (const [index, word] of words.entries()) {
      const group = words.slice(0, index + 1).join(' ');
      const there = parents.get(group);
      parent = there ?? prepare(addGroup(parent, word, groups[group] ?? ''), terminal);
      parents.set(group, parent);
    }
    addLeaf(parent, leaf, command, terminal, act);
  }
  // Only listed here: they are started before anything is taken apart, for their options are their own.
  for (const { name, summary } of programs) program.command(name).summary(summary).usage('[options]');
  return program;
}

function addGroup(parent: Program, word: string, description: string): Program {
  return parent.command(word).description(description).helpCommand(false);
}

function addLeaf(
  parent: Program,
  word: string,
  command: Command,
  terminal: Terminal,
  act: (command: Command, typed: Typed) => Promise<void>,
): void {
  const places = Object.values(command.arguments).map(({ takes }) => takes ?? '');
  const leaf = prepare(parent.command(word).summary(command.summary), terminal)
    .description(command.summary)
    .usage([...places, '[options]'].join(' '))
    .allowUnknownOption()
    .allowExcessArguments()
    .addHelpText('after', afterOptions(command, widthOf(terminal)));
  for (const { takes, help } of Object.values(command.arguments)) {
    leaf.argument(`[${(takes ?? '').replaceAll(/[<>]/g, '')}]`, help);
  }
  const options = { ...command.options, ...placeOptions };
  for (const [name, { takes, help }] of Object.entries(options)) {
    leaf.option(takes === null ? optionName(name) : `${optionName(name)} ${takes}`, help);
  }
  leaf.action(() => act(command, typedOf(leaf)));
}

function typedOf(leaf: Program): Typed {
  const given = Object.entries(leaf.opts<Record<string, string | boolean>>());
  // `-3` is a number of pieces and `-1h` a moment: no option begins with a digit.
  const isUnknown = (word: string): boolean => word.length > 1 && word.startsWith('-') && !/^-\d/.test(word);
  return {
    places: leaf.args.filter((word) => !isUnknown(word)),
    options: Object.fromEntries(given.map(([name, value]) => [name, value === true ? 'on' : String(value)])),
    unknown: leaf.args.filter(isUnknown).map((word) => word.replace(/=.*/, '')),
  };
}

/** Not as the description, which Commander would wrap anew: lists in it would fall apart. */
function afterOptions({ help, examples }: Command, width: number): string {
  return [
    '',
    ...(help === '' ? [] : [...helpText(help, width), '']),
    'Examples:',
    ...examples.flatMap(([typed, what]) => helpExample(`ops ${typed}`, what, width)),
    '',
    exitHelpShort,
  ].join('\n');
}

/** Commander's sentence (`error: unknown command 'statsu'`), in the form of every other error about the command line. */
function problemText(program: Program, text: string): string {
  const words: string[] = [];
  for (let at: Program | null = program; at !== null; at = at.parent) words.unshift(at.name());
  const called = words.join(' ');
  const problem = text
    .trim()
    .replace(/^error: /, '')
    .replaceAll('\n', ' ');
  return `${called} cannot run like this (see ${called} --help):\n  - ${problem}`;
}

/** Columns for help. */
const widthOf = ({ width }: Pick<Terminal, 'width'>): number => width ?? 100;

/** Throws instead of ending the process, and writes where our terminal does. */
function prepare(program: Program, terminal: Terminal): Program {
  const width = widthOf(terminal);
  return program
    .exitOverride()
    .configureHelp({
      // Commander counts letters, and Japanese ones take two columns.
      displayWidth: columnsOf,
      padWidth: (command, help) => Math.min(termColumnsMax, Help.prototype.padWidth.call(help, command, help)),
      formatItem: (term, columns, description) => helpItem(term, columns, description, width).join('\n'),
    })
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => terminal.say(text.trimEnd()),
      outputError: (text, write) => write(problemText(program, text)),
      getOutHelpWidth: () => width,
      getErrHelpWidth: () => width,
    });
}
