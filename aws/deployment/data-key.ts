import { DescribeKeyCommand, GetKeyRotationStatusCommand, type KMSClient } from '@aws-sdk/client-kms';
import { answerOrNull, answerTo } from './answer.ts';

/** The KMS key that opens the shops' keys, as it stands. */
export interface DataKeyFacts {
  readonly arn: string;
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
