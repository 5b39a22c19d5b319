import { ifKnown } from '../../../core/kernel/index.ts';
import type { StageFacts } from '../../../wiring/deployment.ts';
import { type Outcome, reporterFor } from '../outcome.ts';
import type { Remedies } from '../remedies.ts';

const say = reporterFor('concurrency');

/** Default quota of an established account. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const usualLimit = 1_000;

/** The account may run all shards of all functions, and what queues feed, at once. Accounts begin with 10. */
export function checkConcurrency(facts: StageFacts, remedies: Remedies): Outcome[] {
  // Where nothing is deployed, nothing is needed.
  if (facts.stack.known && facts.stack.value === null) return [];
  if (!facts.concurrency.known) return [say.unchecked('The account’s Lambda concurrency', facts.concurrency.error)];
  const { limit, unreserved } = facts.concurrency.value;
  const need = needOf(facts);
  const told = `${need} executions at once are needed at most, ${unreserved} of the account’s ${limit} are free`;
  if (need <= unreserved) return [say.fine(told)];
  const wanted = Math.max(usualLimit, 2 * need);
  return [
    say.wrong(
      told,
      'Runs beyond it are refused and lost; the shards that do not get a turn fall behind, others’ work in this account does, too.',
      `Ask AWS to raise "Concurrent executions"; it takes minutes to two days. Reservations of other functions of the account count, too.`,
      remedies.aws(
        `service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value ${wanted}`,
      ),
      remedies.aws(
        'service-quotas list-requested-service-quota-change-history-by-quota --service-code lambda --quota-code L-B99A9384 --query "RequestedQuotas[0].Status"',
      ),
    ),
  ];
}

/**
 * Executions at once, if every run takes as long as it may: as many of each schedule as begin before the first one must end.
 * What a queue may start at once is set. Functions with a reservation of their own take nothing from the rest.
 */
function needOf({ schedules, functions, eventSources }: StageFacts): number {
  const own = new Map(functions.flatMap(({ name, facts }) => (ifKnown(facts) ? [[name, ifKnown(facts)]] : [])));
  let need = 0;
  for (const { facts } of eventSources) {
    const source = ifKnown(facts);
    if (source && own.get(source.functionName)?.reservedConcurrency === null) need += source.runsMax ?? 0;
  }
  for (const { functionName, everyMinutes } of schedules.known ? schedules.value : []) {
    const fn = own.get(functionName);
    if (!fn || fn.reservedConcurrency !== null || everyMinutes === null) continue;
    need += Math.ceil(fn.timeoutSeconds / (everyMinutes * 60));
  }
  return need;
}
