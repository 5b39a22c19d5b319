import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmBase,
  AlarmRule,
  AlarmState,
  ComparisonOperator,
  CompositeAlarm,
  type IAlarmAction,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { type AlarmRow, alarmRows, alarmRowsOf, type Hush, hushes, type Profile } from '../alarms.ts';
import { type Target, targetsOf, type Watched } from './alarm-targets.ts';

/** Inputs of the alarms. */
export interface AlarmsProps {
  readonly stage: string;
  readonly profile: Profile;
  readonly watched: Watched;
  /** The action of an alarm, by severity. */
  readonly actions: Readonly<Record<AlarmRow['severity'], IAlarmAction>>;
}

/** A suppressor may be this late; the cause shows minutes before its effects. */
const hushWait = Duration.minutes(2);
/** The effects of a cause end within this time after it; otherwise their alarm notifies. */
const hushExtension = Duration.minutes(30);

/**
 * The alarms of `lib/alarms.ts`, for everything in this deployment that they concern. Each runs the action of its severity when it goes
 * off, and when it clears. The severity is in the name, `tsunagi-<stage>-page-poll-orders-failing`, and so in the subject of the mail.
 *
 * An alarm that others suppress is two: one that watches the figure and sends nothing, `tsunagi-<stage>-watch-…`, and a composite
 * one with the alarm's own name, which notifies unless a suppressing alarm is on. In the profile `essential` it is one alarm that nothing
 * suppresses. Its name has the word `direct`: a stage can change its profile, and CloudFormation creates the new alarm before it deletes
 * the composite one, so the names must differ.
 */
export class Alarms extends Construct {
  /** The alarms that send notifications, by severity, in the order of the table. */
  readonly told: Readonly<Record<AlarmRow['severity'], readonly AlarmBase[]>>;
  readonly #props: AlarmsProps;
  readonly #byName = new Map<string, AlarmBase>();
  readonly #hushes = new Map<string, CompositeAlarm>();

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.#props = props;
    const wanted = alarmRowsOf(props.profile).flatMap((row) =>
      targetsOf(row, props).map((target) => ({ row, target })),
    );
    // Suppressing alarms are created before the alarms that they suppress.
    const [hushed, plain] = [
      wanted.filter(({ row }) => row.suppressedBy),
      wanted.filter(({ row }) => !row.suppressedBy),
    ];
    for (const { row, target } of plain) this.#byName.set(nameOf(row, target), this.#alarm(row, target));
    for (const { row, target } of hushed) this.#byName.set(nameOf(row, target), this.#hushed(row, target));
    const toldAs = (severity: AlarmRow['severity']): AlarmBase[] =>
      wanted.flatMap(({ row, target }) =>
        row.severity === severity ? (this.#byName.get(nameOf(row, target)) ?? []) : [],
      );
    this.told = { page: toldAs('page'), ticket: toldAs('ticket') };
  }

  #alarm(row: AlarmRow, target: Target): Alarm {
    const wasHushed = alarmRows.some(({ id, suppressedBy }) => id === row.id && suppressedBy !== row.suppressedBy);
    return this.#telling(row, this.#watch(row, target, wasHushed ? `${row.severity}-direct` : row.severity));
  }

  #telling<Of extends AlarmBase>({ severity }: AlarmRow, alarm: Of): Of {
    alarm.addAlarmAction(this.#props.actions[severity]);
    alarm.addOkAction(this.#props.actions[severity]);
    return alarm;
  }

  #watch(row: AlarmRow, target: Target, kind: string): Alarm {
    const { stage, watched } = this.#props;
    const name = nameOf(row, target);
    const { periodMinutes, bad, outOf } = row.lasts;
    return new Alarm(this, name, {
      alarmName: `tsunagi-${stage}-${kind}-${name}`,
      alarmDescription: descriptionOf(row),
      metric: target.metric({ statistic: row.statistic, periodMinutes }),
      ...limitOf(row, target, watched),
      evaluationPeriods: outOf,
      datapointsToAlarm: bad,
    });
  }

  #hushed(row: AlarmRow, target: Target): CompositeAlarm {
    const name = nameOf(row, target);
    const watch = this.#watch(row, target, 'watch');
    const alarm = new CompositeAlarm(this, `${name}-told`, {
      compositeAlarmName: `tsunagi-${this.#props.stage}-${row.severity}-${name}`,
      alarmDescription: descriptionOf(row),
      alarmRule: AlarmRule.fromAlarm(watch, AlarmState.ALARM),
      actionsSuppressor: this.#hush(row.suppressedBy as Hush, target.owner),
      actionsSuppressorWaitPeriod: hushWait,
      actionsSuppressorExtensionPeriod: hushExtension,
    });
    return this.#telling(row, alarm);
  }

  /** The alarm that is on while one of the suppressing alarms is. */
  #hush(hush: Hush, owner: string): CompositeAlarm {
    // An alarm that is not per mall may be an effect of any mall.
    const malls = owner === '' ? this.#props.watched.malls : [owner];
    const causes = hushes[hush].flatMap((cause) =>
      cause.includes('{mall}') ? malls.map((mall) => cause.replace('{mall}', mall)) : [cause],
    );
    const isOfMall = owner !== '' && hushes[hush].some((cause) => cause.includes('{mall}'));
    const name = ['hush', hush, ...(isOfMall ? [owner] : [])].join('-');
    const known = this.#hushes.get(name);
    if (known !== undefined) return known;
    const rules = causes.flatMap((cause) => {
      const alarm = this.#byName.get(cause);
      return alarm === undefined ? [] : [AlarmRule.fromAlarm(alarm, AlarmState.ALARM)];
    });
    const alarm = new CompositeAlarm(this, name, {
      compositeAlarmName: `tsunagi-${this.#props.stage}-${name}`,
      alarmDescription: `Sends no notification. While it stands, alarms that follow from its causes are suppressed: ${causes.join(', ')}.`,
      alarmRule: AlarmRule.anyOf(...rules),
    });
    this.#hushes.set(name, alarm);
    return alarm;
  }
}

function nameOf({ id }: AlarmRow, { owner }: Target): string {
  return owner === '' ? id : `${owner}-${id}`;
}

/** The text of the mail. */
function descriptionOf({ id, why, who, what }: AlarmRow): string {
  return `${why} ${what} Who acts: ${who}. More: docs/runbook/${id}.md`;
}

function limitOf({ when, lasts }: AlarmRow, { timeoutSeconds }: Target, { runsPerHour }: Watched) {
  const below = (threshold: number, treatMissingData: TreatMissingData) => ({
    threshold,
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    treatMissingData,
  });
  if ('below' in when) return below(when.below, TreatMissingData.BREACHING);
  if ('belowScheduled' in when) {
    // The runs of the shards are subtracted, so that the runs of the other schedules are left.
    const runs = (runsPerHour.once * lasts.periodMinutes) / 60;
    return below(runs - when.belowScheduled, TreatMissingData.NOT_BREACHING);
  }
  return {
    threshold: 'atLeast' in when ? when.atLeast : when.atLeastOfTimeout * (timeoutSeconds ?? 0) * 1000,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  };
}
