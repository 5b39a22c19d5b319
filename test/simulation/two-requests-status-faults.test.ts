import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type SceneMallName, sceneMalls } from '../../proving/scenes/order/malls.ts';
import type { Cell } from '../../proving/worlds/status-faults/play.ts';
import { twoRequestsDocumentOf } from '../../proving/worlds/status-faults/table.ts';
import { faultsOfChanges, pairsOfRequests, playTwoRequests } from '../../proving/worlds/status-faults/two-requests.ts';

/**
 * The page is this test's own output. After a change that is meant, take the text it prints, or run it once with
 * `TSUNAGI_WRITE_STATUS_FAULTS=1`, and look at the difference.
 */
const page = new URL('../../docs/reference/status-faults-two-requests.md', import.meta.url);
const malls = Object.keys(sceneMalls) as SceneMallName[];
const cells: Record<SceneMallName, Cell[]> = { rms: [], yahoo: [], amazon: [], shopify: [] };

describe.each(malls)('two requests of one order at %s', (mall) => {
  describe.each(pairsOfRequests)('$name', (pair) => {
    it.each(faultsOfChanges[mall])('of two requests of one order, the other ends well under: $name', async (fault) => {
      const cell = await playTwoRequests(mall, pair, fault);
      cells[mall].push(cell);
      expect(cell).toMatchObject({ failures: [], leftOpen: false, isSo: true, news: 2, state: { kind: 'confirmed' } });
      // Shopify knows no key of a call: a part can be sent twice, and then not for long.
      expect(cell.rowsMax).toBeLessThanOrEqual(mall === 'shopify' ? 3 : 2);
    });
  });
});

describe('the page of all these', () => {
  it('the page of two requests of one order says what became of each', () => {
    const text = twoRequestsDocumentOf(cells);
    console.info(text);
    if (process.env.TSUNAGI_WRITE_STATUS_FAULTS !== undefined) writeFileSync(page, text);
    expect(readFileSync(page, 'utf8')).toBe(text);
  });
});
