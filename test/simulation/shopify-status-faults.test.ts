import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Cell } from '../../proving/worlds/status-faults/play.ts';
import { playShipment } from '../../proving/worlds/status-faults/shipment.ts';
import {
  shippingShopify,
  shopifyAnswers,
  shopifyCalls,
  shopifyFaults,
} from '../../proving/worlds/status-faults/shopify.ts';
import { shopifyDocumentOf } from '../../proving/worlds/status-faults/table.ts';

/**
 * The page is this test's own output. After a change that is meant, take the text it prints, or run it once with
 * `TSUNAGI_WRITE_STATUS_FAULTS=1`, and look at the difference.
 */
const page = new URL('../../docs/reference/status-faults-shopify.md', import.meta.url);
const common: Cell[] = [];
const answered: Cell[] = [];

/** What must be true of every cell, whatever the fault. */
function check(cell: Cell): void {
  expect(cell.failures).toEqual([]);
  expect(cell).toMatchObject({ leftOpen: false, news: 1 });
}

describe.each(shopifyCalls)('$name', (call) => {
  it.each(shopifyFaults)('a status change at Shopify ends well under: $name', async (fault) => {
    const cell = await playShipment(shippingShopify, call, fault);
    common.push(cell);
    check(cell);
    expect(cell.isSo).toBe(cell.state.kind === 'confirmed');
    // Only what is a part of an order can be sent twice, and then not for long.
    expect(cell.rowsMax).toBeLessThanOrEqual(call.isPart === true ? 2 : 1);
    const isRefused = fault.isRefusal === true && call.operation.startsWith('fulfillment');
    expect(cell.state.kind).toBe(isRefused ? 'failed' : 'confirmed');
  });
});

describe('a shipment', () => {
  const changes = shopifyCalls.filter(({ operation }) => operation.startsWith('fulfillment'));
  it.each(shopifyAnswers)('a shipment at Shopify ends well: $name', async (fault) => {
    for (const call of changes) {
      const cell = await playShipment(shippingShopify, call, fault);
      answered.push(cell);
      check(cell);
      expect([call.name, cell.state.kind, cell.isSo]).toEqual([call.name, 'confirmed', true]);
    }
  });
});

describe('the page of all these', () => {
  it('the page of status faults at Shopify says what became of each', () => {
    const text = shopifyDocumentOf(common, answered);
    console.info(text);
    if (process.env.TSUNAGI_WRITE_STATUS_FAULTS !== undefined) writeFileSync(page, text);
    expect(readFileSync(page, 'utf8')).toBe(text);
  });
});
