import {
  DeleteAliasCommand,
  DescribeKeyCommand,
  GetKeyRotationStatusCommand,
  type KMSClient,
  paginateListAliases,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { answerOrNull, answerTo } from './answer.ts';

/** The state of the KMS key that opens the shops' keys. */
export interface DataKeyFacts {
  readonly arn: string;
  readonly description: string;
  /** `Enabled`, `Disabled`, `PendingDeletion`. */
  readonly state: string;
  /** ISO time at which it is gone for good; null when it is not to be deleted. */
  readonly deletedAt: string | null;
  readonly rotates: boolean;
}

/** A key by its id or ARN; null when there is none. */
export async function readDataKey(client: KMSClient, keyId: string): Promise<DataKeyFacts | null> {
  const found = await answerOrNull('kms:DescribeKey', ['NotFoundException'], () =>
    client.send(new DescribeKeyCommand({ KeyId: keyId })),
  );
  const key = found?.KeyMetadata;
  if (key === undefined) return null;
  const state = key.KeyState ?? '';
  return {
    arn: key.Arn ?? keyId,
    description: key.Description ?? '',
    state,
    deletedAt: key.DeletionDate?.toISOString() ?? null,
    rotates: state === 'Enabled' ? await readRotation(client, keyId) : false,
  };
}

async function readRotation(client: KMSClient, keyId: string): Promise<boolean> {
  const { KeyRotationEnabled } = await answerTo('kms:GetKeyRotationStatus', () =>
    client.send(new GetKeyRotationStatusCommand({ KeyId: keyId })),
  );
  return KeyRotationEnabled ?? false;
}

/** The aliases of a key. */
export async function readAliases(client: KMSClient, keyId: string): Promise<string[]> {
  return answerTo('kms:ListAliases', async () => {
    const names: string[] = [];
    for await (const { Aliases = [] } of paginateListAliases({ client }, { KeyId: keyId })) {
      for (const { AliasName } of Aliases) if (AliasName !== undefined) names.push(AliasName);
    }
    return names.sort();
  });
}

/** Days within which the deletion of a key can be cancelled; the most KMS allows. */
const pendingDays = 30;

/** Schedules a key for deletion in 30 days, and removes its aliases. */
export async function deleteDataKey(client: KMSClient, keyId: string, aliases: readonly string[]): Promise<void> {
  for (const alias of aliases) {
    await answerOrNull('kms:DeleteAlias', ['NotFoundException'], () =>
      client.send(new DeleteAliasCommand({ AliasName: alias })),
    );
  }
  // KMS answers this for a key that is already scheduled for deletion.
  await answerOrNull('kms:ScheduleKeyDeletion', ['KMSInvalidStateException'], () =>
    client.send(new ScheduleKeyDeletionCommand({ KeyId: keyId, PendingWindowInDays: pendingDays })),
  );
}
