import { describe, expect, it } from 'vitest';
import { columnsOf } from '../../../core/kernel/text.ts';
import { readArguments, type Typed } from '../../../ops/arguments/read-arguments.ts';
import { commands, groups } from '../../../ops/commands.ts';
import { exitHelpShort } from '../../../ops/frame/command.ts';
import { placeOptions } from '../../../ops/frame/installation.ts';
import { programs } from '../../../ops/frame/programs.ts';
import { shellWords } from './shell-words.ts';
import { understood } from './understood.ts';
import { openWorld } from './world.ts';

/** Commands without --json, and why. */
const withoutJson: Readonly<Record<string, string>> = {
  'orders export': 'its result is the file of orders; --format json is NDJSON',
  completion: 'its result is the script of a shell',
};

/** What is typed after a command that changes much: it shows first what would be, or asks. */
const changesMuch = [
  'push ship',
  'push cancel',
  'push retry',
  'push withdraw',
  'redrive',
  'stock set',
  'stock add',
  'stock count',
  'stock resend',
  'stock sets import',
  'stock sets remove',
  'listings import',
  'listings remove',
  'merchants import',
  'shops remove',
  'shops rewind',
  'shops spread',
  'pause',
  'resume',
  'shops pause',
  'shops resume',
  'incidents note',
  'teardown',
  'audit',
];

describe.each(commands.map((command) => [command.name, command] as const))('ops %s', (name, command) => {
  it('has examples that its own options understand', async () => {
    expect(command.examples.length).toBeGreaterThan(0);
    for (const [line, what] of command.examples) {
      expect(what, line).not.toBe('');
      const got = await understood(shellWords(line.replace(/ [<|>] ?\S+$/, '')));
      expect(got?.command.name, line).toBe(name);
      const whole = { ...command, options: { ...command.options, ...placeOptions } };
      expect(readArguments(whole, got?.typed as Typed), line).toMatchObject({ kind: 'read' });
    }
  });

  it('speaks JSON, unless it is said why not', () => {
    expect('json' in command.options).toBe(!(name in withoutJson));
  });

  it('says its exit codes, in a help that is laid out for the terminal and breaks no word', async () => {
    const words = (text: string): string => text.replaceAll(/\s+/g, ' ');
    const helpOn = (columns: number) => openWorld().ops([...name.split(' '), '--help'], { columns });
    const { code, out } = await helpOn(80);
    expect(code).toBe(0);
    expect(out).toContain(exitHelpShort());
    // Commands are in one line, so that they can be copied.
    const examples = command.examples.map(([typed]) => `  ops ${typed}`);
    for (const line of out.split('\n').filter((one) => !examples.includes(one)))
      expect(columnsOf(line), line).toBeLessThanOrEqual(80);
    const broken = words(out);
    for (const { help } of Object.values({ ...command.arguments, ...command.options }))
      expect(broken).toContain(words(help));
    expect(broken.replaceAll(' ', '')).toContain(command.help.replaceAll(/\s+/g, ''));
    expect(words((await helpOn(120)).out)).toBe(broken);
  });
});

it.each(changesMuch)('ops %s shows what it would change, or asks', (name) => {
  const options = commands.find((command) => command.name === name)?.options ?? {};
  expect(['dryRun', 'really', 'yes'].some((option) => option in options)).toBe(true);
});

it('every group is described, and every description is of a group', () => {
  const used = new Set(commands.map(({ name }) => name.split(' ').slice(0, -1).join(' ')).filter(Boolean));
  expect([...used].sort()).toEqual(Object.keys(groups).sort());
});

it('programs of their own are listed beside the commands, and started with all that was typed after them', async () => {
  const { out } = await openWorld().ops('--help');
  const help = out.replaceAll(/\s+/g, ' ');
  for (const { name, summary } of programs) expect(help).toMatch(new RegExp(`${name} (\\[options\\] )?${summary}`));
  await expect(openWorld().ops('drill --list')).rejects.toThrow('drill is a program of its own');
});
