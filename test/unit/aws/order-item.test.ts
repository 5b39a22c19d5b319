import { describe, expect, it } from 'vitest';
import { orderItem, orderRowOf } from '../../../aws/dynamodb/order-item.ts';
import { revisionItem } from '../../../aws/dynamodb/revisions.ts';
import type { Item } from '../../../aws/dynamodb/table.ts';
import { bucketOf } from '../../../core/model/shards.ts';
import { missingOrder, noon, orderNumberOf, revisionEntry, storedOrder } from '../../contract/fixtures.ts';

const shop = 'rms#hanamori';
const indexKeys = ['openShop', 'openKey', 'dueBucket', 'dueAt'];

describe('an order’s item', () => {
  it('is in the index of open orders while it is not final, and in the one of due rows while it is due', () => {
    const keysOf = (item: Item): string[] => indexKeys.filter((key) => key in item);
    expect(keysOf(orderItem(storedOrder({ shop })))).toEqual(['openShop', 'openKey']);
    expect(keysOf(orderItem(storedOrder({ shop, dueAt: noon })))).toEqual(indexKeys);
    expect(keysOf(orderItem(storedOrder({ shop, final: true })))).toEqual([]);
    expect(keysOf(orderItem(missingOrder({ shop, dueAt: noon })))).toEqual(['dueBucket', 'dueAt']);
  });

  it('has the index keys that the tables are made with', () => {
    expect(orderItem(storedOrder({ shop, progress: '300', dueAt: noon }))).toMatchObject({
      openShop: { S: shop },
      openKey: { S: `300#${orderNumberOf(1)}` },
      dueBucket: { S: String(bucketOf(shop)) },
      dueAt: { N: String(noon) },
    });
  });

  it('carries the format it is written in, and passes over what a later release adds', () => {
    const row = storedOrder({ shop });
    const item = orderItem(row);
    expect(item.format).toEqual({ N: '1' });
    expect(orderRowOf({ ...item, format: { N: '2' }, addedLater: { S: 'x' } })).toEqual(row);
  });

  it('of a kind that this release does not know is refused by name', () => {
    const item = { ...orderItem(storedOrder({ shop })), kind: { S: 'merged' } };
    expect(() => orderRowOf(item)).toThrow(/kind "merged".*a later release wrote it/);
  });

  it('that lacks an attribute is refused without saying what is in it', () => {
    const { version: _, ...item } = orderItem(storedOrder({ shop, progress: '花森はな' }));
    expect(() => orderRowOf(item)).toThrow(/no number attribute "version"/);
    expect(() => orderRowOf(item)).not.toThrow(/花森/);
  });

  it('adds less than 450 bytes to the packed original, so that an order of usual size stays within 1.5 KB', () => {
    const usual = storedOrder({
      shop: 'rms#hanamori-chaho-shop',
      version: noon,
      writer: 'poll-orders-7f3k29xq',
      dueAt: noon,
      original: crypto.getRandomValues(new Uint8Array(1000)),
    });
    expect(sizeOf(orderItem(usual)) - usual.original.length).toBeLessThan(450);
  });
});

describe('a superseded revision’s item', () => {
  it('expires in the second that lies the given days after it was superseded', () => {
    const entry = revisionEntry({ shop, supersededAt: Date.UTC(2026, 0, 1) });
    expect(revisionItem(entry, 400).expiresAt).toEqual({ N: String(Date.UTC(2026, 0, 401) / 1000) });
  });
});

/**
 * An item's size as DynamoDB counts it: names and values in UTF-8, numbers about half a byte a digit.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
function sizeOf(item: Item): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueSize(value), 0);
}

function valueSize(value: Item[string]): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return Math.ceil(value.N.length / 2) + 1;
  if (value.B !== undefined) return value.B.length;
  if (value.L !== undefined) return 3 + value.L.reduce((sum, each) => sum + 1 + valueSize(each), 0);
  if (value.M !== undefined) return 3 + sizeOf(value.M);
  return 1;
}
