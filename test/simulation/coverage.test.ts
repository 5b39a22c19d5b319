import { describe, expect, it } from 'vitest';
import { cellNamed, coverageOf, missedCells, nameOf } from '../../proving/coverage/cells.ts';
import { callFaultName, writeFaultName } from '../../proving/coverage/faults.ts';
import { keptIn, keptText } from '../../proving/coverage/kept.ts';
import { coveragePage } from '../../proving/coverage/page.ts';
import { faultKinds } from '../../proving/worlds/fault-kinds.ts';
import { runSeed } from '../../proving/worlds/run-seed.ts';

const [late, dead, refused] = [
  'stock | call | yahoo setStock | claimed | applied later',
  'import | write | orders.put, stored | no row | process dies after',
  'status | write | targets.put, failed | pushing | refused',
] as const;

describe('a count of what faults have met', () => {
  it('a count of coverage says how often each cell was met, in how many worlds, and by which seed five times', () => {
    const worlds = new Map([
      [3, { [late]: 2 }],
      [1, { [late]: 3, [dead]: 4 }],
      [2, {}],
    ]);
    expect([...coverageOf(worlds)]).toEqual([
      [dead, { times: 4, worlds: 1, oftenBy: null }],
      [late, { times: 5, worlds: 2, oftenBy: 3 }],
    ]);
  });

  it('a count of coverage names a cell that was met five times and is met no more, and no rarer one', () => {
    const before = coverageOf(new Map([[7, { [late]: 5, [dead]: 4, [refused]: 9 }]]));
    const now = coverageOf(new Map([[9, { [refused]: 1 }]]));
    expect(missedCells(before, now, 500)).toEqual([{ name: late, times: 5, worlds: 1, oftenBy: 7 }]);
  });

  it('a count of coverage expects of fewer worlds only what was met often in as many', () => {
    const before = coverageOf(new Map([[7, { [late]: 5 }]]));
    expect(missedCells(before, new Map(), 6)).toEqual([]);
    expect(missedCells(before, new Map(), 7)).toHaveLength(1);
  });

  it('a count of coverage is kept as text, and read again as the same', () => {
    const kept = { seeds: 500, cpuSeconds: 1_234, coverage: coverageOf(new Map([[1, { [late]: 5, [dead]: 1 }]])) };
    expect(keptText(kept)).toBe(`500\t1234\n1\t1\t-\t${dead}\n5\t1\t1\t${late}\n`);
    expect(keptIn(keptText(kept))).toEqual(kept);
  });

  it('a count of coverage is a table with a row for each call and state, and a column for each fault', () => {
    const coverage = coverageOf(new Map([[1, { [late]: 5, [late.replace('applied later', 'reset')]: 2 }]]));
    expect(coveragePage({ seeds: 1, cpuSeconds: 3, coverage })).toContain(
      '| call | state | applied later | reset |\n| --- | --- | --: | --: |\n| yahoo setStock | claimed | 5 | 2 |',
    );
  });
});

it('a world that counts ends as one that does not, and counts calls and writes of imports, changes and stock', async () => {
  const [plain, counted] = [await runSeed(53), await runSeed(53, { coverage: true })];
  expect(plain.cells).toBeNull();
  expect(counted.counts).toEqual(plain.counts);
  const cells = Object.keys(counted.cells ?? {}).map(cellNamed);
  for (const area of ['import', 'status', 'stock'] as const) {
    for (const what of ['call', 'write'] as const)
      expect(
        cells.some((cell) => cell.area === area && cell.what === what),
        `${area}, ${what}`,
      ).toBe(true);
  }
  expect(Object.keys(counted.cells ?? {})).toContain('stock | call | rms inventory.bulk.upsert | claimed | HTML');
});

it('faults of calls have the words of the fault tables, and whatever else a mall answers when it fails is an error', () => {
  expect(callFaultName({ kind: 'timeout-after' })).toBe('time-out after applying');
  expect(callFaultName({ kind: 'internal-failure', applied: true })).toBe('error, applied');
  expect(new Set(faultKinds.filter((kind) => kind.startsWith('crash-')).map(writeFaultName)).size).toBe(2);
});

it('a name that is no cell is refused', () => {
  expect(nameOf(cellNamed(late))).toBe(late);
  expect(() => cellNamed('stock | call')).toThrow('"stock | call" is no cell');
});
