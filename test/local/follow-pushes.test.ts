import { deflateRawSync } from 'node:zlib';
import { expect, it } from 'vitest';
import type { Change } from '../../core/model/change.ts';
import type { PushState } from '../../core/model/push.ts';
import { followPushes } from '../../local/desk/follow-pushes.ts';
import type { BusEvent } from '../../local/events/put-events.ts';
import type { Item } from '../../local/tables/read-table.ts';
import type { Push } from '../../proving/memory/push.ts';

const shop = 'rms#midori-an';
const push = (orderNumber: string, state: PushState): Push => ({
  shop,
  orderNumber,
  id: 'x',
  content: { kind: 'confirm' },
  requestedAt: 1,
  by: 'warehouse-1',
  version: 1,
  writer: 'w',
  state,
  trail: [],
});
const changeOf = ({ trail, ...row }: Push): Change => ({
  ...row,
  ...{ since: 1, next: 1, heldAt: null, surplusStays: false, timeline: trail },
});
const held = (orderNumber: string) => push(orderNumber, { kind: 'held', since: 1, cause: 'outage', tries: 0 });

/** Follows rows that are changed at will. */
function following(table: readonly Push[] = []) {
  const rows = new Map(table.map((row) => [row.orderNumber, row]));
  const listeners: ((event: BusEvent) => void)[] = [];
  const told: string[] = [];
  let reads = 0;
  const isUndone = ({ state }: Push) => !['confirmed', 'failed', 'withdrawn'].includes(state.kind);
  const watched = followPushes(
    {
      onEvent: (listener) => {
        listeners.push(listener);
        return () => {};
      },
      async *readTable() {
        for (const { shop, orderNumber, id, state } of rows.values()) {
          const packed = deflateRawSync(JSON.stringify({ requests: [{ id, state }] })).toString('base64');
          const item: Item = { shop: { S: shop }, orderNumber: { S: orderNumber }, packed: { B: packed } };
          yield item;
        }
      },
    },
    {
      dueShops: async () => ([...rows.values()].some(isUndone) ? [shop] : []),
      undone: async () => {
        reads += 1;
        return [...rows.values()].filter(isUndone).map(changeOf);
      },
      one: async ({ orderNumber }) => {
        const push = rows.get(orderNumber);
        return push === undefined ? null : changeOf(push);
      },
    },
    { add: (_, text) => void told.push(text) },
    { keys: () => [shop], nameOf: () => 'みどり庵' },
  );
  return {
    watched,
    told,
    reads: () => reads,
    put: (...changed: Push[]) => {
      for (const row of changed) rows.set(row.orderNumber, row);
    },
    hear: (kind: string, orderNumber: string) => {
      const detail = { shop, orderNumber, pushId: 'x' };
      for (const listener of listeners)
        listener({ source: 'tsunagi', 'detail-type': kind, detail } as unknown as BusEvent);
    },
  };
}

it('the live view counts the changes that stood in the table at the start, and reports none of them', async () => {
  const { watched, told } = following([
    push('1', { kind: 'confirmed', at: 1 }),
    push('2', { kind: 'requested' }),
    held('3'),
  ]);
  await watched.load();
  await watched.read();
  expect(watched.of(shop)).toMatchObject({ waiting: 1, held: 1, confirmed: 1, failed: 0 });
  expect(told).toEqual([]);
});

it('the live view reports changes that were asked for elsewhere, held, let go, and seen at the mall', async () => {
  const { watched, told, put, hear } = following();
  put(push('1', { kind: 'requested' }), push('2', { kind: 'requested' }));
  await watched.read();
  put(held('1'), held('2'));
  await watched.read();
  put(push('1', { kind: 'pushing', until: 9, tries: 0 }));
  put(push('2', { kind: 'confirmed', at: 5 }));
  hear('StatusPushConfirmed', '2');
  await watched.read();
  expect(told).toEqual([
    'みどり庵: status changes: 2 requested',
    'みどり庵: status changes: 2 held (outage)',
    'みどり庵: status changes: 1 no longer held, 1 confirmed',
  ]);
  expect(watched.of(shop)).toMatchObject({ waiting: 1, held: 0, confirmed: 1, failed: 0 });
});

it('the live view names the command for failed changes, finds silently withdrawn ones, and reads no rows when nothing is undone', async () => {
  const { watched, told, put, hear, reads } = following([push('1', { kind: 'requested' })]);
  await watched.load();
  put(push('1', { kind: 'withdrawn', at: 2, by: 'ops' }));
  hear('StatusPushFailed', '2');
  await watched.read();
  expect(told).toEqual([
    'みどり庵: status changes: 1 requested, 1 withdrawn, 1 failed: npm run ops -- push list --failed',
  ]);
  await watched.read();
  expect(reads()).toBe(0);
  expect(watched.of(shop)).toMatchObject({ waiting: 0, held: 0, confirmed: 0, failed: 1 });
});
