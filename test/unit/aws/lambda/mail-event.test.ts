import { describe, expect, it } from 'vitest';
import { mailEventOf } from '../../../../aws/lambda/mail-event.ts';

const id = '1795820400000-kado-outage-opened';
const destination = ['kado@example.jp', 'jimu@example.jp'];

/** An event of SES, as EventBridge carries it. */
const event = (type: string, detail: object, tags: object = { mail: [id] }) => ({
  ...{ source: 'aws.ses', 'detail-type': type, time: '2026-11-28T03:00:00Z' },
  detail: { ...detail, mail: { messageId: 'm-1', destination, tags, headers: [{ name: 'Subject', value: '復旧' }] } },
});
const at = Date.parse('2026-11-28T03:00:00Z');

describe('an event of SES', () => {
  it('says of which addresses a mail was delivered, masked', () => {
    expect(mailEventOf(event('Email Delivered', { delivery: { recipients: [destination[0]] } }))).toEqual({
      id,
      reports: [{ kind: 'delivered', at, to: 'k***@example.jp', detail: '' }],
    });
  });

  it('says of which addresses it bounced or was complained of, and how', () => {
    const bounce = { bounceType: 'Permanent', bounceSubType: 'General' };
    const bouncedRecipients = [{ emailAddress: destination[1], diagnosticCode: `550 <${destination[1]}> unknown` }];
    const bounced = mailEventOf(event('Email Bounced', { bounce: { ...bounce, bouncedRecipients } }));
    expect(bounced?.reports).toEqual([{ kind: 'bounced', at, to: 'j***@example.jp', detail: 'Permanent General' }]);
    const complaint = { complainedRecipients: [{ emailAddress: destination[0] }], complaintFeedbackType: 'abuse' };
    expect(mailEventOf(event('Email Complaint Received', { complaint }))?.reports).toEqual([
      { kind: 'complained', at, to: 'k***@example.jp', detail: 'abuse' },
    ]);
    const rejected = mailEventOf(event('Email Rejected', { reject: { reason: 'Bad content' } }));
    expect(rejected?.reports.map(({ kind, to }) => `${kind} ${to}`)).toEqual([
      'rejected k***@example.jp',
      'rejected j***@example.jp',
    ]);
  });

  it('is of no mail where it has no name of one, and reports nothing where its kind is unknown', () => {
    const delivery = { recipients: destination };
    for (const tags of [{}, { mail: [] }, { mail: ['not an id'] }, { mail: [7] }]) {
      expect(mailEventOf(event('Email Delivered', { delivery }, tags))?.id).toBeNull();
    }
    expect(mailEventOf(event('Email Opened', {}))).toEqual({ id: null, reports: [] });
    for (const detail of [null, 'x', { mail: null }, { mail: { tags: [] } }]) {
      expect(mailEventOf({ ...event('Email Delivered', {}), detail })).toEqual({ id: null, reports: [] });
    }
  });

  it('is none where a schedule speaks', () => {
    for (const other of [{ shard: 0, shards: 1 }, null, 'x', []]) expect(mailEventOf(other)).toBeNull();
  });
});
