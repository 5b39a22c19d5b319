import { GetScheduleCommand, paginateListSchedules, type SchedulerClient } from '@aws-sdk/client-scheduler';
import { mapLimited } from '../../core/kernel/index.ts';
import { answerOrNull, answerTo } from './answer.ts';

/** The state of a schedule. */
export interface ScheduleFacts {
  readonly name: string;
  /** The function it starts. */
  readonly functionName: string;
  readonly isEnabled: boolean;
  /** Minutes between two runs; null when it is no `rate(…)` of minutes. */
  readonly everyMinutes: number | null;
  /** Which shard of how many it is for; null when it is for none. */
  readonly shard: { readonly number: number; readonly of: number } | null;
}

/** Calls at once; the service allows some fifty a second. */
const atOnce = 8;

/** All schedules of a group; none when there is no such group. */
export async function readSchedules(client: SchedulerClient, group: string): Promise<ScheduleFacts[]> {
  const listed = await answerOrNull('scheduler:ListSchedules', ['ResourceNotFoundException'], async () => {
    const names: string[] = [];
    for await (const { Schedules = [] } of paginateListSchedules({ client }, { GroupName: group })) {
      for (const { Name } of Schedules) if (Name !== undefined) names.push(Name);
    }
    return names.sort();
  });
  return mapLimited(listed ?? [], atOnce, (name) => readSchedule(client, group, name));
}

async function readSchedule(client: SchedulerClient, group: string, name: string): Promise<ScheduleFacts> {
  const { State, ScheduleExpression, Target } = await answerTo('scheduler:GetSchedule', () =>
    client.send(new GetScheduleCommand({ GroupName: group, Name: name })),
  );
  const [, minutes] = /^rate\((\d+) minutes?\)$/.exec(ScheduleExpression ?? '') ?? [];
  return {
    name,
    functionName: (Target?.Arn ?? '').split(':')[6] ?? '',
    isEnabled: State === 'ENABLED',
    everyMinutes: minutes === undefined ? null : Number(minutes),
    shard: shardIn(Target?.Input),
  };
}

/** `{"shard": 0, "shards": 4}`, as `lib` writes it. */
function shardIn(input: string | undefined): ScheduleFacts['shard'] {
  try {
    const { shard, shards } = JSON.parse(input ?? '') as { shard?: unknown; shards?: unknown };
    return typeof shard === 'number' && typeof shards === 'number' ? { number: shard, of: shards } : null;
  } catch {
    return null;
  }
}
