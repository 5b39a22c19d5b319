import { GetScheduleCommand, GetScheduleGroupCommand } from '@aws-sdk/client-scheduler';
import { type Looker, same } from './look.ts';

/** How often, whether at all, what it starts and with what. */
export const schedule: Looker = async ({ scheduler }, { physicalId, properties }) => {
  const { GroupName } = properties as { GroupName: string };
  const found = await scheduler.send(new GetScheduleCommand({ Name: physicalId, GroupName }));
  const compared = ['GroupName', 'ScheduleExpression', 'State', 'FlexibleTimeWindow', 'Target', 'Description'];
  return same(properties, found, ...compared);
};

export const scheduleGroup: Looker = async ({ scheduler }, { properties }) => {
  const { Name } = properties as { Name: string };
  const found = await scheduler.send(new GetScheduleGroupCommand({ Name }));
  return { wanted: { Name, State: 'ACTIVE' }, found: { Name: found.Name, State: found.State } };
};
