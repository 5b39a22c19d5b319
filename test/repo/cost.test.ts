import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Counts } from '../../bench/cost/counts.ts';
import { costDocument } from '../../bench/cost/document.ts';

const fileOf = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

it('docs/cost.md is what the recorded counts come to (else: npm run bench -- --record)', () => {
  const counts = JSON.parse(fileOf('bench/cost/counts.json')) as Counts;
  expect(fileOf('docs/cost.md')).toBe(costDocument(counts));
});
