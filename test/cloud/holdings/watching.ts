import { cloudWatch, logs } from '../signed-call.ts';
import { type Looker, same, sorted } from './look.ts';

export const alarm: Looker = async ({ endpoint }, { physicalId, properties }) => {
  const { MetricAlarms } = await cloudWatch(endpoint, 'DescribeAlarms', { AlarmNames: [physicalId] });
  const [found] = MetricAlarms as Record<string, unknown>[];
  const compared = Object.keys(properties).filter((name) => name !== 'Dimensions' && name !== 'Tags');
  const look = same(properties, found, ...compared);
  const dimensions = (from: unknown) => sorted((from as { Dimensions?: { Name: string }[] })?.Dimensions, 'Name');
  return { wanted: [look.wanted, dimensions(properties)], found: [look.found, dimensions(found)] };
};

export const dashboard: Looker = async ({ endpoint }, { physicalId, properties }) => {
  const { DashboardBody } = await cloudWatch(endpoint, 'GetDashboard', { DashboardName: physicalId });
  return { wanted: JSON.parse(String(properties.DashboardBody)), found: JSON.parse(String(DashboardBody)) };
};

export const logGroup: Looker = async ({ endpoint }, { physicalId, properties }) => {
  const { logGroups } = await logs(endpoint, 'DescribeLogGroups', { logGroupNamePrefix: physicalId });
  const found = (logGroups as Record<string, unknown>[]).find(({ logGroupName }) => logGroupName === physicalId);
  return { wanted: properties.RetentionInDays, found: found?.retentionInDays };
};

export const metricFilter: Looker = async ({ endpoint }, { physicalId, properties }) => {
  const { LogGroupName, FilterPattern, MetricTransformations } = properties as {
    LogGroupName: string;
    FilterPattern: string;
    MetricTransformations: { MetricNamespace: string; MetricName: string; MetricValue: string }[];
  };
  const { metricFilters } = await logs(endpoint, 'DescribeMetricFilters', { logGroupName: LogGroupName });
  const [found] = (metricFilters as Record<string, unknown>[]).filter(({ filterName }) => filterName === physicalId);
  const transformations = MetricTransformations.map(({ MetricNamespace, MetricName, MetricValue }) => ({
    metricNamespace: MetricNamespace,
    metricName: MetricName,
    metricValue: MetricValue,
  }));
  return {
    wanted: [FilterPattern, transformations],
    found: [found?.filterPattern, found?.metricTransformations],
  };
};
