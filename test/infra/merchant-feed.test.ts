import { describe, expect, it } from 'vitest';
import { readParameters } from '../../lib/parameters.ts';
import { jsonOf, resourcesOf, templatesOf } from '../../proving/templates.ts';
import { grantsOf, scans, scopesOf, unnamedResources, wideActions } from './privilege.ts';

const off = JSON.stringify(jsonOf(templatesOf({ stage: 'shop' }).tsunagi));
const bus = 'arn:aws:events:ap-northeast-1:111122223333:event-bus/orders';
const on = templatesOf({ stage: 'shop', api: 'true', merchantBuses: `kado=${bus}` }).tsunagi;
const json = jsonOf(on);
const ruleNamed = (name: string) =>
  resourcesOf(on, 'AWS::Events::Rule').find(([, { Properties }]) => Properties.Name === name)?.[1].Properties;
const queueNamed = (name: string) =>
  resourcesOf(on, 'AWS::SQS::Queue').find(([, { Properties }]) => Properties.QueueName === name)?.[1].Properties;
const kinds = [
  ...['OrderImported', 'OrderChanged', 'OrderCancelled', 'OrderBuyerRemoved'],
  ...['StatusPushConfirmed', 'StatusPushFailed', 'StatusPushWithdrawn'],
];

describe('the feed of merchants on AWS', () => {
  it('the feed of merchants is not there without the API', () => {
    expect(off).not.toMatch(/\bfeed|Feed/);
  });

  it('the feed of merchants gets the events of orders and changes, and loses none for 14 days of trouble', () => {
    const rule = ruleNamed('tsunagi-shop-feed');
    expect(rule?.EventPattern).toEqual({ source: ['tsunagi'], 'detail-type': kinds });
    expect(rule?.Targets).toEqual([expect.objectContaining({ DeadLetterConfig: expect.anything() })]);
    expect(queueNamed('tsunagi-shop-feed')).toMatchObject({
      ...{ MessageRetentionPeriod: 14 * 86_400, RedrivePolicy: { maxReceiveCount: 1_000 } },
    });
    expect(queueNamed('tsunagi-shop-feed-dead')).toMatchObject({ MessageRetentionPeriod: 14 * 86_400 });
  });

  it('the feed of merchants is written by a function that reads orders, opens no key of a shop and puts nothing on the bus', () => {
    const read = ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'];
    expect(grantsOf(json, 'feedeventsrole')).toEqual({
      ...{ Orders: read, Revisions: read, Shops: read },
      Control: [...read, 'dynamodb:PutItem', 'dynamodb:UpdateItem'].sort(),
      feedeventsqueue: expect.arrayContaining(['sqs:ReceiveMessage', 'sqs:DeleteMessage']),
      feedeventsdead: ['sqs:SendMessage'],
      feedeventslogs: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    });
    const scopes = scopesOf(json, 'feedeventsrole', 'Control');
    expect(scopes['dynamodb:PutItem']).toEqual(['merchant#*#feed', 'merchant#*#feed-marks']);
    expect(scopes['dynamodb:GetItem']).toEqual(['merchant#*#feed', 'merchant#*#feed-marks', 'removed-shops']);
    expect([scans(json), wideActions(json), unnamedResources(json)]).toEqual([[], [], []]);
  });
});

describe('the bus of a merchant', () => {
  it('the bus of a merchant gets the events of this merchant alone, by a role that may put events on no other bus', () => {
    const rule = ruleNamed('tsunagi-shop-to-kado');
    expect(rule?.EventPattern).toEqual({
      ...{ source: ['tsunagi'], 'detail-type': kinds, detail: { merchant: ['kado'] } },
    });
    expect(rule?.Targets).toEqual([expect.objectContaining({ Arn: bus })]);
    const policies = resourcesOf(on, 'AWS::IAM::Policy').map(([, { Properties }]) => Properties.PolicyDocument);
    const all = (policies as { Statement: { Resource: unknown }[] }[]).flatMap(({ Statement }) => Statement);
    const statements = all.filter(({ Resource }) => Resource === bus);
    expect(statements).toEqual([{ Action: 'events:PutEvents', Effect: 'Allow', Resource: bus }]);
  });

  it('the bus of a merchant is named with its merchant, or refused in words', () => {
    expect([...(readParameters({ merchantBuses: `kado=${bus}, hanamori=${bus}` }).merchantBuses ?? [])]).toEqual([
      ['kado', bus],
      ['hanamori', bus],
    ]);
    expect(readParameters({ merchantBuses: '' }).merchantBuses).toBeNull();
    for (const wrong of ['kado', `kado=${bus},kado=${bus}`, 'kado=arn:aws:sqs:ap-northeast-1:111122223333:x'])
      expect(() => readParameters({ merchantBuses: wrong })).toThrow('the ARN of a bus each');
  });
});
