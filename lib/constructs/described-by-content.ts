import { createHash } from 'node:crypto';
import { type CfnElement, Lazy, Stack } from 'aws-cdk-lib';
import type { CfnFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';

/**
 * Ends a function's description with a digest of the function in the template.
 *
 * The CDK makes a new version whenever the text of the template changes. Lambda publishes one only where code or configuration
 * changed, and otherwise fails the deployment ("A version for this Lambda function exists"). The two disagree where other text
 * means the same: a stack that is pinned to its account names its bucket differently. With the digest they agree.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html
 */
export function describedByContent(lambda: LambdaFunction, name: string): void {
  const resource = lambda.node.defaultChild as CfnFunction;
  let isDigesting = false;
  resource.description = Lazy.uncachedString({
    produce: () => {
      // Its own text is asked for without the digest.
      if (isDigesting) return name;
      isDigesting = true;
      try {
        const text = JSON.stringify(Stack.of(lambda).resolve(templateOf(resource)));
        return `Tsunagi ${name}, built as ${createHash('sha256').update(text).digest('hex').slice(0, 12)}`;
      } finally {
        isDigesting = false;
      }
    },
  });
}

/** What the template says of a stack, or of one of its resources, before it is written. The CDK has this for itself, and leaves it out of its types. */
export function templateOf(part: Stack | CfnElement): object {
  return (part as unknown as { _toCloudFormation(): object })._toCloudFormation();
}
