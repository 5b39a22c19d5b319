import { describe, expect, it } from 'vitest';
import { alarmText } from '../../../wiring/alarm-text.ts';

/** As CloudWatch sends it, with fields that are not used. */
const message = {
  AlarmName: 'tsunagi-prod-page-rms-mall-down',
  AlarmDescription: 'The mall has not answered. Who acts: on call. More: docs/runbook/mall-down.md',
  AWSAccountId: '123456789012',
  NewStateValue: 'ALARM',
  NewStateReason: 'Threshold Crossed: 2 datapoints were greater than the threshold.',
  StateChangeTime: '2026-11-24T01:02:03.456+0000',
  Region: 'Asia Pacific (Tokyo)',
  AlarmArn: 'arn:aws:cloudwatch:ap-northeast-1:123456789012:alarm:tsunagi-prod-page-rms-mall-down',
  OldStateValue: 'OK',
  Trigger: { MetricName: 'OutageOpen' },
};

describe('what a chat is shown of an alarm', () => {
  it('is its name, since when it stands, what it means with the page of the runbook, and where to look', () => {
    expect(alarmText(JSON.stringify(message))).toBe(
      [
        'PAGE: tsunagi-prod-page-rms-mall-down went off at 2026-11-24 01:02 UTC, Asia Pacific (Tokyo).',
        'The mall has not answered. Who acts: on call. More: docs/runbook/mall-down.md',
        'https://ap-northeast-1.console.aws.amazon.com/cloudwatch/home?region=ap-northeast-1#alarmsV2:alarm/tsunagi-prod-page-rms-mall-down',
      ].join('\n'),
    );
  });

  it('is one line once it is over', () => {
    const over = { ...message, NewStateValue: 'OK', AlarmName: 'tsunagi-prod-ticket-orders-late' };
    expect(alarmText(JSON.stringify(over))).toBe(
      'Over: tsunagi-prod-ticket-orders-late at 2026-11-24 01:02 UTC. It was a ticket.',
    );
  });

  it('does without what a message lacks', () => {
    const { AlarmName, NewStateValue } = message;
    expect(alarmText(JSON.stringify({ AlarmName, NewStateValue, AlarmDescription: null }))).toBe(
      'PAGE: tsunagi-prod-page-rms-mall-down went off.',
    );
  });

  it.each(['Tsunagi prod: a mail to merchant kado did not do its work', 'null', '3', '{"AlarmName":3}', '{'])(
    'is the message itself where it is of no alarm: %s',
    (text) => {
      expect(alarmText(text)).toBe(text);
    },
  );
});
