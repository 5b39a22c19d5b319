import type { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isBusEvent } from '../../aws/lambda/bus-envelope.ts';
import { movesIn, sqsLeftovers } from '../../aws/leftovers.ts';
import { handOn } from '../../local/events/hand-on.ts';
import { eventOf } from '../../local/events/put-events.ts';
import { rulesOf } from '../../local/events/rules.ts';
import { functionsOf } from '../../local/functions/function-shape.ts';
import { sourcesOf } from '../../local/functions/source-shape.ts';
import { clientAnswering } from '../../proving/sdk-client.ts';
import { templateOf } from './board.ts';
import { type AlarmedCloud, openCloud } from './cloud.ts';

const named = (name: string): string => `tsunagi-shop-${name}`;
let cloud: AlarmedCloud;

beforeAll(async () => {
  cloud = await openCloud();
});
afterAll(() => cloud.stop());

/** The template of a profile, over the queues of the cloud. */
const stageOf = (profile: string) => templateOf(cloud.queues.queueUrl, { profile });

/** A program asks for a change, and the rule of the profile hands it on. */
async function ask(profile: string, order: string): Promise<void> {
  const rule = rulesOf(stageOf(profile)).find(({ name }) => name === named('status-requests'));
  if (rule === undefined) throw new Error('The template has no rule for requests.');
  const { deliver, board, clock } = cloud;
  await handOn(rule, eventOf('warehouse', 'StatusPushRequested', { order }, clock.now()), {
    deliver,
    accounting: board.accounting,
  });
}

/** The queues that feed a function in a profile. */
const fedIn = (profile: string): string[] =>
  sourcesOf(stageOf(profile)).map(({ queueArn }) => queueArn.split(':').at(-1) ?? '');

async function messagesIn(queue: string): Promise<string[]> {
  const QueueUrl = cloud.queues.queueUrl(named(queue));
  const { Messages = [] } = (await cloud.queues.call('ReceiveMessage', {
    QueueUrl,
    MaxNumberOfMessages: 10,
    VisibilityTimeout: 0,
  })) as { Messages?: { Body: string }[] };
  return Messages.map(({ Body }) => (JSON.parse(Body) as { detail: { order: string } }).detail.order).sort();
}

it('a stage that goes to the profile minimal and back loses no event that nobody has taken in: what waits is moved, or read where it lies', async () => {
  await ask('full', 'before-1');
  await ask('full', 'before-2');
  expect(await messagesIn('status-intake')).toEqual(['before-1', 'before-2']);
  expect(fedIn('minimal')).toEqual([named('status'), named('stock')].map((name) => name));
  // From now on in the profile minimal.
  await ask('minimal', 'within');
  const reconcile = functionsOf(stageOf('minimal')).find(({ name }) => name === named('reconcile'));
  const moves = movesIn(reconcile?.variables.MOVED_QUEUES ?? '');
  const client = clientAnswering<SQSClient>((operation, input: object) => cloud.queues.call(operation, { ...input }));
  expect(await sqsLeftovers(client, moves).move()).toBe(2);
  expect(await messagesIn('status-intake')).toEqual([]);
  expect(await messagesIn('status')).toEqual(['before-1', 'before-2', 'within']);
  // And back: both queues feed the function, which reads an event in either.
  await ask('full', 'after');
  expect(fedIn('full')).toEqual(expect.arrayContaining([named('status'), named('status-intake')]));
  expect(await messagesIn('status')).toEqual(['before-1', 'before-2', 'within']);
  expect(await messagesIn('status-intake')).toEqual(['after']);
  expect(isBusEvent(JSON.stringify({ 'detail-type': 'StatusPushRequested', detail: {} }))).toBe(true);
  expect(isBusEvent('{"format":1,"shop":"rms#kado"}')).toBe(false);
});
