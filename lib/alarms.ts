import type { MetricName } from '../core/kernel/index.ts';
import type { AlarmRow } from './alarms/alarm-row.ts';
import { importRows } from './alarms/import-alarms.ts';
import { mailRows } from './alarms/mail-alarms.ts';
import { mallRows } from './alarms/mall-alarms.ts';
import { minimalRows } from './alarms/minimal-alarms.ts';
import { queueRows } from './alarms/queue-alarms.ts';
import { runRows } from './alarms/run-alarms.ts';
import { dataRows, tableRows } from './alarms/table-alarms.ts';

export type { AlarmMetric, AlarmRow } from './alarms/alarm-row.ts';

/** The alarms of a deployment; `docs/reference/stack.md` lists them, and `docs/runbook/` has a page for each. */
export const alarmRows: readonly AlarmRow[] = [
  ...mallRows,
  ...importRows,
  ...mailRows,
  ...runRows,
  ...tableRows,
  ...dataRows,
  ...queueRows,
];

/**
 * What a stage watches. `essential` has every page, and fewer tickets, metrics and no dashboard; `minimal` has seven pages, each of which stands for
 * several, no tickets, and is for one shop (docs/reference/cost.md).
 */
export const profiles = ['full', 'essential', 'minimal'] as const;
export type Profile = (typeof profiles)[number];

/** The alarms of a profile, as they are deployed. */
export function alarmRowsOf(profile: Profile): readonly AlarmRow[] {
  switch (profile) {
    case 'full':
      return alarmRows;
    case 'essential':
      return alarmRows.filter(({ fullOnly }) => !fullOnly);
    case 'minimal':
      return minimalRows;
  }
}

/** The figures of ours that the alarms of a profile watch: `essential` and `minimal` pay for no other metric. */
export function figuresWatched(profile: Profile): readonly MetricName[] {
  const names = alarmRowsOf(profile).flatMap(({ metric }) => {
    if (metric.of === 'schedules-of-shards') return ['Shards' as const];
    return metric.of === 'figure' ? [metric.name, ...(metric.beyond ? [metric.beyond.of] : [])] : [];
  });
  return [...new Set(names)];
}

/** Names the figures that become metrics, for the variable METRICS of functions (`wiring/function-log.ts`); null for all of them. */
export function metricsTold(profile: Profile): string | null {
  if (profile === 'full') return null;
  return `${profile === 'minimal' ? 'stage:' : ''}${figuresWatched(profile).join(',')}`;
}
