import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readTestOptions } from '../../proving/tiers/options.ts';
import { tiers } from '../../proving/tiers/tiers.ts';

function wanted(...args: string[]): string[] {
  const options = readTestOptions(args);
  if (options.kind !== 'run') throw new Error(options.text);
  return tiers.filter(options.isWanted).map(({ name }) => name);
}

describe('npm test', () => {
  it('npm test and npm test -- --rest together are --all, and no tier is in both', () => {
    expect([...wanted(), ...wanted('--rest')].sort()).toEqual(wanted('--all').sort());
    expect(wanted('--all')).toEqual(tiers.map(({ name }) => name));
  });

  it('npm test runs every folder of tests', () => {
    const folders = readdirSync('test', { withFileTypes: true, recursive: true })
      .filter(
        (entry) => entry.isFile() && entry.name.endsWith('.test.ts') && !entry.parentPath.includes('node_modules'),
      )
      .map(({ parentPath }) => parentPath.split('/')[1]);
    expect([...new Set(folders)].filter((folder) => !tiers.some(({ name }) => name === folder))).toEqual([]);
  });

  it('npm test refuses what it does not know, all at once, and says what there is', () => {
    expect(wanted('unit', 'repo')).toEqual(['unit', 'repo']);
    const refused = readTestOptions(['nope', '--all', '--rest']);
    expect(refused).toMatchObject({
      kind: 'wrong',
      text: expect.stringMatching(/"nope" is no tier[\s\S]*one of the three[\s\S]*With --all/),
    });
  });
});
