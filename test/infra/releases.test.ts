import { describe, expect, it } from 'vitest';
import { settings as healthProbe } from '../../functions/health-probe/settings.ts';
import { settings as pollOrders } from '../../functions/poll-orders/settings.ts';
import { settings as reconcile } from '../../functions/reconcile/settings.ts';
import {
  jsonOf,
  type Resource,
  resourcesOf,
  type TemplateJson,
  templatesOf,
  textOf,
  warningsOf,
} from '../../proving/templates.ts';
import { nagFindings, nagTolerated } from './nag.ts';
import { grantsOf, trustsOf } from './privilege.ts';

const mails = { sender: 'info@example.jp', mailFromName: '角田システム' };
const pinned = { account: '111122223333', region: 'ap-northeast-1' };
const { tsunagi: plain } = templatesOf({ stage: 'shop', ...mails });
const { tsunagi: canary } = templatesOf({ stage: 'shop', release: 'canary', ...mails });
const names = ['poll-orders', 'reconcile', 'health-probe', 'notify-merchants', 'push-status', 'sync-stock'];

type Written = Resource & { readonly DependsOn?: readonly string[]; readonly UpdatePolicy?: unknown };
const ofType = (template: typeof plain, type: string) => resourcesOf(template, type) as [string, Written][];

/** The function's name that a reference of the template means. */
const functionMeant = (reference: unknown) => names.find((name) => textOf(reference).startsWith(name.replace('-', '')));

describe('a function', () => {
  it.each(names)(
    'the function %s has one version and one alias, which a release moves and nothing else does',
    (name) => {
      const aliases = ofType(plain, 'AWS::Lambda::Alias').filter(
        ([, { Properties }]) => Properties.Name !== 'reports' && functionMeant(Properties.FunctionName) === name,
      );
      expect(aliases).toHaveLength(1);
      const [[, alias]] = aliases as [[string, Written]];
      const { FunctionVersion, Name } = alias.Properties as {
        FunctionVersion: { 'Fn::GetAtt': [string, string] };
        Name: string;
      };
      expect(Name).toBe('live');
      const version = plain.toJSON().Resources[FunctionVersion['Fn::GetAtt'][0]] as Written;
      expect(version).toMatchObject({ Type: 'AWS::Lambda::Version' });
      expect(functionMeant(version.Properties.FunctionName)).toBe(name);
      // An old version that was kept would be in the way of the same code: Lambda publishes nothing twice.
      expect(version.DeletionPolicy ?? 'Delete').toBe('Delete');
      expect(alias.UpdatePolicy).toBeUndefined();
    },
  );

  it('a function is started by its alias, whatever starts it', () => {
    const targets = [
      ...ofType(plain, 'AWS::Scheduler::Schedule').map(
        ([, { Properties }]) => (Properties.Target as { Arn: unknown }).Arn,
      ),
      ...ofType(plain, 'AWS::Lambda::EventSourceMapping').map(([, { Properties }]) => Properties.FunctionName),
      ...Object.values(grantsOf(jsonOf(plain), 'schedulesrole')).flatMap((actions, index) =>
        actions.includes('lambda:InvokeFunction') ? [Object.keys(grantsOf(jsonOf(plain), 'schedulesrole'))[index]] : [],
      ),
    ].map(textOf);
    expect(targets.length).toBeGreaterThanOrEqual(4 + 4 + 4);
    for (const target of targets) expect(target).toMatch(/live$/);
  });

  it('a function is started only once the rules for failing runs are there', () => {
    const rules = ofType(plain, 'AWS::Lambda::EventInvokeConfig').map(([id]) => id);
    for (const [id, { DependsOn = [] }] of ofType(plain, 'AWS::Scheduler::Schedule')) {
      expect(
        DependsOn.filter((one) => rules.includes(one)),
        id,
      ).toHaveLength(1);
    }
  });

  it('a function keeps the event sources it had before there were aliases, as a second one would feed from the same queue', () => {
    const ids = ofType(plain, 'AWS::Lambda::EventSourceMapping').map(([id]) => id);
    expect(ids.sort()).toEqual([
      'pushstatusfunctionSqsEventSourceTsunagishopstatusintakequeueBC98E85DF691CE47',
      'pushstatusfunctionSqsEventSourceTsunagishopstatusworkqueue87ED83E9C2FA5F85',
      'syncstockfunctionSqsEventSourceTsunagishopstockintakequeue08367004358C9382',
      'syncstockfunctionSqsEventSourceTsunagishopstockworkqueueFAB3B42F121BD9EC',
    ]);
  });

  it('a function gets a new version with its settings, and never one of the same content, which Lambda would refuse', () => {
    const versionsOf = (context: Record<string, string>) =>
      Object.fromEntries(
        ofType(templatesOf({ stage: 'shop', ...mails, ...context }).tsunagi, 'AWS::Lambda::Version').map(
          ([id, { Properties }]) => [functionMeant(Properties.FunctionName), id],
        ),
      );
    const described = (template: typeof plain) =>
      ofType(template, 'AWS::Lambda::Function').map(([, { Properties }]) => String(Properties.Description));
    const before = versionsOf({});
    const changed = Object.entries(versionsOf({ interimHours: '6' })).filter(([name, id]) => before[name] !== id);
    expect(changed.map(([name]) => name)).toEqual(['notify-merchants']);
    // Pinning says the same in other words: the CDK takes it for a change, so it has to be one for Lambda, too.
    const place = templatesOf({ stage: 'shop', ...mails, ...pinned }).tsunagi;
    expect(Object.values(before)).not.toContain(versionsOf(pinned)['poll-orders']);
    expect(described(place).filter((one) => described(plain).includes(one))).toEqual([]);
  });
});

describe('a gradual release', () => {
  const groups = ofType(canary, 'AWS::CodeDeploy::DeploymentGroup');
  const alarms = ofType(canary, 'AWS::CloudWatch::Alarm').filter(([, { Properties }]) =>
    String(Properties.AlarmName).startsWith('tsunagi-shop-release-'),
  );

  it('a gradual release moves every alias by CodeDeploy, which is there before', () => {
    const [aliases, others] = [true, false].map((isLive) =>
      ofType(canary, 'AWS::Lambda::Alias').filter(([, { Properties }]) => (Properties.Name === 'live') === isLive),
    ) as [[string, Written][], [string, Written][]];
    // Reports of mails go to the new version at once: they would leave addresses among the failed runs of the other alias.
    expect(others.map(([, { Properties, UpdatePolicy }]) => [Properties.Name, UpdatePolicy])).toEqual([
      ['reports', undefined],
    ]);
    expect(aliases).toHaveLength(names.length);
    for (const [id, { Properties, UpdatePolicy, DependsOn }] of aliases) {
      const group = groups.find(
        ([, one]) => one.Properties.DeploymentGroupName === `tsunagi-shop-${functionMeant(Properties.FunctionName)}`,
      );
      expect(UpdatePolicy, id).toEqual({
        CodeDeployLambdaAliasUpdate: {
          ApplicationName: group?.[1].Properties.ApplicationName,
          DeploymentGroupName: { Ref: group?.[0] },
        },
      });
      expect(DependsOn).toContain(group?.[0]);
    }
  });

  it('a gradual release is taken back when one run of the new version fails, whatever the old one does', () => {
    for (const [id, { Properties }] of groups) {
      expect(Properties.AutoRollbackConfiguration, id).toMatchObject({
        Enabled: true,
        Events: expect.arrayContaining(['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM']),
      });
      const { Alarms, Enabled, IgnorePollAlarmFailure } = Properties.AlarmConfiguration as {
        Alarms: { Name: { Ref: string } }[];
        Enabled: boolean;
        IgnorePollAlarmFailure?: boolean;
      };
      expect([Enabled, IgnorePollAlarmFailure ?? false, Alarms.length]).toEqual([true, false, 1]);
      const [, alarm] = alarms.find(([name]) => name === Alarms[0]?.Name.Ref) ?? [];
      const dimensions = alarm?.Properties.Dimensions as { Name: string; Value: unknown }[];
      const ofName = Object.fromEntries(dimensions.map(({ Name, Value }) => [Name, Value]));
      const name = String(Properties.DeploymentGroupName).replace('tsunagi-shop-', '');
      expect(functionMeant(ofName.FunctionName)).toBe(name);
      expect(textOf(ofName.Resource)).toMatch(/:live$/);
      const [version] = (ofName.ExecutedVersion as { 'Fn::GetAtt': [string] })['Fn::GetAtt'];
      expect(canary.toJSON().Resources[version].Type).toBe('AWS::Lambda::Version');
      expect(alarm?.Properties).toMatchObject({
        Namespace: 'AWS/Lambda',
        MetricName: 'Errors',
        Statistic: 'Sum',
        Threshold: 1,
        Period: 60,
        EvaluationPeriods: 1,
        TreatMissingData: 'notBreaching',
      });
      // The release itself says that it was taken back.
      expect([alarm?.Properties.AlarmActions, alarm?.Properties.OKActions]).toEqual([undefined, undefined]);
    }
    expect(alarms).toHaveLength(names.length);
  });

  it('a gradual release may move these aliases, ask for the states of alarms, and do nothing else', () => {
    const grants = grantsOf(jsonOf(canary), 'releasesrole');
    const { '*': onAll, ...onNamed } = grants;
    expect(onAll).toEqual(['cloudwatch:DescribeAlarms']);
    for (const actions of Object.values(onNamed)) {
      expect(actions).toEqual(['lambda:GetAlias', 'lambda:GetProvisionedConcurrencyConfig', 'lambda:UpdateAlias']);
    }
    expect(
      new Set(Object.keys(onNamed).map((one) => names.find((name) => one.startsWith(name.replace('-', ''))))),
    ).toEqual(new Set(names));
    expect(trustsOf(jsonOf(canary)).releasesrole).toEqual([
      {
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        Effect: 'Allow',
        Principal: { Service: 'codedeploy.amazonaws.com' },
      },
    ]);
    for (const [id, role] of ofType(canary, 'AWS::IAM::Role'))
      expect(role.Properties.ManagedPolicyArns, id).toBeUndefined();
  });

  it('a gradual release changes nothing that holds data, and is not there where a release is all at once', () => {
    const rest = (template: typeof plain) => {
      const { Resources } = structuredClone(jsonOf(template)) as { Resources: Record<string, Written> };
      return Object.fromEntries(
        Object.entries(Resources)
          .filter(([id]) => !id.startsWith('releases') && id !== 'CDKMetadata')
          .map(([id, { UpdatePolicy, DependsOn, ...one }]) => [id, one]),
      );
    };
    expect(rest(canary)).toEqual(rest(plain));
    expect(Object.keys(jsonOf(plain).Resources).filter((id) => id.startsWith('releases'))).toEqual([]);
  });

  it('a gradual release makes no circle of its resources', () => {
    expect(circleIn(jsonOf(canary))).toEqual([]);
  });

  it('a gradual release breaks no rule of cdk-nag that is kept otherwise', () => {
    expect(nagFindings(nagTolerated, undefined, { release: 'canary' })).toEqual(['AwsSolutions-IAM5']);
  });
});

describe('the new version of a function that a schedule starts', () => {
  /** The share of runs that the new version has, minute by minute, until all of them are its own. */
  const canaryShares = (): number[] => {
    const [[, { Properties }]] = ofType(canary, 'AWS::CodeDeploy::DeploymentConfig') as [[string, Written]];
    const { TimeBasedCanary } = Properties.TrafficRoutingConfig as {
      TimeBasedCanary: { CanaryInterval: number; CanaryPercentage: number };
    };
    return Array.from({ length: TimeBasedCanary.CanaryInterval }, () => TimeBasedCanary.CanaryPercentage / 100);
  };
  const linearShares = (): number[] => {
    const { tsunagi } = templatesOf({ stage: 'shop', release: 'linear' });
    const configs = ofType(tsunagi, 'AWS::CodeDeploy::DeploymentGroup').map(([, { Properties }]) =>
      textOf(Properties.DeploymentConfigName),
    );
    expect(new Set(configs)).toEqual(new Set(['CodeDeployDefault.LambdaLinear10PercentEvery3Minutes']));
    return Array.from({ length: 27 }, (_, minute) => (1 + Math.floor(minute / 3)) / 10);
  };
  /** How likely it is that no run goes to the new version, when the first comes in the worst minute. */
  const untried = (shares: readonly number[], everyMinutes: number): number =>
    Math.max(
      ...Array.from({ length: everyMinutes }, (_, first) =>
        shares.reduce((chance, share, minute) => (minute % everyMinutes === first ? chance * (1 - share) : chance), 1),
      ),
    );
  const tenth = Array.from({ length: 10 }, () => 0.1);

  it.each([
    ['poll-orders', pollOrders],
    ['reconcile', reconcile],
    ['health-probe', healthProbe],
  ])(
    'the new version of a scheduled function is tried by its own work before it gets all of the work: %s',
    (_, { everyMinutes }) => {
      for (const shares of [canaryShares(), linearShares()]) expect(untried(shares, everyMinutes)).toBeLessThan(0.03);
    },
  );

  it('a tenth of the runs for ten minutes would leave most new versions untried', () => {
    expect(untried(tenth, reconcile.everyMinutes)).toBeGreaterThan(0.8);
    expect(untried(tenth, pollOrders.everyMinutes)).toBeGreaterThan(0.3);
  });
});

describe('a stage with an account and a region', () => {
  it('a stage with an account and a region says the same in its templates, with both written out', () => {
    const both = [pinned, {}].map((place) => templatesOf({ stage: 'shop', fixedAddresses: '2', ...place }));
    const [there, anywhere] = both.map(({ data, tsunagi }) =>
      [data, tsunagi].map((template) =>
        Object.entries(jsonOf(template).Resources).map(
          ([id, { Type }]) => `${Type} ${id.replace(/CurrentVersion.*/, 'CurrentVersion')}`,
        ),
      ),
    );
    expect(there).toEqual(anywhere);
    const zones = both.map(({ tsunagi }) =>
      ofType(tsunagi, 'AWS::EC2::Subnet').map(([, { Properties }]) => Properties.AvailabilityZone),
    );
    expect(zones[0]?.map((zone) => JSON.stringify(zone).replace('ap-northeast-1', ''))).toEqual(
      zones[1]?.map((zone) => JSON.stringify(zone).replace('ap-northeast-1', '')),
    );
  });

  it('an account and a region are asked for where merchants may depend on a stage, and not on the standard stage', () => {
    const warnsOf = (context: Record<string, string>) =>
      warningsOf(context).some((text) => text.includes('tsunagi:not-pinned'));
    expect([warnsOf({}), warnsOf({ stage: 'prod' }), warnsOf({ stage: 'prod', ...pinned })]).toEqual([
      false,
      true,
      false,
    ]);
  });
});

/** Resources that wait for each other: CloudFormation refuses a template that has any. */
function circleIn(template: TemplateJson): string[] {
  const needs = new Map(
    Object.entries(template.Resources).map(([id, resource]) => [
      id,
      [...JSON.stringify(resource).matchAll(/"(?:Ref|Fn::GetAtt)":\[?"(\w+)"|\$\{(\w+)/g)]
        .map(([, one, other]) => one ?? other)
        .concat((resource as Written).DependsOn ?? []),
    ]),
  );
  for (let left = -1; left !== needs.size; ) {
    left = needs.size;
    for (const [id, of] of [...needs]) if (!of.some((one) => one !== undefined && needs.has(one))) needs.delete(id);
  }
  return [...needs.keys()];
}
