import { beforeEach, describe, expect, it, vi } from 'vitest';
import { hourMs, minuteMs } from '../../../core/kernel/time.ts';
import { type Claim, claimId, type StandingClaim } from '../../../core/model/claim.ts';
import type { StoredOrder } from '../../../core/model/order.ts';
import type { Shop } from '../../../core/model/shop.ts';
import { allClaims } from '../../../proving/memory/index.ts';
import { type OpsWorld, openWorld, start } from './world.ts';

let world: OpsWorld;
let shop: Shop;
let numbers: string[];

beforeEach(async () => {
  world = openWorld();
  shop = await world.addShop('kado-no-mise');
  numbers = world.rms.control.addOrders(shop.code, { count: 30, at: start - 40 * minuteMs, kind: 'plain' });
  world.pass(minuteMs);
  await world.poll(shop);
});

const check = (more = '') => world.ops(`orders check --all${more === '' ? '' : ` ${more}`}`);
const figures = async (more = '') => JSON.parse((await check(`--json${more === '' ? '' : ` ${more}`}`)).out);
const claimsOf = (orderNumber: string | undefined): Claim[] =>
  allClaims(world.store).filter((claim) => claim.orderNumber === orderNumber);
const rowOf = (orderNumber = '') => world.store.rowsByShop.get(shop.key)?.get(orderNumber) as StoredOrder;
const lose = (claims: readonly Claim[]): void => {
  for (const claim of claims) world.store.claimsById.delete(claimId(claim));
};

describe('the check of orders', () => {
  it('finds nothing where every line claims its quantity once', async () => {
    expect(await check()).toMatchObject({ code: 0 });
    expect(await figures()).toMatchObject({ rows: 30, differing: 0 });
  });

  it('names orders whose claims were lost, changes nothing, and ends with 1', async () => {
    lose(claimsOf(numbers[3]));
    const before = allClaims(world.store);
    const said = await check();
    expect(said).toMatchObject({ code: 1, err: expect.stringContaining(`  ${shop.key} ${numbers[3]}\n`) });
    expect(said.err).toContain('--repair');
    expect(allClaims(world.store)).toEqual(before);
  });

  it('writes lost claims again, without a new revision or announcement of an order that did not change', async () => {
    const kept = numbers.map(claimsOf);
    const announced = world.store.accepted.length;
    lose(allClaims(world.store));
    expect(await figures('--repair')).toMatchObject({ differing: 30, repaired: 30, left: [] });
    const quantities = (claims: Claim[][]) => claims.flat().map(({ sku, quantity }) => [sku, quantity]);
    expect(quantities(numbers.map(claimsOf))).toEqual(quantities(kept));
    expect(rowOf(numbers[0]).revision).toBe(1);
    expect(world.store.accepted).toHaveLength(announced);
    expect(await check()).toMatchObject({ code: 0 });
  });

  it('marks the SKUs of rewritten claims dirty again', async () => {
    lose(claimsOf(numbers[0]));
    world.store.skusById.clear();
    await check('--repair');
    expect(world.store.skusById.size).toBe(new Set(claimsOf(numbers[0]).map(({ sku }) => sku)).size);
  });

  it('sets a claim to zero that holds stock for a line that does not exist', async () => {
    const [claim] = claimsOf(numbers[0]);
    const stray = { ...(claim as Claim), sku: 'gone', lineId: '99', quantity: 7 };
    await world.ports.stock.putClaim(stray);
    expect((await check()).code).toBe(1);
    expect(await figures('--repair')).toMatchObject({ differing: 1, repaired: 1 });
    expect((await world.ports.stock.claims([stray]))[0]?.quantity).toBe(0);
  });

  it('takes what the mall shows now for right, not what the row says', async () => {
    const [claim] = claimsOf(numbers[0]);
    world.store.claimsById.set(claimId(claim as Claim), { ...(claim as StandingClaim), quantity: 99 });
    world.rms.control.cancelOrder(shop.code, numbers[0] ?? '');
    await check('--repair');
    expect(rowOf(numbers[0]).progress).toBe('900');
    expect(claimsOf(numbers[0]).map(({ quantity }) => quantity)).not.toContain(99);
    expect(await check()).toMatchObject({ code: 0 });
  });

  it('imports an order of which there are claims and no row', async () => {
    world.store.rowsByShop.get(shop.key)?.delete(numbers[5] ?? '');
    expect(await figures('--repair')).toMatchObject({ differing: 1, repaired: 1 });
    expect(rowOf(numbers[5])).toMatchObject({ kind: 'stored' });
  });

  it('leaves what the mall does not show, names it, and ends with 1', async () => {
    lose(claimsOf(numbers[0]));
    world.rms.control.hideOrder(numbers[0] ?? '');
    const said = await check('--repair');
    expect(said).toMatchObject({ code: 1, err: expect.stringContaining(`${shop.key} ${numbers[0]}`) });
    expect(said.out).toMatch(/^left +1$/m);
  });

  it('looks once more for orders that an answer left out', async () => {
    lose([...claimsOf(numbers[0]), ...claimsOf(numbers[1])]);
    world.rms.control.changeSettings({ reading: { missedShare: 1 } });
    const { sleep } = world.ports.clock;
    vi.spyOn(world.ports.clock, 'sleep').mockImplementationOnce((ms) => {
      world.rms.control.changeSettings({ reading: { missedShare: 0 } });
      return sleep(ms);
    });
    expect(await figures('--repair')).toMatchObject({ differing: 2, repaired: 2, left: [] });
    expect(claimsOf(numbers[0])).not.toEqual([]);
  });

  it('looks only, where a pause refuses work by hand', async () => {
    lose(claimsOf(numbers[0]));
    await world.ports.pauses.set({
      cause: 'credentials',
      scope: shop.key,
      since: start - hourMs,
      by: 'import',
      note: 'RMS answered 401.',
      credentialVersion: 1,
      retryAt: start + hourMs,
    });
    const said = await check('--repair');
    expect(said).toMatchObject({ code: 1, err: expect.stringContaining('rms#kado-no-mise waits') });
    expect(claimsOf(numbers[0])).toEqual([]);
  });
});

describe('orders whose personal data were removed', () => {
  beforeEach(() => {
    const { dueAt: _, ...row } = rowOf(numbers[0]);
    const erased = { ...row, final: true, original: new Uint8Array(), erasedAt: world.now() - hourMs };
    world.store.rowsByShop.get(shop.key)?.set(row.orderNumber, erased);
  });

  it('are counted as not comparable, and left alone', async () => {
    lose(claimsOf(numbers[0]));
    expect(await figures()).toMatchObject({ erased: 1, differing: 0 });
  });

  it('have the history taken that came back with a restored table', async () => {
    const { shop: key, orderNumber, version, progress, readAt } = rowOf(numbers[0]);
    const entry = { shop: key, orderNumber, revision: 1, version, progress, readAt, supersededAt: readAt };
    await world.ports.orders.keepRevision({ ...entry, original: Uint8Array.of(1) });
    expect(await check()).toMatchObject({ code: 1, out: expect.stringMatching(/should be gone +1$/m) });
    expect(await figures('--repair')).toMatchObject({ remembered: 1, forgotten: 1 });
    expect(await world.ports.orders.revisions({ shop: key, orderNumber })).toEqual([]);
    expect(await check()).toMatchObject({ code: 0 });
  });
});
