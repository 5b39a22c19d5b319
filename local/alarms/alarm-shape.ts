import type { CloudResource, Resources } from '../assembly/resources.ts';
import type { Section } from '../assembly/section.ts';
import { parseExpression } from './expression.ts';
import type { Figures } from './figures.ts';
import { parseRule, type Rule } from './rule.ts';

/** How an alarm stands. */
export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** What both kinds of alarms have. */
interface Named {
  readonly name: string;
  readonly arn: string;
  readonly description: string;
  /** True when the alarm sends a notification. */
  readonly tells: boolean;
}

/** An alarm on a metric, as the template has it. */
export interface MetricAlarm extends Named {
  readonly kind: 'metric';
  /** What is judged of a span, from one moment until before another; null where there are no figures. */
  readonly valueIn: (figures: Figures, fromMs: number, toMs: number) => number | null;
  readonly periodMs: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly isBad: (value: number) => boolean;
  readonly missing: 'breaching' | 'notBreaching' | 'ignore' | 'missing';
}

/** An alarm on alarms. */
export interface CompositeAlarm extends Named {
  readonly kind: 'composite';
  readonly rule: Rule;
  /** The alarm that suppresses its notifications. */
  readonly suppressor?: { readonly arn: string; readonly waitMs: number; readonly extensionMs: number };
}

export type AlarmShape = MetricAlarm | CompositeAlarm;

const comparisons: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

/** The alarms of the templates: those on metrics, then those on alarms, each behind all that it looks at. */
export function alarmsOf(resources: Resources): AlarmShape[] {
  const metric = resources.ofType('AWS::CloudWatch::Alarm').map(metricAlarm);
  const composite = resources.ofType('AWS::CloudWatch::CompositeAlarm').map(compositeAlarm);
  return [...metric, ...inOrder(composite, new Set(metric.map(({ arn }) => arn)))];
}

function named({ name, arn, properties }: CloudResource): Named {
  return {
    name,
    arn,
    description: properties.text('AlarmDescription', ''),
    tells: properties.has('AlarmActions') && properties.texts('AlarmActions').length > 0,
  };
}

function metricAlarm(resource: CloudResource): MetricAlarm {
  const { properties } = resource;
  properties.refuse('ThresholdMetricId', 'EvaluateLowSampleCountPercentile', 'Unit');
  const comparison = properties.text('ComparisonOperator');
  const compare = comparisons[comparison];
  if (compare === undefined) throw new Error(`${properties.where} compares by ${comparison}, which is not known here.`);
  const threshold = properties.number('Threshold');
  const evaluationPeriods = properties.number('EvaluationPeriods');
  return {
    kind: 'metric',
    ...named(resource),
    ...(properties.has('Metrics') ? mathOf(properties) : plainOf(properties)),
    evaluationPeriods,
    datapointsToAlarm: properties.number('DatapointsToAlarm', evaluationPeriods),
    isBad: (value) => compare(value, threshold),
    missing: properties.text('TreatMissingData', 'missing') as MetricAlarm['missing'],
  };
}

type Watched = Pick<MetricAlarm, 'valueIn' | 'periodMs'>;

/** An alarm on one metric. */
function plainOf(properties: Section): Watched {
  const statistic = properties.text(properties.has('ExtendedStatistic') ? 'ExtendedStatistic' : 'Statistic');
  return { valueIn: figureOf(properties, statistic), periodMs: properties.number('Period') * 1_000 };
}

/** An alarm on an expression over metrics, all of the same period. */
function mathOf(properties: Section): Watched {
  const queries = properties.sections('Metrics');
  const stats = queries.filter((query) => query.has('MetricStat'));
  const periods = new Set(stats.map((query) => query.section('MetricStat').number('Period')));
  const [periodS, ...others] = periods;
  const [judged, ...more] = queries.filter((query) => query.truth('ReturnData', true));
  if (judged === undefined || more.length > 0 || periodS === undefined || others.length > 0) {
    throw new Error(`${properties.where} must judge one expression, over metrics of one period.`);
  }
  const metrics = new Map(
    stats.map((query) => {
      const stat = query.section('MetricStat');
      return [query.text('Id'), figureOf(stat.section('Metric'), stat.text('Stat'))] as const;
    }),
  );
  const expression = parseExpression(judged.text('Expression'), properties.where);
  const valueIn: Watched['valueIn'] = (...span) =>
    expression((id) => {
      const metric = metrics.get(id);
      if (metric === undefined) throw new Error(`${properties.where} has no metric ${id}.`);
      return metric(...span);
    });
  return { valueIn, periodMs: periodS * 1_000 };
}

/** Where a template names a metric. */
function figureOf(metric: Section, statistic: string): Watched['valueIn'] {
  const dimensions = metric.has('Dimensions') ? metric.sections('Dimensions') : [];
  const key = {
    namespace: metric.text('Namespace'),
    name: metric.text('MetricName'),
    dimensions: Object.fromEntries(dimensions.map((one) => [one.text('Name'), one.text('Value')])),
  };
  return (figures, fromMs, toMs) => figures.statistic(key, statistic, fromMs, toMs);
}

function compositeAlarm(resource: CloudResource): CompositeAlarm {
  const { properties } = resource;
  const hasSuppressor = properties.has('ActionsSuppressor');
  return {
    kind: 'composite',
    ...named(resource),
    rule: parseRule(properties.text('AlarmRule'), properties.where),
    ...(hasSuppressor && {
      suppressor: {
        arn: properties.text('ActionsSuppressor'),
        waitMs: properties.number('ActionsSuppressorWaitPeriod') * 1_000,
        extensionMs: properties.number('ActionsSuppressorExtensionPeriod') * 1_000,
      },
    }),
  };
}

/** A composite alarm may look at others. */
function inOrder(alarms: readonly CompositeAlarm[], known: ReadonlySet<string>): CompositeAlarm[] {
  const [placed, ordered] = [new Set(known), [] as CompositeAlarm[]];
  for (let rest = [...alarms]; rest.length > 0; ) {
    const ready = rest.filter(({ rule, suppressor }) =>
      [...rule.alarms, ...(suppressor === undefined ? [] : [suppressor.arn])].every((arn) => placed.has(arn)),
    );
    if (ready.length === 0) throw new Error(`${rest[0]?.name} looks at alarms that are not there, or at itself.`);
    for (const alarm of ready) placed.add(alarm.arn);
    ordered.push(...ready);
    rest = rest.filter((alarm) => !ready.includes(alarm));
  }
  return ordered;
}
