import { describe, expect, it } from 'vitest';
import { jsonOf, resourcesOf, templatesOf, warningsOf } from '../../proving/templates.ts';
import { grantsOf } from './privilege.ts';

const mail = {
  sender: 'info@example.jp',
  mailFromName: '角田システム',
  mailSignature: '平日|10:00〜18:00',
  stage: 'shop',
};
const { tsunagi } = templatesOf(mail);
const functionsIn = (template: typeof tsunagi): unknown[] =>
  resourcesOf(template, 'AWS::Lambda::Function').map(([, { Properties }]) => Properties.FunctionName);

describe('the function that writes to merchants', () => {
  it('notify-merchants is not there without a sender', () => {
    expect(functionsIn(templatesOf({ stage: 'shop' }).tsunagi)).not.toContain('tsunagi-shop-notify-merchants');
    expect(functionsIn(tsunagi)).toContain('tsunagi-shop-notify-merchants');
  });

  it('synth and deploy warn of a stage without notify-merchants, and say what follows and what to do', () => {
    expect(
      warningsOf({ stage: 'shop', account: '111122223333', region: 'ap-northeast-1', opsEmail: 'ops@example.jp' }),
    ).toEqual([
      expect.stringContaining(
        'No sender is set: merchants get no mails, not even of an outage. Set sender and mailFromName in cdk.json (tsunagi:stages.shop), and deploy',
      ),
    ]);
    expect(
      warningsOf({ ...mail, account: '111122223333', region: 'ap-northeast-1', opsEmail: 'ops@example.jp' }),
    ).toEqual([]);
  });

  it('notify-merchants gets the sender of the mails, and nothing of orders or keys', () => {
    const found = resourcesOf(tsunagi, 'AWS::Lambda::Function').find(([id]) => id.startsWith('notifymerchants'));
    const { Variables = {} } = (found?.[1].Properties.Environment ?? {}) as { Variables?: Record<string, unknown> };
    expect(Variables).toMatchObject({
      SENDER: 'info@example.jp',
      MAIL_FROM_NAME: '角田システム',
      MAILS_PER_SECOND: '1',
      INTERIM_HOURS: '',
    });
    const often = resourcesOf(templatesOf({ ...mail, interimHours: '6' }).tsunagi, 'AWS::Lambda::Function').find(
      ([id]) => id.startsWith('notifymerchants'),
    );
    expect(often?.[1].Properties.Environment).toMatchObject({ Variables: { INTERIM_HOURS: '6' } });
    expect(Object.keys(Variables).filter((name) => /ORDERS|REVISIONS|KEY|RMS|YAHOO/.test(name))).toEqual([]);
  });

  it('notify-merchants may send from the one address, read shops, merchants and pushes, and write what it sent', () => {
    expect(grantsOf(jsonOf(tsunagi), 'notifymerchantsrole')).toMatchObject({
      Shops: ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'],
      Pushes: ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'],
      Listings: ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'],
      Stock: ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'],
      Control: [
        'dynamodb:BatchGetItem',
        'dynamodb:DeleteItem',
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:Query',
        'dynamodb:UpdateItem',
      ],
    });
    const statements = resourcesOf(tsunagi, 'AWS::IAM::Policy').flatMap(
      ([, { Properties }]) =>
        (Properties.PolicyDocument as { Statement: { Action: unknown; Condition?: unknown }[] }).Statement,
    );
    expect(statements.filter(({ Action }) => Action === 'ses:SendEmail')).toEqual([
      expect.objectContaining({ Condition: { StringEquals: { 'ses:FromAddress': 'info@example.jp' } } }),
    ]);
  });

  it('notify-merchants may open the data key of chats alone, and only where merchants have chats', () => {
    const keysIn = (template: typeof tsunagi): unknown[] =>
      resourcesOf(template, 'AWS::IAM::Policy')
        .filter(([id]) => id.startsWith('notifymerchantsrole'))
        .flatMap(
          ([, { Properties }]) =>
            (Properties.PolicyDocument as { Statement: { Action: unknown; Condition?: unknown }[] }).Statement,
        )
        .filter(({ Action }) => String(Action).startsWith('kms:'))
        .map(({ Action, Condition }) => [Action, Condition]);
    const context = { 'kms:EncryptionContext:app': 'tsunagi', 'kms:EncryptionContext:dataKey': '65535' };
    expect(keysIn(tsunagi)).toEqual([]);
    const { tsunagi: withChats, data } = templatesOf({ ...mail, merchantChats: 'true' });
    expect(keysIn(withChats)).toEqual([['kms:Decrypt', { StringEquals: context }]]);
    expect(jsonOf(data)).toEqual(jsonOf(templatesOf(mail).data));
  });

  it('chats without a sender are refused at once', () => {
    expect(() => templatesOf({ stage: 'shop', merchantChats: 'true' })).toThrow(
      'merchantChats is set and sender is not',
    );
  });

  it('notify-merchants runs every minute, once for all shards', () => {
    const schedules = resourcesOf(tsunagi, 'AWS::Scheduler::Schedule').filter(([id]) => id.includes('notifymerchants'));
    expect(schedules.map(([, { Properties }]) => Properties.ScheduleExpression)).toEqual(['rate(1 minute)']);
  });
});
