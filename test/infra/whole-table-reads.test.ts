import { describe, expect, it } from 'vitest';
import { methodsThatReadAll, modulesOfFunctions, wholeTableReads } from './whole-table-reads.ts';

/**
 * Two proofs. The roles of the functions may not read a whole table: test/infra/privilege.test.ts reads their permissions. And
 * no module in their bundles asks for it: this test. The reads themselves are in the bundles, as methods of stores that operator
 * commands use; so the proof is that no module on the way to them calls them.
 */
const adapters = ['aws/dynamodb/query.ts', 'aws/dynamodb/shops.ts', 'aws/dynamodb/stock-ledger.ts'];

const modules = await modulesOfFunctions();
const holders = modules.filter(({ path }) => adapters.includes(path));

describe('the functions', () => {
  it('functions never ask for a whole table, in any module they bring along', () => {
    const paths = modules.map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining(['functions/poll-orders/handler.ts', 'core/import/sweep.ts', 'wiring/ports.ts']),
    );
    expect(paths.filter((path) => path.startsWith('ops/'))).toEqual([]);
    expect(wholeTableReads(modules, holders)).toEqual([]);
  });

  it('the adapters named above alone read whole tables, or the check would look for the wrong words', () => {
    const naming = wholeTableReads(modules, []).map((complaint) => complaint.split(' ')[0]);
    expect([...new Set(naming)].sort()).toEqual(adapters);
    const methods = holders.filter(({ path }) => path !== 'aws/dynamodb/query.ts').flatMap(methodsThatReadAll);
    expect(methods.sort()).toEqual(['all', 'page']);
  });
});

describe('the check for whole tables', () => {
  const complaintsOf = (text: string) => wholeTableReads([{ path: 'core/new.ts', text }], holders);

  it.each([
    ['all', 'const shops = await ports.shops.all();'],
    ['all', 'const shops = await ports.shops?.all();'],
    ['all', "const shops = await ports.shops['all']();"],
    ['all', 'const { all } = ports.shops;'],
    ['all', 'const { inShard, all: everything } = ports.shops;'],
    ['page', 'const { claims } = await ports.stock.page(after);'],
  ])('the check for whole tables complains of %s() in %s', (method, text) => {
    expect(complaintsOf(text)).toEqual([
      `core/new.ts uses ${method}(), which reads a whole table. A schedule asks an index for its shard.`,
    ]);
  });

  it.each([
    'await scanItems(table);',
    'await scanPage(table, start);',
    "client.call('Scan', input);",
    "client.call('ExecuteStatement', input);",
    'client.send(new ScanCommand({}));',
    'client.send(new BatchExecuteStatementCommand({}));',
  ])('the check for whole tables complains of %s', (text) => {
    expect(complaintsOf(text)).toEqual([expect.stringMatching(/^core\/new\.ts names \w+\.$/)]);
  });

  it.each([
    'await Promise.all(shops.map(visit));',
    '// Never ports.shops.all() here.',
    '/** Not `scanItems`. */',
    'const x = overall(1);',
    "await ports.shops.recordScan(shop, now); await scanShop(run); call('Query', { ScanIndexForward: false });",
  ])('the check for whole tables has nothing against %s', (text) => {
    expect(complaintsOf(text)).toEqual([]);
  });
});
