import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FailedMessages } from '../../../aws/failed-messages.ts';
import { eventOf } from '../../../aws/lambda/bus-envelope.ts';
import { eachMessage, queueBatch } from '../../../aws/lambda/queue-batch.ts';
import type { RequestLog } from '../../../aws/log.ts';
import { shopOfMessage, stockMessageOf } from '../../../aws/queues.ts';
import { InputError, TsunagiError } from '../../../core/kernel/errors.ts';
import { readWhole } from '../../../core/kernel/shape.ts';
import { movementReports } from '../../../core/model/event-schemas.ts';
import { statusRequest } from '../../../core/model/status-request.ts';
import { ParameterError, readParameters } from '../../../lib/parameters.ts';
import { amazonTraits } from '../../../malls/amazon/traits.ts';
import { memoryLog } from '../../../proving/memory/index.ts';
import { type Edit, edited, editedText, edits, fuzzed } from './edits.ts';

const ever = (check: (changes: Edit[]) => void) =>
  fc.assert(fc.property(edits, check), fuzzed as fc.Parameters<[Edit[]]>);

/** Expects success, or an error of this kind with a message. */
function orRefused<T>(kind: new (...given: never[]) => Error, read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof kind)) throw error;
    expect((error as Error & { problems: readonly string[] }).problems).not.toEqual([]);
    return null;
  }
}

const request = {
  format: 1,
  shop: 'rms#kado-no-mise',
  by: 'wms',
  orders: [
    { orderNumber: '370001-20261124-0201639034', change: { kind: 'confirm' } },
    {
      orderNumber: '370001-20261124-0201639035',
      change: {
        kind: 'ship',
        parcels: [{ basketId: '1', carrier: '1001', trackingNumber: '300000000015', shippedOn: '2026-11-24' }],
      },
    },
    { orderNumber: '370001-20261124-0201639036', change: { kind: 'cancel', reason: 'out-of-stock' } },
    { orderNumber: '370001-20261124-0201639037', change: { kind: 'sub-status', subStatusId: null } },
  ],
};

const movements = {
  format: 1,
  merchant: 'kado',
  by: 'wms',
  items: [
    { sku: 'tea', quantity: 3, at: '2026-11-24T14:00:00+09:00' },
    { sku: '𠮷茶', quantity: 0 },
  ],
};

const quantityChange = {
  NotificationVersion: '1.0',
  NotificationType: 'LISTINGS_ITEM_MFN_QUANTITY_CHANGE',
  PayloadVersion: '1.0',
  EventTime: '2021-02-03T18:59:30.194Z',
  Payload: { SellerId: 'A3KADONOMISE', FulfillmentChannelCode: 'DEFAULT', Sku: 'NLS-SHOES-03', Quantity: 99 },
  NotificationMetadata: { ApplicationId: 'amzn1.sellerapps.app.1', SubscriptionId: 's', NotificationId: 'n' },
};

const orderChange = {
  NotificationType: 'ORDER_CHANGE',
  Payload: {
    OrderChangeNotification: {
      SellerId: 'A3KADONOMISE',
      AmazonOrderId: '250-1234567-8901234',
      OrderChangeTrigger: { TimeOfOrderChange: '2026-11-24T06:45:07.284Z', ChangeReason: 'Status Change' },
      Summary: { MarketplaceId: 'A1VC38T7YXB528', OrderStatus: 'Unshipped', FulfillmentType: 'MFN' },
    },
  },
};

const ordersIn = (value: unknown, name: 'orders' | 'items'): number =>
  (value as Record<string, unknown[]>)[name]?.length ?? 0;

describe('whatever an event holds', () => {
  it('whatever an event holds, a request of statuses is taken in whole, or refused with every reason', () => {
    expect(readWhole(statusRequest(['rms']), request, [])).toEqual(
      request.orders.length > 0 ? expect.objectContaining({ by: 'wms' }) : null,
    );
    ever((changes) => {
      const given = edited(request, changes);
      const problems: string[] = [];
      const read = readWhole(statusRequest(['rms']), given, problems);
      expect(read === null).toBe(problems.length > 0);
      if (read !== null) expect(read.orders).toHaveLength(ordersIn(given, 'orders'));
    });
  });

  it.each(['StockCounted', 'StockReceived', 'StockAdjusted'] as const)(
    'as %s is taken in whole, or refused',
    (type) => {
      ever((changes) => {
        const given = edited(movements, changes);
        const problems: string[] = [];
        const read = readWhole(movementReports[type], given, problems);
        expect(read === null).toBe(problems.length > 0);
        if (read === null) return;
        expect(read.items).toHaveLength(ordersIn(given, 'items'));
        for (const { at } of read.items) expect(at === undefined || Number.isFinite(Date.parse(at))).toBe(true);
      });
    },
  );

  it('whatever an event holds, its envelope is one of the bus, or refused', () => {
    const types = ['StatusPushRequested', 'StockCounted'] as const;
    const envelope = {
      id: 'e-1',
      source: 'wms',
      time: '2026-11-24T05:00:00Z',
      'detail-type': types[0],
      detail: request,
    };
    ever((changes) => {
      const body =
        changes[0]?.how === 'cut'
          ? editedText(JSON.stringify(envelope), changes)
          : JSON.stringify(edited(envelope, changes));
      const read = orRefused(InputError, () => eventOf(body ?? '', types));
      if (read !== null) expect(types).toContain(read.type);
    });
  });
});

/** Reads a message; null when it is refused for good, or comes again because another release or configuration may read it. */
function orComesAgain<T>(read: () => T): T | null {
  return orRefused(InputError, () => {
    try {
      return read();
    } catch (error) {
      if (error instanceof TsunagiError && error.code === 'queue.failing' && error.retry === 'later') return null;
      throw error;
    }
  });
}

describe('whatever a queue hands over', () => {
  const bodies = [
    JSON.stringify({ format: 1, shop: 'rms#kado' }),
    JSON.stringify({ format: 1, merchant: 'kado', skus: ['tea', 'cup'] }),
  ];

  it('whatever a queue hands over, a message names a shop or SKUs, comes again, or is refused', () => {
    ever((changes) => {
      for (const body of bodies) {
        const changed =
          changes[0]?.how === 'cut'
            ? editedText(body, changes)
            : (JSON.stringify(edited(JSON.parse(body), changes)) ?? '');
        const shop = orComesAgain(() => shopOfMessage(changed, ['rms', 'yahoo']));
        if (shop !== null) expect(shop).toMatch(/^(?:rms|yahoo)#/);
        const named = orComesAgain(() => stockMessageOf(changed, ['rms', 'yahoo']));
        if (named?.kind === 'skus') expect(named.skus.every((sku) => typeof sku === 'string')).toBe(true);
      }
    });
  });

  it('whatever a queue hands over, every message of a batch is worked on, given up or comes again, or the batch is refused', async () => {
    const context = { awsRequestId: 'r', getRemainingTimeInMillis: () => 60_000 };
    const record = (id: string) => ({
      messageId: id,
      body: bodies[0],
      eventSourceARN: 'arn:aws:sqs:ap-northeast-1:000000000000:status',
      attributes: { ApproximateReceiveCount: '1', SentTimestamp: '1545082649183' },
    });
    await fc.assert(
      fc.asyncProperty(edits, async (changes) => {
        const event = edited({ Records: [record('1'), record('2'), record('3')] }, changes);
        let [worked, givenUp] = [0, 0];
        const log: RequestLog = { ...memoryLog(), startRequest: () => {} };
        const failed: FailedMessages = {
          comeAgain: async () => undefined,
          giveUp: async (queue) => {
            if (queue !== 'status') return false;
            givenUp++;
            return true;
          },
        };
        const work = eachMessage(async ({ body }) => {
          shopOfMessage(body, ['rms', 'yahoo']);
          worked++;
        });
        try {
          const { batchItemFailures } = await queueBatch({ status: work }, { log, failed })(event, context);
          const sent = (event as { Records: { messageId: string }[] }).Records.map(({ messageId }) => messageId);
          const again = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
          // Of two messages of one id, which SQS never sends, both come again where one of them does.
          expect(worked + givenUp + sent.filter((id) => again.has(id)).length).toBeGreaterThanOrEqual(sent.length);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
      fuzzed as fc.Parameters<[Edit[]]>,
    );
  });
});

describe('whatever parameters a deployment is given', () => {
  const sound = {
    stage: 'prod',
    shards: '4',
    retentionDays: 90,
    malls: ['rms'],
    sender: 'info@example.jp',
    mailFromName: '角',
    ordersTable: 'orders',
    'tsunagi:stages': { prod: { opsEmail: 'ops@example.jp', stockDrift: 'ask' } },
  };

  it('whatever parameters a deployment gets, they are read whole, or refused with everything that is wrong', () => {
    expect(readParameters(sound)).toMatchObject({ shards: 4, opsEmail: 'ops@example.jp' });
    ever((changes) => {
      const given = edited(sound, changes);
      if (typeof given !== 'object' || given === null || Array.isArray(given)) return;
      const read = orRefused(ParameterError, () => readParameters(given as Record<string, unknown>));
      if (read === null) return;
      expect(Number.isInteger(read.shards) && read.shards >= 1 && read.shards <= 64).toBe(true);
      expect(read.stage).toMatch(/^[a-z][a-z0-9-]{0,15}$/);
    });
  });
});

it('whatever a message about a level holds, it names a seller, an item and a whole number, or nothing', () => {
  expect(amazonTraits.hintIn?.(quantityChange)).toEqual({
    ...{ kind: 'level', code: 'A3KADONOMISE', item: 'NLS-SHOES-03', level: 99 },
    changedAt: Date.parse('2021-02-03T18:59:30.194Z'),
  });
  ever((changes) => {
    const hint = amazonTraits.hintIn?.(edited(quantityChange, changes)) ?? null;
    if (hint === null || hint === 'not-imported') return;
    if (hint.kind !== 'level') throw new Error('A level became an order.');
    expect(hint.code).toMatch(/^[A-Za-z0-9_-]{1,60}$/);
    expect([hint.item.trim() !== '', Number.isInteger(hint.level)]).toEqual([true, true]);
    expect(hint.changedAt === null || Number.isFinite(hint.changedAt)).toBe(true);
  });
});

it('whatever a message of Amazon holds, it names an order by its own form, or none', () => {
  expect(amazonTraits.hintIn?.(orderChange)).toMatchObject({
    code: 'A3KADONOMISE',
    orderNumber: '250-1234567-8901234',
  });
  ever((changes) => {
    const hint = amazonTraits.hintIn?.(edited(orderChange, changes)) ?? null;
    if (hint === null || hint === 'not-imported') return;
    if (hint.kind !== 'order') throw new Error('An order became a level.');
    expect(hint.orderNumber).toMatch(/^\d{3}-\d{7}-\d{7}$/);
    expect(hint.code).toMatch(/^[A-Za-z0-9_-]{1,60}$/);
    expect(hint.changedAt === null || Number.isFinite(hint.changedAt)).toBe(true);
  });
});
