import { expect, it } from 'vitest';
import { pathOf, resourcesOf, templatesOf, textOf, theOne } from '../../proving/templates.ts';

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

it('the page of a stage carries its name, and shows all alarms that have an action', () => {
  expect(properties.DashboardName).toBe('tsunagi-shop');
  const alarms = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'].flatMap((type) =>
    resourcesOf(tsunagi, type).filter(([, { Properties }]) => Properties.AlarmActions !== undefined),
  );
  const shownAlarms = widgets.flatMap(({ properties }) => properties.alarms ?? []);
  expect([...shownAlarms].sort()).toEqual(alarms.map(([id]) => pathOf(id)).sort());
});

it('the page answers in its first line whether a mall is down, whether we are behind, whether anything is stuck', () => {
  const first = widgets.slice(0, 3);
  expect(first.map(({ properties }) => properties.title.split('?')[0])).toEqual([
    'Is a mall down',
    'Are we behind',
    'Is anything stuck',
  ]);
  const figures = first.map(({ properties }) =>
    (properties.metrics ?? []).map((metric) => metric.slice(0, 4).join(' ')),
  );
  expect(figures[0]).toEqual(['rms', 'yahoo'].map((mall) => `Tsunagi/shop CapabilitiesOut mall ${mall}`));
  expect(figures[1]).toEqual(['rms', 'yahoo'].map((mall) => `Tsunagi/shop ImportLagSeconds mall ${mall}`));
  expect(figures[2]).toContain('Tsunagi/shop PushWaitSeconds mall rms');
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
