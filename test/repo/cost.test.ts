import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Counts } from '../../bench/cost/counts.ts';
import { addressDollars, atMost, costDocument, idle, installations } from '../../bench/cost/document.ts';
import { homeRegion } from '../../bench/cost/prices.ts';
import { profiles } from '../../bench/cost/profiles.ts';
import { monthOf, totalOf } from '../../bench/cost/reckon.ts';

const fileOf = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

it('docs/reference/cost.md matches the recorded counts (otherwise: npm run bench -- --record)', () => {
  const counts = JSON.parse(fileOf('bench/cost/counts.json')) as Counts;
  expect(fileOf('docs/reference/cost.md')).toBe(costDocument(counts));
});

const counts = JSON.parse(fileOf('bench/cost/counts.json')) as Counts;

it.each(profiles)('a stage of the profile %s with one shop stands at no more than it may', (profile) => {
  expect(totalOf(monthOf(counts, { ...idle, profile }), homeRegion)).toBeLessThanOrEqual(atMost[profile].standing);
});

it.each(installations)(
  'a stage of the profile $profile costs with $shops shops that sell no more than it may',
  (one) => {
    const most = atMost[one.profile].selling[one.shops] ?? 0;
    expect(totalOf(monthOf(counts, one), homeRegion)).toBeLessThanOrEqual(most);
  },
);

it('a fixed address costs one number of dollars, on whatever page it is told', () => {
  for (const page of ['docs/reference/cost.md', 'docs/reference/stack.md', 'docs/start/deploy.md']) {
    const told = [...fileOf(page).matchAll(/([\d.]+) dollars a month in Tokyo, its NAT gateway/g)].map(
      ([, found]) => found,
    );
    expect([page, told]).toEqual([page, [addressDollars]]);
    // Nothing is reckoned a second time from parts of it.
    expect(fileOf(page)).not.toMatch(
      /about 45 dollars|cost more than the rest together|costs as much as everything else/,
    );
  }
});
