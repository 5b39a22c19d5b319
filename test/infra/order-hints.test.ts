import { describe, expect, it } from 'vitest';
import { mallDesks } from '../../malls/mall-desks.ts';
import { resourcesOf, templatesOf } from '../../proving/templates.ts';
import { openPrincipals } from './privilege.ts';

const { tsunagi } = templatesOf({ malls: 'amazon,rms' });
const without = templatesOf({ malls: 'rms,shopify,yahoo' }).tsunagi;
const namesOf = (template: typeof tsunagi): string[] =>
  resourcesOf(template, 'AWS::SQS::Queue').map(([, { Properties }]) => String(Properties.QueueName));
const hintQueues = (template: typeof tsunagi): string[] => namesOf(template).filter((name) => name.includes('hint'));

describe('the queue of messages about changed orders', () => {
  it('the queue of messages about changed orders is there where a mall sends such messages, and not else', () => {
    expect(hintQueues(tsunagi)).toEqual(['tsunagi-dev-order-hints']);
    expect(hintQueues(without)).toEqual([]);
    expect(JSON.stringify(without.toJSON())).not.toMatch(/hint/i);
  });

  it('the account of Amazon alone may send to the queue of its messages, and look at it', () => {
    const [, policy] =
      resourcesOf(tsunagi, 'AWS::SQS::QueuePolicy').find(([id]) => id.startsWith('orderhintsqueuePolicy')) ?? [];
    const document = policy?.Properties.PolicyDocument as { Statement: Record<string, unknown>[] } | undefined;
    const statements = document?.Statement ?? [];
    const allowed = statements.filter(({ Effect }) => Effect === 'Allow');
    expect(allowed).toHaveLength(1);
    expect(allowed[0]?.Action).toEqual(['sqs:GetQueueAttributes', 'sqs:SendMessage']);
    expect(JSON.stringify(allowed[0]?.Principal)).toContain(`:iam::${mallDesks.of('amazon').hintSender}:root`);
    // Without TLS nobody may.
    expect(statements.filter(({ Effect }) => Effect === 'Deny')).toHaveLength(1);
    expect(openPrincipals(tsunagi.toJSON() as never)).toEqual([]);
  });

  it('the queue of messages about changed orders is standard, encrypted, and keeps a message for an hour', () => {
    const [, { Properties: queue } = { Properties: {} }] =
      resourcesOf(tsunagi, 'AWS::SQS::Queue').find(
        ([, one]) => one.Properties.QueueName === 'tsunagi-dev-order-hints',
      ) ?? [];
    expect(queue).toMatchObject({
      MessageRetentionPeriod: 3_600,
      SqsManagedSseEnabled: true,
    });
    expect(queue).not.toHaveProperty('RedrivePolicy');
    expect(queue).not.toHaveProperty('FifoQueue');
  });

  it('messages about levels come by a rule on the bus of each named partner event source, and by nothing else', () => {
    const sources = ['a', 'b'].map((one) => `aws.partner/sellingpartnerapi.amazon.com/111122223333/amzn1.sp.${one}`);
    const named = templatesOf({ malls: 'amazon,rms', hintSources: sources.join(',') }).tsunagi;
    const buses = resourcesOf(named, 'AWS::Events::EventBus').flatMap(
      ([, { Properties }]) => Properties.EventSourceName ?? [],
    );
    expect(buses).toEqual(sources);
    const rules = resourcesOf(named, 'AWS::Events::Rule').filter(([, { Properties }]) =>
      String(Properties.Name).includes('hints'),
    );
    expect(rules.map(([, { Properties }]) => Properties)).toMatchObject(
      sources.map((source) => ({
        EventPattern: { source: [source], 'detail-type': ['LISTINGS_ITEM_MFN_QUANTITY_CHANGE'] },
        Targets: [{ InputPath: '$.detail', RetryPolicy: { MaximumEventAgeInSeconds: 3_600 } }],
      })),
    );
    expect(resourcesOf(tsunagi, 'AWS::Events::EventBus')).toHaveLength(1);
    expect(openPrincipals(named.toJSON() as never)).toEqual([]);
    expect(() => templatesOf({ malls: 'amazon,rms', hintSources: 'a-bus' })).toThrow('names of partner event sources');
  });

  it('the queue of messages about changed orders feeds sync-stock, which reports the messages that failed', () => {
    const sources = resourcesOf(tsunagi, 'AWS::Lambda::EventSourceMapping').filter(([, { Properties }]) =>
      JSON.stringify(Properties.EventSourceArn).includes('orderhints'),
    );
    expect(sources.map(([, { Properties }]) => Properties)).toMatchObject([
      { BatchSize: 10, FunctionResponseTypes: ['ReportBatchItemFailures'], ScalingConfig: { MaximumConcurrency: 2 } },
    ]);
    expect(JSON.stringify(sources)).toContain('syncstock');
  });

  it('adds no alarm, figure or dashboard part to what Amazon costs', () => {
    for (const type of ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm', 'AWS::CloudWatch::Dashboard']) {
      expect(JSON.stringify(resourcesOf(tsunagi, type)), type).not.toMatch(/hint/i);
    }
  });
});
