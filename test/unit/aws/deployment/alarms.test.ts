import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { readAlarms, readDeployedAlarms } from '../../../../aws/deployment/alarms.ts';

const options = { region: 'ap-northeast-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } };
const cloudWatch = mockClient(CloudWatchClient);
beforeEach(() => {
  cloudWatch.reset();
});
afterAll(() => {
  cloudWatch.restore();
});

const refusal = (name: string, message: string) =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: 400 } });

describe('what CloudWatch says of a stage', () => {
  it('is every alarm that stands, of both kinds and of all pages, but for those that another one suppresses', async () => {
    const [at, later] = [new Date('2026-11-24T06:00:00Z'), new Date('2026-11-24T06:05:00Z')];
    cloudWatch
      .on(DescribeAlarmsCommand, {
        AlarmNamePrefix: 'tsunagi-prod-',
        StateValue: 'ALARM',
        AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
      })
      .resolves({ MetricAlarms: [{ AlarmName: 'a', StateUpdatedTimestamp: later }], NextToken: 'more' });
    cloudWatch.on(DescribeAlarmsCommand, { NextToken: 'more' }).resolves({
      CompositeAlarms: [
        { AlarmName: 'b', AlarmDescription: 'B', StateTransitionedTimestamp: at, StateUpdatedTimestamp: later },
        { AlarmName: 'c', ActionsSuppressedBy: 'Alarm' },
      ],
    });
    expect(await readAlarms(new CloudWatchClient(options), 'prod')).toEqual([
      { name: 'a', description: '', since: later.getTime() },
      { name: 'b', description: 'B', since: at.getTime() },
    ]);
  });

  it('counts the pages and tickets that are there, and names those without actions', async () => {
    const AlarmActions = ['arn:aws:sns:r:1:tsunagi-prod-ops'];
    cloudWatch.on(DescribeAlarmsCommand).resolves({
      MetricAlarms: [
        { AlarmName: 'tsunagi-prod-page-a', ActionsEnabled: true, AlarmActions },
        { AlarmName: 'tsunagi-prod-ticket-b', ActionsEnabled: false, AlarmActions },
        { AlarmName: 'tsunagi-prod-watch-c', ActionsEnabled: true },
        { AlarmName: 'tsunagi-prod-eu-page-d', ActionsEnabled: false },
      ],
      CompositeAlarms: [{ AlarmName: 'tsunagi-prod-page-e', ActionsEnabled: true, AlarmActions: [] }],
    });
    expect(await readDeployedAlarms(new CloudWatchClient(options), 'prod')).toEqual({
      count: 3,
      muted: ['tsunagi-prod-ticket-b', 'tsunagi-prod-page-e'],
    });
  });

  it('is that its alarms may not be looked at, with the action that is needed', async () => {
    cloudWatch.on(DescribeAlarmsCommand).rejects(refusal('AccessDenied', 'User x is not authorized'));
    await expect(readAlarms(new CloudWatchClient(options), 'prod')).rejects.toMatchObject({
      code: 'aws.not-allowed',
      context: { operation: 'cloudwatch:DescribeAlarms' },
    });
  });
});
