import { counted, t } from '../../../language/index.ts';
import type { FunctionFacts, ScheduleFacts, StageFacts } from '../../../wiring/deployment.ts';
import { type Outcome, type Remedies, reporterFor } from '../outcome.ts';

const say = reporterFor('functions');

/** Every function is there, runs what was deployed last, and may run at all. */
export function checkFunctions({ functions, resources, stage }: StageFacts, remedies: Remedies): Outcome[] {
  // Releases before the introduction of aliases have none.
  const hasAliases = resources.ok && resources.value.some(({ type }) => type === 'AWS::Lambda::Alias');
  const outcomes = functions.flatMap(({ name, facts }) => {
    if (!facts.ok) return say.unchecked(name, facts.error);
    if (facts.value === null) {
      return say.gone(name, t`It was deleted. What it does is not done; its schedules start nothing.`, remedies);
    }
    return [...troublesOf(facts.value, remedies), ...liveOf(facts.value, { stage, hasAliases, remedies })];
  });
  if (outcomes.length > 0 || functions.length === 0) return outcomes;
  return say.fine(functions.map(({ name }) => name).join(', '));
}

function troublesOf(found: FunctionFacts, remedies: Remedies): Outcome[] {
  return [...stateOf(found, remedies), ...updateOf(found, remedies), ...reservationOf(found, remedies)];
}

/** https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html */
function stateOf({ name, state, stateReason }: FunctionFacts, { redeploy }: Remedies): Outcome[] {
  switch (state) {
    case 'Active':
    // Lambda took its resources back after weeks without a run; the next run brings them again.
    case 'Inactive':
      return [];
    case 'Pending':
      return say.watch(
        t`${name} is still being made (Pending)`,
        t`Until then it does not run.`,
        t`Run this again in a minute.`,
      );
    default:
      return say.wrong(
        t`${name} is ${state}${because(stateReason)}`,
        t`It does not run.`,
        t`Mend what the reason names; if that is nothing of yours, deploy anew what keeps nothing:`,
        ...redeploy,
      );
  }
}

function updateOf({ name, lastUpdate, lastUpdateReason }: FunctionFacts, { deploy }: Remedies): Outcome[] {
  switch (lastUpdate) {
    case 'Failed':
      return say.wrong(
        t`The last update of ${name} failed${because(lastUpdateReason)}`,
        t`It runs the release before.`,
        t`Mend what the reason names, and deploy again:`,
        deploy,
      );
    case 'InProgress':
      return say.watch(
        t`${name} is being updated`,
        t`Runs that start during the update are of the release before.`,
        t`Run this again in a minute.`,
      );
    default:
      return [];
  }
}

/** Everything starts the alias. While a release is under way it stands for two versions. */
function liveOf(
  { name, live }: FunctionFacts,
  {
    stage,
    hasAliases,
    remedies,
  }: { readonly stage: string; readonly hasAliases: boolean; readonly remedies: Remedies },
): Outcome[] {
  if (live === null) {
    if (!hasAliases) return [];
    return say.gone(
      t`The alias live of ${name}`,
      t`It was deleted. Schedules and queues start the function by it, so nothing does.`,
      remedies,
    );
  }
  if (live.next === null) return [];
  const percent = Math.round(100 * live.next.share);
  return say.watch(
    t`A release of ${name} is under way: ${percent} % of its runs go to version ${live.next.version}, the others to ${live.version}`,
    t`It takes half an hour, and is taken back when a run of the new version fails.`,
    t`Run this again later. If it stays so, see what became of the release:`,
    remedies.aws(
      `deploy list-deployments --application-name tsunagi-${stage} --deployment-group-name ${name} --max-items 3`,
    ),
  );
}

function reservationOf({ name, reservedConcurrency }: FunctionFacts, remedies: Remedies): Outcome[] {
  if (reservedConcurrency !== 0) return [];
  return say.wrong(
    t`${name} may not run: its reserved concurrency is 0`,
    t`It was stopped by hand (the console says "Throttle"). Every run is refused; the cursors wait.`,
    t`Let it run again; it catches up by itself:`,
    remedies.aws(`lambda delete-function-concurrency --function-name ${name}`),
  );
}

const because = (reason: string): string => (reason === '' ? '' : `: ${reason}`);

const sayFailed = reporterFor('failed runs');

export function checkFailedRuns({ failedQueues, stage }: StageFacts, remedies: Remedies): Outcome[] {
  const outcomes = failedQueues.flatMap(({ word, name, facts }) => {
    if (!facts.ok) return sayFailed.unchecked(t`The queue of failed runs of ${word}`, facts.error);
    if (facts.value === null) {
      return sayFailed.gone(
        t`The queue of failed runs of ${word}`,
        t`Runs that fail leave no record, and no alarm.`,
        remedies,
      );
    }
    const { records } = facts.value;
    if (records === 0) return [];
    const functionName = `tsunagi-${stage}-${dashed(word)}`;
    return sayFailed.watch(
      t`${counted(records, 'run')} of ${functionName} failed in the last 14 days`,
      t`The next run does a failed one’s work, so nothing is lost. Many, or more every day, mean that something does not work.`,
      t`Read why (requestPayload is what started the run), and the log of the time; then empty the queue:`,
      remedies.aws(
        `sqs receive-message --queue-url ${name} --max-number-of-messages 10 --visibility-timeout 0 --query "Messages[].Body"`,
      ),
      remedies.aws(`logs tail /aws/lambda/${functionName} --since 1d --filter-pattern ERROR`),
      remedies.aws(`sqs purge-queue --queue-url ${name}`),
    );
  });
  if (outcomes.length > 0 || failedQueues.length === 0) return outcomes;
  return sayFailed.fine(t`none in the last 14 days`);
}

/** `PollOrders` → `poll-orders`. */
function dashed(word: string): string {
  return word.replaceAll(/(?<!^)([A-Z])/g, '-$1').toLowerCase();
}

const saySchedules = reporterFor('schedules');
const scheduleType = 'AWS::Scheduler::Schedule';

export function checkSchedules(facts: StageFacts, remedies: Remedies): Outcome[] {
  const { schedules, resources, stack, stage } = facts;
  if (stack.ok && stack.value === null) return [];
  if (!schedules.ok) return saySchedules.unchecked(t`The schedules`, schedules.error);
  const outcomes: Outcome[] = [];
  const off = schedules.value.filter(({ isEnabled }) => !isEnabled);
  for (const schedule of off) outcomes.push(...switchedOff(schedule, stage, remedies));
  if (!resources.ok) {
    outcomes.push(...saySchedules.unchecked(t`Whether every schedule is there`, resources.error));
  } else {
    const there = new Set(schedules.value.map(({ name }) => name));
    const missing = resources.value.filter(
      ({ type, physicalId }) => type === scheduleType && !there.has(nameIn(physicalId)),
    );
    if (missing.length > 0) {
      const named = missing.map(({ logicalId }) => logicalId).join(', ');
      outcomes.push(
        ...saySchedules.wrong(
          missing.length === 1
            ? t`${missing.length} of ${missing.length + there.size} schedules that were deployed is gone: ${named}`
            : t`${missing.length} of ${missing.length + there.size} schedules that were deployed are gone: ${named}`,
          t`They were deleted. Nothing starts the functions for these shards, and their shops are not imported.`,
          t`Deploy anew what keeps nothing; the tables stay, and the import catches up:`,
          ...remedies.redeploy,
        ),
      );
    }
  }
  if (outcomes.length > 0) return outcomes;
  if (schedules.value.length === 0) {
    return saySchedules.wrong(t`There is no schedule`, t`Nothing starts the functions.`, t`Deploy:`, remedies.deploy);
  }
  return saySchedules.fine(t`${counted(schedules.value.length, 'schedule')}, all on: ${shardsText(schedules.value)}`);
}

function switchedOff({ name, functionName, shard }: ScheduleFacts, stage: string, remedies: Remedies): Outcome[] {
  const group = `tsunagi-${stage}`;
  const kept =
    '{Name:Name,GroupName:GroupName,Description:Description,ScheduleExpression:ScheduleExpression,FlexibleTimeWindow:FlexibleTimeWindow,Target:Target}';
  const standing = remedies.aws(
    `scheduler get-schedule --group-name ${group} --name ${name} --query '${kept}' --output json`,
  );
  return saySchedules.wrong(
    t`The schedule of ${functionName}${shard ? t` (shard ${shard.number} of ${shard.of})` : ''} is switched off`,
    t`It was switched off by hand. The function is not started for these shops; the cursors wait.`,
    t`Switch it on again; the import catches up by itself. A deployment does not: it changes only what the template changed.`,
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
