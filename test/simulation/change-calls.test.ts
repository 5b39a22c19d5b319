import { describe, expect, it } from 'vitest';
import type { PushContent } from '../../core/model/push.ts';
import type { Push } from '../../proving/memory/push.ts';
import { watchLosses } from '../../proving/worlds/change-calls.ts';

const at = Date.UTC(2026, 1, 6);
const shop = 'shopify#tsunagi-1';
const operations = ['fulfillmentCreate', 'fulfillmentTrackingInfoUpdate'];

const shipmentOf = (trackingNumber: string): PushContent => ({
  kind: 'ship',
  parcels: [{ carrier: 'YAMATO', trackingNumber, shippedOn: '2026-02-06' }],
});

/** A change that failed; for a reason that no mall gave, unless others are named. */
const failedOne = (content: PushContent, state: object = {}): Push => ({
  shop,
  orderNumber: '#1021',
  id: 'one',
  content,
  requestedAt: at,
  by: 'hanako',
  version: 5,
  writer: 'p1.0',
  state: { kind: 'failed', at, reason: 'refused-otherwise', who: 'ops', ...state },
  trail: [],
});

/** Losses of a mall to which a number was sent as often as that, each time with these totals of its fault. */
function lossesOf(number: string, totals: readonly number[], fault: object = {}) {
  const losses = watchLosses();
  for (const applied of totals) {
    const text = `{"query":"mutation","variables":{"trackingInfo":{"number":"${number}"}}}`;
    losses.ended(shop, text, operations, [{ fault: { kind: 'lost-write', operations, ...fault }, applied }]);
  }
  return losses;
}

describe('a shipment that is given up as refused, though the mall never said no', () => {
  const five = [1, 2, 3, 4, 5];
  const own = failedOne(shipmentOf('1111-2222'));

  it('a shipment given up as refused has a reason where the mall accepted five calls for it, and lost them', () => {
    expect(lossesOf('1111-2222', five).isReasonFor(own)).toBe(true);
  });

  it('a shipment given up as refused has no reason where one of the five calls was carried out', () => {
    expect(lossesOf('1111-2222', [1, 2, 2, 3, 4]).isReasonFor(own)).toBe(false);
  });

  it('a shipment given up as refused has no reason where the lost calls were of a correction, of another shop, or no change of an order', () => {
    expect(lossesOf('1111-2222-1', five).isReasonFor(own)).toBe(false);
    expect(lossesOf('1111-2222', five).isReasonFor({ ...own, shop: 'shopify#tsunagi-2' })).toBe(false);
    expect(lossesOf('1111-2222', five, { operations: ['inventorySetQuantities'] }).isReasonFor(own)).toBe(false);
    expect(lossesOf('1111-2222', five, { kind: 'internal-error' }).isReasonFor(own)).toBe(false);
  });

  it('a shipment given up as refused has no reason for a refusal that the mall gave, or another end', () => {
    const losses = lossesOf('1111-2222', five);
    expect(losses.isReasonFor(failedOne(shipmentOf('1111-2222'), { mallCode: 'userError' }))).toBe(false);
    expect(losses.isReasonFor(failedOne(shipmentOf('1111-2222'), { reason: 'wrong-progress' }))).toBe(false);
  });
});
