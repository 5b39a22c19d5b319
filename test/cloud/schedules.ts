import {
  GetScheduleCommand,
  type GetScheduleCommandOutput,
  paginateListSchedules,
  type SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { stage } from './deployment.ts';

/** The deployed schedules that start a function. */
export async function schedulesOf(scheduler: SchedulerClient, name: string): Promise<GetScheduleCommandOutput[]> {
  const found: GetScheduleCommandOutput[] = [];
  const group = { GroupName: `tsunagi-${stage}` };
  for await (const { Schedules = [] } of paginateListSchedules({ client: scheduler }, group)) {
    for (const { Name, GroupName, Target } of Schedules) {
      if (!Target?.Arn?.endsWith(`-${name}:live`)) continue;
      found.push(await scheduler.send(new GetScheduleCommand({ Name, GroupName })));
    }
  }
  return found;
}
