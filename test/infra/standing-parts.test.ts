import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { apiAlarmMetrics, apiMemoryMiB } from '../../bench/cost/api.ts';
import type { Counts } from '../../bench/cost/counts.ts';
import { allParts, standingParts } from '../../bench/cost/parts.ts';
import { profiles as reckoned } from '../../bench/cost/profiles.ts';
import { settings as api } from '../../functions/api/settings.ts';
import { settings as hooks } from '../../functions/receive-hooks/settings.ts';
import { settings as stock } from '../../functions/sync-stock/settings.ts';
import { profiles } from '../../lib/alarms.ts';

it('the parts that docs/reference/cost.md reckons with are those of the templates (else: npm run bench -- --counted --record)', () => {
  const counts = JSON.parse(readFileSync(new URL('../../bench/cost/counts.json', import.meta.url), 'utf8')) as Counts;
  expect(counts.parts).toEqual(allParts());
});

it('docs/reference/cost.md reckons every profile', () => {
  expect(reckoned).toEqual(profiles);
});

it('the API has as many alarms as docs/reference/cost.md reckons with, and no metric of its own', () => {
  const [without, withApi] = [standingParts('full'), standingParts('full', { api: 'true' })];
  expect(withApi).toEqual({
    ...without,
    alarmMetrics: without.alarmMetrics + apiAlarmMetrics,
    // The feed's.
    feeds: without.feeds + 1,
  });
});

it("functions have the memory that docs/reference/cost.md reckons the API's runs with", () => {
  const settings = { api, 'receive-hooks': hooks, 'sync-stock': stock };
  for (const [name, memory] of Object.entries(apiMemoryMiB)) {
    expect(settings[name as keyof typeof settings].memoryMiB, name).toBe(memory);
  }
});
