/**
 * What every resource of a stage is tagged with: CloudFormation puts the tags of a stack on all that can have some. In Cost Explorer they tell
 * what a stage costs once they are activated as cost allocation tags.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-resource-tags.html
 */
export function tagsOf(stage: string): Record<string, string> {
  return { application: 'tsunagi', stage };
}
