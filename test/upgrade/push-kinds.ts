import { hourMs } from '../../core/kernel/time.ts';
import { nextTarget, type OrderTarget } from '../../core/model/order-target.ts';
import type { Push } from '../../proving/memory/push.ts';
import { putChanges } from '../../proving/memory/row-of-change.ts';
import { far, inScope, noon, order, type RowKind, rowKind, shop } from './row-kind.ts';

const asked = { ...order, requestedAt: noon - hourMs, by: 'warehouse-1', version: 1, writer: 'run-a' } as const;

const shipment: Push = {
  ...asked,
  id: 'ship-0123456789ab',
  content: {
    kind: 'ship',
    parcels: [{ basketId: '11', carrier: '1001', trackingNumber: '1234-5678', shippedOn: '2026-11-24' }],
  },
  state: { kind: 'retrying', tries: 2, next: noon, reason: 'unknown', code: 'mall.timeout' },
  unknownAt: noon - hourMs,
  missed: { since: noon - hourMs, times: 2 },
  trail: [
    { at: noon - hourMs, what: 'requested', by: 'warehouse-1' },
    { at: noon, what: 'called', operation: 'updateOrderShipping', code: 'mall.timeout', requestId: 'r', detail: 'x' },
  ],
};

const cancel: Push = {
  ...asked,
  id: 'cancel-0123456789ab',
  content: { kind: 'cancel', reason: 'out-of-stock' },
  state: { kind: 'failed', at: noon, reason: 'wrong-progress', who: 'merchant', mallCode: 'E1', mallWords: '注文' },
  untold: 'failed',
  trail: [{ at: noon, what: 'failed', reason: 'wrong-progress' }],
};

const confirm: Push = {
  ...asked,
  id: 'confirm-0123456789ab',
  content: { kind: 'confirm' },
  state: { kind: 'confirmed', at: noon },
  lookAgainAt: noon + hourMs,
  trail: [{ at: noon - hourMs, what: 'held', reason: 'outage' }],
};

/** An order that rests, of which something failed and something was freed. */
const atRest = `${order.orderNumber}0`;

/** A row of its own for each of the stretches of the indexes. */
const targetKind = (orderNumber: string, changes: readonly Push[], more: Partial<OrderTarget>): RowKind => {
  const key = { shop, orderNumber };
  return rowKind({
    table: 'Pushes',
    format: 'orderTargetFormat',
    is: ({ push }) => push?.S === orderNumber,
    async write({ targets }) {
      await putChanges(targets, ...changes.map((change) => ({ ...change, orderNumber })));
      const row = await targets.get(key);
      if (row === null) throw new Error('The row was not written.');
      await targets.put(nextTarget({ ...row, ...more }, 'run-a'));
    },
    read: async ({ targets }) => ({
      row: await targets.get(key),
      ofOrders: await targets.ofOrders(shop, [orderNumber]),
      due: await targets.due(shop, far, 10),
      undone: await targets.undone(shop, 10),
      failed: await targets.failed(shop, 0, 10),
      freed: await targets.freed(shop, 0, 10),
      shops: (await Promise.all(Array.from({ length: 16 }, (_, bucket) => targets.dueSince(bucket, far)))).flat(),
    }),
  });
};

const failure = { shop, orderNumber: order.orderNumber, push: cancel.id, at: noon };

/** The same, once nothing of it is due any more. */
function withoutPlans({ untold: _, lookAgainAt: __, ...change }: Push): Push {
  return change;
}

/** The kinds of rows that are there because of requested changes. */
export const pushKinds: Readonly<Record<string, RowKind>> = {
  'order target': targetKind(order.orderNumber, [confirm, shipment, cancel], {
    claim: { run: 'run-a', until: noon + hourMs },
    removals: 1,
  }),
  'order target at rest': targetKind(atRest, [withoutPlans(confirm), withoutPlans(cancel)], {}),
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
