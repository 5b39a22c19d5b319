import { CfnResource, type Stack } from 'aws-cdk-lib';

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
