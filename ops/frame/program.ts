import { Help, Command as Program } from 'commander';
import { columnsOf, padded, wrapped } from '../../core/kernel/index.ts';
import { inOther, t, translated } from '../../language/index.ts';
import { optionName, type Typed } from '../arguments/read-arguments.ts';
import type { Terminal } from '../terminal/index.ts';
import { type Command, exitHelp, exitHelpShort } from './command.ts';
import { placeOptions } from './installation.ts';
import { programs } from './programs.ts';
import { ownRelease } from './release.ts';

/** Prose is no easier to read on a wider terminal. */
const columnsMax = 80;
const columnsMin = 30;

/** A line of a list: its label with the gap behind it, and the text. The last gap counts, since a list may have three columns. */
const listLine = /^(.*\S {2,})(\S.*)$/;

/** A sentence behind its label, broken between words where the terminal ends; its other lines begin below the first. */
function hanging(label: string, text: string, width: number): string[] {
  const indent = ' '.repeat(columnsOf(label));
  const room = Math.max(columnsMin, Math.min(width, columnsMax) - indent.length);
  return wrapped(text, room).map((line, index) => `${index === 0 ? label : indent}${line}`);
}

/** The text of a help, laid out for this many columns: lines of prose that follow each other are one paragraph; an indented line belongs to the list above it. */
function helpText(text: string, width: number): string[] {
  const blocks: { label: string; words: string }[] = [];
  for (const line of text.split('\n')) {
    const [, indent = '', words = ''] = /^( *)(.*)$/.exec(line) ?? [];
    const before = blocks.at(-1);
    const goesOn = before !== undefined && before.words !== '' && columnsOf(before.label) === indent.length;
    const [, label = indent, rest = words] = listLine.exec(line) ?? [];
    if (goesOn && words !== '' && label === indent) before.words += ` ${words}`;
    else blocks.push({ label, words: rest });
  }
  return blocks.flatMap(({ label, words }) => hanging(label, words, width));
}

/** Terms that are wider than this have their meaning below them, so that it is never squeezed. */
const termColumnsMax = 26;

function helpItem(term: string, columns: number, meaning: string, width: number): string[] {
  const margin = '  ';
  if (meaning === '') return [`${margin}${term}`];
  const label = `${margin}${padded(term, columns, 'left')}  `;
  if (columnsOf(term) <= columns) return hanging(label, meaning, width);
  return [`${margin}${term}`, ...hanging(' '.repeat(columns + 2 * margin.length), meaning, width)];
}

function helpExample(typed: string, what: string, width: number): string[] {
  return [`  ${typed}`, ...hanging('      ', what, width)];
}

/** The tree of commands with its help. Commander only splits the line: it would stop at the first problem, and we report all. */
export function createProgram(
  commands: readonly Command[],
  groups: Readonly<Record<string, string>>,
  terminal: Terminal,
  act: (command: Command, typed: Typed) => Promise<void>,
): Program {
  const program = new Program('ops')
    .description(t`Watches and steers the import of mall orders.`)
    .usage(t`<command> [options]`)
    .version(ownRelease(), '--version', t`print the release`)
    .helpCommand(false)
    .addHelpText(
      'after',
      [
        '',
        exitHelp(),
        '',
        t`Through npm: npm run --silent ops -- <command> [options]`,
        t`Every command, by group: docs/reference/cli.md`,
      ].join('\n'),
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
      parent = there ?? prepare(addGroup(parent, word, translated(groups[group] ?? '')), terminal);
      parents.set(group, parent);
    }
    addLeaf(parent, leaf, command, terminal, act);
  }
  // Only listed here: they are started before anything is taken apart, for their options are their own.
  for (const { name, summary } of programs) program.command(name).summary(translated(summary)).usage(t`[options]`);
  return program;
}

function addGroup(parent: Program, word: string, description: string): Program {
  return parent.command(word).description(description).usage(t`[options] [command]`).helpCommand(false);
}

function addLeaf(
  parent: Program,
  word: string,
  command: Command,
  terminal: Terminal,
  act: (command: Command, typed: Typed) => Promise<void>,
): void {
  const places = Object.values(command.arguments).map(({ takes }) => translated(takes ?? ''));
  const leaf = prepare(parent.command(word).summary(translated(command.summary)), terminal)
    .description(translated(command.summary))
    .usage([...places, t`[options]`].join(' '))
    .allowUnknownOption()
    .allowExcessArguments()
    .addHelpText('after', afterOptions(command, widthOf(terminal)));
  for (const { takes, help } of Object.values(command.arguments)) {
    leaf.argument(`[${translated(takes ?? '').replaceAll(/[<>]/g, '')}]`, translated(help));
  }
  const options = { ...command.options, ...placeOptions };
  for (const [name, { takes, help }] of Object.entries(options)) {
    leaf.option(takes === null ? optionName(name) : `${optionName(name)} ${translated(takes)}`, translated(help));
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
    ...(help === '' ? [] : [...helpText(translatedHelp(help), width), '']),
    t`Examples:`,
    ...examples.flatMap(([typed, what]) => helpExample(`ops ${typed}`, translated(what), width)),
    '',
    exitHelpShort(),
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
  return wrongUsageText(called, problem);
}

export function wrongUsageText(called: string, problem: string): string {
  return `${t`${called} cannot run like this (see ${called} --help)`}:\n  - ${problem}`;
}

const widthOf = ({ width }: Pick<Terminal, 'width'>): number => width ?? 100;

const titles = (): Readonly<Record<string, string>> => ({
  'Usage:': t`Usage:`,
  'Arguments:': t`Arguments:`,
  'Options:': t`Options:`,
  'Commands:': t`Commands:`,
});

function translatedHelp(help: string): string {
  const linesOf = (paragraph: string): string => paragraph.split('\n').map(translated).join('\n');
  return help
    .split('\n\n')
    .map((paragraph) => inOther(paragraph) ?? linesOf(paragraph))
    .join('\n\n');
}

/** Throws instead of ending the process, and writes where our terminal does. */
function prepare(program: Program, terminal: Terminal): Program {
  const width = widthOf(terminal);
  return program
    .exitOverride()
    .helpOption('-h, --help', t`display help for command`)
    .configureHelp({
      // Commander counts letters, and Japanese ones take two columns.
      displayWidth: columnsOf,
      styleTitle: (title) => titles()[title] ?? title,
      subcommandTerm: (command) => Help.prototype.subcommandTerm(command).replace('[options]', t`[options]`),
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
