import { Duration, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import {
  type ILambdaDeploymentConfig,
  LambdaApplication,
  LambdaDeploymentConfig,
  LambdaDeploymentGroup,
  TimeBasedCanaryTrafficRouting,
} from 'aws-cdk-lib/aws-codedeploy';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { ReleaseShape } from '../parameters.ts';
import type { TsunagiFunction } from './tsunagi-function.ts';

/**
 * Moves the alias `live` of every function to a new version step by step, and back to the version before when a run of the new
 * one fails. CloudFormation waits for all of them, and rolls the deployment back if one of them does: a release is complete, or does not happen.
 *
 * A run goes to the new version at random, with the weight in the alias. A schedule starts a run in one or five
 * minutes, so a tenth of the runs for ten minutes, as CodeDeploy's own `Canary10Percent10Minutes`, would leave reconcile's new version
 * untried in four of five releases. The next run makes up for a lost one, so a larger share costs nothing: half of the
 * runs, for six periods of the rarest schedule (`test/infra/releases.test.ts` has the chances).
 */
export class GradualReleases extends Construct {
  constructor(
    scope: Construct,
    id: string,
    props: {
      readonly stage: string;
      readonly shape: Exclude<ReleaseShape, 'all-at-once'>;
      readonly functions: readonly TsunagiFunction[];
    },
  ) {
    super(scope, id);
    const { stage, functions } = props;
    const application = new LambdaApplication(this, 'application', { applicationName: `tsunagi-${stage}` });
    const role = this.#role(functions);
    const deploymentConfig = this.#steps(props.shape);
    for (const fn of functions) {
      const alarm = failingVersion(this, stage, fn);
      const group = new LambdaDeploymentGroup(this, fn.name, {
        application,
        deploymentGroupName: `tsunagi-${stage}-${fn.name}`,
        alias: fn.live,
        deploymentConfig,
        alarms: [alarm],
        autoRollback: { failedDeployment: true, stoppedDeployment: true, deploymentInAlarm: true },
        // The CDK would give it a managed policy for every function of the account.
        role: role.withoutPolicyUpdates(),
      });
      group.node.addDependency(role);
      fn.live.node.addDependency(group);
    }
  }

  #steps(shape: Exclude<ReleaseShape, 'all-at-once'>): ILambdaDeploymentConfig {
    if (shape === 'linear') return LambdaDeploymentConfig.LINEAR_10PERCENT_EVERY_3MINUTES;
    // No fixed name: a configuration cannot be changed, and a second one of the same name cannot be created beside it.
    return new LambdaDeploymentConfig(this, 'canary', {
      trafficRouting: new TimeBasedCanaryTrafficRouting({ interval: Duration.minutes(30), percentage: 50 }),
    });
  }

  /** What CodeDeploy may do, after https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCodeDeployRoleForLambdaLimited.html */
  #role(functions: readonly TsunagiFunction[]): Role {
    const stack = Stack.of(this);
    const aliases = functions.flatMap(({ lambda, live }) => [
      lambda.functionArn,
      `${lambda.functionArn}:${live.aliasName}`,
    ]);
    return new Role(this, 'role', {
      description: 'CodeDeploy: moves the aliases of the functions from version to version',
      assumedBy: new ServicePrincipal('codedeploy.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
      }),
      inlinePolicies: {
        move: new PolicyDocument({
          statements: [
            new PolicyStatement({
              actions: ['lambda:GetAlias', 'lambda:UpdateAlias', 'lambda:GetProvisionedConcurrencyConfig'],
              resources: aliases,
            }),
            // It reads the states of alarms, which CloudWatch permits for all alarms only.
            new PolicyStatement({ actions: ['cloudwatch:DescribeAlarms'], resources: ['*'] }),
          ],
        }),
      },
    });
  }
}

/**
 * The alarm that rolls a release back: a run of the new version, started through the alias, ended with an error. It sends no
 * notification; the deployment fails, and reports it. The alarms `failing` are not suitable: they go off after a quarter of an hour,
 * do not distinguish versions, and would stop the release that fixes their cause.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
function failingVersion(scope: Construct, stage: string, { name, lambda, live, version }: TsunagiFunction): Alarm {
  const metric = new Metric({
    namespace: 'AWS/Lambda',
    metricName: 'Errors',
    dimensionsMap: {
      FunctionName: lambda.functionName,
      Resource: `${lambda.functionName}:${live.aliasName}`,
      ExecutedVersion: version.version,
    },
    statistic: 'Sum',
    period: Duration.minutes(1),
  });
  return new Alarm(scope, `${name}-failing`, {
    alarmName: `tsunagi-${stage}-release-${name}-failing`,
    alarmDescription: `Sends no notification. A run of the newest version of ${name} failed: a release in progress is rolled back. More: docs/concepts/releases.md`,
    metric,
    threshold: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: 1,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
}
