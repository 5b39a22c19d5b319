import { beforeEach, describe, expect, it } from 'vitest';
import { hasOldHistory, redactOrder } from '../../../core/import/personal-data.ts';
import { eraseOrder } from '../../../core/import/sweep.ts';
import { hourMs, minuteMs } from '../../../core/kernel/time.ts';
import { storedOrderOf } from '../../../core/model/index.ts';
import { newMerchant } from '../../../core/model/merchant.ts';
import type { OrderRow, StoredOrder } from '../../../core/model/order.ts';
import { pack, unpack } from '../../../core/model/packing.ts';
import type { PushContent, PushState } from '../../../core/model/push.ts';
import { pushIdOf } from '../../../core/model/push-row.ts';
import type { Shop } from '../../../core/model/shop.ts';
import { retryPush } from '../../../core/status/by-hand.ts';
import { requestPushes } from '../../../core/status/request.ts';
import { rmsTraits } from '../../../malls/rms/traits.ts';
import { allClaims } from '../../../proving/memory/index.ts';
import type { Push } from '../../../proving/memory/push.ts';
import { putChanges } from '../../../proving/memory/row-of-change.ts';
import { personalDataOf } from '../../../proving/privacy/planted.ts';
import { createSearch } from '../../../proving/privacy/search.ts';
import { writtenOut } from '../../../proving/privacy/written.ts';
import { type OpsWorld, openWorld, start } from './world.ts';

let world: OpsWorld;
let shop: Shop;
let numbers: string[];

beforeEach(async () => {
  world = openWorld();
  shop = await world.addShop('kado-no-mise');
  numbers = world.rms.control.addOrders(shop.code, { count: 6, at: start - 40 * minuteMs, kind: 'random' });
  world.pass(minuteMs);
  await world.poll(shop);
});

const [first, second] = [() => numbers[0] as string, () => numbers[1] as string];
const rowOf = (orderNumber: string) => world.store.rowsByShop.get(shop.key)?.get(orderNumber) as StoredOrder;
const modelOf = (orderNumber: string) =>
  world.rms.control.books().shops[0]?.orders.find((one) => one.orderNumber === orderNumber)?.model;
const buyerOf = (orderNumber: string) => personalDataOf(modelOf(orderNumber));
/** What is anywhere in the tables of the buyer of an order. A city or a name alone may be another buyer's, too. */
const left = (orderNumber: string): string[] => {
  const own = buyerOf(orderNumber).filter(({ what }) => ['telephone', 'mail', 'card'].includes(what));
  expect(own.length).toBeGreaterThan(1);
  const all = createSearch(own)('the tables', writtenOut(Object.entries(world.store)));
  const ofRow = createSearch(buyerOf(orderNumber))('the row', writtenOut(rowOf(orderNumber)));
  return [...all, ...ofRow].map(({ what, value }) => `${what} ${value}`);
};
const erase = (more: string, typed?: string) => world.ops(`orders erase ${more}`, typed === undefined ? {} : { typed });

describe('removing a buyer who asked for it', () => {
  it('asks first, and removes nothing without an agreement or in a dry run', async () => {
    const before = rowOf(first());
    expect(await erase(first())).toMatchObject({ code: 1, err: expect.stringContaining('--yes') });
    expect(await erase(first(), 'no\n')).toMatchObject({ code: 1 });
    expect(await erase(`${first()} --dry-run`)).toMatchObject({ code: 0, out: expect.stringContaining('dry run') });
    expect(rowOf(first())).toEqual(before);
    expect(left(first())).not.toEqual([]);
  });

  it('leaves nothing of them in any table, and keeps number, lines, amounts and claims', async () => {
    world.rms.control.editOrder(shop.code, first());
    await world.ops('import --shop kado-no-mise --from -3h --to now');
    const row = rowOf(first());
    expect(await world.ports.orders.revisions(row)).toHaveLength(1);
    const claims = allClaims(world.store);
    const order = storedOrderOf(row.original, row, rmsTraits);

    expect(await erase(first(), 'yes\n')).toMatchObject({ code: 0, out: expect.stringContaining('from 1 order') });

    expect(left(first())).toEqual([]);
    const now = rowOf(first());
    const { original: _, ...facts } = order;
    expect(storedOrderOf(now.original, now, rmsTraits)).toMatchObject(facts);
    expect(now).toMatchObject({ progress: row.progress, revision: row.revision, final: false });
    expect(allClaims(world.store)).toEqual(claims);
    const shown = await world.json(`orders show ${first()}`);
    expect(shown.order).toMatchObject({ totalPrice: expect.any(Number), requestPrice: expect.any(Number) });
    expect(shown.buyerRemovedAt).toMatch(/^2026-11-24T/);
    expect(await world.ops('orders check --all')).toMatchObject({ code: 0 });
  });

  it('is not undone by a later reading: what the order becomes is stored, its buyer is not', async () => {
    await erase(`${first()} --yes`);
    world.pass(hourMs);
    world.rms.control.editOrder(shop.code, first());
    world.rms.control.cancelOrder(shop.code, first());
    await world.scan(shop);
    await world.ops('import --shop kado-no-mise --from -3h --to now');
    expect(rowOf(first())).toMatchObject({ progress: '900', revision: 2 });
    expect(await world.ports.orders.revisions(rowOf(first()))).toHaveLength(1);
    expect(
      allClaims(world.store).filter(({ orderNumber, quantity }) => orderNumber === first() && quantity > 0),
    ).toEqual([]);
    expect(left(first())).toEqual([]);
  });

  it('makes no revision and no announcement when the mall shows what it showed before', async () => {
    await erase(`${first()} --yes`);
    const [before, told] = [rowOf(first()), world.store.accepted.length];
    await world.ops('import --shop kado-no-mise --from -3h --to now');
    expect(rowOf(first())).toEqual(before);
    expect(world.store.accepted).toHaveLength(told);
  });

  it('can be repeated, and changes nothing then', async () => {
    await erase(`${first()} --yes`);
    const before = rowOf(first());
    const said = await erase(`${first()} --yes --json`);
    expect(JSON.parse(said.out)).toMatchObject({ dryRun: false, orders: [{ outcome: 'already', forgotten: 0 }] });
    expect(said.code).toBe(0);
    expect(rowOf(first())).toEqual(before);
  });

  it('finishes what was interrupted between the row and its history', async () => {
    world.rms.control.editOrder(shop.code, first());
    await world.ops('import --shop kado-no-mise --from -3h --to now');
    const { orders } = world.ports;
    const dying = { ...orders, dropRevisions: () => Promise.reject(new Error('killed')) };
    const ports = { orders: dying, traits: rmsTraits, now: world.now };
    await expect(redactOrder(ports, { shop: shop.key, orderNumber: first() }, 'one')).rejects.toThrow('killed');
    expect(left(first())).not.toEqual([]);
    expect(await world.ops('orders check --all')).toMatchObject({ code: 1 });
    expect((await erase(`${first()} --yes`)).code).toBe(0);
    expect(left(first())).toEqual([]);
  });

  it('takes the history that a run under way kept after it was dropped', async () => {
    const seen = rowOf(first());
    await erase(`${first()} --yes`);
    // A run that had looked before: it keeps what it saw, and its row is refused.
    const { shop: key, orderNumber, version, revision, progress, readAt, original } = seen;
    await world.ports.orders.keepRevision({
      shop: key,
      orderNumber,
      version,
      revision,
      progress,
      readAt,
      supersededAt: readAt,
      original,
    });
    expect(await world.ports.orders.put({ ...seen, version: version + 1 }, version)).toBe('changed');
    expect(await hasOldHistory(world.ports.orders, rowOf(first()))).toBe(true);
    expect(await world.ops('orders check --all')).toMatchObject({ code: 1 });
    await world.ops('orders check --all --repair');
    expect(left(first())).toEqual([]);
  });

  it('overwrites no concurrent write, and tries again', async () => {
    let writes = 0;
    const orders: typeof world.ports.orders = {
      ...world.ports.orders,
      async put(row, seen) {
        if (writes++ === 0) await world.ports.orders.put({ ...rowOf(first()), version: (seen ?? 0) + 5 }, seen);
        return world.ports.orders.put(row, seen);
      },
    };
    const key = { shop: shop.key, orderNumber: first() };
    expect(await redactOrder({ orders, traits: rmsTraits, now: world.now }, key, 'one')).toBe('redacted');
    expect(left(first())).toEqual([]);
  });

  it('empties the stored reply of an order that could not be read, and keeps nothing of the next broken reply', async () => {
    const row = rowOf(second());
    const problem = { kind: 'quarantined', since: world.now(), tries: 1, reason: 'not readable' } as const;
    const { shop: key, orderNumber, version, writer, original } = row;
    const held: OrderRow = {
      kind: 'quarantined',
      shop: key,
      orderNumber,
      version: version + 1,
      writer,
      problem,
      raw: original,
    };
    await world.ports.orders.put(held, version);
    expect((await erase(`${second()} --yes`)).code).toBe(0);
    expect(rowOf(second())).toMatchObject({ kind: 'quarantined', raw: new Uint8Array() });
    world.rms.control.spoilOrder(second(), 'wrong-type');
    await world.ops('import --shop kado-no-mise --from -3h --to now');
    expect(rowOf(second())).toMatchObject({ kind: 'quarantined', raw: new Uint8Array(), problem: { tries: 2 } });
    world.rms.control.mendOrder(second());
    await world.ops('import --shop kado-no-mise --from -3h --to now');
    expect(rowOf(second())).toMatchObject({ kind: 'stored', redacted: { at: expect.any(Number) } });
    expect(left(second())).toEqual([]);
  });

  it('says every order it does not know, and removes nothing then', async () => {
    const said = await erase(`${first()} 370001-20261124-0000000001 370001-20261124-0000000002 --yes`);
    expect(said.code).toBe(2);
    expect(said.err).toContain('370001-20261124-0000000001');
    expect(said.err).toContain('370001-20261124-0000000002');
    expect(rowOf(first()).redacted).toBeUndefined();
  });

  it('goes with the history and the original when the time of the whole order has come', async () => {
    await erase(`${first()} --yes`);
    expect(await eraseOrder(world.ports, rowOf(first()), 'sweep')).toBe('stored');
    expect(rowOf(first())).toMatchObject({ original: new Uint8Array(), erasedAt: world.now() });
    expect(JSON.parse((await erase(`${first()} --yes --json`)).out).orders).toMatchObject([{ outcome: 'already' }]);
  });
});

describe('the other orders of the same buyer', () => {
  /** Gives an order the buyer of another one, in other writing. */
  function sameBuyer(orderNumber: string, as: string): void {
    const { OrdererModel: who } = modelOf(as) as unknown as { OrdererModel: Record<string, string> };
    const row = rowOf(orderNumber);
    const model = JSON.parse(unpack(row.original)) as Record<string, unknown>;
    model.OrdererModel = { ...who, emailAddress: 'another@mail.example.jp', familyName: ` ${who.familyName}` };
    const changed = { ...row, version: row.version + 1, original: pack(JSON.stringify(model)) };
    world.store.rowsByShop.get(shop.key)?.set(orderNumber, changed);
  }

  it('are found by name and telephone together, and removed with it', async () => {
    sameBuyer(second(), first());
    const dry = JSON.parse((await erase(`${first()} --same-buyer --dry-run --json`)).out);
    expect(dry.orders).toMatchObject([
      { orderNumber: first(), because: 'named' },
      { orderNumber: second(), because: 'same-buyer', mark: 'name-and-phone', sameAs: first() },
    ]);
    const { out, err } = await erase(`${first()} --same-buyer --yes`);
    expect(out).toContain('from 2 orders');
    // Which mark, with --yes as well, and no more of it than tells a buyer's from the shop's own.
    expect(err).toMatch(new RegExp(`${second()} .*same name and telephone .… …\\d{4}, as ${first()}`));
    expect(
      createSearch(buyerOf(first()).filter(({ what }) => ['telephone', 'mail'].includes(what)))('shown', err + out),
    ).toEqual([]);
    expect([first(), second()].map((number) => rowOf(number).redacted !== undefined)).toEqual([true, true]);
    expect(numbers.slice(2).map((number) => rowOf(number).redacted)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('are none of other people', async () => {
    const dry = JSON.parse((await erase(`${first()} --same-buyer --dry-run --json`)).out);
    expect(dry.orders).toHaveLength(1);
  });
});

describe('changes that were requested of an order whose buyer is removed', () => {
  const memo: PushContent = { kind: 'memo', text: '髙橋様より電話 090-0123-4567' };
  const ask = async (content: PushContent, state: PushState): Promise<Push> => {
    const id = pushIdOf(content);
    const key = { shop: shop.key, orderNumber: first(), id };
    const push = { ...key, content, requestedAt: start, by: 'hanako', version: 1, writer: 'w', state, trail: [] };
    await putChanges(world.ports.targets, push);
    return push;
  };
  const stored = async () => world.ports.changes.ofOrder({ shop: shop.key, orderNumber: first() });

  it('lose their memos and numbers of parcels once they are done', async () => {
    await ask(memo, { kind: 'confirmed', at: start });
    const parcels = [{ carrier: '1001', trackingNumber: '123456789012', shippedOn: '2026-11-24' }];
    await ask({ kind: 'ship', parcels }, { kind: 'confirmed', at: start });
    expect((await erase(`${first()} --yes`)).out).toContain('2 requested changes');
    expect(writtenOut(await stored())).not.toMatch(/髙橋|123456789012/);
    expect((await stored()).map(({ state }) => state.kind)).toEqual(['confirmed', 'confirmed']);
    expect(JSON.parse((await erase(`${first()} --yes --json`)).out).orders).toMatchObject([{ forgotten: 0 }]);
  });

  it('are left while they are under way, which is said, and the command ends with 1', async () => {
    await ask(memo, { kind: 'requested' });
    const said = await erase(`${first()} --yes`);
    expect(said).toMatchObject({ code: 1, out: expect.stringContaining('1 change not done yet') });
    expect(writtenOut(await stored())).toContain('髙橋');
  });

  it('cannot be tried again without their content, and begin anew when the same is asked for', async () => {
    const push = await ask(memo, {
      kind: 'failed',
      at: start,
      reason: 'content-refused',
      who: 'merchant',
      mallWords: '髙橋様',
    });
    expect((await erase(`${first()} --yes`)).code).toBe(0);
    expect(await stored()).toMatchObject([{ state: { kind: 'withdrawn' }, content: { text: '' } }]);
    expect(writtenOut(await stored())).not.toContain('髙橋');
    await expect(retryPush(world.ports, push, { by: 'hanako' })).rejects.toThrow(/removed on the buyer's wish/);
    await world.ports.merchants.put(newMerchant('kado', { name: '角', contacts: [], features: ['status'] }, start));
    const request = { shop: shop.key, orderNumber: first(), content: memo };
    await requestPushes(world.ports, [request], { by: 'hanako', now: world.now() });
    expect(await stored()).toMatchObject([{ state: { kind: 'requested' }, content: memo }]);
  });
});
