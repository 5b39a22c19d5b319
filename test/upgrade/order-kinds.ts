import { hourMs } from '../../core/kernel/time.ts';
import type { OrderRow } from '../../core/model/order.ts';
import type { Ports } from '../../core/ports/ports.ts';
import {
  base,
  far,
  inScope,
  isEntry,
  isSkuRow,
  line,
  noon,
  order,
  orderNumber,
  type RowKind,
  rowKind,
  shop,
} from './row-kind.ts';

const problem = { kind: 'missing', since: noon - hourMs, tries: 3, reason: 'not handed out' } as const;

const redacted = { at: noon, version: 7 };

const orderRows: { readonly [Kind in OrderRow['kind']]: Extract<OrderRow, { kind: Kind }> } = {
  stored: {
    ...base,
    kind: 'stored',
    revision: 3,
    progress: '300',
    orderedAt: noon - 2 * hourMs,
    storedAt: noon - hourMs,
    readAt: noon,
    fingerprint: 'Zm9vYmFyYmF6cXV4',
    original: Uint8Array.of(1, 2, 3),
    unannounced: [
      { revision: 1, kind: 'OrderImported' },
      { revision: 2, kind: 'OrderChanged' },
      { revision: 3, kind: 'OrderCancelled' },
    ],
    problem,
    final: false,
    finalAt: noon,
    erasedAt: noon,
    redacted,
  },
  missing: { ...base, kind: 'missing', problem, redacted },
  quarantined: {
    ...base,
    kind: 'quarantined',
    problem: { ...problem, kind: 'quarantined' },
    raw: Uint8Array.of(1, 9),
    redacted,
  },
};

async function orderAsRead({ orders }: Ports, orderNumber: string): Promise<unknown> {
  return {
    known: await orders.known(shop, [orderNumber]),
    rows: await orders.rows(shop, [orderNumber]),
    range: await orders.range(shop, '', '~', undefined),
    open: await orders.openOrders(shop),
    due: (await Promise.all(Array.from({ length: 16 }, (_, bucket) => orders.due(bucket, far, 10)))).flat(),
  };
}

const orderKind = (row: OrderRow): RowKind =>
  rowKind({
    table: 'Orders',
    format: 'orderRowFormat',
    is: ({ kind }) => kind?.S === row.kind,
    write: ({ orders }) => orders.put({ ...row, orderNumber: `${orderNumber}-${row.kind}` }, null),
    read: (ports) => orderAsRead(ports, `${orderNumber}-${row.kind}`),
  });

/** The kinds of rows that an import writes of an order, and of the shop it is from. */
export const orderKinds: Readonly<Record<string, RowKind>> = {
  'stored order': orderKind(orderRows.stored),
  'missing order': orderKind(orderRows.missing),
  'quarantined order': orderKind(orderRows.quarantined),
  revision: rowKind({
    table: 'Revisions',
    format: 'revisionFormat',
    is: () => true,
    write: ({ orders }) =>
      orders.keepRevision({
        ...order,
        revision: 2,
        version: noon,
        progress: '100',
        readAt: noon,
        supersededAt: noon + hourMs,
        original: Uint8Array.of(7),
      }),
    read: ({ orders }) => orders.revisions(order),
  }),
  claim: rowKind({
    table: 'Stock',
    format: 'claimFormat',
    is: (item) => isEntry(item, 'claim'),
    write: ({ stock }) => stock.putClaim({ ...line, quantity: 2, version: noon, writer: 'run-a' }),
    read: async ({ stock }) => {
      const { claims, after } = await stock.page(undefined);
      // To the release before, movements and what is oversold are claims that hold nothing, of a shop that there is not.
      const held = claims.filter(({ quantity }) => quantity > 0);
      const others = claims.filter(({ quantity, shop }) => quantity === 0 && String(shop) !== 'none');
      return { claims: await stock.claims([line]), page: { held, others, after } };
    },
  }),
  SKU: rowKind({
    table: 'Stock',
    format: 'skuRowFormat',
    is: (item) => isSkuRow(item) && item.buffer === undefined,
    write: ({ stock }) => stock.markDirty(line.merchant, line.sku, noon),
    // The release before reads none: so it is compared as it lies there.
    read: async (_, __, trial) =>
      (await trial.items('Stock')).filter((item) => isSkuRow(item) && item.buffer === undefined),
  }),
  intent: rowKind({
    table: 'Control',
    format: 'intentFormat',
    is: inScope('intents#'),
    write: ({ intents }) => intents.open({ id: 'one', shop, at: noon, orderNumbers: [orderNumber], claims: [line] }),
    read: async ({ intents }) =>
      (await Promise.all(Array.from({ length: 16 }, (_, bucket) => intents.abandoned(bucket, far)))).flat(),
  }),
  shop: rowKind({
    table: 'Shops',
    format: 'shopFormat',
    is: () => true,
    write: ({ shops }) =>
      shops.add({
        key: shop,
        mall: 'rms',
        code: 'sample',
        name: '花森茶舗🍵',
        merchant: 'hanamori',
        shard: 3,
        importFrom: noon - hourMs,
        addedAt: noon,
        cursor: noon,
        scannedAt: noon,
        scanPlace: '2-300@1795478400000',
        rereadDay: '2026-11-24',
        rereadAfter: orderNumber,
        callsPerSecond: 0.5,
        shipWithinDays: 2,
        cardDays: 30,
        credential: {
          ...{ version: 4, sealed: Uint8Array.of(1, 2) },
          ...{ expiresAt: far, expiringPart: 'licence', checkedAt: noon },
          laterEnd: { part: 'public-key', at: far },
        },
        pending: { version: 5, sealed: Uint8Array.of(3, 4), since: noon },
        lostSpan: { from: 0, to: 1 },
        rewound: { times: 2, at: noon },
      }),
    read: async ({ shops }) => ({ one: await shops.get(shop), all: await shops.all(), shard: await shops.inShard(3) }),
  }),
};
