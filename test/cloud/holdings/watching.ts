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

export const compositeAlarm: Looker = async ({ endpoint }, { physicalId, properties }) => {
  const names = { AlarmNames: [physicalId], AlarmTypes: ['CompositeAlarm'] };
  const { CompositeAlarms } = await cloudWatch(endpoint, 'DescribeAlarms', names);
  const [found] = CompositeAlarms as Record<string, unknown>[];
  return same(properties, found, ...Object.keys(properties).filter((name) => name !== 'Tags'));
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
