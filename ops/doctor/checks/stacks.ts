import { valueOrNull } from '../../../core/kernel/index.ts';
import { t } from '../../../language/index.ts';
import type { StackFacts, StageFacts } from '../../../wiring/deployment.ts';
import { standingOf } from '../../stage/stack-standing.ts';
import { type Outcome, type Remedies, reporterFor } from '../outcome.ts';

const say = reporterFor('stacks');

export function checkStacks(facts: StageFacts, remedies: Remedies): Outcome[] {
  return [
    ...checkStack(`Tsunagi-${facts.stage}`, facts.stack, facts, remedies),
    ...checkStack(`TsunagiData-${facts.stage}`, facts.dataStack, facts, remedies),
    ...protection(facts, remedies),
  ];
}

function checkStack(
  name: string,
  found: StageFacts['stack'],
  { stage, region }: StageFacts,
  remedies: Remedies,
): Outcome[] {
  if (!found.ok) return say.unchecked(name, found.error);
  if (found.value === null) {
    return say.wrong(
      t`There is no stack ${name} in ${region}`,
      t`Without it nothing is imported.`,
      t`Is it another stage, region (--region) or account (--profile)? Else deploy it:`,
      remedies.deploy,
    );
  }
  const { status } = found.value;
  const standing = standingOf(found.value, stage);
  switch (standing.kind) {
    case 'complete':
      return say.fine(`${name} ${status}`);
    case 'rolled-back':
    case 'changing':
      return say.watch(t`${name} is ${status}`, why(standing.means, found.value), standing.next);
    case 'half':
    case 'unfinished':
    case 'going':
      return say.wrong(t`${name} is ${status}`, why(standing.means, found.value), standing.next);
  }
}

function why(means: string, { reason }: StackFacts): string {
  const sentence = `${means.slice(0, 1).toUpperCase()}${means.slice(1)}.`;
  return reason === '' ? sentence : t`${sentence} CloudFormation says: ${reason}`;
}

function protection({ dataStack }: StageFacts, remedies: Remedies): Outcome[] {
  if (!dataStack.ok || dataStack.value === null || dataStack.value.isProtected) return [];
  const { name } = dataStack.value;
  return say.wrong(
    t`${name} is not protected from being deleted`,
    t`A slip could take away the stack of the tables. They would stay, but no function would find them.`,
    t`Protect it:`,
    remedies.aws(`cloudformation update-termination-protection --stack-name ${name} --enable-termination-protection`),
  );
}

const sayRelease = reporterFor('release');

/** Both stacks and this program are of one release: a release reads only rows of its own, the one before and the one after. */
export function checkRelease(facts: StageFacts, remedies: Remedies, own: string): Outcome[] {
  const stacks = [facts.stack, facts.dataStack].flatMap((stack) =>
    stack.ok && stack.value !== null ? [stack.value] : [],
  );
  const told = stacks.flatMap(({ name, outputs }) =>
    outputs.Release === undefined ? [] : [{ name, release: outputs.Release }],
  );
  if (told.length === 0) return sayRelease.notHere(t`the stacks do not tell their release`);
  const releases = new Set(told.map(({ release }) => release));
  const list = told.map(({ name, release }) => `${name} ${release}`).join(', ');
  if (releases.size > 1) {
    return sayRelease.wrong(
      t`The stacks are of different releases: ${list}`,
      t`Only one of them was deployed. What works may expect tables or indexes that are not there.`,
      t`Deploy both from one checkout:`,
      remedies.deploy,
    );
  }
  if (!releases.has(own)) {
    return sayRelease.watch(
      t`The stage is of release ${[...releases].join()}, this program of ${own}`,
      t`A command reads rows of the release before and after its own, and no others.`,
      t`Use the checkout that was deployed, or deploy this one:`,
      remedies.deploy,
    );
  }
  return sayRelease.fine(t`${own}, both stacks and this program`);
}

const sayConcurrency = reporterFor('concurrency');

/** Default quota of an established account. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const usualLimit = 1_000;

/** The account may run all shards of all functions, and what queues feed, at once. Accounts begin with 10. */
export function checkConcurrency(facts: StageFacts, remedies: Remedies): Outcome[] {
  // Where nothing is deployed, nothing is needed.
  if (facts.stack.ok && facts.stack.value === null) return [];
  if (!facts.concurrency.ok)
    return sayConcurrency.unchecked(t`The account’s Lambda concurrency`, facts.concurrency.error);
  const { limit, unreserved } = facts.concurrency.value;
  const need = needOf(facts);
  const told = t`${need} executions at once are needed at most, ${unreserved} of the account’s ${limit} are free`;
  if (need <= unreserved) return sayConcurrency.fine(told);
  const wanted = Math.max(usualLimit, 2 * need);
  return sayConcurrency.wrong(
    told,
    t`Runs beyond it are refused and lost; the shards that do not get a turn fall behind, others’ work in this account does, too.`,
    t`Ask AWS to raise "Concurrent executions"; it takes minutes to two days. Reservations of other functions of the account count, too.`,
    remedies.aws(
      `service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value ${wanted}`,
    ),
    remedies.aws(
      `service-quotas list-requested-service-quota-change-history-by-quota --service-code lambda --quota-code L-B99A9384 --query "RequestedQuotas[0].Status"`,
    ),
  );
}

/** Executions at once if every run takes as long as it may. Functions with a reservation of their own take nothing from the rest. */
function needOf({ schedules, functions, eventSources }: StageFacts): number {
  const own = new Map(functions.flatMap(({ name, facts }) => (valueOrNull(facts) ? [[name, valueOrNull(facts)]] : [])));
  let need = 0;
  for (const { facts } of eventSources) {
    const source = valueOrNull(facts);
    if (source && own.get(source.functionName)?.reservedConcurrency === null) need += source.runsMax ?? 0;
  }
  for (const { functionName, everyMinutes } of schedules.ok ? schedules.value : []) {
    const fn = own.get(functionName);
    if (!fn || fn.reservedConcurrency !== null || everyMinutes === null) continue;
    need += Math.ceil(fn.timeoutSeconds / (everyMinutes * 60));
  }
  return need;
}
