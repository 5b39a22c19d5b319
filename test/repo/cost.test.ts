import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Counts } from '../../bench/cost/counts.ts';
import { costDocument, essentialAtMost, homeRegion, idle } from '../../bench/cost/document.ts';
import { monthOf, totalOf } from '../../bench/cost/reckon.ts';

const fileOf = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

it('docs/reference/cost.md matches the recorded counts (otherwise: npm run bench -- --record)', () => {
  const counts = JSON.parse(fileOf('bench/cost/counts.json')) as Counts;
  expect(fileOf('docs/reference/cost.md')).toBe(costDocument(counts));
});

it.each([
  ['stands', idle],
  ['costs with twenty orders a day', { ...idle, ordersAShopADay: 20 }],
])('a small stage %s at no more than it may', (_, stage) => {
  const counts = JSON.parse(fileOf('bench/cost/counts.json')) as Counts;
  expect(totalOf(monthOf(counts, { ...stage, profile: 'essential' }), homeRegion)).toBeLessThanOrEqual(essentialAtMost);
});
