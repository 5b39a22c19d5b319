import { afterAll, beforeAll, expect, it } from 'vitest';
import { dynamoOrderList } from '../../aws/dynamodb/order-list.ts';
import { dynamoOrders } from '../../aws/dynamodb/orders.ts';
import { countingReads } from '../../aws/read-units.ts';
import { minuteMs } from '../../core/kernel/time.ts';
import { type DynamoEmulator, startDynalite } from '../../proving/dynalite.ts';
import { type DynamoTables, freshTables } from './dynamo-subject.ts';
import { freshShop, noon, orderNumberOf, storedOrder } from './fixtures.ts';

let emulator: DynamoEmulator;
let tables: DynamoTables['tables'];
beforeAll(async () => {
  emulator = await startDynalite();
  ({ tables } = await freshTables(emulator.endpoint));
});
afterAll(() => emulator.stop());

it('the read units of a piece of work are those that DynamoDB reports, apart from what is read beside it', async () => {
  const shop = freshShop();
  const orders = dynamoOrders({ orders: tables.Orders, revisions: tables.Revisions });
  const list = dynamoOrderList(tables.Orders);
  const count = countingReads(tables.Orders.client);
  const keys = Array.from({ length: 40 }, (_, index) => ({ shop, orderNumber: orderNumberOf(index) }));
  const original = new Uint8Array(5_000);
  const put = async () => {
    for (const [index, { orderNumber }] of keys.entries())
      await orders.put(storedOrder({ shop, orderNumber, original, orderedAt: noon + index * minuteMs }), null);
  };
  expect((await count(put)).readUnits).toBe(0);
  const span = { from: 0, to: noon * 2 };
  const [keysAlone, summaries, wholeRows] = await Promise.all([
    count(() => list.newest(shop, span, 40)),
    // A row of 5 KB takes two halves of a unit, whatever part of it is asked for.
    count(() => list.summaries(keys)),
    count(() => list.rows(keys)),
    list.newest(shop, span, 40),
  ]);
  expect(keysAlone.result).toHaveLength(40);
  expect(keysAlone.readUnits).toBe(0.5);
  expect([summaries.readUnits, wholeRows.readUnits]).toEqual([40, 40]);
  // What a part of it counted for itself is a part of the whole: a page of the console names the units of its search.
  const { result, readUnits } = await count(() => count(() => list.newest(shop, span, 40)));
  expect([result.readUnits, readUnits]).toEqual([0.5, 0.5]);
});
