import {
  type CloudFormationClient,
  DescribeStacksCommand,
  paginateDescribeStacks,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { answerTo, noAnswer } from './answer.ts';

/** A CloudFormation stack as it stands. */
export interface StackFacts {
  readonly name: string;
  /** Its ARN; it stays readable under it after it was deleted. */
  readonly id: string;
  /** `UPDATE_COMPLETE`, as CloudFormation says it. */
  readonly status: string;
  /** Why, where CloudFormation says it; else empty. */
  readonly reason: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly isProtected: boolean;
}

const describe = 'cloudformation:DescribeStacks';

/** A stack by its name or ARN; null when there is none. */
export async function readStack(client: CloudFormationClient, nameOrId: string): Promise<StackFacts | null> {
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: nameOrId }));
    const stack = Stacks?.[0];
    return stack === undefined ? null : factsOf(stack);
  } catch (error) {
    // CloudFormation has no name of its own for "there is none".
    const isAbsent = error instanceof Error && error.name === 'ValidationError' && /does not exist/.test(error.message);
    if (isAbsent) return null;
    throw noAnswer(describe, error);
  }
}

/** The names of all stacks of the account and region that begin like this, sorted. */
export async function stackNames(client: CloudFormationClient, beginning: string): Promise<string[]> {
  return answerTo(describe, async () => {
    const names: string[] = [];
    for await (const { Stacks = [] } of paginateDescribeStacks({ client }, {})) {
      for (const { StackName = '' } of Stacks) if (StackName.startsWith(beginning)) names.push(StackName);
    }
    return names.sort();
  });
}

function factsOf(stack: Stack): StackFacts {
  const outputs = (stack.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]);
  return {
    name: stack.StackName ?? '',
    id: stack.StackId ?? '',
    status: stack.StackStatus ?? '',
    reason: stack.StackStatusReason ?? '',
    outputs: Object.fromEntries(outputs),
    isProtected: stack.EnableTerminationProtection ?? false,
  };
}
