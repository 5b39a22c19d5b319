import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { MallSimulator } from '../../../simulator/index.ts';
import * as simulators from '../../../simulator/malls.ts';

const malls = new Map<string, MallSimulator>(Object.entries(simulators));

const pageAt = (name: string): Promise<string> =>
  readFile(new URL(`../../../docs/malls/${name}.md`, import.meta.url), 'utf8');

const settingsOf = (name: string) =>
  Object.entries(malls.get(name)?.settings ?? {}).flatMap(([group, settings]) =>
    Object.entries(settings).map(([setting, { standard, confidence, what }]) => ({
      name: `${group}.${setting}`,
      row: `| \`${group}.${setting}\` | \`${standard}\` | ${confidence} | ${what} |`,
    })),
  );

describe.each([...malls])('the page of the simulated %s', async (name, mall) => {
  const page = await pageAt(`${name}-simulator`);

  it('prints every setting with its default, how sure it is and what it means', () => {
    const settings = settingsOf(name);
    expect(settings.filter(({ row }) => !page.includes(row))).toEqual([]);
    expect(page.match(/^\| `[a-zA-Z]+\.[a-zA-Z0-9]+` \|/gm)).toHaveLength(settings.length);
  });

  it('names every kind of fault, and every kind of order', () => {
    for (const kind of mall.faultKinds) expect(page).toContain(`| \`${kind}\` |`);
    for (const kind of mall.orderKinds) expect(page).toContain(`\`${kind}\``);
  });

  it('names every control, and each of them has its path', () => {
    const { control, controlApi } = mall.create({ now: () => 0, seed: 1 });
    const paths = Object.keys(control as object).map((one) => one.replace(/[A-Z]/g, (big) => `-${big.toLowerCase()}`));
    for (const path of paths) expect(page).toContain(`/control/${path}`);
    const nothing = controlApi({ method: 'GET', path: '/control/nothing-like-that', headers: {}, body: '' });
    if (nothing.ending !== 'answer') throw new Error('no answer');
    expect(JSON.parse(nothing.body).controls.sort()).toEqual(paths.sort());
  });
});

describe('the page of what is known of Yahoo!ショッピング', () => {
  it('names settings that there are', async () => {
    const known = await pageAt('yahoo');
    const names = settingsOf('yahoo').map(({ name }) => name);
    const named = [...known.matchAll(/`([a-z]+\.[a-zA-Z0-9]+)`/g)].map((match) => match[1] ?? '');
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !names.includes(name))).toEqual([]);
  });
});
