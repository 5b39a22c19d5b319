import type { ScheduleFacts, StageFacts } from '../../../wiring/deployment.ts';
import { counted } from '../../terminal/count.ts';
import { type Outcome, reporterFor } from '../outcome.ts';
import type { Remedies } from '../remedies.ts';

const say = reporterFor('schedules');
const scheduleType = 'AWS::Scheduler::Schedule';

/** Every schedule that was deployed is there, and switched on. */
export function checkSchedules(facts: StageFacts, remedies: Remedies): Outcome[] {
  const { schedules, resources, stack, stage } = facts;
  if (stack.known && stack.value === null) return [];
  if (!schedules.known) return [say.unchecked('The schedules', schedules.error)];
  const outcomes: Outcome[] = [];
  const off = schedules.value.filter(({ isEnabled }) => !isEnabled);
  for (const schedule of off) outcomes.push(switchedOff(schedule, stage, remedies));
  if (!resources.known) {
    outcomes.push(say.unchecked('Whether every schedule is there', resources.error));
  } else {
    const there = new Set(schedules.value.map(({ name }) => name));
    const missing = resources.value.filter(
      ({ type, physicalId }) => type === scheduleType && !there.has(nameIn(physicalId)),
    );
    if (missing.length > 0) {
      const named = missing.map(({ logicalId }) => logicalId).join(', ');
      outcomes.push(
        say.wrong(
          `${missing.length} of ${missing.length + there.size} schedules that were deployed ${missing.length === 1 ? 'is' : 'are'} gone: ${named}`,
          'They were deleted. Nothing starts the functions for these shards, and their shops are not imported.',
          'Deploy anew what keeps nothing; the tables stay, and the import catches up:',
          ...remedies.redeploy,
        ),
      );
    }
  }
  if (outcomes.length > 0) return outcomes;
  if (schedules.value.length === 0) {
    return [say.wrong('There is no schedule', 'Nothing starts the functions.', 'Deploy:', remedies.deploy)];
  }
  return [say.fine(`${counted(schedules.value.length, 'schedule')}, all on: ${shardsText(schedules.value)}`)];
}

function switchedOff({ name, functionName, shard }: ScheduleFacts, stage: string, remedies: Remedies): Outcome {
  const group = `tsunagi-${stage}`;
  const kept =
    '{Name:Name,GroupName:GroupName,Description:Description,ScheduleExpression:ScheduleExpression,FlexibleTimeWindow:FlexibleTimeWindow,Target:Target}';
  const standing = remedies.aws(
    `scheduler get-schedule --group-name ${group} --name ${name} --query '${kept}' --output json`,
  );
  return say.wrong(
    `The schedule of ${functionName}${shard ? ` (shard ${shard.number} of ${shard.of})` : ''} is switched off`,
    'It was switched off by hand. The function is not started for these shops; the cursors wait.',
    'Switch it on again; the import catches up by itself. A deployment does not: it changes only what the template changed.',
    remedies.aws(`scheduler update-schedule --state ENABLED --cli-input-json "$(${standing})"`),
  );
}

/** CloudFormation knows a schedule by its name, emulators by `group/name`. */
const nameIn = (physicalId: string): string => physicalId.slice(physicalId.lastIndexOf('/') + 1);

function shardsText(schedules: readonly ScheduleFacts[]): string {
  const counts = new Map<string, number>();
  for (const { functionName } of schedules) counts.set(functionName, (counts.get(functionName) ?? 0) + 1);
  return [...counts].map(([name, count]) => `${name} ${counted(count, 'shard')}`).join(', ');
}
