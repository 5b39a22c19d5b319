import { Queue } from 'aws-cdk-lib/aws-sqs';
import { describe, expect, it } from 'vitest';
import type { Deployment } from '../../lib/app.ts';
import { type AcceptedRule, nagFindings } from './nag.ts';

/** The rules of cdk-nag we break on purpose. Everything else it finds fails the test. */
const accepted: readonly AcceptedRule[] = [
  {
    id: 'AwsSolutions-SQS3',
    reason: 'A failure queue is where records end; nobody consumes it automatically, so it needs no dead-letter queue.',
  },
  { id: 'Serverless-SQSRedrivePolicy', reason: 'As AwsSolutions-SQS3.' },
  {
    id: 'Serverless-LambdaDLQ',
    reason: 'An on-failure destination takes its place: it also tells why the run failed and what it was started with.',
  },
  {
    id: 'Serverless-LambdaEventSourceMappingDestination',
    reason: 'A destination is for streams. A message that fails goes from its queue to the dead letters of the queue.',
  },
  {
    id: 'Serverless-LambdaTracing',
    reason: 'A run is one function that talks to one mall; its log line has the timings, at no cost per run.',
  },
  {
    id: 'Serverless-EventBusDLQ',
    reason:
      'What SES says of mails names the addresses, which are passed on to nobody; a queue would keep them. EventBridge tries for 24 hours to reach the topic beside it.',
  },
  {
    id: 'Serverless-SNSRedrivePolicy',
    reason: 'What is sent by mail fails at the mail server, which no queue sees; the alarm and the dashboard stay red.',
  },
];

describe('cdk-nag', { timeout: 60_000 }, () => {
  it('finds nothing apart from the rules accepted with a reason', () => {
    expect(nagFindings(accepted)).toEqual([]);
  });

  it('finds every accepted rule broken: one that is kept again comes off the list', () => {
    expect(nagFindings([])).toEqual(accepted.map(({ id }) => id).sort());
  });

  it('complains of a queue that takes messages in the clear', () => {
    const plant = ({ tsunagi }: Deployment) => void new Queue(tsunagi, 'Planted');
    expect(nagFindings(accepted, plant)).toEqual(['AwsSolutions-SQS4']);
  });
});
