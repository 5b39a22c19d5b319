import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Counts } from '../../bench/cost/counts.ts';
import { allParts } from '../../bench/cost/parts.ts';
import { profiles as reckoned } from '../../bench/cost/profiles.ts';
import { profiles } from '../../lib/alarms.ts';

it('the parts that docs/reference/cost.md reckons with are those of the templates (else: npm run bench -- --counted --record)', () => {
  const counts = JSON.parse(readFileSync(new URL('../../bench/cost/counts.json', import.meta.url), 'utf8')) as Counts;
  expect(counts.parts).toEqual(allParts());
});

it('docs/reference/cost.md reckons every profile', () => {
  expect(reckoned).toEqual(profiles);
});
