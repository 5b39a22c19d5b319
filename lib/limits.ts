import { CfnOutput, CfnParameter, CfnResource, type Stack } from 'aws-cdk-lib';
import { CfnDashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { templateOf } from './constructs/described-by-content.ts';

/** Limits of AWS, with their sources. */
const limits = {
  /** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
  environmentBytes: 4096,
  /** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
  resources: 500,
  outputs: 200,
  parameters: 200,
  templateBytes: 1_000_000,
  /** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html */
  widgets: 500,
  metricsOfWidget: 500,
  metrics: 2500,
  /** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
  alarmsOfWidget: 100,
} as const;

/**
 * What AWS would refuse for its size, each with what to do. CloudFormation would find it in the middle of a deployment, and roll back.
 * Names that are created at deployment count with their greatest length.
 *
 * @param parameterNames the parameters that a person may change, to say which of them to shorten
 */
export function limitProblems(stacks: readonly Stack[], parameterNames: readonly string[]): string[] {
  const texts = new LongestTexts(stacks);
  return stacks.flatMap((stack) => {
    const resources = stack.node.findAll().filter((one) => CfnResource.isCfnResource(one));
    return [
      ...resources
        .filter((one) => one instanceof CfnFunction)
        .flatMap((one) => environmentProblems(one, texts, parameterNames)),
      ...resources.filter((one) => one instanceof CfnDashboard).flatMap((one) => dashboardProblems(one, texts)),
      ...stackProblems(stack, resources),
    ];
  });
}

/** The variables of a function, as Lambda measures them: all names and values as one JSON text, as its error message shows. */
function environmentProblems(fn: CfnFunction, texts: LongestTexts, parameterNames: readonly string[]): string[] {
  const environment = fn.stack.resolve(fn.environment) as { variables?: Record<string, unknown> } | undefined;
  const variables = Object.entries(environment?.variables ?? {});
  const longestOf = Object.fromEntries(variables.map(([name, value]) => [name, texts.of(value)]));
  const total = bytesOf(JSON.stringify(longestOf));
  if (total <= limits.environmentBytes) return [];
  // A literal text in the template is a person's; names of tables and queues are CloudFormation's.
  const given = variables.flatMap(([name, value]) => {
    const parameter = name.toLowerCase().replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    return typeof value === 'string' && parameterNames.includes(parameter)
      ? [{ parameter, bytes: bytesOf(value) }]
      : [];
  });
  const longest = given.sort((one, other) => other.bytes - one.bytes).slice(0, 3);
  return [
    `The variables of ${fn.functionName} come to ${total} bytes; Lambda takes ${limits.environmentBytes}. Shorten ` +
      `${longest.map(({ parameter, bytes }) => `${parameter} (${bytes} bytes)`).join(', ')}; a Japanese character takes 3 bytes.`,
  ];
}

interface Widget {
  readonly properties: {
    readonly title?: string;
    readonly metrics?: readonly unknown[];
    readonly alarms?: readonly unknown[];
  };
}

/** What the dashboard shows. Its widgets are made in code, so that is where they are split. */
function dashboardProblems(dashboard: CfnDashboard, texts: LongestTexts): string[] {
  const { widgets } = JSON.parse(texts.of(dashboard.stack.resolve(dashboard.dashboardBody))) as { widgets: Widget[] };
  const metricsOf = ({ properties }: Widget) => properties.metrics?.length ?? 0;
  const where = `The dashboard ${dashboard.dashboardName}`;
  const todo = 'Show less of it in lib/constructs/ops-dashboard.ts';
  return [
    tooMany(`${where} has`, widgets.length, limits.widgets, 'widgets', todo),
    tooMany(
      `${where} shows`,
      widgets.reduce((sum, one) => sum + metricsOf(one), 0),
      limits.metrics,
      'metrics',
      todo,
    ),
    ...widgets.flatMap((widget) => {
      const of = `${where} shows in "${widget.properties.title}"`;
      return [
        tooMany(of, metricsOf(widget), limits.metricsOfWidget, 'metrics', todo),
        tooMany(of, widget.properties.alarms?.length ?? 0, limits.alarmsOfWidget, 'alarms', todo),
      ];
    }),
  ].flat();
}

/** How much a stack holds. Of its resources, most are the schedules of the shards, and the alarms. */
function stackProblems(stack: Stack, resources: readonly CfnResource[]): string[] {
  const parts = stack.node.findAll();
  const count = (type: typeof CfnOutput | typeof CfnParameter) => parts.filter((one) => one instanceof type).length;
  const size = bytesOf(JSON.stringify(stack.resolve(templateOf(stack)), null, 1));
  const has = `${stack.stackName} has`;
  const fewer = 'Use fewer shards, or move part of it into a stack of its own';
  return [
    tooMany(has, resources.length, limits.resources, 'resources', fewer),
    tooMany(has, count(CfnOutput), limits.outputs, 'outputs', 'Move part of it into a stack of its own'),
    tooMany(has, count(CfnParameter), limits.parameters, 'parameters', 'Move part of it into a stack of its own'),
    tooMany(`${has} a template of`, size, limits.templateBytes, 'bytes', fewer),
  ].flat();
}

function tooMany(has: string, count: number, limit: number, what: string, todo: string): string[] {
  return count <= limit ? [] : [`${has} ${count} ${what}; AWS takes ${limit}. ${todo}.`];
}

const bytesOf = (text: string): number => Buffer.byteLength(text, 'utf8');

/** At least as long as what AWS puts there: `ap-northeast-1`, an account, `aws-us-gov`, `amazonaws.com.cn`. */
const pseudoLengths: Readonly<Record<string, number>> = {
  'AWS::Region': 16,
  'AWS::AccountId': 12,
  'AWS::Partition': 10,
  'AWS::URLSuffix': 16,
  'AWS::StackName': 128,
};

/** Longer than any name or ARN that a variable of ours holds. */
const unknownLength = 256;

/** The longest possible values of what is known only at deployment: as many `x` as there can be characters. */
export class LongestTexts {
  readonly #resources: ReadonlyMap<string, CfnResource>;

  /** @param stacks with everything that values may refer to */
  constructor(stacks: readonly Stack[]) {
    const resources = stacks.flatMap((stack) => stack.node.findAll()).filter((one) => CfnResource.isCfnResource(one));
    this.#resources = new Map(resources.map((one) => [String(one.stack.resolve(one.logicalId)), one]));
  }

  /** @param value a resolved value of a template: a text, a number, or an intrinsic function */
  of(value: unknown): string {
    if (typeof value !== 'object' || value === null) return String(value);
    const [[name, argument] = ['', undefined]] = Object.entries(value);
    switch (name) {
      case 'Fn::Join': {
        const [separator, parts] = argument as [string, unknown[]];
        return parts.map((part) => this.of(part)).join(separator);
      }
      case 'Ref':
        return 'x'.repeat(pseudoLengths[String(argument)] ?? this.#lengthOf(String(argument), 'Ref'));
      case 'Fn::GetAtt': {
        const [id, attribute] = argument as [string, string];
        return 'x'.repeat(this.#lengthOf(id, attribute));
      }
      default:
        return 'x'.repeat(unknownLength);
    }
  }

  #lengthOf(logicalId: string, attribute: string): number {
    const resource = this.#resources.get(logicalId);
    if (resource === undefined) return unknownLength;
    const { stack } = resource;
    const named = (property: string): number => {
      const given: unknown = stack.resolve((resource as unknown as Record<string, unknown>)[property]);
      // CloudFormation's own: stack, logical id and twelve or thirteen characters.
      return given === undefined ? stack.stackName.length + logicalId.length + 15 : this.of(given).length;
    };
    const arn = 'arn:aws-us-gov:dynamodb:ap-northeast-1:111122223333:'.length + 2;
    switch (`${resource.cfnResourceType} ${attribute}`) {
      case 'AWS::DynamoDB::GlobalTable Ref':
        return named('tableName');
      case 'AWS::SQS::Queue Ref':
        return 'https://sqs.ap-northeast-1.amazonaws.com.cn/111122223333/'.length + 2 + named('queueName');
      case 'AWS::SQS::Queue Arn':
        return arn + named('queueName');
      case 'AWS::KMS::Key Arn':
        return arn + 'key/mrk-'.length + 32;
      case 'AWS::Events::EventBus Ref':
      case 'AWS::Events::EventBus Name':
        return named('name');
      default:
        return unknownLength;
    }
  }
}
