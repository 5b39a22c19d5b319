import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { csvRecords } from '../../../ops/files/csv.ts';
import { reading, trackingNumber } from '../../unit/ops/shipments/reading.ts';
import { useStockWorld } from '../../unit/ops/stock-world.ts';
import type { Said } from '../../unit/ops/world.ts';
import { type Edit, edited, editedText, edits, fuzzed } from './edits.ts';

/** A table of texts as a CSV file that says exactly that. */
const csvOf = (rows: readonly (readonly string[])[]): string =>
  rows.map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\n');

/** The lines below the headings with cells that are edited, removed, doubled. */
function editedRows(rows: readonly (readonly string[])[], changes: readonly Edit[]): string[][] {
  const [headings = [], ...others] = rows;
  const after = edited(others, changes);
  const lines = Array.isArray(after) ? after : [after];
  // A line or a cell of another kind is what its text is.
  const cellsOf = (line: unknown): string[] => (Array.isArray(line) ? line : [line]).map(textOf);
  return [[...headings], ...lines.map(cellsOf)];
}

const textOf = (cell: unknown): string =>
  (typeof cell === 'string' ? cell : (JSON.stringify(cell) ?? '')).replaceAll('\r', ' ');

/** Lines that hold anything at all; only those count. */
const filled = (rows: readonly (readonly string[])[]): number =>
  rows.filter((cells) => cells.some((cell) => cell.trim() !== '')).length;

async function tableIn(path: string): Promise<string[][]> {
  const parsed = await csvRecords(readFileSync(path, 'utf8'));
  return 'records' in parsed ? parsed.records.map(({ cells }) => [...cells]) : [];
}

/** No defect of ours, and a code that says what kind of end it was. */
function isTold({ code, err }: Said): void {
  expect(err).not.toContain('in a way it does not know');
  expect([0, 1, 2]).toContain(code);
  if (code === 2) expect(err).toMatch(/\n {2}- \S/);
}

interface Told {
  readonly line?: number;
  readonly lines?: readonly number[];
}
const linesOf = (told: readonly Told[]): number[] =>
  told.flatMap(({ line, lines = [] }) => (line === undefined ? lines : [line]));

const lists = [
  { command: 'stock set', sample: 'docs/examples/counts.csv', items: 'movements', first: null },
  { command: 'stock sets import', sample: 'docs/examples/sets.csv', items: 'sets', first: null },
  { command: 'listings import', sample: 'docs/examples/listings.csv', items: 'listings', first: 'kado-no-mise' },
] as const;

describe.each(lists)('whatever is in the file of ops $command', ({ command, sample, items, first }) => {
  const world = useStockWorld();
  const words = (file: string) => [...command.split(' '), '--file', file, '--dry-run', '--json'];
  let rows: string[][];
  beforeEach(async () => {
    rows = await tableIn(sample);
    if (first !== null) rows = rows.slice(0, 4).map((row, index) => (index === 0 ? row : [first, ...row.slice(1)]));
    const { code, out } = await world().ops(words(world().write('ok.csv', csvOf(rows))));
    expect([code, JSON.parse(out).lines]).toEqual([0, rows.length - 1]);
  });

  it('whatever is in a file of ops, each of its lines is taken, or named as bad', async () => {
    const { ops, write } = world();
    await fc.assert(
      fc.asyncProperty(edits, async (changes) => {
        const table = editedRows(rows, changes);
        const said = await ops(words(write('list.csv', csvOf(table))));
        isTold(said);
        if (said.code === 2) return;
        const told = JSON.parse(said.out) as Record<string, readonly Told[]> & { lines: number };
        expect(told.lines).toBe(filled(table) - 1);
        const named = new Set([...linesOf(told[items] ?? []), ...linesOf(told.problems ?? [])]);
        expect(named.size).toBe(told.lines);
      }),
      fuzzed as fc.Parameters<[Edit[]]>,
    );
  });

  it('a broken file of ops is reported with the line', async () => {
    const { ops, write } = world();
    await fc.assert(
      fc.asyncProperty(edits, async (changes) => {
        isTold(await ops(words(write('list.csv', editedText(csvOf(rows), changes)))));
      }),
      fuzzed as fc.Parameters<[Edit[]]>,
    );
  });

  it('a file of ops with bytes of any kind is reported', async () => {
    const { ops, write } = world();
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
        isTold(await ops(words(write('list.csv', Buffer.from(bytes)))));
      }),
      fuzzed as fc.Parameters<[Uint8Array]>,
    );
  });
});

describe('whatever is in a list of merchants and of keys', () => {
  const world = useStockWorld();
  const words = (file: string, keys: string) => {
    return ['merchants', 'import', '--file', file, '--keys', keys, '--unchecked', '--dry-run', '--json'];
  };

  it('whatever is in a list of merchants, each line is added, known, or refused with what is wrong', async () => {
    const { ops, write } = world();
    const rows = await tableIn('docs/examples/merchants.csv');
    const keys = readFileSync('docs/examples/keys.csv');
    await fc.assert(
      fc.asyncProperty(edits, async (changes) => {
        const table = editedRows(rows, changes);
        const said = await ops(words(write('merchants.csv', csvOf(table)), write('keys.csv', keys)));
        isTold(said);
        if (said.code === 2) return;
        const { lines } = JSON.parse(said.out) as { lines: { line: number; result: string; problems?: object[] }[] };
        expect(new Set(lines.map(({ line }) => line)).size).toBe(filled(table) - 1);
        for (const { result, problems } of lines) if (result === 'refused') expect(problems).not.toEqual([]);
      }),
      fuzzed as fc.Parameters<[Edit[]]>,
    );
  });

  it('a wrong list of keys is reported without any part of a key', async () => {
    const { ops, write } = world();
    const merchants = readFileSync('docs/examples/merchants.csv');
    const rows = await tableIn('docs/examples/keys.csv');
    await fc.assert(
      fc.asyncProperty(edits, fc.boolean(), async (changes, asText) => {
        const keys = asText ? editedText(csvOf(rows), changes) : csvOf(editedRows(rows, changes));
        const said = await ops(words(write('merchants.csv', merchants), write('keys.csv', keys)));
        isTold(said);
        expect(said.out + said.err).not.toMatch(/madeUp(?:Secret|License)0/);
      }),
      fuzzed as fc.Parameters<[Edit[], boolean]>,
    );
  });
});

describe('whatever is in a file of shipments', () => {
  const rows = [
    ['受注番号', 'お荷物伝票番号', '配送会社', '発送日'],
    ['370001-20261124-0201639034', trackingNumber(1), 'ヤマト運輸', '2026-11-24'],
    ['370001-20261124-0201639035', trackingNumber(2), '佐川急便', '2026/11/24'],
    ['370001-20261124-0201639035', trackingNumber(3), '佐川急便', '20261124'],
    ['370001-20261123-0201639036', trackingNumber(4), '日本郵便', '2026-11-23'],
  ];

  it('whatever is in a file of shipments, each of its lines is a parcel of an order, or named as bad', async () => {
    expect(linesOf((await reading(csvOf(rows))).orders)).toHaveLength(4);
    await fc.assert(
      fc.asyncProperty(edits, async (changes) => {
        const table = editedRows(rows, changes);
        const { orders, problems, broken, rows: count } = await reading(csvOf(table));
        if (broken !== undefined) return;
        expect(count).toBe(filled(table) - 1);
        const named = new Set([...linesOf(orders), ...problems.map(({ line }) => line)]);
        expect(named.size).toBe(count);
      }),
      fuzzed as fc.Parameters<[Edit[]]>,
    );
  });

  it('anything but a file of shipments is reported', async () => {
    await fc.assert(
      fc.asyncProperty(edits, async (changes) => {
        const { broken = [] } = await reading(editedText(csvOf(rows), changes));
        for (const problem of broken) expect(problem).toMatch(/\S+ \S+/);
      }),
      fuzzed as fc.Parameters<[Edit[]]>,
    );
  });
});
