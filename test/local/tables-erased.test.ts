import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openDynalite } from '../../local/tables/mended-dynalite.ts';
import { startTables } from '../../local/tables/start-tables.ts';
import { callService, type Service } from '../../local/wire/call.ts';
import { until } from './fixture/until.ts';

const root = mkdtempSync(join(tmpdir(), 'tsunagi-tables-erased-'));
afterAll(() => rmSync(root, { recursive: true }));

/** A text that no compression hides. */
const buyer = randomBytes(48).toString('hex');

/** Stores an order with its original, and erases that, as the sweep and `ops orders erase` do. */
async function storeAndErase(service: Service): Promise<void> {
  const call = (operation: string, input: object) => callService(service, `DynamoDB_20120810.${operation}`, input);
  await call('CreateTable', {
    TableName: 'Orders',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'order', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'order', KeyType: 'HASH' }],
  });
  await until('the table', async () => {
    const { Table } = await call('DescribeTable', { TableName: 'Orders' });
    return (Table as { readonly TableStatus: string }).TableStatus === 'ACTIVE';
  });
  for (const original of [buyer, ''])
    await call('PutItem', { TableName: 'Orders', Item: { order: { S: 'o-1' }, original: { S: original } } });
}

/** The files of a folder that hold the buyer. */
function filesWithBuyer(folder: string): string[] {
  return readdirSync(folder).filter((name) => {
    try {
      return readFileSync(join(folder, name)).includes(buyer);
    } catch {
      // The database removed it just now.
      return false;
    }
  });
}

it('what was erased is still in the files of the tables, and leaves them when they are written anew', async () => {
  const folder = join(root, 'compacted');
  const { server, compact } = openDynalite({ path: folder, createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await storeAndErase({ url: `http://127.0.0.1:${port}`, accessKeyId: 'secret' });
  expect(filesWithBuyer(folder)).not.toEqual([]);
  await compact();
  expect(filesWithBuyer(folder)).toEqual([]);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

it('a start writes the files of the tables anew, so that what was erased before is gone from them', async () => {
  const folder = join(root, 'started');
  const first = await startTables(folder, 'secret', () => {});
  await storeAndErase(first);
  await first.stop();
  expect(filesWithBuyer(folder)).not.toEqual([]);
  const second = await startTables(folder, 'secret', () => {});
  await until('the end of the buyer', () => filesWithBuyer(folder).length === 0, 60_000);
  await second.stop();
});
