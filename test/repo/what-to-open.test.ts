import { describe, expect, it } from 'vitest';
import { readImports } from '../../proving/layout/imports.ts';
import { textOf } from '../../proving/layout/sources.ts';

/** Files that a reader opens to follow one piece of work: more are a maze. */
const filesMax = 20;

const page = textOf('docs/ARCHITECTURE.md');
const section = page.slice(page.indexOf('## What to open'), page.indexOf('## Clocks'));
const lists = [...section.matchAll(/^- \*\*(.+?)\*\* \((\d+) files\): (.+)$/gm)].map(
  ([, name = '', count, files = '']) => ({
    name,
    count: Number(count),
    files: [...files.matchAll(/`([^`]+)`/g)].map(([, file = '']) => file),
  }),
);
const graph = readImports();

/** What a file imports, and where it imports an index file, everything that this hands out. */
function reachedFrom(file: string): string[] {
  return (graph.get(file) ?? []).flatMap((to) => (to.endsWith('/index.ts') ? (graph.get(to) ?? []) : [to]));
}

describe('what to open', () => {
  it('What to open lists a poll, a status change, a stock change and an outage mail', () => {
    expect(lists.map(({ name }) => name)).toEqual([
      'One poll',
      'One status change',
      'One stock change',
      'One outage mail',
    ]);
  });

  it.each(lists)('What to open names for $name at most twenty files that exist', ({ count, files }) => {
    expect(files).toHaveLength(count);
    expect(new Set(files).size).toBe(count);
    expect(count).toBeLessThanOrEqual(filesMax);
    expect(files.filter((file) => !graph.has(file))).toEqual([]);
  });

  it.each(lists)('What to open names for $name no file that the others do not use', ({ files }) => {
    const reached = new Set(files.flatMap(reachedFrom));
    // A function is entered by AWS, and a mall's client by its port.
    const unused = files.filter((file) => !/^(functions|malls)\//.test(file) && !reached.has(file));
    expect(unused).toEqual([]);
  });
});
