import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { secondMs } from '../../core/kernel/time.ts';
import type { DynamoEmulator } from '../../proving/dynalite.ts';
import { prepareDynamoDbLocal, startDynamoDbLocal } from '../../proving/dynamodb-local.ts';
import { dynamoSubject } from './dynamo-subject.ts';
import { storeContract } from './store.contract.ts';

const missing = prepareDynamoDbLocal();

/** A second opinion: Amazon's own emulator. Without its runtime it is skipped in so many words; on CI that is a failure. */
describe('on DynamoDB, as Amazon’s DynamoDB Local plays it', () => {
  if (missing !== null) {
    skipLoudly(missing);
    return;
  }
  let emulator: DynamoEmulator;
  beforeAll(async () => {
    emulator = await startDynamoDbLocal();
  }, 120 * secondMs);
  afterAll(() => emulator.stop());

  storeContract(() => dynamoSubject(emulator.endpoint));
});

function skipLoudly(reason: string): void {
  process.stderr.write(`\nSKIPPED: the store's contract on Amazon's DynamoDB Local, because ${reason}.\n`);
  it('DynamoDB Local has its runtime when CI=true', () => {
    expect(process.env.CI === 'true' ? reason : null).toBeNull();
  });
}
