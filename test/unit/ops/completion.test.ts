import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { optionName } from '../../../ops/arguments/read-arguments.ts';
import { commands, groups } from '../../../ops/commands.ts';
import { programs } from '../../../ops/frame/programs.ts';
import { openWorld } from './world.ts';

// Issue 19, 18: no shell completion, and no --version.

const script = async (shell: string): Promise<string> => (await openWorld().ops(`completion ${shell}`)).out;

describe('completion in bash', () => {
  /** What bash offers for the last of these words. */
  const offered = async (...words: readonly string[]): Promise<string[]> => {
    const play = `${await script('bash')}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _ops; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return execFileSync('bash', ['-c', play, 'bash', ...words], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .sort();
  };

  it('offers commands, groups and programs, each at its place', async () => {
    const first = commands.map(({ name }) => name.split(' ')[0] as string);
    expect(await offered('ops', '')).toEqual([...new Set([...first, ...programs.map(({ name }) => name)])].sort());
    expect(await offered('ops', 'stock', 'sets', '')).toEqual(['import', 'list', 'remove']);
    expect(await offered('ops', 'push', 'wi')).toEqual(['withdraw']);
  });

  it('offers every option of every command, and none of another', async () => {
    for (const name of ['status', 'push ship', 'stock sets import', 'shops rewind']) {
      const { options } = commands.find((command) => command.name === name) ?? { options: {} };
      const found = await offered('ops', ...name.split(' '), '--');
      expect(found).toEqual(expect.arrayContaining([...Object.keys(options).map(optionName), '--stage', '--help']));
      expect(found).toHaveLength(Object.keys(options).length + 6);
    }
  });

  it('offers the words that an option or an argument may be, files where one is asked for, and nothing for what it cannot know', async () => {
    const formats = await offered('ops', 'orders', 'export', '--format', '');
    expect(formats).toEqual(expect.arrayContaining(['csv', 'json']));
    expect(await offered('ops', 'completion', '')).toEqual(['bash', 'fish', 'zsh']);
    expect(await offered('ops', 'orders', 'export', '--output', 'package.js')).toEqual(['package.json']);
    expect(await offered('ops', 'pause', '--shop', '')).toEqual(['']);
  });
});

describe('the scripts of zsh and fish', () => {
  it.each(['zsh', 'fish'])('have every group, command and option: %s', async (shell) => {
    const text = await script(shell);
    const at = (path: string): string => (shell === 'zsh' ? `\n    '${path}')` : `'__ops_at \\'${path}\\''`);
    for (const path of [...Object.keys(groups), ...commands.map(({ name }) => name)]) expect(text).toContain(at(path));
    for (const { options } of commands)
      for (const name of Object.keys(options))
        expect(text).toContain(shell === 'zsh' ? `'${optionName(name)}:` : ` -l ${optionName(name).slice(2)} `);
  });

  it.each(['zsh', 'fish'])('close every quote in the line in which it begins: %s', async (shell) => {
    for (const line of (await script(shell)).split('\n').filter((one) => !one.startsWith('#')))
      expect(line.replaceAll(/\\./g, '').split("'").length % 2, line).toBe(1);
  });
});

it('ops --version prints the release of the package, and nothing else', async () => {
  const { default: manifest } = await import('../../../package.json', { with: { type: 'json' } });
  expect(await openWorld().ops('--version')).toMatchObject({ code: 0, out: `${manifest.version}\n`, err: '' });
});
