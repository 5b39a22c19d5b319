import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { pathOf, propertiesOf, resourcesOf, templatesOf, textOf } from '../../proving/templates.ts';

const { tsunagi } = templatesOf({ stage: 'shop', opsEmail: 'ops@example.jp' });
const names = propertiesOf(tsunagi, 'AWS::CloudWatch::Alarm').map(({ AlarmName }) => AlarmName);

describe('the topics of the alarms', () => {
  it.each(['Ops', 'Tickets'])(
    'take messages only from alarms of this stage in this account, and only over TLS: %s',
    (topic) => {
      const policies = resourcesOf(tsunagi, 'AWS::SNS::TopicPolicy').filter(
        ([, { Properties }]) => textOf((Properties.Topics as unknown[])[0]) === topic,
      );
      const { PolicyDocument } = policies[0]?.[1].Properties ?? {};
      const [refusal, permission, ...more] = (PolicyDocument as { Statement: Record<string, unknown>[] }).Statement;
      // Rules of the stage, each for itself: test/infra/data-watch.test.ts
      for (const one of more) expect(one).toMatchObject({ Principal: { Service: 'events.amazonaws.com' } });
      expect(more).toHaveLength(topic === 'Ops' ? 0 : 2);
      expect(refusal).toMatchObject({
        Effect: 'Deny',
        Action: 'sns:Publish',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      });
      expect(permission).toMatchObject({
        Effect: 'Allow',
        Action: 'sns:Publish',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      });
      const condition = permission?.Condition as { ArnLike?: Record<string, unknown> } | undefined;
      expect(textOf(condition?.ArnLike?.['aws:SourceArn'])).toBe(
        'arn:AWS::Partition:cloudwatch:AWS::Region:AWS::AccountId:alarm:tsunagi-shop-*',
      );
      for (const name of names) expect(name).toMatch(/^tsunagi-shop-/);
    },
  );

  /** Who is subscribed where. */
  function subscribed(template: Template): string[] {
    const found = resourcesOf(template, 'AWS::SNS::Subscription').map(([id, { Properties }]) => {
      expect(pathOf(id)).not.toContain('example');
      return `${textOf(Properties.TopicArn)} ${Properties.Protocol} ${textOf(Properties.Endpoint)}`;
    });
    return found.sort();
  }

  it('the topic of pages is the one that releases before had, so that its subscribers keep it', () => {
    const topics = Object.entries(tsunagi.findResources('AWS::SNS::Topic')).map(([id, { Properties }]) => [
      id,
      Properties.TopicName,
    ]);
    expect(topics).toContainEqual(['OpsA097D252', 'tsunagi-shop-ops']);
    expect(topics).toHaveLength(2);
  });

  it('both severities are mailed to opsEmail', () => {
    expect(subscribed(tsunagi)).toEqual(['Ops email ops@example.jp', 'Tickets email ops@example.jp']);
  });

  it('tickets are mailed to ticketEmail where one is given', () => {
    const given = { opsEmail: 'night@example.jp', ticketEmail: 'desk@example.jp' };
    expect(subscribed(templatesOf(given).tsunagi)).toEqual([
      'Ops email night@example.jp',
      'Tickets email desk@example.jp',
    ]);
  });

  it('no mail of alarms is sent when no address is given', () => {
    templatesOf().tsunagi.resourceCountIs('AWS::SNS::Subscription', 0);
  });
});
