import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Cell } from '../../proving/worlds/status-faults/play.ts';
import { yahooDocumentOf } from '../../proving/worlds/status-faults/table.ts';
import { playYahooCell, yahooCalls, yahooFaults, yahooWarnings } from '../../proving/worlds/status-faults/yahoo.ts';

/**
 * The page is this test's own output. After a change that is meant, take the text it prints, or run it once with
 * `TSUNAGI_WRITE_STATUS_FAULTS=1`, and look at the difference.
 */
const page = new URL('../../docs/reference/status-faults-yahoo.md', import.meta.url);
const common: Cell[] = [];
const warned: Cell[] = [];

/** What must be true of every cell, whatever the fault. */
function check(cell: Cell): void {
  expect(cell.failures).toEqual([]);
  expect(cell).toMatchObject({ leftOpen: false, state: { kind: 'confirmed' }, isSo: true, news: 1 });
  if (cell.rows !== null) expect(cell.rows).toBe(1);
}

describe.each(yahooCalls)('$name', (call) => {
  it.each(yahooFaults)('ends well under: $name', async (fault) => {
    const cell = await playYahooCell(call, fault);
    common.push(cell);
    check(cell);
  });
});

describe('a Warning', () => {
  const cancel = yahooCalls.filter(({ content }) => content.kind === 'cancel');
  it.each(yahooWarnings)('is no failure: $name', async (fault) => {
    for (const call of cancel) {
      const cell = await playYahooCell(call, fault);
      warned.push(cell);
      check(cell);
    }
  });
});

describe('the page of all these', () => {
  it('says what became of each of them', () => {
    const text = yahooDocumentOf(common, warned);
    console.info(text);
    if (process.env.TSUNAGI_WRITE_STATUS_FAULTS !== undefined) writeFileSync(page, text);
    expect(readFileSync(page, 'utf8')).toBe(text);
  });
});
