import type { StageFacts } from '../../../wiring/deployment.ts';
import { counted } from '../../terminal/count.ts';
import { type Outcome, reporterFor } from '../outcome.ts';
import type { Remedies } from '../remedies.ts';

const say = reporterFor('failed runs');

/** No run has failed in the days that its queue remembers. */
export function checkFailedRuns({ failedQueues, stage }: StageFacts, remedies: Remedies): Outcome[] {
  const outcomes = failedQueues.flatMap(({ word, name, facts }) => {
    if (!facts.known) return [say.unchecked(`The queue of failed runs of ${word}`, facts.error)];
    if (facts.value === null) {
      return [
        say.wrong(
          `The queue of failed runs of ${word} is gone`,
          'Runs that fail leave no record, and no alarm.',
          'Deploy anew what keeps nothing; the tables stay:',
          ...remedies.redeploy,
        ),
      ];
    }
    const { records } = facts.value;
    if (records === 0) return [];
    const functionName = `tsunagi-${stage}-${dashed(word)}`;
    return [
      say.watch(
        `${counted(records, 'run')} of ${functionName} failed in the last 14 days`,
        'The next run does a failed one’s work, so nothing is lost. Many, or more every day, mean that something does not work.',
        'Read why (requestPayload is what started the run), and the log of the time; then empty the queue:',
        remedies.aws(
          `sqs receive-message --queue-url ${name} --max-number-of-messages 10 --visibility-timeout 0 --query "Messages[].Body"`,
        ),
        remedies.aws(`logs tail /aws/lambda/${functionName} --since 1d --filter-pattern ERROR`),
        remedies.aws(`sqs purge-queue --queue-url ${name}`),
      ),
    ];
  });
  if (outcomes.length > 0 || failedQueues.length === 0) return outcomes;
  return [say.fine('none in the last 14 days')];
}

/** `PollOrders` → `poll-orders`. */
function dashed(word: string): string {
  return word.replaceAll(/(?<!^)([A-Z])/g, '-$1').toLowerCase();
}
