import { CreateTableCommand, DeleteTableCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DecryptCommand, GenerateDataKeyCommand } from '@aws-sdk/client-kms';
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

  step('deletes no table that is protected, and opens no data key for another purpose', async () => {
    const { dynamodb, kms } = the().place.account;
    const { Control } = await the().tables();
    await expect(dynamodb.send(new DeleteTableCommand({ TableName: Control }))).rejects.toThrow(/protected/);
    const KeyId = (await the().outputs()).data.DataKeyArn;
    const made = await kms.send(
      new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256', EncryptionContext: { dataKey: 'one' } }),
    );
    const opened = (dataKey: string) =>
      kms.send(new DecryptCommand({ KeyId, CiphertextBlob: made.CiphertextBlob, EncryptionContext: { dataKey } }));
    expect((await opened('one')).Plaintext).toEqual(made.Plaintext);
    await expect(opened('another')).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
  });

  for (const { what, isThere } of gaps) {
    step(`still has a gap: ${what}`, async () => {
      expect(await isThere(the().place.account), 'it has learnt it: use it, and take the gap off the list').toBe(true);
    });
  }
}
