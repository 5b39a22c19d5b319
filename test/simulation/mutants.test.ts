import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { mutants } from './mutants.ts';

describe('the planted bugs', () => {
  it('are more than a dozen, each with a name of its own', () => {
    expect(mutants.length).toBeGreaterThan(12);
    expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
  });

  it.each(mutants)('$name fits the source it is planted in', ({ file, edits }) => {
    const source = readFileSync(fileURLToPath(new URL(`../../${file}`, import.meta.url)), 'utf8');
    for (const { find, replace } of edits) {
      expect(source.split(find).length - 1, find).toBe(1);
      expect(replace).not.toBe(find);
    }
  });
});
