import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTables } from '../../local/tables/create-tables.ts';
import { expireItems } from '../../local/tables/expire.ts';
import { readTable } from '../../local/tables/read-table.ts';
import { startTables, type Tables } from '../../local/tables/start-tables.ts';
import type { TableShape } from '../../local/tables/table-shape.ts';
import { callService } from '../../local/wire/call.ts';
import { until } from './fixture/until.ts';

const folder = mkdtempSync(join(tmpdir(), 'tsunagi-tables-'));
afterAll(() => rmSync(folder, { recursive: true }));

const shape = (key: string): TableShape => ({
  name: 'Things',
  keys: [key],
  expiresAt: 'expiresAt',
  create: {
    TableName: 'Things',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: key, AttributeType: 'S' }],
    KeySchema: [{ AttributeName: key, KeyType: 'HASH' }],
  },
});
const put = (tables: Tables, Item: object) =>
  callService(tables, 'DynamoDB_20120810.PutItem', { TableName: 'Things', Item });

async function idsOf(tables: Tables): Promise<unknown[]> {
  const ids: unknown[] = [];
  for await (const item of readTable(tables, 'Things')) ids.push(item.id?.S);
  return ids.sort();
}

describe('the tables', () => {
  let tables: Tables;
  const path = join(folder, 'tables');
  beforeAll(async () => {
    tables = await startTables(path, 'secret', () => {});
    await createTables(tables, [shape('id')]);
  });
  afterAll(() => tables.stop());

  it('keep their rows from one start to the next', async () => {
    await put(tables, { id: { S: 'kept' } });
    await tables.stop();
    tables = await startTables(path, 'secret', () => {});
    await createTables(tables, [shape('id')]);
    expect(await idsOf(tables)).toContain('kept');
  });

  it('are refused when the template has other keys now, with what to do', async () => {
    await expect(createTables(tables, [shape('other')])).rejects.toThrow(
      /table Things was made with other keys.*--fresh/,
    );
  });

  describe('that an earlier version made without an index', () => {
    const attribute = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' });
    const older: TableShape = {
      name: 'Older',
      keys: ['id'],
      create: { ...shape('id').create, TableName: 'Older' },
    };
    const newer: TableShape = {
      ...older,
      create: {
        ...older.create,
        AttributeDefinitions: [attribute('id'), attribute('kind')],
        GlobalSecondaryIndexes: [
          {
            IndexName: 'byKind',
            KeySchema: [{ AttributeName: 'kind', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'KEYS_ONLY' },
          },
        ],
      },
    };
    const call = (operation: string, input: object) =>
      callService(tables, `DynamoDB_20120810.${operation}`, input) as Promise<Record<string, unknown>>;
    const rowsMade = 60;
    const indexed = async (): Promise<unknown> => {
      const { Count } = await call('Query', {
        TableName: 'Older',
        IndexName: 'byKind',
        KeyConditionExpression: 'kind = :kind',
        ExpressionAttributeValues: { ':kind': { S: 'tea' } },
      });
      return Count;
    };
    const row = (index: number) => ({ id: { S: `row-${index}` }, kind: { S: 'tea' }, packed: { B: 'AAEC' } });
    const fill = async (name: string, count: number) => {
      for (let index = 0; index < count; index++) await call('PutItem', { TableName: name, Item: row(index) });
    };
    const names = async () =>
      ((await call('ListTables', {})).TableNames as string[]).filter((name) => /Older/.test(name));

    it.each(['nothing', 'a part of the copy', 'the copy and no table', 'the copy and a part of the new table'])(
      'get it and keep every row, where an earlier start left %s',
      async (left) => {
        await createTables(tables, [older]);
        await fill('Older', rowsMade);
        if (left !== 'nothing') {
          await createTables(tables, [
            { ...older, create: { ...older.create, TableName: 'Older.copy' }, name: 'Older.copy' },
          ]);
          await fill('Older.copy', left === 'a part of the copy' ? 7 : rowsMade);
        }
        if (left === 'the copy and no table' || left === 'the copy and a part of the new table')
          await call('DeleteTable', { TableName: 'Older' });
        if (left === 'the copy and a part of the new table') {
          await until('the tables', async () => (await names()).length === 1);
          await call('CreateTable', newer.create);
          await until('the table', async () => {
            const { Table } = await call('DescribeTable', { TableName: 'Older' });
            return (Table as { TableStatus: string }).TableStatus === 'ACTIVE';
          });
          await fill('Older', 7);
        }
        await until(
          'the tables',
          async () => (await names()).length === (left === 'nothing' || left === 'the copy and no table' ? 1 : 2),
        );
        await createTables(tables, [newer]);
        expect([await indexed(), await names()]).toEqual([rowsMade, ['Older']]);
        await call('DeleteTable', { TableName: 'Older' });
        await until('the tables', async () => (await names()).length === 0);
      },
    );
  });

  it('lose the items whose expiry is past, by the clock of the cloud', async () => {
    const now = Date.UTC(2026, 10, 24);
    const second = now / 1000;
    await put(tables, { id: { S: 'past' }, expiresAt: { N: String(second - 1) } });
    await put(tables, { id: { S: 'present' }, expiresAt: { N: String(second) } });
    await put(tables, { id: { S: 'for ever' } });
    expect(await expireItems(tables, shape('id'), now)).toBe(1);
    expect(await idsOf(tables)).toEqual(['for ever', 'kept', 'present']);
  });
});

describe('tables whose process stands still', () => {
  it('take the writes of the pause once they go on, and lose none', async () => {
    const still = await startTables(join(folder, 'still'), 'secret', () => {});
    await createTables(still, [shape('id')]);
    process.kill(still.pid, 'SIGSTOP');
    const writes = Promise.all(['a', 'b'].map((id) => put(still, { id: { S: id } })));
    expect(await Promise.race([writes, new Promise((resolve) => setTimeout(resolve, 300, 'waits'))])).toBe('waits');
    process.kill(still.pid, 'SIGCONT');
    await writes;
    expect(await idsOf(still)).toEqual(['a', 'b']);
    await still.stop();
  });
});

describe('tables whose power went', () => {
  it('have every row up to the one that was being written', async () => {
    const path = join(folder, 'power');
    const before = await startTables(path, 'secret', () => {});
    await createTables(before, [shape('id')]);
    for (const id of ['a', 'b', 'c']) await put(before, { id: { S: id }, text: { S: 'x'.repeat(500) } });
    process.kill(before.pid, 'SIGKILL');
    await before.stop();
    // What the disk has of the last write: some of it. A table that was made a moment ago may have left an older log.
    const hasRows = (name: string): boolean => readFileSync(join(path, name)).includes('x'.repeat(100));
    const [log] = readdirSync(path)
      .filter((name) => name.endsWith('.log') && hasRows(name))
      .sort()
      .reverse() as [string];
    truncateSync(join(path, log), statSync(join(path, log)).size - 100);
    const after = await startTables(path, 'secret', () => {});
    expect(await idsOf(after)).toEqual(['a', 'b']);
    await put(after, { id: { S: 'd' } });
    expect(await idsOf(after)).toEqual(['a', 'b', 'd']);
    await after.stop();
  });
});

describe('tables that are lost', () => {
  it('say that the disk is full when it is', () => {
    // A limit on the size of files stands for a full disk: the next write is refused by the system.
    const program = `
      import { startTables } from './local/tables/start-tables.ts';
      import { createTables } from './local/tables/create-tables.ts';
      import { callService } from './local/wire/call.ts';
      const shape = ${JSON.stringify(shape('id'))};
      const tables = await startTables(${JSON.stringify(join(folder, 'full'))}, 'secret', (reason) => {
        console.log(reason);
        process.exit(0);
      });
      await createTables(tables, [shape]);
      for (let id = 0; ; id += 1) {
        const Item = { id: { S: String(id) }, text: { S: 'x'.repeat(100_000) } };
        await callService(tables, 'DynamoDB_20120810.PutItem', { TableName: 'Things', Item }).catch(() => {});
      }`;
    const run = spawnSync(
      'bash',
      ['-c', 'ulimit -f 2000; exec "$0" --input-type=module-typescript -e "$1"', process.execPath, program],
      { encoding: 'utf8', timeout: 30_000 },
    );
    expect(run.stdout, run.stderr).toMatch(
      /The disk of .* is full, so the tables had to stop\. What was stored is safe/,
    );
  });

  it('are reported once when their process is killed', async () => {
    const lost: string[] = [];
    const tables = await startTables(join(folder, 'killed'), 'secret', (reason) => lost.push(reason));
    process.kill(tables.pid, 'SIGKILL');
    await until('the report', () => lost.length > 0);
    await tables.stop();
    expect(lost).toHaveLength(1);
  });
});
