import { describe, expect, it } from 'vitest';
import { dynamoOrders } from '../../../aws/dynamodb/orders.ts';
import { dynamoStockLedger } from '../../../aws/dynamodb/stock-ledger.ts';
import { claim, orderNumberOf, storedOrder } from '../../contract/fixtures.ts';
import { fakeTable, refusing } from './fake-service.ts';

const shop = 'rms#hanamori';

describe('the order store’s requests', () => {
  it('ask cheaply which orders are known, and strongly for whole rows', async () => {
    const { dynamodb, table } = fakeTable();
    dynamodb.on('BatchGetItem', () => ({}));
    const orders = dynamoOrders({ orders: table, revisions: table });
    await orders.known(shop, [orderNumberOf(1)]);
    await orders.rows(shop, [orderNumberOf(1)]);
    const [known, rows] = dynamodb.inputs('BatchGetItem').map((input) => input.RequestItems?.['orders-table']);
    expect(known).toMatchObject({ ConsistentRead: false, ProjectionExpression: '#orderNumber' });
    expect(rows).toMatchObject({ ConsistentRead: true });
    expect(rows).not.toHaveProperty('ProjectionExpression');
  });

  it('put a first row on the condition that there is none, or that it is our own', async () => {
    const { dynamodb, table } = fakeTable();
    dynamodb.on('PutItem', () => ({}));
    const orders = dynamoOrders({ orders: table, revisions: table });
    await orders.put(storedOrder({ shop, version: 7 }), null);
    await orders.put(storedOrder({ shop, version: 8 }), 7);
    const conditions = dynamodb.inputs('PutItem').map((input) => input.ConditionExpression);
    expect(conditions).toEqual([
      'attribute_not_exists(#orderNumber) OR #version = :version AND #writer = :writer',
      '#version = :seen OR #version = :version AND #writer = :writer',
    ]);
  });

  it('ask for nothing that only some emulators know', async () => {
    const { dynamodb, table } = fakeTable();
    dynamodb.on('PutItem', () => ({}));
    dynamodb.on('UpdateItem', () => ({}));
    const orders = dynamoOrders({ orders: table, revisions: table });
    await orders.put(storedOrder({ shop }), null);
    await orders.markAnnounced({ shop, orderNumber: orderNumberOf(1) }, 1, [], undefined);
    await dynamoStockLedger(table).putClaim(claim({ shop }));
    for (const input of dynamodb.calls) {
      expect(input).not.toHaveProperty('ReturnValuesOnConditionCheckFailure');
    }
    expect(dynamodb.calls).toHaveLength(3);
  });

  it('that are throttled fail for later, and name the table', async () => {
    const { dynamodb, table } = fakeTable();
    dynamodb.on('PutItem', refusing('ThrottlingException', 400));
    const orders = dynamoOrders({ orders: table, revisions: table });
    await expect(orders.put(storedOrder({ shop }), null)).rejects.toMatchObject({
      code: 'store.failing',
      retry: 'later',
      message: expect.stringContaining('orders-table'),
    });
  });
});

describe('the stock ledger’s requests', () => {
  it('fail for later when a claim was refused for one that is gone again', async () => {
    const { dynamodb, table } = fakeTable();
    dynamodb.on('UpdateItem', refusing('ConditionalCheckFailedException', 400));
    dynamodb.on('GetItem', () => ({}));
    const writing = dynamoStockLedger(table).putClaim(claim({ shop }));
    await expect(writing).rejects.toMatchObject({ code: 'store.failing', retry: 'later' });
    expect(dynamodb.inputs('GetItem')[0]?.ConsistentRead).toBe(true);
  });
});
