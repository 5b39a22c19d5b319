import { describe, expect, it } from 'vitest';
import { jsonOf, resourcesOf, templatesOf, textOf, warningsOf } from '../../proving/templates.ts';
import { grantsOf, openPrincipals, statementsOf, unnamedResources, wideActions } from './privilege.ts';

const webhookParameter = '/tsunagi/shop/webhook';
const opsEmail = 'ops@example.jp';
const { tsunagi } = templatesOf({ stage: 'shop', opsEmail, webhookParameter });
const [, relay] = resourcesOf(tsunagi, 'AWS::Lambda::Function').find(([id]) => id.startsWith('relayalarms')) ?? [];

describe('the function that posts alarms to a webhook', () => {
  it('relay-alarms is not there without a parameter that holds the address of the webhook', () => {
    const { tsunagi: silent } = templatesOf({ stage: 'shop', opsEmail });
    expect(resourcesOf(silent, 'AWS::Lambda::Function').filter(([id]) => id.startsWith('relay'))).toEqual([]);
    expect(resourcesOf(silent, 'AWS::SNS::Subscription').map(([, { Properties }]) => Properties.Protocol)).toEqual([
      'email',
      'email',
    ]);
  });

  it('relay-alarms gets the name of the parameter, never the address, and reads it by the extension of AWS', () => {
    expect(relay?.Properties.Environment).toMatchObject({
      Variables: { WEBHOOK_PARAMETER: webhookParameter, STAGE: 'shop' },
    });
    expect(relay?.Properties.Layers).toHaveLength(1);
    expect(JSON.stringify(tsunagi.toJSON())).toContain('AWS-Parameters-and-Secrets-Lambda-Extension-Arm64');
  });

  it('relay-alarms may read its parameter, keep records of failed runs and write its log, and nothing else', () => {
    expect(grantsOf(tsunagi.toJSON() as never, 'relayalarmsrole')).toEqual({
      'arn:AWS::Partition:ssm:AWS::Region:AWS::AccountId:parameter/tsunagi/shop/webhook': ['ssm:GetParameter'],
      relayalarmsfailed: ['sqs:GetQueueAttributes', 'sqs:GetQueueUrl', 'sqs:SendMessage'],
      relayalarmslogs: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    });
    const template = jsonOf(tsunagi);
    expect([wideActions(template), unnamedResources(template), openPrincipals(template)]).toEqual([[], [], []]);
    expect(statementsOf(template).length).toBeGreaterThan(0);
  });

  it('relay-alarms gets pages and tickets, and only these topics may start it', () => {
    const subscribed = resourcesOf(tsunagi, 'AWS::SNS::Subscription')
      .filter(([, { Properties }]) => Properties.Protocol === 'lambda')
      .map(([, { Properties }]) => textOf(Properties.TopicArn));
    expect(subscribed.sort()).toEqual(['Ops', 'Tickets']);
    const lent = resourcesOf(tsunagi, 'AWS::Lambda::Permission').map(([, { Properties }]) => Properties);
    expect(lent.map(({ Principal, SourceArn }) => `${Principal} ${textOf(SourceArn)}`).sort()).toEqual([
      'sns.amazonaws.com Ops',
      'sns.amazonaws.com Tickets',
    ]);
  });

  it('a failed run of relay-alarms is tried twice more, then leaves a record; its failure is an alarm that goes by mail', () => {
    const [, config] =
      resourcesOf(tsunagi, 'AWS::Lambda::EventInvokeConfig').find(([id]) => id.startsWith('relayalarms')) ?? [];
    expect(config?.Properties).toMatchObject({ MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 3600 });
    const names = resourcesOf(tsunagi, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties.AlarmName);
    expect(names).toEqual(
      expect.arrayContaining(['tsunagi-shop-ticket-relay-alarms-failed-run', 'tsunagi-shop-page-relay-alarms-failing']),
    );
    expect(names).not.toContain('tsunagi-shop-page-relay-alarms-not-running');
  });
});

describe('a stage whose alarms have no recipient', () => {
  const mail = { sender: 'info@example.jp', mailFromName: '角田システム' };

  it.each([
    [
      'nothing',
      {},
      'No subscription is set: alarms have no recipient. Set opsEmail or webhookParameter in cdk.json (tsunagi:stages.shop), and deploy',
    ],
    ['tickets alone', { ticketEmail: opsEmail }, 'No opsEmail is set: pages have no recipient. Set opsEmail'],
    [
      'a webhook alone',
      { webhookParameter },
      'Alarms go only to the webhook: if it refuses them, no other channel reports the failure.',
    ],
  ])('synth and deploy warn of a stage whose alarms have no recipient: %s', (_, given, wanted) => {
    expect(warningsOf({ stage: 'shop', account: '111122223333', region: 'ap-northeast-1', ...mail, ...given })).toEqual(
      [expect.stringContaining(wanted)],
    );
  });
});
