import { describe, expect, it } from 'vitest';
import { Section } from '../../local/assembly/section.ts';
import { compileInput } from '../../local/events/input.ts';
import { compilePattern } from '../../local/events/pattern.ts';
import { jsonOf, resourcesOf, templatesOf, textOf, theOne } from '../../proving/templates.ts';
import { openPrincipals, statementsOf, unnamedResources, wideActions } from './privilege.ts';

const { tsunagi } = templatesOf({ stage: 'shop', sender: 'info@example.jp', mailFromName: '角田システム' });
const rules = resourcesOf(tsunagi, 'AWS::Events::Rule');
const rule = rules.find(([id]) => id.startsWith('mailfeedbackrule'))?.[1].Properties ?? {};
const address = 'merchant@example.jp';

/** An event of SES, as EventBridge carries it: the record that SES publishes is its `detail`. */
function feedback(detailType: string, detail: object, configurationSet = 'tsunagi-shop') {
  const tags = { 'ses:configuration-set': [configurationSet], merchant: ['kado'] };
  const headers = [{ name: 'Subject', value: '【復旧】楽天市場 接続障害' }];
  const mail = { messageId: 'm-1', source: 'info@example.jp', destination: [address], headers, tags };
  return { source: 'aws.ses', 'detail-type': detailType, time: '2026-11-24T03:00:00Z', detail: { ...detail, mail } };
}

const bounced = feedback('Email Bounced', {
  eventType: 'Bounce',
  bounce: {
    bounceType: 'Permanent',
    bounceSubType: 'General',
    bouncedRecipients: [{ emailAddress: address, diagnosticCode: `550 5.1.1 <${address}> unknown` }],
  },
});
const complained = feedback('Email Complaint Received', {
  eventType: 'Complaint',
  complaint: { complainedRecipients: [{ emailAddress: address }] },
});
const matches = compilePattern(rule.EventPattern, 'the rule');
const [target] = rule.Targets as Record<string, unknown>[];
const told = compileInput(new Section('the target', target));

describe('mails that come back', () => {
  it('mails that come back are not watched where none are sent', () => {
    const { tsunagi: silent } = templatesOf({ stage: 'shop' });
    silent.resourceCountIs('AWS::SES::ConfigurationSet', 0);
    const rules = resourcesOf(silent, 'AWS::Events::Rule').map(([, { Properties }]) => Properties.Name);
    expect(rules).not.toContain('tsunagi-shop-mail-feedback');
  });

  it('SES reports mails that come back to the default bus of the account, the only one that it supports', () => {
    const { EventDestination } = theOne(tsunagi, 'AWS::SES::ConfigurationSetEventDestination').properties as {
      EventDestination: Record<string, unknown>;
    };
    expect(EventDestination).toMatchObject({
      Enabled: true,
      MatchingEventTypes: ['bounce', 'complaint', 'reject', 'delivery'],
    });
    const { EventBusArn } = EventDestination.EventBridgeDestination as { EventBusArn: unknown };
    expect(textOf(EventBusArn)).toBe('arn:AWS::Partition:events:AWS::Region:AWS::AccountId:event-bus/default');
    expect(rule.EventBusName).toBeUndefined();
  });

  it('reports of mails that come back reach the subscribers of alarms, by merchant and without any address', () => {
    for (const event of [bounced, complained]) {
      expect(matches(event)).toBe(true);
      expect(told(event)).toContain('a mail to merchant kado did not do its work');
      expect(told(event)).not.toMatch(/@|復旧/);
    }
    expect(told(bounced)).toContain('Email Bounced, 2026-11-24T03:00:00Z. Permanent General');
    expect(textOf(target?.Arn)).toBe('Tickets');
  });

  it('reports are not of other senders in the account, nor of mails that arrived', () => {
    expect(matches(feedback('Email Bounced', {}, 'another'))).toBe(false);
    expect(matches(feedback('Email Delivered', {}))).toBe(false);
  });

  it('reports go, with those of mails that arrived, to the function that sent them, and to no other', () => {
    const [, reports] = rules.find(([id]) => id.startsWith('mailfeedbackreports')) ?? [];
    const { EventPattern, Targets } = reports?.Properties ?? {};
    const isReported = compilePattern(EventPattern, 'the rule of the history');
    for (const event of [bounced, complained, feedback('Email Delivered', {})]) expect(isReported(event)).toBe(true);
    expect(isReported(feedback('Email Delivered', {}, 'another'))).toBe(false);
    const [history, ...others] = Targets as Record<string, unknown>[];
    expect(others).toEqual([]);
    expect(textOf(history?.Arn)).toMatch(/^notifymerchants.*reports/);
    const [, permission] =
      resourcesOf(tsunagi, 'AWS::Lambda::Permission').find(([id]) => id.includes('mailreports')) ?? [];
    expect(permission?.Properties).toMatchObject({
      Action: 'lambda:InvokeFunction',
      Principal: 'events.amazonaws.com',
    });
    expect(textOf(permission?.Properties.SourceArn)).toBe('mailfeedbackreports');
  });

  it('a report of a mail that cannot be kept leaves no address in a queue', () => {
    const configs = resourcesOf(tsunagi, 'AWS::Lambda::EventInvokeConfig').filter(([id]) =>
      id.startsWith('notifymerchants'),
    );
    const [[, reports], ...others] = configs.filter(([id]) => id.includes('reports')) as [(typeof configs)[number]];
    expect([configs.length, others]).toEqual([2, []]);
    expect(reports.Properties).toMatchObject({ MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 3_600 });
    expect(reports.Properties.DestinationConfig).toBeUndefined();
    for (const [id, fn] of resourcesOf(tsunagi, 'AWS::Lambda::Function'))
      expect([id, fn.Properties.DeadLetterConfig]).toEqual([id, undefined]);
    // Nor does the bus put an event of SES into a queue of its own.
    const ofSes = rules.filter(([, { Properties }]) => JSON.stringify(Properties.EventPattern).includes('aws.ses'));
    expect(ofSes).toHaveLength(2);
    for (const [, { Properties }] of ofSes)
      for (const one of Properties.Targets as object[]) expect(one).not.toHaveProperty('DeadLetterConfig');
  });

  it('mails are sent with the watched configuration set, whose name the function gets and which it may use', () => {
    const [, fn] = resourcesOf(tsunagi, 'AWS::Lambda::Function').find(([id]) => id.startsWith('notifymerchants')) ?? [];
    expect(fn?.Properties.Environment).toMatchObject({ Variables: { CONFIGURATION_SET: 'tsunagi-shop' } });
    expect(theOne(tsunagi, 'AWS::SES::ConfigurationSet').properties.Name).toBe('tsunagi-shop');
    const [sending] = statementsOf(jsonOf(tsunagi)).filter(({ statement }) => statement.Action === 'ses:SendEmail');
    expect([sending?.statement.Resource].flat().map(textOf)).toEqual(
      ['configuration-set/tsunagi-shop', 'identity/example.jp', 'identity/info@example.jp'].map(
        (name) => `arn:AWS::Partition:ses:AWS::Region:AWS::AccountId:${name}`,
      ),
    );
  });

  it('the topic takes reports of mails from this rule of this account alone', () => {
    const template = jsonOf(tsunagi);
    const [statement] = statementsOf(template)
      .map((placed) => placed.statement)
      .filter(({ Principal }) => String(JSON.stringify(Principal)).includes('events.amazonaws.com'))
      .filter(({ Action }) => Action === 'sns:Publish');
    expect(statement).toMatchObject({ Action: 'sns:Publish', Effect: 'Allow' });
    const { StringEquals, ArnEquals } = (statement?.Condition ?? {}) as Record<string, Record<string, unknown>>;
    expect(StringEquals).toEqual({ 'aws:SourceAccount': { Ref: 'AWS::AccountId' } });
    expect(textOf(ArnEquals?.['aws:SourceArn'])).toBe('mailfeedbackrule');
    expect([wideActions(template), unnamedResources(template), openPrincipals(template)]).toEqual([[], [], []]);
  });
});
