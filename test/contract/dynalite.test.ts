import { afterAll, beforeAll, describe } from 'vitest';
import { type DynamoEmulator, startDynalite } from '../../proving/dynalite.ts';
import { dynamoSubject } from './dynamo-subject.ts';
import { storeContract } from './store.contract.ts';

describe('on DynamoDB, as dynalite plays it', () => {
  let emulator: DynamoEmulator;
  beforeAll(async () => {
    emulator = await startDynalite();
  });
  afterAll(() => emulator.stop());

  storeContract(() => dynamoSubject(emulator.endpoint));
});
