import { CreateTableCommand, DeleteTableCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { expect } from 'vitest';
import type { Deployment } from '../deployment.ts';
import { gaps } from '../emulator-gaps.ts';
import type { Step } from '../story.ts';

/** What the other chapters lean on, and what they cannot show. */
export function emulating(the: () => Deployment, step: Step): void {
  step('lets exactly one of fifty writers win, so that what is compared here means something', async () => {
    const { dynamodb } = the().place.account;
    const TableName = 'race';
    await dynamodb.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      }),
    );
    for (let round = 0; round < 5; round += 1) {
      const writers = await Promise.allSettled(
        Array.from({ length: 50 }, (_, writer) =>
          dynamodb.send(
            new PutItemCommand({
              TableName,
              Item: { id: { S: `round ${round}` }, writer: { N: String(writer) } },
              ConditionExpression: 'attribute_not_exists(id)',
            }),
          ),
        ),
      );
      expect(writers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    }
    await dynamodb.send(new DeleteTableCommand({ TableName }));
  });

  for (const { what, isThere } of gaps) {
    step(`still has a gap: ${what}`, async () => {
      expect(await isThere(the().place.account), 'it has learnt it: use it, and take the gap off the list').toBe(true);
    });
  }
}
