import type { MetricName } from '../core/kernel/index.ts';
import type { AlarmRow } from './alarms/alarm-row.ts';
import { importRows } from './alarms/import-alarms.ts';
import { mailRows } from './alarms/mail-alarms.ts';
import { mallRows } from './alarms/mall-alarms.ts';
import { queueRows } from './alarms/queue-alarms.ts';
import { runRows } from './alarms/run-alarms.ts';
import { dataRows, tableRows } from './alarms/table-alarms.ts';

export { type AlarmMetric, type AlarmRow, type Hush, hushes, tableOperations } from './alarms/alarm-row.ts';

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

/** What a stage watches. `essential` costs a third: it has every page, and fewer tickets, metrics and no dashboard (docs/reference/cost.md). */
export const profiles = ['full', 'essential'] as const;
export type Profile = (typeof profiles)[number];

/** The alarms of a profile, as they are deployed: `essential` suppresses none, because that takes composite alarms. */
export function alarmRowsOf(profile: Profile): readonly AlarmRow[] {
  if (profile === 'full') return alarmRows;
  return alarmRows.flatMap(({ suppressedBy: _, ...row }) => (row.fullOnly ? [] : [row]));
}

/** The figures of ours that the alarms of a profile watch: `essential` pays for no other metric. */
export function figuresWatched(profile: Profile): readonly MetricName[] {
  const names = alarmRowsOf(profile).flatMap(({ metric }) => {
    if (metric.of === 'schedules-of-shards') return ['Shards' as const];
    return metric.of === 'figure' ? [metric.name, ...(metric.beyond ? [metric.beyond.of] : [])] : [];
  });
  return [...new Set(names)];
}
