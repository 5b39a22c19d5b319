import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { callsUnderFault } from '../../proving/worlds/status-faults/calls.ts';
import { codedFaultsOf, faultsOfAnyCall } from '../../proving/worlds/status-faults/faults.ts';
import { type Cell, playCell } from '../../proving/worlds/status-faults/play.ts';
import { documentOf } from '../../proving/worlds/status-faults/table.ts';

/**
 * The page is this test's own output. After a change that is meant, take the text it prints, or run it once with
 * `TSUNAGI_WRITE_STATUS_FAULTS=1`, and look at the difference.
 */
const page = new URL('../../docs/reference/status-faults.md', import.meta.url);
const common: Cell[] = [];
const coded: Cell[] = [];

/** What must be true of every cell, whatever the fault. */
function check(cell: Cell, startsDoubled: boolean): void {
  expect(cell.failures).toEqual([]);
  expect(cell.leftOpen).toBe(false);
  expect(['confirmed', 'failed']).toContain(cell.state.kind);
  expect(cell.isSo).toBe(cell.state.kind === 'confirmed');
  expect(cell.news).toBe(1);
  if (cell.rowsMax !== null) expect(cell.rowsMax).toBeLessThanOrEqual(startsDoubled ? 2 : 1);
  if (cell.rows !== null) expect(cell.rows).toBe(cell.state.kind === 'confirmed' ? 1 : 0);
}

describe.each(callsUnderFault)('$name', (call) => {
  it.each(faultsOfAnyCall)('a status change at 楽天 and Yahoo ends well under: $name', async (fault) => {
    const cell = await playCell(call, fault);
    common.push(cell);
    check(cell, call.bySecondLook === true);
    expect(cell.state.kind).toBe('confirmed');
  });

  it.each(codedFaultsOf(call.operation))(
    'a status change at 楽天 and Yahoo ends with a reason or well under: $name',
    async (fault) => {
      const cell = await playCell(call, fault);
      coded.push(cell);
      check(cell, call.bySecondLook === true);
    },
  );
});

describe('the page of all these', () => {
  it('the page of status faults says what became of each', () => {
    const text = documentOf(common, coded);
    console.info(text);
    if (process.env.TSUNAGI_WRITE_STATUS_FAULTS !== undefined) writeFileSync(page, text);
    expect(readFileSync(page, 'utf8')).toBe(text);
  });
});
