import { describe, expect, it } from 'vitest';
import { modulesOfFunctions, wholeTableReads } from './whole-table-reads.ts';

/**
 * Two proofs. The roles of the functions may not read a whole table: test/infra/privilege.test.ts reads their permissions. And
 * nothing they bring along asks for it: here. The reading itself is in their bundles, for it is a method of the shops' store that
 * people's commands use; so what is shown is that nobody on the way to it calls it.
 */
const mayScan = [
  // Holds the reading.
  'aws/dynamodb/query.ts',
  // Offers it, as `all()`.
  'aws/dynamodb/shops.ts',
];

describe('the functions', () => {
  it('never ask for a whole table, in any module they bring along', async () => {
    const modules = await modulesOfFunctions();
    const paths = modules.map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining([
        'functions/poll-orders/handler.ts',
        'core/orders/sweep.ts',
        'wiring/ports.ts',
        ...mayScan,
      ]),
    );
    expect(paths.filter((path) => path.startsWith('ops/'))).toEqual([]);
    expect(wholeTableReads(modules, mayScan)).toEqual([]);
  });
});

describe('the check for whole tables', () => {
  const complaintsOf = (text: string) => wholeTableReads([{ path: 'core/new.ts', text }], mayScan);

  it.each([
    'const shops = await ports.shops.all();',
    'const shops = await ports.shops?.all();',
    "const shops = await ports.shops['all']();",
    'const { all } = ports.shops;',
    'const { inShard, all: everything } = ports.shops;',
  ])('complains of %s', (text) => {
    expect(complaintsOf(text)).toEqual([expect.stringContaining('core/new.ts asks a port for all there is')]);
  });

  it.each([
    'await scanItems(table);',
    'client.send(new ScanCommand({}));',
    'client.send(new ExecuteStatementCommand({}));',
  ])('complains of %s', (text) => {
    expect(complaintsOf(text)).toEqual([expect.stringMatching(/^core\/new\.ts names \w+\.$/)]);
  });

  it.each([
    'await Promise.all(shops.map(visit));',
    '// Never ports.shops.all() here.',
    '/** Not `scanItems`. */',
    'const x = overall(1);',
  ])('has nothing against %s', (text) => {
    expect(complaintsOf(text)).toEqual([]);
  });
});
