import { describe, expect, it } from 'vitest';
import { jsonOf, pathOf, type Resource, templatesOf, textOf } from '../../proving/templates.ts';

const template = jsonOf(templatesOf({ stage: 'shop', sender: 'info@example.jp', mailFromName: '角田' }).tsunagi);
const queues = Object.entries(template.Resources).filter(([, { Type }]) => Type === 'AWS::SQS::Queue');

/** The ARN of a queue of the template, by its fixed name. */
const arnOf = (name: unknown) => `arn:AWS::Partition:sqs:AWS::Region:AWS::AccountId:${String(name)}`;
const policyOf = ({ Properties }: Resource) =>
  Properties.RedriveAllowPolicy as { redrivePermission: string; sourceQueueArns?: unknown[] } | undefined;
/** The queues that give up their messages to this one. */
const sourcesOf = (id: string) =>
  queues.filter(([, { Properties }]) => JSON.stringify(Properties.RedrivePolicy ?? null).includes(`"${id}"`));

describe('a queue of dead letters', () => {
  const dead = queues.filter(([id]) => sourcesOf(id).length > 0);

  it('a queue of dead letters takes messages that its own source gives up, and those of no other queue', () => {
    expect(dead.map(([id]) => pathOf(id)).sort()).toEqual([
      'statusintakedead',
      'statusworkdead',
      'stockintakedead',
      'stockworkdead',
    ]);
    for (const [id, queue] of dead) {
      expect(policyOf(queue)?.redrivePermission, id).toBe('byQueue');
      expect(policyOf(queue)?.sourceQueueArns?.map(textOf), id).toEqual(
        sourcesOf(id).map(([, { Properties }]) => arnOf(Properties.QueueName)),
      );
    }
  });

  it('a queue of dead letters refers to its source by name alone, since a circle cannot be deployed', () => {
    for (const [id, queue] of dead) {
      for (const [source] of sourcesOf(id)) expect(JSON.stringify(queue)).not.toContain(`"${source}"`);
    }
  });
});

it('a queue of failed runs or rejected events takes no dead letters of any queue', () => {
  const others = queues.filter(([id, { Properties }]) => sourcesOf(id).length === 0 && !Properties.RedrivePolicy);
  expect(others.map(([id]) => pathOf(id)).sort()).toEqual([
    'healthprobefailed',
    'notifymerchantsfailed',
    'pollordersfailed',
    'reconcilefailed',
    'statusrejected',
    'stockrejected',
  ]);
  for (const [id, queue] of others) expect(policyOf(queue), id).toEqual({ redrivePermission: 'denyAll' });
});
