import { type CloudWatchClient, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import type { EpochMs } from '../../core/kernel/index.ts';
import { answerTo } from './answer.ts';

/** An alarm that stands. */
export interface AlarmFacts {
  /** `tsunagi-prod-page-poll-orders-failing` */
  readonly name: string;
  readonly description: string;
  readonly since: EpochMs | null;
}

/** The alarms of a stage that stand, but for those that another one suppresses. */
export async function readAlarms(client: CloudWatchClient, stage: string): Promise<AlarmFacts[]> {
  const input = {
    AlarmNamePrefix: `tsunagi-${stage}-`,
    StateValue: 'ALARM',
    // Without both, only metric alarms are answered.
    AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
  } as const;
  return answerTo('cloudwatch:DescribeAlarms', async () => {
    const found: AlarmFacts[] = [];
    const pages = paginateDescribeAlarms({ client }, { ...input, AlarmTypes: [...input.AlarmTypes] });
    for await (const { MetricAlarms = [], CompositeAlarms = [] } of pages) {
      const standing = [...MetricAlarms, ...CompositeAlarms.filter((alarm) => alarm.ActionsSuppressedBy === undefined)];
      for (const { AlarmName = '', AlarmDescription = '', ...alarm } of standing) {
        const changed = alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp;
        found.push({ name: AlarmName, description: AlarmDescription, since: changed?.getTime() ?? null });
      }
    }
    return found;
  });
}
