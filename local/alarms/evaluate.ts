import type { AlarmState, MetricAlarm } from './alarm-shape.ts';
import type { Figures } from './figures.ts';

/** CloudWatch looks at some more periods than it needs, for figures that came late or not at all. */
const furtherPeriods = 2;

/** What an alarm is judged by, beside the figures. */
export interface Evaluation {
  readonly nowMs: number;
  /** Since when there are figures at all: silence from before says nothing. */
  readonly sinceMs: number;
  /** How the alarm stood. */
  readonly before: AlarmState;
}

/**
 * How an alarm on a metric stands, as CloudWatch judges it every minute: by the last figures there are in its range, and only as far
 * as they do not suffice by what the alarm takes silence for. A machine that was off in between has not heard that silence.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function evaluateAlarm(
  alarm: MetricAlarm,
  figures: Figures,
  { nowMs, sinceMs, before }: Evaluation,
): AlarmState {
  const { valueIn, periodMs, evaluationPeriods } = alarm;
  const isHeard = nowMs - evaluationPeriods * periodMs >= sinceMs;
  const newestFirst = Array.from({ length: evaluationPeriods + furtherPeriods }, (_, index) =>
    valueIn(figures, nowMs - (index + 1) * periodMs, nowMs - index * periodMs),
  );
  const missing = alarm.missing === 'breaching' && !isHeard ? 'missing' : alarm.missing;
  return judge({ ...alarm, missing }, newestFirst, before);
}

/** The same, of the values in an alarm's range, the newest first; null where there is none. */
export function judge(
  {
    evaluationPeriods,
    datapointsToAlarm,
    isBad,
    missing,
  }: Pick<MetricAlarm, 'evaluationPeriods' | 'datapointsToAlarm' | 'isBad' | 'missing'>,
  newestFirst: readonly (number | null)[],
  before: AlarmState,
): AlarmState {
  const known = newestFirst.filter((value) => value !== null).slice(0, evaluationPeriods);
  const bad = known.filter(isBad).length;
  const lacking = evaluationPeriods - known.length;
  switch (missing) {
    case 'breaching':
      return bad + lacking >= datapointsToAlarm ? 'ALARM' : 'OK';
    case 'notBreaching':
      return bad >= datapointsToAlarm ? 'ALARM' : 'OK';
    case 'ignore':
    case 'missing': {
      if (bad >= datapointsToAlarm) return 'ALARM';
      if (known.length > 0) return 'OK';
      return missing === 'ignore' ? before : 'INSUFFICIENT_DATA';
    }
  }
}
