import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, ORDER_KINDS, SETTING_FACTS, YAHOO_FAULT_KINDS } from '../../../../simulator/yahoo/index.ts';
import { openMall } from './mall.ts';

const pageAt = (name: string): Promise<string> =>
  readFile(new URL(`../../../../docs/malls/${name}.md`, import.meta.url), 'utf8');
const [page, known] = await Promise.all([pageAt('yahoo-simulator'), pageAt('yahoo')]);

const SETTINGS = Object.entries(SETTING_FACTS).flatMap(([group, facts]) =>
  Object.entries(facts).map(([name, { confidence, what }]) => {
    const values: Record<string, unknown> = DEFAULT_SETTINGS[group as keyof typeof DEFAULT_SETTINGS];
    return {
      name: `${group}.${name}`,
      row: `| \`${group}.${name}\` | \`${values[name]}\` | ${confidence} | ${what} |`,
    };
  }),
);

describe('the page of the Yahoo!ショッピング simulator', () => {
  it('prints every setting with its default, how sure it is and what it means', () => {
    expect(SETTINGS.filter(({ row }) => !page.includes(row))).toEqual([]);
    expect(page.match(/^\| `[a-zA-Z]+\.[a-zA-Z0-9]+` \|/gm)).toHaveLength(SETTINGS.length);
  });

  it('names every kind of fault, and every kind of order', () => {
    for (const kind of YAHOO_FAULT_KINDS) expect(page).toContain(`| \`${kind}\` |`);
    for (const kind of ORDER_KINDS) expect(page).toContain(`\`${kind}\``);
  });

  it('names every control', () => {
    for (const name of Object.keys(openMall().control)) {
      expect(page).toContain(`/control/${name.replace(/[A-Z]/g, (one) => `-${one.toLowerCase()}`)}`);
    }
  });
});

describe('the page of what is known of Yahoo!ショッピング', () => {
  it('names settings that there are', () => {
    const named = [...known.matchAll(/`([a-z]+\.[a-zA-Z0-9]+)`/g)].map((match) => match[1]);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !SETTINGS.some((setting) => setting.name === name))).toEqual([]);
  });
});
