import { PassThrough } from 'node:stream';
import { readArguments, type Typed } from '../../../ops/arguments/read-arguments.ts';
import { commands, groups } from '../../../ops/commands.ts';
import type { Command } from '../../../ops/frame/command.ts';
import { placeOptions } from '../../../ops/frame/installation.ts';
import { createProgram } from '../../../ops/frame/program.ts';
import { createTerminal } from '../../../ops/terminal/index.ts';

/** Takes words apart as the program does, and gives back which command got what; null where no command is reached. */
export async function understood(
  words: readonly string[],
): Promise<{ readonly command: Command; readonly typed: Typed } | null> {
  let got: { command: Command; typed: Typed } | null = null;
  const nowhere = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() };
  const terminal = createTerminal({ ...nowhere, monotonicMs: () => 0 });
  const program = createProgram(meantBy(words), groups, terminal, async (command, typed) => {
    got = { command, typed };
  });
  await program.parseAsync([...words], { from: 'user' });
  return got;
}

/** The command that a line begins with, alone: the tree of all takes long to lay out. */
function meantBy(words: readonly string[]): readonly Command[] {
  const meant = commands.filter(({ name }) => name.split(' ').every((word, index) => words[index] === word));
  return meant.length === 1 ? meant : commands;
}

/** What the program would say is wrong with these words; empty where it would run them. */
export async function problemsOfWords(words: readonly string[]): Promise<readonly string[]> {
  const got = await understood(words).catch((error: Error) => error);
  if (got instanceof Error) return got.message === '(outputHelp)' ? [] : [got.message];
  if (got === null) return ['no command is reached'];
  const { command, typed } = got;
  const read = readArguments({ ...command, options: { ...command.options, ...placeOptions } }, typed);
  return read.kind === 'wrong' ? read.problems : [];
}
