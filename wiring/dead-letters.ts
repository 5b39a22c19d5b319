import { SQSClient } from '@aws-sdk/client-sqs';
import { clientOptions } from '../aws/deployment/answer.ts';
import { openDeadLetters, openRejectedLetters } from '../aws/deployment/dead-letters.ts';
import type { DeadLetters, RejectedLetters } from '../core/ports/index.ts';

/** The queues that have dead letters, and the variable with the URL of each. */
const queues = {
  work: 'STATUS_QUEUE_URL',
  intake: 'STATUS_INTAKE_QUEUE_URL',
  stock: 'STOCK_QUEUE_URL',
  'stock-intake': 'STOCK_INTAKE_QUEUE_URL',
  feed: 'FEED_QUEUE_URL',
} as const;

/** The queues of rejected events, and the variable with the URL of each. */
const rejectedQueues = { status: 'STATUS_REJECTED_QUEUE_URL', stock: 'STOCK_REJECTED_QUEUE_URL' } as const;

/** The dead letters of an installation, and the way to close the connection. */
export interface OpenDeadLetters {
  /** The dead letters of every queue, or of the named one; one small call for each queue. */
  letters(queue?: string): Promise<readonly DeadLetters[]>;
  /** The queues of rejected events that there are: of requested changes, of reports of stock. */
  rejected(): readonly RejectedLetters[];
  close(): void;
}

/** Opens the dead letters of the queues that these variables name. Only commands load this, no function's bundle. */
export function openDeadLettersOf(variables: Readonly<Record<string, string | undefined>>): OpenDeadLetters {
  // The URL names the queue; the SDK chooses the host, as for every other service.
  const client = new SQSClient({ ...clientOptions, useQueueUrlAsEndpoint: false });
  const letters = async (only?: string): Promise<DeadLetters[]> => {
    const named = Object.entries(queues).flatMap(([queue, variable]) => {
      const url = variables[variable];
      const isMeant = only === undefined || only === queue;
      return isMeant && url !== undefined && url !== '' ? [openDeadLetters(client, queue, url)] : [];
    });
    return (await Promise.all(named)).filter((found) => found !== null);
  };
  const rejected = (): RejectedLetters[] =>
    Object.entries(rejectedQueues).flatMap(([queue, variable]) => {
      const url = variables[variable];
      return url === undefined || url === '' ? [] : [openRejectedLetters(client, queue, url)];
    });
  return { letters, rejected, close: () => client.destroy() };
}
