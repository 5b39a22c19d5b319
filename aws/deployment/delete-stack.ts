import {
  type CloudFormationClient,
  DeleteStackCommand,
  paginateDescribeStackEvents,
  paginateListStacks,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import { answerTo } from './answer.ts';
import { readResources } from './resources.ts';
import { readStack } from './stacks.ts';

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
