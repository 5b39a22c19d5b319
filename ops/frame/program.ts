import { Command as Program } from 'commander';
import { optionName, type Typed } from '../arguments/read-arguments.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { Command } from './command.ts';
import { exitHelp, exitHelpShort } from './exit.ts';
import { placeOptions } from './place.ts';
import { programs } from './programs.ts';

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
      `\n${exitHelp}\n\nThrough npm: npm run --silent ops -- <command> [options]\nEvery command, by group: docs/cli.md`,
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
    .addHelpText('after', afterOptions(command));
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
  // `-3` is a number of pieces, and no option.
  const isUnknown = (word: string): boolean => word.length > 1 && word.startsWith('-') && !/^-\d+$/.test(word);
  return {
    places: leaf.args.filter((word) => !isUnknown(word)),
    options: Object.fromEntries(given.map(([name, value]) => [name, value === true ? 'on' : String(value)])),
    unknown: leaf.args.filter(isUnknown).map((word) => word.replace(/=.*/, '')),
  };
}

/** Not as the description, which Commander would wrap anew: these lines are laid out already, for 80 columns. */
function afterOptions(command: Command): string {
  const examples = command.examples.map(([typed, what]) => `  ops ${typed}\n      ${what}`);
  return ['', ...(command.help === '' ? [] : [command.help, '']), 'Examples:', ...examples, '', exitHelpShort].join(
    '\n',
  );
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

/** Throws instead of ending the process, and writes where our terminal does. */
function prepare(program: Program, terminal: Terminal): Program {
  const width = terminal.width ?? 100;
  return program.exitOverride().configureOutput({
    writeOut: (text) => terminal.print(text.trimEnd()),
    writeErr: (text) => terminal.say(text.trimEnd()),
    outputError: (text, write) => write(problemText(program, text)),
    getOutHelpWidth: () => width,
    getErrHelpWidth: () => width,
  });
}
