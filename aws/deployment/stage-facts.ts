import type { EpochMs, Known } from '../../core/kernel/index.ts';
import type { DataKeyFacts } from './data-key.ts';
import type { EventSourceFacts } from './event-sources.ts';
import type { FailedQueueFacts } from './failed-queues.ts';
import type { ConcurrencyFacts, FunctionFacts } from './functions.ts';
import type { MailAccountFacts, SenderFacts } from './mail.ts';
import type { ResourceFacts } from './resources.ts';
import type { ScheduleFacts } from './schedules.ts';
import type { ServerTime } from './server-time.ts';
import type { StackFacts } from './stacks.ts';
import type { SubscriptionFacts } from './subscriptions.ts';
import type { TableCareFacts, TableFacts } from './tables.ts';

/** One of several things of a kind, by the word the stack has for it (`PollOrders`), and what was found out of it. */
export interface Named<Facts> {
  readonly word: string;
  /** Its name, or its URL, at the service. */
  readonly name: string;
  readonly facts: Known<Facts>;
}

/** A table by the word the functions know it by (`ORDERS`), and how it is cared for where that was asked. */
export interface ExaminedTable extends Named<TableFacts | null> {
  readonly care: Known<TableCareFacts> | null;
}

/** The sender that mails to merchants come from, and whether SES lets it send. */
export interface ExaminedMail {
  readonly sender: string;
  readonly account: Known<MailAccountFacts>;
  readonly identity: Known<SenderFacts | null>;
}

/** A topic that alarms go to, and who is subscribed. */
export interface ExaminedTopic {
  readonly of: 'pages' | 'tickets';
  readonly topicArn: string;
  readonly facts: Known<readonly SubscriptionFacts[] | null>;
}

/**
 * Everything that is known of a deployed stage. Each part was found out by itself, and says so where it could not be. Null
 * means that the stage has no such part.
 */
export interface StageFacts {
  readonly stage: string;
  readonly region: string;
  /** When it was looked at, by this machine's clock. */
  readonly now: EpochMs;
  readonly stack: Known<StackFacts | null>;
  readonly dataStack: Known<StackFacts | null>;
  /** What the stack was deployed with. */
  readonly resources: Known<readonly ResourceFacts[]>;
  readonly functions: readonly Named<FunctionFacts | null>[];
  readonly concurrency: Known<ConcurrencyFacts>;
  readonly schedules: Known<readonly ScheduleFacts[]>;
  /** What feeds functions from queues, by the words of the stack's resources. */
  readonly eventSources: readonly Named<EventSourceFacts | null>[];
  /** The queues of what other queues gave up. */
  readonly deadLetters: readonly Named<FailedQueueFacts | null>[];
  readonly tables: readonly ExaminedTable[];
  readonly dataKey: Known<DataKeyFacts | null> | null;
  readonly failedQueues: readonly Named<FailedQueueFacts | null>[];
  /** The topics of the alarms; a stage of a release before had one for all of them. */
  readonly topics: readonly ExaminedTopic[];
  readonly mail: ExaminedMail | null;
  readonly serverTime: ServerTime | null;
}
