import { hourMs } from '../../core/kernel/time.ts';
import type { Push } from '../../core/model/push.ts';
import { far, inScope, noon, order, type RowKind, rowKind, shop } from './row-kind.ts';

const push: Push = {
  ...order,
  id: 'ship-0123456789ab',
  content: {
    kind: 'ship',
    parcels: [{ basketId: '11', carrier: '1001', trackingNumber: '1234-5678', shippedOn: '2026-11-24' }],
  },
  requestedAt: noon - hourMs,
  by: 'warehouse-1',
  version: 1,
  writer: 'run-a',
  state: { kind: 'retrying', tries: 2, next: noon, reason: 'unknown', code: 'mall.timeout' },
  unknownAt: noon - hourMs,
  trail: [
    { at: noon - hourMs, what: 'requested', by: 'warehouse-1' },
    { at: noon, what: 'called', operation: 'updateOrderShipping', code: 'mall.timeout', requestId: 'r', detail: 'x' },
  ],
};

const failed: Push = {
  ...push,
  id: 'cancel-0123456789ab',
  content: { kind: 'cancel', reason: 'out-of-stock' },
  state: { kind: 'failed', at: noon, reason: 'wrong-progress', who: 'merchant', mallCode: 'E1', mallWords: '注文' },
};

/** A row of its own kind for each of the stretches of the index. */
const pushKind = (row: Push): RowKind =>
  rowKind({
    table: 'Pushes',
    format: 'pushRowFormat',
    is: ({ id }) => id?.S === row.id,
    write: ({ pushes }) => pushes.request(row),
    read: async ({ pushes }) => ({
      row: await pushes.get(row),
      ofOrder: await pushes.ofOrder(row),
      due: await pushes.due(shop, far, 10),
      undone: await pushes.undone(shop, 10),
      failed: await pushes.failed(shop, 0, 10),
      shops: (await Promise.all(Array.from({ length: 16 }, (_, bucket) => pushes.dueSince(bucket, far)))).flat(),
    }),
  });

const failure = { shop, orderNumber: order.orderNumber, push: failed.id, at: noon };

/** The kinds of rows that are there because of pushes. */
export const pushKinds: Readonly<Record<string, RowKind>> = {
  'push under way': pushKind(push),
  'failed push': pushKind(failed),
  digest: rowKind({
    table: 'Control',
    format: 'digestFormat',
    is: inScope('digests'),
    write: ({ digests }) =>
      digests.put({
        merchant: 'hanamori',
        version: 1,
        since: noon,
        notedAt: noon,
        failures: [failure],
        more: 1,
        deadlines: [],
        told: ['told-before'],
      }),
    read: async ({ digests }) => ({ one: await digests.get('hanamori'), all: await digests.list() }),
  }),
  'morning report': rowKind({
    table: 'Control',
    format: 'digestFormat',
    is: inScope('morning#'),
    write: ({ digests }) =>
      digests.putMorning({
        ...{ merchant: 'hanamori', shop, shopName: '花森', day: '2026-11-24', at: noon, behindSince: noon - 1 },
        knowsShipDays: true,
        groups: { overdue: { count: 2, orders: [{ orderNumber: order.orderNumber, by: noon }] } },
      }),
    read: ({ digests }) => digests.mornings('hanamori', '2026-11-24'),
  }),
  warning: rowKind({
    table: 'Control',
    format: 'digestFormat',
    is: inScope('warned#'),
    write: ({ digests }) => digests.markWarned(shop, order.orderNumber, far),
    read: ({ digests }) => digests.warned(shop),
  }),
};
