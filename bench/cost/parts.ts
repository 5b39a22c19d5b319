import { jsonOf, type Resource, templatesOf } from '../../proving/templates.ts';
import { type MetricParts, metricParts } from './metrics.ts';

/** How much a stage watches: the parameter `profile`. */
export type Profile = 'full' | 'essential';

/** How many of a kind of resource a deployment has, for which there is a bill whether they are used or not. */
export interface StandingParts {
  /** Metrics that alarms watch: CloudWatch bills an alarm by these. */
  readonly alarmMetrics: number;
  /** Those that watch other alarms; they cost five times as much as a metric. */
  readonly compositeAlarms: number;
  readonly metrics: MetricParts;
  readonly dashboards: number;
  readonly keys: number;
  /** Queues that a function is fed from: they are looked at all the time. */
  readonly feeds: number;
}

/** The stage that is reckoned: the standard parameters, which name all malls, and mails to merchants. */
const reckoned = { stage: 'prod', opsEmail: 'ops@example.jp', sender: 'info@example.jp', mailFromName: '角田システム' };

/** Counts the parts of a stage in its templates. */
export function standingParts(profile: Profile): StandingParts {
  const templates = Object.values(templatesOf({ ...reckoned, profile }));
  const resources = templates.flatMap((template) => Object.values(jsonOf(template).Resources));
  const ofType = (type: string): Resource[] => resources.filter(({ Type }) => Type === type);
  const watched = ofType('AWS::CloudWatch::Alarm').map(({ Properties: { Metrics } }) => {
    const queries = (Metrics ?? [{ MetricStat: {} }]) as readonly { readonly MetricStat?: object }[];
    return queries.filter(({ MetricStat }) => MetricStat !== undefined).length;
  });
  return {
    alarmMetrics: watched.reduce((sum, metrics) => sum + metrics, 0),
    compositeAlarms: ofType('AWS::CloudWatch::CompositeAlarm').length,
    metrics: metricParts(figuresMade(ofType('AWS::Lambda::Function'))),
    dashboards: ofType('AWS::CloudWatch::Dashboard').length,
    keys: ofType('AWS::KMS::Key').length,
    feeds: ofType('AWS::Lambda::EventSourceMapping').length,
  };
}

/** The figures that functions make metrics of, as their variable METRICS says; all of them where none has it. */
function figuresMade(functions: readonly Resource[]): ReadonlySet<string> | undefined {
  const said = functions.flatMap(({ Properties }) => {
    const { Variables = {} } = (Properties.Environment ?? {}) as { Variables?: Readonly<Record<string, unknown>> };
    return typeof Variables.METRICS === 'string' ? [Variables.METRICS] : [];
  });
  return said.length === 0 ? undefined : new Set(said.flatMap((names) => names.split(',')));
}

/** The parts of both profiles. */
export function allParts(): Readonly<Record<Profile, StandingParts>> {
  return { full: standingParts('full'), essential: standingParts('essential') };
}
