import { describe, expect, it } from 'vitest';
import { jsonOf, propertiesOf, resourcesOf, type TemplateJson, templatesOf, textOf } from '../../proving/templates.ts';

const mail = { stage: 'shop', sender: 'info@example.jp', mailFromName: '角田システム' };
const { tsunagi: whole } = templatesOf(mail);
const { tsunagi: small } = templatesOf({ ...mail, profile: 'minimal' });
const alarmsOf = (template: typeof whole) => propertiesOf(template, 'AWS::CloudWatch::Alarm');

interface Query {
  readonly MetricStat?: { readonly Metric: { readonly Namespace: string; readonly MetricName: string } };
}

/** The metrics that alarms watch, each as often as it is billed. */
const watched = alarmsOf(small).flatMap(({ Metrics, Namespace, MetricName }) =>
  Metrics === undefined
    ? [`${Namespace} ${MetricName}`]
    : (Metrics as Query[]).flatMap(({ MetricStat }) =>
        MetricStat === undefined ? [] : [`${MetricStat.Metric.Namespace} ${MetricStat.Metric.MetricName}`],
      ),
);

describe('the profile minimal', () => {
  it('the profile minimal watches ten metrics, three of them ours, each one of the whole stage', () => {
    expect(watched).toHaveLength(10);
    const ours = watched.filter((name) => name.startsWith('Tsunagi/')).map((name) => name.split(' ')[1]);
    expect(ours).toEqual(['OutageOpen', 'WorkStands', 'MailsStuck']);
    for (const { Namespace, Dimensions } of alarmsOf(small)) {
      if (Namespace === 'Tsunagi/shop') expect(Dimensions).toEqual([{ Name: 'stage', Value: 'shop' }]);
    }
    for (const [, { Properties }] of resourcesOf(small, 'AWS::Lambda::Function')) {
      expect(Properties.Environment).toMatchObject({ Variables: { METRICS: `stage:${ours.join(',')}` } });
    }
  });

  it('the profile minimal has no tickets, no alarms on alarms and no dashboard', () => {
    for (const { AlarmName } of alarmsOf(small)) expect(AlarmName).toMatch(/^tsunagi-shop-page-/);
    for (const type of ['AWS::CloudWatch::CompositeAlarm', 'AWS::CloudWatch::Dashboard'])
      small.resourceCountIs(type, 0);
  });

  it('the profile minimal waits for messages of three queues at most, whatever its malls', () => {
    small.resourceCountIs('AWS::Lambda::EventSourceMapping', 2);
    const { tsunagi: ofAll } = templatesOf({ ...mail, profile: 'minimal', malls: 'amazon,rms,shopify,yahoo' });
    ofAll.resourceCountIs('AWS::Lambda::EventSourceMapping', 3);
  });

  it.each(['status-not-worked-on', 'stock-not-worked-on', 'status-dead-letters', 'stock-dead-letters'])(
    'has the very alarm of the profile full on its queues: %s',
    (id) => {
      const [one, other] = [whole, small].map((template) =>
        alarmsOf(template).find(({ AlarmName }) => AlarmName === `tsunagi-shop-page-${id}`),
      );
      expect(one).toBeDefined();
      expect(other).toEqual(one);
    },
  );

  it.each(['status-requests', 'stock-movements'])(
    'the profile minimal has the very alarm of the profile full on its rule: %s',
    (rule) => {
      const [one, other] = [whole, small].map((template) =>
        alarmsOf(template).find(({ AlarmName }) => AlarmName === `tsunagi-shop-page-${rule}-event-undelivered`),
      );
      expect(one).toBeDefined();
      expect(other).toEqual(one);
    },
  );
});

describe('a change to or from the profile minimal', () => {
  const queueNames = (template: typeof whole) => propertiesOf(template, 'AWS::SQS::Queue').map((one) => one.QueueName);

  it('a change to or from the profile minimal leaves every queue, under its name and in its place', () => {
    const placesOf = (template: typeof whole) =>
      resourcesOf(template, 'AWS::SQS::Queue').map(([id, { Properties }]) => [id, Properties.QueueName]);
    expect(queueNames(small)).toContain('tsunagi-shop-status-intake');
    expect(placesOf(small)).toEqual(placesOf(whole));
  });

  it('a change of profile moves what rules send to, and finds them allowed to send there before', () => {
    const targetsOf = (template: typeof whole) =>
      propertiesOf(template, 'AWS::Events::Rule')
        .filter(({ EventPattern }) => JSON.stringify(EventPattern).includes('anything-but'))
        .map(({ Targets }) => textOf((Targets as { Arn: unknown }[])[0]?.Arn));
    expect(targetsOf(whole)).toEqual(['statusintakequeue', 'stockintakequeue']);
    expect(targetsOf(small)).toEqual(['statusworkqueue', 'stockworkqueue']);
    for (const template of [whole, small]) {
      const senders = sendersOf(jsonOf(template));
      for (const kind of ['status', 'stock']) {
        for (const queue of ['workqueue', 'workdead', 'intakequeue', 'intakedead'])
          expect(senders, queue).toContain(`${kind}${queue}`);
      }
    }
  });
});

/** The queues to which EventBridge may send for a rule. */
function sendersOf({ Resources }: TemplateJson): string[] {
  return Object.values(Resources)
    .filter(({ Type }) => Type === 'AWS::SQS::QueuePolicy')
    .flatMap(({ Properties }) => {
      const { Statement } = Properties.PolicyDocument as {
        Statement: { Principal?: { Service?: string }; Resource: unknown }[];
      };
      return Statement.filter(({ Principal }) => Principal?.Service === 'events.amazonaws.com');
    })
    .map(({ Resource }) => textOf(Resource));
}
