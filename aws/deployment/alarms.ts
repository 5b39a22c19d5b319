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

/** Counts the alarms that a stage has with actions, in any state. */
export interface DeployedAlarms {
  readonly count: number;
  /** Names the alarms that notify no one, because their actions were switched off or removed. */
  readonly muted: readonly string[];
}

/** Counts a stage's pages and tickets. The others are parts of them, and have no actions. */
export async function readDeployedAlarms(client: CloudWatchClient, stage: string): Promise<DeployedAlarms> {
  const told = new RegExp(`^tsunagi-${stage}-(page|ticket)-`);
  return answerTo('cloudwatch:DescribeAlarms', async () => {
    const [names, muted]: [string[], string[]] = [[], []];
    const pages = paginateDescribeAlarms(
      { client },
      { AlarmNamePrefix: `tsunagi-${stage}-`, AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] },
    );
    for await (const { MetricAlarms = [], CompositeAlarms = [] } of pages) {
      for (const { AlarmName = '', ActionsEnabled, AlarmActions = [] } of [...MetricAlarms, ...CompositeAlarms]) {
        if (!told.test(AlarmName)) continue;
        names.push(AlarmName);
        if (ActionsEnabled === false || AlarmActions.length === 0) muted.push(AlarmName);
      }
    }
    return { count: names.length, muted };
  });
}
