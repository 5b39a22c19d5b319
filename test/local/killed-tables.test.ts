import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { createTables } from '../../local/tables/create-tables.ts';
import type { TableShape } from '../../local/tables/table-shape.ts';
import { callService, type Service } from '../../local/wire/call.ts';

const folder = mkdtempSync(join(tmpdir(), 'tsunagi-killed-'));
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** The tables' process, with this test as the parent that it ends with. */
async function start(): Promise<Service & { readonly child: ChildProcess }> {
  const child = spawn(process.execPath, ['local/tables/process.ts', folder], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { AWS_REGION: 'ap-northeast-1', AWS_ACCESS_KEY_ID: 'secret' },
  });
  children.push(child);
  const [{ url }] = (await once(child, 'message')) as [{ readonly url: string }];
  return { child, url, accessKeyId: 'secret' };
}

const attribute = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' });
const things: TableShape = {
  name: 'Things',
  keys: ['id'],
  create: {
    TableName: 'Things',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [attribute('id'), attribute('kind')],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'byKind',
        KeySchema: [{ AttributeName: 'kind', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
  },
};

/** Each row's id and kind, as the table or its index has them. */
async function listed(service: Service, where: object): Promise<string[]> {
  const { Items } = await callService(service, 'DynamoDB_20120810.Scan', { TableName: 'Things', ...where });
  return (Items as { id: { S: string }; kind: { S: string } }[]).map(({ id, kind }) => `${id.S} ${kind.S}`).sort();
}

it('rows lay in an index at two places, or at none, after npm start was killed while it wrote', async () => {
  const first = await start();
  await createTables(first, [things]);
  const put = (id: number, kind: string) =>
    callService(first, 'DynamoDB_20120810.PutItem', {
      TableName: 'Things',
      Item: { id: { S: `row-${id}` }, kind: { S: kind } },
    });
  const ids = Array.from({ length: 200 }, (_, id) => id);
  await Promise.all(ids.map((id) => put(id, 'first')));
  const writes = ids.map((id) => put(id, `second-${id}`));
  await Promise.any(writes);
  // As when its parent dies.
  first.child.disconnect();
  await Promise.all([once(first.child, 'exit'), Promise.allSettled(writes)]);
  const second = await start();
  expect(await listed(second, { IndexName: 'byKind' })).toEqual(await listed(second, {}));
});
