import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/**
 * The permissions of a program that receives an order event from the bus and reads the order: attach this policy to its role. It
 * allows reading order rows and no changes. The rows hold personal data, which a program with this policy can read.
 *
 * No permission on a key is needed: the table is encrypted with the account's own aws/dynamodb key, which every principal may use
 * through DynamoDB that may read the table. For the same reason the reader must be in the same account:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-considerations.html
 *
 * It lies in the stateful stack, because a policy that is attached to a role cannot be deleted. Its name and description are
 * fixed: a change of either would replace it, and a name in use cannot be given a second time.
 */
export function ordersConsumerPolicy(
  scope: Construct,
  id: string,
  props: { readonly stage: string; readonly orders: ITableV2 },
): ManagedPolicy {
  return new ManagedPolicy(scope, id, {
    managedPolicyName: `tsunagi-${props.stage}-orders-consumer`,
    description: 'Reads the order rows of Tsunagi that its events name',
    statements: [
      new PolicyStatement({
        actions: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'],
        resources: [props.orders.tableArn],
      }),
    ],
  });
}
