import { expect, it } from 'vitest';
import { commands, groups } from '../../ops/commands.ts';
import { exit, exitHelp } from '../../ops/frame/command.ts';
import { withCommandTables } from '../../ops/frame/command-tables.ts';
import { textOf } from '../../proving/layout/sources.ts';

const page = textOf('docs/reference/cli.md');

it('the page of the command line has every command as it is', () => {
  expect(page, 'npm run generate writes it anew').toBe(withCommandTables(page, commands, groups));
});

it('the page notices a command that it does not have', () => {
  const fewer = commands.filter(({ name }) => name !== 'redrive');
  expect(withCommandTables(page, fewer, groups)).not.toBe(page);
});

it('the page has every exit code, in the words of the help', () => {
  for (const code of Object.values(exit)) {
    const [, word = 'not in the help'] = new RegExp(`^ {2}${code} {2}([a-z ]+)`, 'm').exec(exitHelp()) ?? [];
    expect(page).toContain(`| ${code} | ${word.trim()}`);
  }
});
