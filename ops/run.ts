import { CommanderError } from 'commander';
import { InputError } from '../core/errors.ts';
import type { Log } from '../core/ports/log.ts';
import { readArguments, type Typed } from './arguments/read-arguments.ts';
import type { Command, Instance } from './command.ts';
import { commands, groups } from './commands.ts';
import { type ExitCode, exit } from './exit.ts';
import { tellFailure } from './failure.ts';
import { terminalLog } from './log.ts';
import type { Place } from './place.ts';
import { placeOptions } from './place.ts';
import { createProgram } from './program.ts';
import type { Terminal } from './terminal/terminal.ts';

/** What `ops` needs of the process it runs in. */
export interface Surroundings {
  readonly terminal: Terminal;
  /** Opens what the commands work on. Only called once the arguments are understood. */
  open(place: Place, log: Log): Promise<Instance>;
}

/** `ops <command> …`: understands the arguments, opens the instance, runs the command, tells how it ended. */
export async function runOps(argv: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  let code: ExitCode = exit.ok;
  const program = createProgram(commands, groups, surroundings.terminal, async (command, typed) => {
    code = await runCommand(command, typed, surroundings);
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exit.ok : exit.wrongUsage;
  }
  return code;
}

async function runCommand(command: Command, typed: Typed, { terminal, open }: Surroundings): Promise<ExitCode> {
  let instance: Instance | undefined;
  try {
    const read = readArguments({ ...command, options: { ...command.options, ...placeOptions } }, typed);
    if (read.kind === 'wrong') {
      throw new InputError(`ops ${command.name} cannot run like this (see ops ${command.name} --help)`, read.problems);
    }
    instance = await open(read.values as unknown as Place, terminalLog(terminal));
    const { close: _, ...context } = instance;
    const code = await command.run({ ...context, terminal }, read.values);
    terminal.endProgress();
    return code;
  } catch (error) {
    return tellFailure(terminal, error);
  } finally {
    await instance?.close();
  }
}
