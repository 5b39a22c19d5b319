import { expect, it } from 'vitest';
import { missedCells } from '../../proving/coverage/cells.ts';
import { readKept } from '../../proving/coverage/kept.ts';
import { coveragePage, pagePath } from '../../proving/coverage/page.ts';
import { textOf } from '../../proving/layout/sources.ts';

it('the page of coverage is made of the count that is kept', () => {
  const kept = readKept();
  expect(kept).not.toBeNull();
  if (kept === null) return;
  expect(textOf(pagePath)).toBe(coveragePage(kept));
  expect(missedCells(kept.coverage, new Map(), kept.seeds).length, 'cells that would be missed').toBeGreaterThan(100);
});
