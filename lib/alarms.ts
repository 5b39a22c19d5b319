import type { AlarmRow } from './alarms/alarm-row.ts';
import { importRows } from './alarms/import-alarms.ts';
import { mailRows } from './alarms/mail-alarms.ts';
import { mallRows } from './alarms/mall-alarms.ts';
import { queueRows } from './alarms/queue-alarms.ts';
import { runRows } from './alarms/run-alarms.ts';

export { type AlarmMetric, type AlarmRow, type Hush, hushes } from './alarms/alarm-row.ts';

/** The alarms of a deployment; `docs/stack.md` has them for people, and `docs/runbook/` a page for each. */
export const alarmRows: readonly AlarmRow[] = [...mallRows, ...importRows, ...mailRows, ...runRows, ...queueRows];
