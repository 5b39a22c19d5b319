import { CommanderError } from 'commander';
import { InputError } from '../../core/kernel/index.ts';
import { withHelpAsOption, withoutOpenOption } from '../arguments/line.ts';
import { readArguments, type Typed } from '../arguments/read-arguments.ts';
import { commands, groups } from '../commands.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { Command, OpsContext } from './command.ts';
import { type ExitCode, exit } from './exit.ts';
import { tellFailure } from './failure.ts';
import type { Installation } from './installation.ts';
import type { Instance } from './instance.ts';
import { terminalLog } from './log.ts';
import { type Place, placeOptions, problemsOfPlace } from './place.ts';
import { createProgram } from './program.ts';
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
