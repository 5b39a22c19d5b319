import {
  type CloudFormationClient,
  DeleteStackCommand,
  DescribeStacksCommand,
  paginateDescribeStackEvents,
  paginateDescribeStacks,
  paginateListStackResources,
  paginateListStacks,
  type Stack,
  UpdateTerminationProtectionCommand,
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

/** A resource as its stack knows it. It may have been changed or removed behind the stack's back. */
export interface ResourceFacts {
  readonly logicalId: string;
  /** Its name or ARN, as the service knows it; empty while there is none. */
  readonly physicalId: string;
  /** `AWS::DynamoDB::GlobalTable`. */
  readonly type: string;
  /** `CREATE_COMPLETE`; `DELETE_SKIPPED` when the stack was deleted and the resource stays. */
  readonly status: string;
}

/** All resources of a stack. By its ARN, those of a deleted stack too, for 90 days. */
export async function readResources(client: CloudFormationClient, nameOrId: string): Promise<ResourceFacts[]> {
  return answerTo('cloudformation:ListStackResources', async () => {
    const resources: ResourceFacts[] = [];
    for await (const { StackResourceSummaries = [] } of paginateListStackResources(
      { client },
      { StackName: nameOrId },
    )) {
      for (const one of StackResourceSummaries) {
        resources.push({
          logicalId: one.LogicalResourceId ?? '',
          physicalId: one.PhysicalResourceId ?? '',
          type: one.ResourceType ?? '',
          status: one.ResourceStatus ?? '',
        });
      }
    }
    return resources;
  });
}

/** How far the deletion of a stack has come. */
export interface DeletionProgress {
  /** `DELETE_IN_PROGRESS`; `DELETE_COMPLETE` when it is gone. */
  readonly status: string;
  /** Resources that are gone, or left behind as they should be. */
  readonly done: number;
  readonly total: number;
  /** What could not be deleted, and why, as CloudFormation says it; empty unless it failed. */
  readonly failures: readonly string[];
}

/** Lets a stack be deleted. */
export async function liftTerminationProtection(client: CloudFormationClient, stackName: string): Promise<void> {
  const command = new UpdateTerminationProtectionCommand({ StackName: stackName, EnableTerminationProtection: false });
  await answerTo('cloudformation:UpdateTerminationProtection', () => client.send(command));
}

/** Begins to delete a stack. A repeat for one that is being deleted changes nothing. */
export async function beginDeletion(client: CloudFormationClient, stackId: string): Promise<void> {
  await answerTo('cloudformation:DeleteStack', () => client.send(new DeleteStackCommand({ StackName: stackId })));
}

/** @param stackId its ARN: by its name a deleted stack is not found */
export async function readDeletion(client: CloudFormationClient, stackId: string): Promise<DeletionProgress> {
  const stack = await readStack(client, stackId);
  const status = stack?.status ?? 'DELETE_COMPLETE';
  const resources = stack === null ? [] : await readResources(client, stackId);
  return {
    status,
    done: resources.filter((one) => one.status === 'DELETE_COMPLETE' || one.status === 'DELETE_SKIPPED').length,
    total: resources.length,
    failures: status === 'DELETE_FAILED' ? await failuresOf(client, stackId) : [],
  };
}

/** Why the latest deletion failed. Events come newest first; the stack's own begin of the deletion ends the search. */
async function failuresOf(client: CloudFormationClient, stackId: string): Promise<string[]> {
  return answerTo('cloudformation:DescribeStackEvents', async () => {
    const failures: string[] = [];
    for await (const { StackEvents = [] } of paginateDescribeStackEvents({ client }, { StackName: stackId })) {
      for (const { ResourceStatus, LogicalResourceId = '', PhysicalResourceId, ResourceStatusReason } of StackEvents) {
        const isStack = PhysicalResourceId === stackId;
        if (isStack && ResourceStatus === 'DELETE_IN_PROGRESS') return failures;
        if (!isStack && ResourceStatus === 'DELETE_FAILED') {
          failures.push(`${LogicalResourceId}: ${ResourceStatusReason ?? 'no reason given'}`);
        }
      }
    }
    return failures;
  });
}

/** The ARNs of stacks of this name that were deleted, the latest first; CloudFormation remembers them for 90 days. */
export async function deletedStacks(client: CloudFormationClient, stackName: string): Promise<string[]> {
  return answerTo('cloudformation:ListStacks', async () => {
    const found: { id: string; at: number }[] = [];
    for await (const { StackSummaries = [] } of paginateListStacks(
      { client },
      { StackStatusFilter: ['DELETE_COMPLETE'] },
    )) {
      for (const { StackName, StackId, DeletionTime } of StackSummaries) {
        if (StackName === stackName && StackId !== undefined)
          found.push({ id: StackId, at: DeletionTime?.getTime() ?? 0 });
      }
    }
    return found.sort((one, other) => other.at - one.at).map(({ id }) => id);
  });
}

/** What a stage's resources are called. The stacks in `lib` name them, and a deployed stage is found by these names alone. */
export interface StageNames {
  /** The stack of everything that works and keeps nothing. */
  readonly stack: string;
  /** The stack of everything that must survive. */
  readonly dataStack: string;
  readonly scheduleGroup: string;
  /** The topics of the alarms. */
  readonly topics: readonly string[];
}

/** The alias of every function by which it is started, since release 0.2.0. */
export const liveAlias = 'live';

/** Begins the names of the stacks that work. */
export const stackNamesBegin = 'Tsunagi-';

/** The names of one stage. */
export function namesOf(stage: string): StageNames {
  return {
    stack: `${stackNamesBegin}${stage}`,
    dataStack: `TsunagiData-${stage}`,
    scheduleGroup: `tsunagi-${stage}`,
    topics: [`tsunagi-${stage}-ops`, `tsunagi-${stage}-tickets`],
  };
}
