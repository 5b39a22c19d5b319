import type { CfnElement, Stack } from 'aws-cdk-lib';

/** What the template says of a stack, or of one of its resources, before it is written. The CDK has this for itself, and leaves it out of its types. */
export function templateOf(part: Stack | CfnElement): object {
  return (part as unknown as { _toCloudFormation(): object })._toCloudFormation();
}
