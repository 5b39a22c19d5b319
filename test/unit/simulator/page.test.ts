import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, FAULT_KINDS, SETTING_FACTS } from '../../../simulator/rms/index.ts';
import { openMall } from './mall.ts';

const page = await readFile(new URL('../../../docs/malls/rms-simulator.md', import.meta.url), 'utf8');

describe('the page of the RMS simulator', () => {
  it('prints every setting with its default, how sure it is and what it means', () => {
    const rows = Object.entries(SETTING_FACTS).flatMap(([group, facts]) =>
      Object.entries(facts).map(([name, { confidence, what }]) => {
        const values: Record<string, unknown> = DEFAULT_SETTINGS[group as keyof typeof DEFAULT_SETTINGS];
        return `| \`${group}.${name}\` | \`${values[name]}\` | ${confidence} | ${what} |`;
      }),
    );
    expect(rows.filter((row) => !page.includes(row))).toEqual([]);
    expect(page.match(/^\| `[a-zA-Z]+\.[a-zA-Z]+` \|/gm)).toHaveLength(rows.length);
  });

  it('names every kind of fault', () => {
    for (const kind of FAULT_KINDS) expect(page).toContain(`| \`${kind}\` |`);
  });

  it('names every control', () => {
    for (const name of Object.keys(openMall().rms.control)) {
      expect(page).toContain(`/control/${name.replace(/[A-Z]/g, (one) => `-${one.toLowerCase()}`)}`);
    }
  });
});
