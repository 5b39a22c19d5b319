import {
  Alarm,
  type AlarmBase,
  ComparisonOperator,
  type IAlarmAction,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { type AlarmRow, alarmRowsOf, type Profile } from '../alarms.ts';
import { type Target, targetsOf, type Watched } from './alarm-targets.ts';

/** Inputs of the alarms. */
export interface AlarmsProps {
  readonly stage: string;
  readonly profile: Profile;
  readonly watched: Watched;
  /** The action of an alarm, by severity. */
  readonly actions: Readonly<Record<AlarmRow['severity'], IAlarmAction>>;
}

/**
 * The alarms of `lib/alarms.ts`, for everything in this deployment that they concern. Each runs the action of its severity when it goes
 * off, and when it clears. The severity is in the name, `tsunagi-<stage>-page-poll-orders-failing`, and so in the subject of the mail.
 *
 * None suppresses another: where a figure follows from trouble that has an alarm of its own, the function that writes it says nothing
 * (`core/jobs/standing-causes.ts`).
 */
export class Alarms extends Construct {
  /** The alarms that send notifications, by severity, in the order of the table. */
  readonly told: Readonly<Record<AlarmRow['severity'], readonly AlarmBase[]>>;
  readonly #props: AlarmsProps;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.#props = props;
    const all = alarmRowsOf(props.profile).flatMap((row) =>
      targetsOf(row, props).map((target) => ({ severity: row.severity, alarm: this.#alarm(row, target) })),
    );
    const toldAs = (asked: AlarmRow['severity']): AlarmBase[] =>
      all.flatMap(({ severity, alarm }) => (severity === asked ? [alarm] : []));
    this.told = { page: toldAs('page'), ticket: toldAs('ticket') };
  }

  #alarm(row: AlarmRow, target: Target): Alarm {
    const { stage, watched, actions } = this.#props;
    const name = nameOf(row, target);
    const { periodMinutes, bad, outOf } = row.lasts;
    const kind = row.isDirect ? `${row.severity}-direct` : row.severity;
    const alarm = new Alarm(this, name, {
      alarmName: `tsunagi-${stage}-${kind}-${name}`,
      alarmDescription: descriptionOf(row),
      metric: target.metric({ statistic: row.statistic, periodMinutes }),
      ...limitOf(row, target, watched),
      evaluationPeriods: outOf,
      datapointsToAlarm: bad,
    });
    alarm.addAlarmAction(actions[row.severity]);
    alarm.addOkAction(actions[row.severity]);
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

function limitOf({ when, lasts, silenceIsBad }: AlarmRow, { timeoutSeconds }: Target, { runsPerHour }: Watched) {
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
    treatMissingData: silenceIsBad ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
  };
}
