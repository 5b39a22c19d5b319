import type { AlarmShape, AlarmState, CompositeAlarm } from './alarm-shape.ts';
import { evaluateAlarm } from './evaluate.ts';
import type { Figures } from './figures.ts';

/** An alarm that went off, or cleared. */
export interface AlarmNews {
  readonly name: string;
  readonly description: string;
  readonly atMs: number;
  readonly state: AlarmState;
}

/** An alarm that stands, for who asks. */
export interface StandingAlarm {
  readonly kind: AlarmShape['kind'];
  readonly name: string;
  readonly description: string;
  readonly sinceMs: number;
  /** It sends notifications, and another alarm suppresses them now. */
  readonly isSuppressed: boolean;
}

/** The alarms of a cloud at work. */
export interface Watch {
  /** Judges every alarm as of this moment: once a minute. */
  judge(nowMs: number): void;
  /** The alarms that stand, including those that send no notification. */
  standing(): readonly StandingAlarm[];
}

interface Standing {
  state: AlarmState;
  /** The state that was sent last; a suppressed state is sent later, if it still stands. */
  told: AlarmState;
  changedAtMs: number;
}

/**
 * Watches the figures by the alarms of the templates.
 *
 * @param sinceMs since when figures are taken; forever when absent
 * @param onState called on every change, also of alarms that send no notification
 * @param onTold called with what the topic would receive from an alarm's actions
 */
export function startWatch(
  alarms: readonly AlarmShape[],
  figures: Figures,
  {
    sinceMs = Number.NEGATIVE_INFINITY,
    onState,
    onTold,
  }: {
    readonly sinceMs?: number;
    readonly onState?: (news: AlarmNews) => void;
    readonly onTold: (news: AlarmNews) => void;
  },
): Watch {
  // A new alarm knows nothing, and what it finds first is no news unless it is bad.
  const standings = new Map<string, Standing>(
    alarms.map(({ arn }) => [arn, { state: 'INSUFFICIENT_DATA', told: 'OK', changedAtMs: Number.NEGATIVE_INFINITY }]),
  );
  const of = (arn: string): Standing => standings.get(arn) as Standing;

  const stateNow = (alarm: AlarmShape, nowMs: number): AlarmState => {
    if (alarm.kind === 'metric') return evaluateAlarm(alarm, figures, { nowMs, sinceMs, before: of(alarm.arn).state });
    return alarm.rule.holds((arn) => of(arn).state) ? 'ALARM' : 'OK';
  };
  return {
    judge(nowMs) {
      for (const alarm of alarms) {
        const standing = of(alarm.arn);
        const state = stateNow(alarm, nowMs);
        const news = { name: alarm.name, description: alarm.description, atMs: nowMs, state };
        if (state !== standing.state) {
          standing.state = state;
          standing.changedAtMs = nowMs;
          onState?.(news);
        }
        if (!alarm.tells || state === 'INSUFFICIENT_DATA' || state === standing.told) continue;
        if (alarm.kind === 'composite' && isSuppressed(alarm, standing, of, nowMs)) continue;
        standing.told = state;
        onTold(news);
      }
    },
    standing: () =>
      alarms
        .filter(({ arn }) => of(arn).state === 'ALARM')
        .map(({ kind, name, description, tells, arn }) => ({
          ...{ kind, name, description, sinceMs: of(arn).changedAtMs },
          isSuppressed: tells && of(arn).told !== 'ALARM',
        })),
  };
}

/**
 * True while an alarm's actions wait: for its suppressor to go off, while that stands, and for some time after.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm_Suppression.html
 */
function isSuppressed(
  { suppressor }: CompositeAlarm,
  { state, changedAtMs }: Standing,
  of: (arn: string) => Standing,
  nowMs: number,
): boolean {
  if (suppressor === undefined) return false;
  const other = of(suppressor.arn);
  if (other.state === 'ALARM') return true;
  if (nowMs - other.changedAtMs < suppressor.extensionMs) return true;
  return state === 'ALARM' && nowMs - changedAtMs < suppressor.waitMs;
}
