import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoMerchants, merchantItem } from '../../aws/dynamodb/merchants.ts';
import { putItem, type Table } from '../../aws/dynamodb/table.ts';
import { countingReads } from '../../aws/read-units.ts';
import { changedMerchant, type Merchant, newMerchant } from '../../core/model/merchant.ts';
import { type DynamoEmulator, startDynalite } from '../../proving/dynalite.ts';
import { freshTables } from './dynamo-subject.ts';
import { noon } from './fixtures.ts';

describe('the rows of a merchant', () => {
  let emulator: DynamoEmulator;
  beforeAll(async () => {
    emulator = await startDynalite();
  });
  afterAll(() => emulator.stop());

  const control = async (): Promise<Table> => (await freshTables(emulator.endpoint)).tables.Control;
  const facts = { name: '株式会社花森茶舗', contacts: ['tencho@example.jp'], features: ['import', 'status'] } as const;
  const merchants = (count: number): Merchant[] =>
    Array.from({ length: count }, (_, index) => newMerchant(`merchant-${index}`, facts, noon));
  /** As release 0.1.0 writes one: among all, and nowhere else. */
  const putAsBefore = (table: Table, merchant: Merchant) => putItem(table, merchantItem(merchant));
  const byId = (all: readonly Merchant[]) => all.toSorted((one, other) => (one.id < other.id ? -1 : 1));

  it('rows of a merchant that the release before wrote are found by their ids, and so is a change by it of one without a copy', async () => {
    const table = await control();
    const [first, second, third] = merchants(3) as [Merchant, Merchant, Merchant];
    await putAsBefore(table, first);
    await putAsBefore(table, second);
    const store = dynamoMerchants(table);
    await store.put(third);
    const ids = [first, second, third].map(({ id }) => id);
    expect(byId(await store.some(ids))).toEqual([first, second, third]);
    const changed = changedMerchant(first, { name: '花森茶舗本店' });
    await putAsBefore(table, changed);
    expect(byId(await store.some(ids))).toEqual([changed, second, third]);
    // One change by this release, and it has a copy.
    await store.put(changedMerchant(changed, { features: [] }));
    expect(byId(await store.some(ids))[0]).toMatchObject({ features: [], version: 3 });
    expect((await store.list()).map(({ id }) => id).sort()).toEqual(ids);
  });

  it.each([1, 2, 3])(
    'rows of a merchant never say what is outdated when a process dies at call %i of a change',
    async (dying) => {
      const table = await control();
      const [first] = merchants(1) as [Merchant];
      const store = dynamoMerchants(table);
      await store.put(first);
      let calls = 0;
      const send = async (...given: Parameters<DynamoDBClient['send']>): Promise<unknown> => {
        if (++calls === dying) throw new Error('The process died.');
        return table.client.send(...given);
      };
      const client = { send } as unknown as DynamoDBClient;
      const changed = changedMerchant(first, { features: ['import'] });
      await expect(dynamoMerchants({ ...table, client }).put(changed)).rejects.toThrow();
      expect(await store.some([first.id])).toEqual([await store.get(first.id)]);
      await store.put(changed);
      expect(await store.some([first.id])).toEqual([changed]);
    },
  );

  it('rows of a merchant are kept as they are where an earlier change comes to its copy last', async () => {
    const table = await control();
    const [first] = merchants(1) as [Merchant];
    const store = dynamoMerchants(table);
    await store.put(first);
    const [second, third] = [2, 3].map((version) => ({ ...first, name: `${version}`, version })) as [
      Merchant,
      Merchant,
    ];
    let calls = 0;
    const send = async (...given: Parameters<DynamoDBClient['send']>): Promise<unknown> => {
      if (++calls === 3) await store.put(third);
      return table.client.send(...given);
    };
    await dynamoMerchants({ ...table, client: { send } as unknown as DynamoDBClient }).put(second);
    expect(await store.some([first.id])).toEqual([third]);
  });

  it('rows of merchants cost a shard half a read unit for each merchant of its shops, however many others there are', async () => {
    const table = await control();
    const all = merchants(300);
    const store = dynamoMerchants(table);
    for (const merchant of all) await store.put(merchant);
    const count = countingReads(table.client);
    const ofShard = all.slice(0, 15).map(({ id }) => id);
    expect((await count(() => store.some(ofShard))).readUnits).toBe(7.5);
    expect((await count(() => store.list())).readUnits).toBeGreaterThan(7.5);
  });
});
