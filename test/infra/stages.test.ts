import { describe, expect, it } from 'vitest';
import { jsonOf, type TemplateJson, templatesOf, textOf } from '../../proving/templates.ts';

/**
 * The names a template fixes: those CloudFormation would give to no second resource of the type in an account, and the exports.
 * A name that refers to another resource of the template names nothing new; nor does the name of a figure, or of a service of AWS. Policies inside roles
 * are named within their role, and aliases within their function.
 */
function fixedNames(template: TemplateJson): string[] {
  const isReference = (value: unknown) => /"(Ref|Fn::GetAtt)":\[?"(?!AWS::)/.test(JSON.stringify(value));
  const named = Object.values(template.Resources).flatMap(({ Type, Properties }) =>
    Object.entries(Properties ?? {})
      .filter(
        ([key, value]) =>
          /(^|[a-z])Name$/.test(key) &&
          key !== 'MetricName' &&
          key !== 'ServiceName' &&
          !isReference(value) &&
          Type !== 'AWS::IAM::Policy' &&
          Type !== 'AWS::Lambda::Alias',
      )
      .map(([, value]) => `${Type} ${textOf(value)}`),
  );
  const exported = Object.values(template.Outputs ?? {}).flatMap((output) =>
    output.Export === undefined ? [] : [`export ${textOf(output.Export.Name)}`],
  );
  return [...named, ...exported];
}

function namesOf(stage: string): string[] {
  const { data, tsunagi } = templatesOf({
    stage,
    shards: '2',
    fixedAddresses: '1',
    opsEmail: 'ops@example.jp',
    release: 'canary',
  });
  return [data, tsunagi].flatMap((template) => fixedNames(jsonOf(template)));
}

describe('two stages in one account', () => {
  const [prod, trial] = [namesOf('prod'), namesOf('trial')];

  it('two stages in one account have no name in common', () => {
    expect(prod).toEqual(
      expect.arrayContaining([
        'AWS::Events::EventBus tsunagi-prod',
        'AWS::Lambda::Function tsunagi-prod-poll-orders',
        'AWS::SQS::Queue tsunagi-prod-poll-orders-failed',
        'AWS::Logs::LogGroup /aws/lambda/tsunagi-prod-poll-orders',
        'AWS::Scheduler::ScheduleGroup tsunagi-prod',
        'AWS::SNS::Topic tsunagi-prod-ops',
        'AWS::CloudWatch::Dashboard tsunagi-prod',
        'AWS::CloudWatch::Alarm tsunagi-prod-page-poll-orders-failing',
        'AWS::KMS::Alias alias/tsunagi-prod-data',
        'AWS::IAM::ManagedPolicy tsunagi-prod-orders-consumer',
        expect.stringMatching(/^export TsunagiData-prod:ExportsOutputRefOrders/),
      ]),
    );
    expect(prod.filter((name) => trial.includes(name))).toEqual([]);
  });

  it('the names of two stages differ by the stage and by nothing else', () => {
    expect(prod.map((name) => name.replace('prod', 'trial'))).toEqual(trial);
  });

  it('the names of a stage with the longest name fit into what AWS allows', () => {
    const name = (text: string) => text.slice(text.indexOf(' ') + 1);
    const longest = namesOf('a'.repeat(16));
    const ofType = (type: string) => longest.filter((one) => one.startsWith(`${type} `)).map((one) => name(one).length);
    expect(Math.max(...ofType('AWS::Lambda::Function'))).toBeLessThanOrEqual(64);
    expect(Math.max(...ofType('AWS::Scheduler::ScheduleGroup'))).toBeLessThanOrEqual(64);
    expect(Math.max(...ofType('AWS::SQS::Queue'))).toBeLessThanOrEqual(80);
    expect(Math.max(...ofType('AWS::IAM::ManagedPolicy'))).toBeLessThanOrEqual(128);
    expect(Math.max(...longest.map((one) => name(one).length))).toBeLessThanOrEqual(255);
  });
});

describe('the check for names in common', () => {
  it('the check for names in common sees a name that forgets the stage, and an export that does', () => {
    const template: TemplateJson = {
      Resources: {
        Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'tsunagi-failed' } },
        Config: { Type: 'AWS::Lambda::EventInvokeConfig', Properties: { FunctionName: { Ref: 'Fn' } } },
      },
      Outputs: { Bus: { Value: 'x', Export: { Name: 'tsunagi-bus' } } },
    };
    expect(fixedNames(template)).toEqual(['AWS::SQS::Queue tsunagi-failed', 'export tsunagi-bus']);
  });
});
