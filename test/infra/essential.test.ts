import { describe, expect, it } from 'vitest';
import { alarmRows, alarmRowsOf, figuresWatched } from '../../lib/alarms.ts';
import { propertiesOf, resourcesOf, templatesOf, textOf } from '../../proving/templates.ts';

const mail = { stage: 'shop', sender: 'info@example.jp', mailFromName: '角田システム' };
const whole = templatesOf(mail).tsunagi;
const wholeWatches = propertiesOf(whole, 'AWS::CloudWatch::Alarm');

describe('the profile essential', () => {
  const { tsunagi: small } = templatesOf({ ...mail, profile: 'essential' });
  const smallWatches = propertiesOf(small, 'AWS::CloudWatch::Alarm');
  const smallNames = smallWatches.map(({ AlarmName }) => String(AlarmName));

  it('the profile essential pages for all that the profile full pages for', () => {
    const pages = wholeWatches.filter(({ AlarmName }) => String(AlarmName).includes('-page-'));
    expect(pages.length).toBeGreaterThan(30);
    expect(smallNames.filter((name) => name.includes('-page-')).sort()).toEqual(
      pages.map(({ AlarmName }) => String(AlarmName)).sort(),
    );
    expect(alarmRows.filter(({ severity, fullOnly }) => severity === 'page' && fullOnly)).toEqual([]);
  });

  it('the profile essential has no composite alarm and no dashboard, and everything that it watches has an action', () => {
    for (const type of ['AWS::CloudWatch::CompositeAlarm', 'AWS::CloudWatch::Dashboard'])
      small.resourceCountIs(type, 0);
    for (const { AlarmName, AlarmActions } of smallWatches) {
      const topic = String(AlarmName).startsWith('tsunagi-shop-page-') ? 'Ops' : 'Tickets';
      expect((AlarmActions as unknown[]).map(textOf), String(AlarmName)).toEqual([topic]);
    }
    expect(smallWatches.length).toBeLessThan(wholeWatches.length);
  });

  it('the profile essential makes no metric of ours but those that it watches', () => {
    const figures = new Set(figuresWatched('essential'));
    const ours = smallWatches.flatMap(({ Namespace, MetricName, Metrics = [] }) => [
      { Namespace, MetricName },
      ...(Metrics as { MetricStat?: { Metric: { Namespace: unknown; MetricName: unknown } } }[]).flatMap(
        ({ MetricStat }) => MetricStat?.Metric ?? [],
      ),
    ]);
    const watched = ours.filter(({ Namespace }) => Namespace === 'Tsunagi/shop').map(({ MetricName }) => MetricName);
    // One shard has no figure of shards.
    expect(new Set([...watched, 'Shards'])).toEqual(figures);
    for (const [, { Properties }] of resourcesOf(small, 'AWS::Lambda::Function')) {
      expect(Properties.Environment).toMatchObject({ Variables: { METRICS: [...figures].join(',') } });
    }
    for (const [, { Properties }] of resourcesOf(whole, 'AWS::Lambda::Function')) {
      expect(JSON.stringify(Properties.Environment)).not.toContain('METRICS');
    }
  });

  it('the profile essential leaves out tickets alone, and each row of the table says so', () => {
    const left = alarmRows.filter(({ id }) => !alarmRowsOf('essential').some((row) => row.id === id));
    expect(left.map(({ id }) => id).sort()).toEqual(
      alarmRows
        .filter(({ fullOnly }) => fullOnly)
        .map(({ id }) => id)
        .sort(),
    );
  });
});
