import type { Rule } from '../events/rules.ts';
import type { InvocationReport } from '../functions/local-function.ts';
import type { QueueState } from '../queues/start-queues.ts';
import { Figures } from './figures.ts';

/** Takes the figures that AWS takes of its own services, as far as alarms or people look at them. Moments are cloud time. */
export interface Accounting {
  readonly figures: Figures;
  /** A run of a function has ended. */
  ran(
    report: Pick<InvocationReport, 'functionName' | 'startedAtMs' | 'endedAtMs' | 'outcome'> &
      Partial<Pick<InvocationReport, 'durationMs'>>,
  ): void;
  /** A run could not begin at once, since as many run as may. */
  throttled(functionName: string): void;
  /** A record of a run could not be put where it belongs. */
  undelivered(functionName: string): void;
  /** A schedule has started something, or tried to. */
  attempted(group: string): void;
  /** What a schedule tried could not be done. */
  dropped(group: string): void;
  /** A rule has matched an event. */
  triggered(rule: Pick<Rule, 'name' | 'bus'>): void;
  /** An event of a rule could be handed neither to its target nor to the dead letters. */
  lost(rule: Pick<Rule, 'name' | 'bus'>): void;
  /** How the queues stand, by their names: once a minute. */
  queues(states: Readonly<Record<string, QueueState>>): void;
}

export function startAccounting(now: () => number, figures: Figures = new Figures()): Accounting {
  const take = (namespace: string, dimension: string) => (name: string, of: string, value: number, atMs?: number) =>
    figures.put({ namespace, name, dimensions: { [dimension]: of } }, atMs ?? now(), value);
  const lambda = take('AWS/Lambda', 'FunctionName');
  // Beside each function's own, Lambda counts for all of the account and region together.
  const everyLambda = (name: string, value: number, atMs: number) =>
    figures.put({ namespace: 'AWS/Lambda', name, dimensions: {} }, atMs, value);
  const scheduler = take('AWS/Scheduler', 'ScheduleGroup');
  const sqs = take('AWS/SQS', 'QueueName');
  // Of a bus that is not the default one EventBridge names the bus, too.
  const events = (name: string, { name: rule, bus }: Pick<Rule, 'name' | 'bus'>): void => {
    const dimensions = { ...(bus !== 'default' && { EventBusName: bus }), RuleName: rule };
    figures.put({ namespace: 'AWS/Events', name, dimensions }, now(), 1);
  };
  return {
    figures,
    ran({ functionName, startedAtMs, endedAtMs, durationMs = endedAtMs - startedAtMs, outcome }) {
      // Of a run that never began nothing is counted but that it was refused.
      if (outcome.kind === 'expired') return;
      lambda('Invocations', functionName, 1, startedAtMs);
      lambda('Errors', functionName, outcome.kind === 'failed' ? 1 : 0, endedAtMs);
      everyLambda('Errors', outcome.kind === 'failed' ? 1 : 0, endedAtMs);
      lambda('Duration', functionName, durationMs, endedAtMs);
    },
    throttled: (functionName) => lambda('Throttles', functionName, 1),
    undelivered: (functionName) => lambda('DestinationDeliveryFailures', functionName, 1),
    attempted: (group) => scheduler('InvocationAttemptCount', group, 1),
    dropped(group) {
      scheduler('TargetErrorCount', group, 1);
      scheduler('InvocationDroppedCount', group, 1);
    },
    triggered: (rule) => events('TriggeredRules', rule),
    lost: (rule) => events('FailedInvocations', rule),
    queues(states) {
      for (const [name, { visible, oldestSentAtMs }] of Object.entries(states)) {
        sqs('ApproximateNumberOfMessagesVisible', name, visible);
        sqs('ApproximateAgeOfOldestMessage', name, oldestSentAtMs === null ? 0 : (now() - oldestSentAtMs) / 1_000);
      }
    },
  };
}
