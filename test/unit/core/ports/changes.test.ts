import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import type { PushState } from '../../../../core/model/push.ts';
import { bucketOf } from '../../../../core/model/shards.ts';
import { memoryPorts } from '../../../../proving/memory/index.ts';
import type { Push } from '../../../../proving/memory/push.ts';
import { putChanges } from '../../../../proving/memory/row-of-change.ts';

const at = Date.UTC(2026, 10, 24, 5);
const shop = 'rms#kado-no-mise';
const orderNumber = '370001-20261124-0203456789';
const pushOf = (change: Partial<Push> = {}): Push => ({
  ...{ shop, orderNumber, id: 'confirm-1', content: { kind: 'confirm' }, requestedAt: at, by: 'hanako' },
  ...{ version: 1, writer: 'run-a', state: { kind: 'requested' }, trail: [{ at, what: 'requested', by: 'hanako' }] },
  ...change,
});
const confirmed: PushState = { kind: 'confirmed', at: at + hourMs };
const failed: PushState = { kind: 'failed', at: at + hourMs, reason: 'wrong-progress', who: 'merchant' };
const heldTrail: Push['trail'] = [{ at: at + minuteMs, what: 'held', reason: 'outage' }];

async function changesWith(...pushes: readonly Push[]) {
  const ports = memoryPorts();
  await putChanges(ports.targets, ...pushes);
  return ports.changes;
}

/** A shipment of one parcel. */
function shipment(id: string, trackingNumber: string, more: Partial<Push> & { readonly corrects?: string } = {}): Push {
  const { corrects, ...change } = more;
  const parcel = { carrier: '1001', trackingNumber, shippedOn: '2026-11-24', ...(corrects && { corrects }) };
  return pushOf({ id, content: { kind: 'ship', parcels: [parcel] }, ...change });
}

describe('the open changes of a shop', () => {
  it('are those that are undone or failed since, each once, whether or not the mall is looked at again', async () => {
    const changes = await changesWith(
      pushOf({ orderNumber: '1', id: 'undone' }),
      pushOf({ orderNumber: '2', id: 'failed', state: failed }),
      pushOf({ orderNumber: '3', id: 'failed-and-due', state: failed, lookAgainAt: at + 2 * hourMs }),
      pushOf({ orderNumber: '4', id: 'confirmed-and-due', state: confirmed, lookAgainAt: at + 2 * hourMs }),
      pushOf({ orderNumber: '5', id: 'freed', state: confirmed, trail: heldTrail }),
    );
    const ids = async (since: { readonly failed?: number; readonly freed?: number }) =>
      (await changes.open(shop, since, 10)).changes.map(({ id }) => id).sort();
    expect(await ids({})).toEqual(['undone']);
    expect(await ids({ failed: 0 })).toEqual(['failed', 'failed-and-due', 'undone']);
    expect(await ids({ failed: at + hourMs + 1, freed: at })).toEqual(['freed', 'undone']);
    expect(await ids({ freed: at + hourMs + 1 })).toEqual(['undone']);
  });

  it('of one order are each in the lists that they belong in, however the others stand', async () => {
    const changes = await changesWith(
      pushOf({ id: 'undone' }),
      pushOf({ id: 'failed', state: failed }),
      pushOf({ id: 'freed', state: confirmed, trail: heldTrail }),
    );
    const found = await changes.open(shop, { failed: at, freed: at }, 10);
    expect(found.changes.map(({ id }) => id).sort()).toEqual(['failed', 'freed', 'undone']);
    const idsOf = (all: readonly { readonly id: string }[]) => all.map(({ id }) => id);
    expect(idsOf(await changes.undone(shop, 10))).toEqual(['undone']);
    expect(idsOf(await changes.failed(shop, at, 10))).toEqual(['failed']);
    expect(await changes.failed(shop, at + hourMs + 1, 10)).toEqual([]);
  });

  it('are cut where one kind of them is of as many orders as were asked for', async () => {
    const changes = await changesWith(pushOf({ orderNumber: '1' }), pushOf({ orderNumber: '2' }));
    expect(await changes.open(shop, {}, 3)).toMatchObject({ isCut: false });
    expect(await changes.open(shop, {}, 2)).toMatchObject({ isCut: true });
  });

  it('name their shop while there is one of them', async () => {
    const due = await changesWith(pushOf());
    const over = await changesWith(pushOf({ state: failed }));
    const bucket = bucketOf(shop);
    expect([await due.dueShops(bucket), await due.openShops(bucket)]).toEqual([[shop], [shop]]);
    expect([await over.dueShops(bucket), await over.openShops(bucket)]).toEqual([[], [shop]]);
  });
});

describe('a change', () => {
  it.each<[Partial<Push>, object]>([
    [{}, { since: at, next: at, heldAt: null }],
    [
      { state: { kind: 'held', since: at + 1, cause: 'outage', tries: 0 }, trail: heldTrail },
      { since: at + 1, next: at + 1, heldAt: at + minuteMs },
    ],
    [
      { state: confirmed, trail: heldTrail },
      { since: at + hourMs, next: null, heldAt: at + minuteMs },
    ],
    [{ state: confirmed, untold: 'confirmed' }, { next: at + hourMs }],
    [{ state: failed, trail: [{ at, what: 'failed', surplusRows: 2 }] }, { surplusStays: true }],
    [{ state: failed, trail: [{ at, what: 'failed', reason: 'wrong-progress' }] }, { surplusStays: false }],
  ])('of %j says since when it stands so, and what comes next', async (push, told) => {
    const changes = await changesWith(pushOf(push));
    expect(await changes.ofOrder({ shop, orderNumber })).toMatchObject([told]);
  });

  it('tells nothing of the row that holds it', async () => {
    const push = pushOf({ missed: { since: at, times: 1 } });
    const { writer: _, missed: __, trail, ...rest } = push;
    const changes = await changesWith(push);
    const told = { since: at, next: at, heldAt: null, surplusStays: false, parcels: [], timeline: trail };
    expect(await changes.ofOrder({ shop, orderNumber })).toEqual([{ ...rest, ...told }]);
  });
});

describe('the parcels of an order', () => {
  it('that count are the last ones, with the numbers that they had before', async () => {
    const changes = await changesWith(
      shipment('ship-1', '1111', { state: confirmed }),
      shipment('ship-2', '2222', { corrects: '1111', requestedAt: at + 1 }),
      shipment('ship-3', '3333', { state: failed, requestedAt: at + 2 }),
    );
    const read = await changes.ofOrder({ shop, orderNumber });
    expect(read.map(({ parcels }) => parcels?.map(({ counts, former }) => ({ counts, former })))).toEqual([
      [{ counts: false, former: [] }],
      [{ counts: true, former: ['1111'] }],
      [{ counts: false, former: [] }],
    ]);
    const [first] = read;
    expect(await changes.one({ shop, orderNumber, id: 'ship-1' })).toEqual(first);
  });

  it('that may be there twice are looked for where a call had an open end', async () => {
    const other = '370001-20261124-0203456790';
    const changes = await changesWith(
      shipment('ship-1', '1111', { state: confirmed, unknownAt: at }),
      shipment('ship-1', '1111', { orderNumber: other, state: confirmed }),
    );
    expect(await changes.doubtful(shop, [orderNumber, other])).toEqual([orderNumber]);
    const row = { carrier: '1001', trackingNumber: '1111', shippedOn: '2026-11-24' };
    const rows = [1, 2].map((rowId) => ({ ...row, rowId: String(rowId) }));
    const seen = { orderNumber, progress: '500', stage: 'shipped', subStatusId: null, memo: null } as const;
    const surplusAt = (key: string) =>
      changes.surplus({ shop, orderNumber: key }, { ...seen, baskets: [{ basketId: '1', rows }] });
    expect(await surplusAt(orderNumber)).toEqual({ rows: 1, left: 1 });
    expect(await surplusAt(other)).toEqual({ rows: 0, left: 0 });
  });
});
