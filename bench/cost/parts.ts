import { jsonOf, type Resource, templatesOf } from '../../proving/templates.ts';
import { type MetricParts, metricParts } from './metrics.ts';
import { type Profile, profiles } from './profiles.ts';

export type { Profile } from './profiles.ts';

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
  /** Queues that feed none, and that reconcile looks into. */
  readonly swept: number;
}

/** The stage that is reckoned: the standard parameters, which name all malls, and mails to merchants. */
const reckoned = { stage: 'prod', opsEmail: 'ops@example.jp', sender: 'info@example.jp', mailFromName: '角田システム' };

/** Counts the parts of a stage in its templates; `more`: parameters beside the standard ones. */
export function standingParts(profile: Profile, more: Readonly<Record<string, string>> = {}): StandingParts {
  const templates = Object.values(templatesOf({ ...reckoned, profile, ...more }));
  const resources = templates.flatMap((template) => Object.values(jsonOf(template).Resources));
  const ofType = (type: string): Resource[] => resources.filter(({ Type }) => Type === type);
  const watched = ofType('AWS::CloudWatch::Alarm').map(({ Properties: { Metrics } }) => {
    const queries = (Metrics ?? [{ MetricStat: {} }]) as readonly { readonly MetricStat?: object }[];
    return queries.filter(({ MetricStat }) => MetricStat !== undefined).length;
  });
  return {
    alarmMetrics: watched.reduce((sum, metrics) => sum + metrics, 0),
    compositeAlarms: ofType('AWS::CloudWatch::CompositeAlarm').length,
    metrics: metricParts(...figuresMade(ofType('AWS::Lambda::Function'))),
    dashboards: ofType('AWS::CloudWatch::Dashboard').length,
    keys: ofType('AWS::KMS::Key').length,
    feeds: ofType('AWS::Lambda::EventSourceMapping').length,
    swept: sweptBy(ofType('AWS::Lambda::Function')),
  };
}

/** Values that functions have of a variable. */
function variables(functions: readonly Resource[], name: string): unknown[] {
  return functions.flatMap(({ Properties }) => {
    const { Variables = {} } = (Properties.Environment ?? {}) as { Variables?: Readonly<Record<string, unknown>> };
    return Variables[name] === undefined ? [] : [Variables[name]];
  });
}

/** The figures that functions make metrics of, as their variable METRICS says, and whether each is one of the stage; all where none has it. */
function figuresMade(functions: readonly Resource[]): [ReadonlySet<string> | undefined, boolean] {
  const said = variables(functions, 'METRICS').map(String);
  const isOfStage = said.some((names) => names.startsWith('stage:'));
  const names = said.flatMap((some) => some.replace(/^stage:/, '').split(','));
  return [said.length === 0 ? undefined : new Set(names), isOfStage];
}

function sweptBy(functions: readonly Resource[]): number {
  return JSON.stringify(variables(functions, 'MOVED_QUEUES')).split('>').length - 1;
}

/** The parts of all profiles. */
export function allParts(): Readonly<Record<Profile, StandingParts>> {
  return Object.fromEntries(profiles.map((profile) => [profile, standingParts(profile)])) as Record<
    Profile,
    StandingParts
  >;
}
