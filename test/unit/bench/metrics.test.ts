import { expect, it } from 'vitest';
import { requestLog } from '../../../aws/log.ts';
import { metricParts, metricsWritten } from '../../../bench/cost/metrics.ts';
import { measuredLines } from '../../../core/kernel/metrics.ts';
import { mallNames } from '../../../malls/registry.ts';

interface Line {
  readonly [field: string]: unknown;
  readonly _aws?: {
    readonly CloudWatchMetrics: readonly {
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string }[];
    }[];
  };
}

/** What CloudWatch tells apart in a line: each figure under each value of its dimensions. */
function metricsIn(text: string): string[] {
  const line = JSON.parse(text) as Line;
  return (line._aws?.CloudWatchMetrics ?? []).flatMap(({ Dimensions, Metrics }) =>
    Dimensions.flatMap((fields) =>
      Metrics.map(({ Name }) => [Name, ...fields.map((field) => `${field}=${line[field]}`)].join(' ')),
    ),
  );
}

it('are as many as CloudWatch finds in the lines of all functions and malls', () => {
  const found = new Set<string>();
  for (const [event, { from, figures }] of Object.entries(measuredLines)) {
    const write = (line: string): void => {
      for (const metric of metricsIn(line)) found.add(metric);
    };
    const log = requestLog({ functionName: from, clock: { now: () => 0 }, stage: 'prod', write });
    const values = Object.fromEntries(Object.keys(figures).map((name) => [name, 1]));
    for (const mall of mallNames) log.info(event, { mall, ...values });
  }
  expect(found.size).toBeGreaterThan(20);
  const parts = metricParts();
  const malls = mallNames.length;
  const troubles = parts.ofTrouble.ofEachMall * malls + parts.ofTrouble.ofTheStage;
  expect(metricsWritten(parts, { malls, shops: malls, shards: 2 }) + troubles).toBe(found.size);
});
