import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  amazonCalls,
  amazonFaults,
  amazonRefusals,
  shippingAmazon,
} from '../../proving/worlds/status-faults/amazon.ts';
import type { Cell } from '../../proving/worlds/status-faults/play.ts';
import { playShipment } from '../../proving/worlds/status-faults/shipment.ts';
import { amazonDocumentOf } from '../../proving/worlds/status-faults/table.ts';

/**
 * The page is this test's own output. After a change that is meant, take the text it prints, or run it once with
 * `TSUNAGI_WRITE_STATUS_FAULTS=1`, and look at the difference.
 */
const page = new URL('../../docs/reference/status-faults-amazon.md', import.meta.url);
const common: Cell[] = [];
const refused: Cell[] = [];

/** What must be true of every cell, whatever the fault. */
function check(cell: Cell): void {
  expect(cell.failures).toEqual([]);
  expect(cell).toMatchObject({ leftOpen: false, news: 1 });
  expect(cell.rowsMax).toBeLessThanOrEqual(1);
  expect(cell.isSo).toBe(cell.state.kind === 'confirmed');
}

describe.each(amazonCalls)('$name', (call) => {
  it.each(amazonFaults)('a status change at Amazon ends well under: $name', async (fault) => {
    const cell = await playShipment(shippingAmazon, call, fault);
    common.push(cell);
    check(cell);
    const isRefused = fault.isRefusal === true && call.operation === 'confirmShipment';
    expect(cell.state.kind).toBe(isRefused ? 'failed' : 'confirmed');
  });
});

describe('a shipment', () => {
  const changes = amazonCalls.filter(({ operation }) => operation === 'confirmShipment');
  it.each(amazonRefusals)('a shipment at Amazon ends well or with a reason: $name', async (fault) => {
    for (const call of changes) {
      const cell = await playShipment(shippingAmazon, call, fault);
      refused.push(cell);
      check(cell);
    }
  });
});

describe('the page of all these', () => {
  it('the page of status faults at Amazon says what became of each', () => {
    const text = amazonDocumentOf(common, refused);
    console.info(text);
    if (process.env.TSUNAGI_WRITE_STATUS_FAULTS !== undefined) writeFileSync(page, text);
    expect(readFileSync(page, 'utf8')).toBe(text);
  });
});
