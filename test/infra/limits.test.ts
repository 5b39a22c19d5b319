import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CfnOutput, CfnParameter } from 'aws-cdk-lib';
import { AlarmStatusWidget, Dashboard, GraphWidget, Metric, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { buildDeployment } from '../../lib/app.ts';
import { LongestTexts, limitProblems } from '../../lib/limits.ts';
import { ParameterError, parameterNames } from '../../lib/parameters.ts';
import { jsonOf, resourcesOf, type TemplateJson, templatesOf } from '../../proving/templates.ts';

const noBundles = { 'aws:cdk:bundling-stacks': [] };
const outdir = mkdtempSync(join(tmpdir(), 'tsunagi-limits-'));
afterAll(() => rmSync(outdir, { recursive: true }));
const build = (context: Record<string, unknown> = {}) =>
  buildDeployment({ outdir, context: { ...noBundles, ...context } });

function refusalOf(context: Record<string, unknown>): ParameterError {
  try {
    build(context);
  } catch (error) {
    if (error instanceof ParameterError) return error;
    throw error;
  }
  throw new Error('It was not refused.');
}

const mail = { sender: 'info@example.jp', mailFromName: '角田システム サポート' };
/** As long as each of them may be. */
const long = { mailFromName: '角'.repeat(500), mailTelephone: '〇'.repeat(500), mailSignature: '田'.repeat(500) };
/** As many resources as parameters can ask for. */
const most = {
  stage: 'a'.repeat(16),
  shards: '64',
  fixedAddresses: '2',
  opsEmail: 'ops@example.jp',
  release: 'canary',
  ...mail,
};

describe('a deployment is refused before anything is made', () => {
  it('a deployment is refused when the variables of a function are more than Lambda takes, with what to shorten', () => {
    const { problems } = refusalOf({ ...mail, ...long });
    expect(problems).toEqual([
      expect.stringMatching(
        /^The variables of tsunagi-dev-notify-merchants come to 5\d{3} bytes; Lambda takes 4096\. Shorten mailFromName \(1500 bytes\), mailSignature \(1500 bytes\), mailTelephone \(1500 bytes\); a Japanese character takes 3 bytes\.$/,
      ),
    ]);
  });

  it('a deployment whose variables just fit is not refused', () => {
    const signed = (mailSignature: string) => ({ ...mail, ...long, mailSignature });
    const bytes = (text: string) => Number(/come to (\d+) bytes/.exec(refusalOf(signed(text)).message)?.[1]);
    const left = 1500 - (bytes('田'.repeat(500)) - 4096);
    const fits = '田'.repeat(Math.floor(left / 3)) + 'x'.repeat(left % 3);
    expect(() => build(signed(fits))).not.toThrow();
    expect(bytes(`${fits}x`)).toBe(4097);
  });

  it('a deployment that passes a limit is refused with every other mistake, all at once', () => {
    const { message, problems } = refusalOf({
      ...long,
      shards: '65',
      sender: 'tanaka@mail.shop.example',
      senderIdentity: 'store.example',
      multiRegionKey: 'perhaps',
      unheard: 'of',
    });
    expect(problems.map((problem) => problem.split(' ').slice(0, 3).join(' '))).toEqual([
      'unheard is not',
      'shards is "65";',
      'multiRegionKey is "perhaps";',
      'senderIdentity is "store.example",',
      'The variables of',
    ]);
    for (const problem of problems) expect(message).toContain(`  - ${problem}\n`);
  });
});

describe('a sender is sent for by the identity that SES has verified', () => {
  const identitiesOf = (template: TemplateJson) =>
    Object.values(template.Resources)
      .filter(({ Type }) => Type === 'AWS::IAM::Policy')
      .flatMap(({ Properties }) => (Properties.PolicyDocument as { Statement: object[] }).Statement)
      .filter((statement) => 'Action' in statement && statement.Action === 'ses:SendEmail')
      .flatMap((statement) => [...JSON.stringify(statement).matchAll(/:identity\/([^"]+)"/g)].map(([, name]) => name))
      .sort();
  const namedFor = (context: Record<string, unknown>) =>
    identitiesOf(jsonOf(templatesOf({ mailFromName: '角田', ...context }).tsunagi));

  it('a sender may be sent for by a verified domain above its own', () => {
    expect(namedFor({ sender: 'tanaka@mail.shop.example' })).toEqual([
      'mail.shop.example',
      'shop.example',
      'tanaka@mail.shop.example',
    ]);
    expect(namedFor({ sender: 'info@kado.co.jp' })).toEqual(['info@kado.co.jp', 'kado.co.jp']);
  });

  it('a sender is sent for by the identity that is named, and by no other', () => {
    const sender = 'tanaka@mail.shop.example';
    for (const senderIdentity of [sender, 'mail.shop.example', 'shop.example'])
      expect(namedFor({ sender, senderIdentity })).toEqual([senderIdentity]);
  });

  it.each(['example', 'op.example', 'other@mail.shop.example', 'x.mail.shop.example'])(
    'and %s is refused, by which nothing can be sent from it',
    (senderIdentity) => {
      const { problems } = refusalOf({ sender: 'tanaka@mail.shop.example', mailFromName: '角田', senderIdentity });
      expect(problems.join()).toMatch(
        /senderIdentity is ".*(one of tanaka@mail\.shop\.example, mail\.shop\.example, shop\.example|a mail address or a domain)/,
      );
    },
  );

  it('and an identity without a sender is refused', () => {
    expect(refusalOf({ senderIdentity: 'shop.example' }).problems).toEqual([
      'senderIdentity is set and sender is not; set the address that mails come from, too, or neither.',
    ]);
  });
});

describe('a deployment of everything that parameters can ask for', () => {
  it('a deployment of everything keeps within what CloudFormation and CloudWatch take', () => {
    const { data, tsunagi } = build(most);
    expect(limitProblems([data, tsunagi], parameterNames)).toEqual([]);
  });

  it('a deployment of everything is measured no smaller than it is deployed, wherever that is', () => {
    const { data, tsunagi } = build(most);
    const texts = new LongestTexts([data, tsunagi]);
    const deployed = {
      [data.tables.Revisions.tableName]: `TsunagiData-${most.stage}-Revisions44E8601F-1ABCDEFGHIJKL`,
      [data.dataKey.keyArn]: 'arn:aws-us-gov:kms:us-gov-east-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab',
      [tsunagi.bus.eventBusName]: `tsunagi-${most.stage}`,
    };
    for (const [value, name] of Object.entries(deployed)) {
      const measured = texts.of(tsunagi.resolve(value));
      expect(measured.length, name).toBeGreaterThanOrEqual(name.length);
      expect(measured.length, name).toBeLessThan(name.length + 10);
    }
    const queue = resourcesOf(templatesOf(most).tsunagi, 'AWS::SQS::Queue').find(([id]) => /^statuswork/.test(id));
    const url = `https://sqs.cn-northwest-1.amazonaws.com.cn/111122223333/${String(queue?.[1].Properties.QueueName)}`;
    expect(texts.of({ Ref: queue?.[0] }).length).toBeGreaterThanOrEqual(url.length);
    expect(texts.of({ Ref: queue?.[0] }).length).toBeLessThan(url.length + 10);
  });
});

describe('each limit complains when it is passed:', () => {
  /** What is found once something was built into the deployment. */
  function foundWith(plant: (deployment: ReturnType<typeof build>) => void): string[] {
    const deployment = build({ stage: 'shop' });
    plant(deployment);
    return limitProblems([deployment.data, deployment.tsunagi], parameterNames);
  }
  const many = (count: number, make: (index: number) => unknown): void => {
    for (let index = 0; index < count; index += 1) make(index);
  };
  const metric = (index: number) => new Metric({ namespace: 'X', metricName: `${index}` });

  it('the limit of resources complains when it is passed', () => {
    const found = foundWith(({ tsunagi }) => many(500, (index) => new Topic(tsunagi, `T${index}`)));
    expect(found).toEqual([
      expect.stringMatching(/^Tsunagi-shop has 6\d\d resources; AWS takes 500\. Use fewer shards/),
    ]);
  });

  it('the limits of outputs and parameters complain when they are passed', () => {
    const found = foundWith(({ data }) => {
      many(200, (index) => new CfnOutput(data, `O${index}`, { value: 'x' }));
      many(201, (index) => new CfnParameter(data, `P${index}`));
    });
    expect(found).toEqual([
      expect.stringMatching(/^TsunagiData-shop has 2\d\d outputs; AWS takes 200\. Move/),
      expect.stringMatching(/^TsunagiData-shop has 20\d parameters; AWS takes 200\. Move/),
    ]);
  });

  it('the limit on the bytes of a template complains when it is passed', () => {
    const found = foundWith(({ data }) =>
      many(150, (index) => new CfnOutput(data, `O${index}`, { value: '角'.repeat(2500) })),
    );
    expect(found).toEqual([
      expect.stringMatching(/^TsunagiData-shop has a template of 1\d{6} bytes; AWS takes 1000000/),
    ]);
  });

  it('the limits on widgets, metrics and alarms of a dashboard complain when they are passed', () => {
    const found = foundWith(({ tsunagi }) => {
      const alarm = metric(0).createAlarm(tsunagi, 'PlantedAlarm', { threshold: 1, evaluationPeriods: 1 });
      const dashboard = new Dashboard(tsunagi, 'Planted', { dashboardName: 'planted' });
      many(495, () => dashboard.addWidgets(new TextWidget({ markdown: 'x' })));
      many(6, (index) =>
        dashboard.addWidgets(
          new GraphWidget({ title: `G${index}`, left: Array.from({ length: 420 }, (_, at) => metric(at)) }),
        ),
      );
      dashboard.addWidgets(
        new GraphWidget({ title: 'wide', left: Array.from({ length: 501 }, (_, at) => metric(at)) }),
      );
      dashboard.addWidgets(new AlarmStatusWidget({ title: 'red', alarms: Array.from({ length: 101 }, () => alarm) }));
    });
    expect(found).toEqual([
      expect.stringContaining('The dashboard planted has 503 widgets; AWS takes 500.'),
      expect.stringContaining('The dashboard planted shows 3021 metrics; AWS takes 2500.'),
      expect.stringContaining('The dashboard planted shows in "wide" 501 metrics; AWS takes 500.'),
      expect.stringContaining('The dashboard planted shows in "red" 101 alarms; AWS takes 100.'),
    ]);
  });
});

it('a deployment with a folder of its own leaves no other one among the temporary files', () => {
  const temporary = mkdtempSync(join(outdir, 'temporary-'));
  vi.stubEnv('TMPDIR', temporary);
  try {
    build();
    refusalOf({ shards: '0' });
    expect(readdirSync(temporary)).toEqual([]);
  } finally {
    vi.unstubAllEnvs();
  }
});
