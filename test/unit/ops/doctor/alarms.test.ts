import { describe, expect, it } from 'vitest';
import { diagnose, troublesOf } from './diagnose.ts';
import { known, notAllowed } from './stage-facts.ts';

describe('the doctor of a deployed stage', () => {
  const page = {
    name: 'tsunagi-prod-page-rms-mall-down',
    description: 'The mall is out. Who acts: on call. More: docs/runbook/mall-down.md',
    since: Date.parse('2026-11-24T15:00:00+09:00'),
  };

  it('names the alarms that stand in CloudWatch: it said that CloudWatch had them, and nothing was wrong', () => {
    const ticket = { ...page, name: 'tsunagi-prod-ticket-direct-throttled', since: null };
    const watch = { ...page, name: 'tsunagi-prod-watch-rms-mall-down' };
    const outcomes = diagnose({ alarms: known([page, ticket, watch]) });
    expect(troublesOf(outcomes).told).toEqual([
      'wrong alarms: The alarm rms-mall-down stands since 2026-11-24 15:00:00 (page)',
      'watch alarms: The alarm throttled stands (ticket)',
    ]);
    expect(outcomes.find(({ kind }) => kind === 'wrong')).toMatchObject({
      why: 'The mall is out. Who acts: on call.',
      fix: { say: 'Do what its page says: docs/runbook/mall-down.md' },
    });
    expect(diagnose({}).find(({ check }) => check === 'alarms')).toMatchObject({ kind: 'fine', what: 'none stands' });
  });

  it('misses alarms that are not deployed or notify nobody: it said that none stood', () => {
    const none = diagnose({ deployedAlarms: known({ count: 0, muted: [] }) });
    expect(troublesOf(none).told).toEqual(['wrong alarms: No alarm is deployed']);
    const muted = ['tsunagi-prod-page-poll-orders-failing'];
    const off = diagnose({ deployedAlarms: known({ count: 40, muted }), alarms: known([page]) });
    expect(troublesOf(off).told).toEqual([
      'wrong alarms: 1 of 40 alarms notify nobody: tsunagi-prod-page-poll-orders-failing',
      'wrong alarms: The alarm rms-mall-down stands since 2026-11-24 15:00:00 (page)',
    ]);
    for (const outcomes of [none, off]) expect(outcomes.filter(({ what }) => what === 'none stands')).toEqual([]);
  });

  it('names the alarms of a stage whose name has a hyphen, and none of another stage that begins alike: it said that none stood', () => {
    const other = { ...page, name: 'tsunagi-prod-eu-page-rms-mall-down' };
    expect(troublesOf(diagnose({ alarms: known([other]), stage: 'prod-eu' })).told).toContain(
      'wrong alarms: The alarm rms-mall-down stands since 2026-11-24 15:00:00 (page)',
    );
    expect(troublesOf(diagnose({ alarms: known([other]), stage: 'prod' })).told).toEqual([]);
  });

  it('says what to grant where the alarms may not be looked at', () => {
    const outcomes = diagnose({ alarms: notAllowed('cloudwatch:DescribeAlarms') });
    const needs = 'needs the IAM action cloudwatch:DescribeAlarms';
    expect(troublesOf(outcomes).told).toEqual([`unchecked alarms: Which alarms stand could not be checked: ${needs}`]);
    expect(outcomes.find(({ kind }) => kind === 'unchecked')).toMatchObject({
      fix: { say: expect.stringContaining('Allow cloudwatch:DescribeAlarms for the identity that runs this') },
    });
  });
});
