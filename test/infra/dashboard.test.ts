import { expect, it } from 'vitest';
import { pathOf, resourcesOf, templatesOf, textOf, theOne } from './templates.ts';

interface Widget {
  readonly x: number;
  readonly width: number;
  readonly properties: { readonly title: string; readonly alarms?: string[]; readonly metrics?: unknown[][] };
}

const { tsunagi } = templatesOf({ stage: 'shop', stockTable: 'restored-stock' });
const { properties } = theOne(tsunagi, 'AWS::CloudWatch::Dashboard');
const { widgets } = JSON.parse(textOf(properties.DashboardBody)) as { widgets: Widget[] };
const shown = widgets
  .flatMap(({ properties }) => properties.metrics ?? [])
  .map((metric) => metric.slice(0, 4).join(' '));

it('the page of a stage carries its name, and begins with all alarms', () => {
  expect(properties.DashboardName).toBe('tsunagi-shop');
  const alarms = resourcesOf(tsunagi, 'AWS::CloudWatch::Alarm').map(([id]) => pathOf(id));
  expect(widgets[0]?.properties.alarms).toEqual(alarms);
});

it('the page shows what every function, queue, table, schedule and bus does', () => {
  const functions = ['pollordersfunction', 'reconcilefunction', 'healthprobefunction', 'pushstatusfunction'];
  const tables = ['Orders', 'Revisions', 'restored-stock', 'Shops', 'Control', 'Pushes', 'Listings'];
  expect(shown).toEqual(
    expect.arrayContaining([
      ...functions.flatMap((name) =>
        ['Invocations', 'Errors', 'Throttles', 'Duration'].map((metric) => `AWS/Lambda ${metric} FunctionName ${name}`),
      ),
      ...['pollordersfailed', 'reconcilefailed', 'healthprobefailed'].flatMap((name) =>
        ['ApproximateNumberOfMessagesVisible', 'ApproximateAgeOfOldestMessage'].map(
          (metric) => `AWS/SQS ${metric} QueueName ${name}`,
        ),
      ),
      ...['statusworkqueue', 'statusintakequeue'].flatMap((name) =>
        ['ApproximateNumberOfMessagesVisible', 'ApproximateAgeOfOldestMessage'].map(
          (metric) => `AWS/SQS ${metric} QueueName ${name}`,
        ),
      ),
      ...['statusworkdead', 'statusintakedead', 'statusrejected'].map(
        (name) => `AWS/SQS ApproximateNumberOfMessagesVisible QueueName ${name}`,
      ),
      ...tables.flatMap((name) =>
        ['ConsumedWriteCapacityUnits', 'ConsumedReadCapacityUnits', 'WriteThrottleEvents', 'ReadThrottleEvents'].map(
          (metric) => `AWS/DynamoDB ${metric} TableName ${name}`,
        ),
      ),
      'AWS/Scheduler InvocationDroppedCount ScheduleGroup schedulesgroup',
      'AWS/Events MatchedEvents EventBusName Bus',
    ]),
  );
});

it('the page fits a screen of 24 columns, every widget with a title of its own', () => {
  expect(Math.max(...widgets.map(({ x, width }) => x + width))).toBe(24);
  expect(new Set(widgets.map(({ properties }) => properties.title)).size).toBe(widgets.length);
});
