import type { CloudClock } from '../clock.ts';
import type { Queues } from '../queues/start-queues.ts';
import type { Accounting } from './accounting.ts';
import type { AlarmShape } from './alarm-shape.ts';
import { type AlarmNews, type StandingAlarm, startWatch } from './watch.ts';

const minuteMs = 60_000;

/** Alarms that are judged every minute of the cloud's time. */
export interface RunningAlarms {
  /** Those that stand. */
  standing(): readonly StandingAlarm[];
  stop(): void;
}

/**
 * Judges the alarms of the templates at the end of each minute, by the figures recorded until then and the state of the queues.
 *
 * @param onFailure called for a minute in which that failed; the next minute is judged again
 */
export function startAlarms(
  alarms: readonly AlarmShape[],
  {
    accounting,
    queues,
    clock,
    onTold,
    onFailure,
  }: {
    readonly accounting: Accounting;
    readonly queues: Pick<Queues, 'states'>;
    readonly clock: CloudClock;
    readonly onTold: (news: AlarmNews) => void;
    readonly onFailure: (error: unknown) => void;
  },
): RunningAlarms {
  const watch = startWatch(alarms, accounting.figures, { sinceMs: clock.now(), onTold });
  const { realAtMs, atMs, speed } = clock.time;
  const momentOf = (realMs: number): number => atMs + (realMs - realAtMs) * speed;
  let cancel = (): void => {};
  let stopped = false;
  const judge = async (minute: number): Promise<void> => {
    accounting.queues(await queues.states(momentOf));
    watch.judge(minute);
  };
  const next = (): void => {
    if (stopped) return;
    const minute = (Math.floor(clock.now() / minuteMs) + 1) * minuteMs;
    cancel = clock.at(minute, () => void judge(minute).catch(onFailure).finally(next));
  };
  next();
  return {
    standing: () => watch.standing(),
    stop() {
      stopped = true;
      cancel();
    },
  };
}

/**
 * The operation by which CloudWatch tells how alarms stand, with the fields that this project reads.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
 */
export const describeAlarms = 'GraniteServiceVersion20100801.DescribeAlarms';

/** Answers that operation, for alarms that stand. */
export function describedAlarms(standing: readonly StandingAlarm[]): Readonly<Record<string, unknown>> {
  const ofKind = (kind: StandingAlarm['kind']) =>
    standing
      .filter((alarm) => alarm.kind === kind)
      .map(({ name, description, sinceMs, isSuppressed }) => ({
        ...{ AlarmName: name, AlarmDescription: description, StateValue: 'ALARM' },
        StateTransitionedTimestamp: sinceMs / 1_000,
        ...(isSuppressed ? { ActionsSuppressedBy: 'Alarm' } : {}),
      }));
  return { MetricAlarms: ofKind('metric'), CompositeAlarms: ofKind('composite') };
}
