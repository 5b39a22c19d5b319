import { valueOrNull } from '../../../core/kernel/index.ts';
import { counted, t } from '../../../language/index.ts';
import type { EventSourceFacts, FailedQueueFacts, Named, StageFacts } from '../../../wiring/deployment.ts';
import type { RedriveQueue } from '../../stage/redrive.ts';
import { type Outcome, type Remedies, reporterFor } from '../outcome.ts';

const say = reporterFor('queues');

export function checkQueues({ eventSources, deadLetters, resources }: StageFacts, remedies: Remedies): Outcome[] {
  const outcomes = [
    ...(resources.ok ? [] : say.unchecked(t`What feeds functions from queues`, resources.error)),
    ...eventSources.flatMap((source) => feeding(source, remedies)),
    ...deadLetters.flatMap((queue) => givenUp(queue, remedies)),
  ];
  if (outcomes.length > 0 || eventSources.length === 0) return outcomes;
  const fed = eventSources.map(({ facts }) => valueOrNull(facts)?.queueName ?? '').sort();
  return say.fine(t`${fed.join(', ')}: worked on, and nothing given up`);
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetEventSourceMapping.html */
function feeding({ word, facts }: Named<EventSourceFacts | null>, remedies: Remedies): Outcome[] {
  if (!facts.ok) return say.unchecked(t`The event source ${word}`, facts.error);
  if (facts.value === null) {
    return say.gone(
      t`The event source ${word}`,
      t`It was deleted. ${undone(word)}`,
      remedies,
      t`; the tables stay, and what waits is done`,
    );
  }
  const { id, functionName, queueName, state } = facts.value;
  switch (state) {
    case 'Enabled':
      return [];
    case 'Creating':
    case 'Enabling':
    case 'Updating':
      return say.watch(
        t`${functionName} is not fed from ${queueName} yet (${state})`,
        t`Until then no message of it is worked on.`,
        t`Run this again in a minute.`,
      );
    default:
      return say.wrong(
        t`${functionName} is not fed from ${queueName}: its event source is ${state || t`in no state`}`,
        t`It was switched off by hand. ${undone(queueName)}`,
        t`Switch it on again; what waits is done by itself:`,
        remedies.aws(`lambda update-event-source-mapping --uuid ${id} --enabled`),
      );
  }
}

function undone(queue: string): string {
  return queueMeantBy(queue)?.undone ?? t`No message of its queue is worked on, and after four days SQS deletes each.`;
}

function givenUp({ word, facts }: Named<FailedQueueFacts | null>, remedies: Remedies): Outcome[] {
  if (!facts.ok) return say.unchecked(t`The dead letters of ${word}`, facts.error);
  if (facts.value === null) {
    return say.gone(
      t`The queue of the dead letters of ${word}`,
      t`What cannot be worked on is tried for four days, and then lost without a trace.`,
      remedies,
    );
  }
  const { records } = facts.value;
  if (records === 0) return [];
  const care = queueMeantBy(word);
  const log = care === null ? t`the log of the function that it feeds` : t`the log of ${care.worker}`;
  const redrive = `redrive --queue ${care?.queue ?? '<queue>'}`;
  return say.watch(
    records === 1
      ? t`${counted(records, 'message')} of ${word} was given up`
      : t`${counted(records, 'message')} of ${word} were given up`,
    t`Each failed five times by a defect of ours, or cannot be read. After 14 days SQS deletes it.`,
    t`Read why in ${log} (message.failed); when that is mended, look what would be sent back, and send it:`,
    remedies.ops('stuck'),
    remedies.ops(redrive),
    remedies.ops(`${redrive} --really`),
  );
}

/** What people have to know of a queue that feeds a function. */
interface QueueCare {
  /** What `ops redrive --queue` calls it; null of the one without dead letters. */
  readonly queue: RedriveQueue | null;
  /** The function that works on its messages, and says in its log why one failed. */
  readonly worker: 'push-status' | 'sync-stock' | 'feed-events';
  /** What follows where its messages are not processed, in sentences. */
  readonly undone: string;
}

const lookAtShops = (): QueueCare => ({
  queue: 'work',
  worker: 'push-status',
  undone: t`No change of a status that is asked for reaches a mall; each waits in its row.`,
});
const requests = (): QueueCare => ({
  queue: 'intake',
  worker: 'push-status',
  undone: t`Changes of statuses that are asked for by event are not taken in; after four days SQS deletes them.`,
});
const lookAtStock = (): QueueCare => ({
  queue: 'stock',
  worker: 'sync-stock',
  undone: t`No change of stock reaches a mall, so pieces may be sold twice; what is to be done waits in its rows.`,
});
const stockReports = (): QueueCare => ({
  queue: 'stock-intake',
  worker: 'sync-stock',
  undone: t`Stock that is reported by event is not taken in; after four days SQS deletes the reports.`,
});

const feeds = (): QueueCare => ({
  queue: 'feed',
  worker: 'feed-events',
  undone: t`The feeds of merchants, which the API reads, get no events; after 14 days SQS deletes them.`,
});

const orderHints = (): QueueCare => ({
  queue: null,
  worker: 'sync-stock',
  undone: t`Orders come with the listing, minutes later. Nothing is lost.`,
});

/** The queue that an output (`StockIntake`), a name (`tsunagi-prod-stock-intake`) or a logical id means; only its end counts, since a stage may be called `stock`. */
export function queueMeantBy(name: string): QueueCare | null {
  const plain = name.toLowerCase().replaceAll('-', '');
  const [, kind, way] = /(status|stock|orderhints|feed)(work|intake|events)?(?:queue[0-9a-f]{16})?$/.exec(plain) ?? [];
  if (kind === undefined) return null;
  if (kind === 'orderhints') return orderHints();
  if (kind === 'feed') return feeds();
  if (kind === 'stock') return way === 'intake' ? stockReports() : lookAtStock();
  return way === 'intake' ? requests() : lookAtShops();
}
