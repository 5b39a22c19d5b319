import { type CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { answerTo } from './answer.ts';

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
