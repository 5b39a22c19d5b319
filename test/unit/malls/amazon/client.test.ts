import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs, secondMs } from '../../../../core/kernel/time.ts';
import { finalSince, isFinal, orderDueOf } from '../../../../core/model/finality.ts';
import type { OrderPage } from '../../../../core/ports/mall.ts';
import { readOriginal } from '../../../../malls/amazon/mapping.ts';
import { amazonTraits } from '../../../../malls/amazon/traits.ts';
import { amazonInProcess, began, sellerId } from './in-process.ts';

const day = { from: began - 24 * hourMs, to: began, page: 1 };

describe('orders of Amazon', () => {
  it('come whole with a listing that wants them, and are the same when they are read by number', async () => {
    const { amazon, shop } = amazonInProcess();
    const numbers = amazon.control.addOrders(sellerId, {
      count: 5,
      at: { from: began - 3 * hourMs, to: began - hourMs },
    });
    const page = await shop().listOrders({ ...day, whole: true });
    expect([...page.orderNumbers].sort()).toEqual([...numbers].sort());
    expect(page.orders?.map(({ orderNumber }) => orderNumber)).toEqual(page.orderNumbers);
    for (const order of page.orders ?? []) {
      const { orders } = await shop().readOrders([order.orderNumber]);
      expect(orders).toEqual([order]);
      expect(readOriginal(order.original)).toEqual(order);
      expect(page.changedAt?.get(order.orderNumber)).toBe(order.changedAt);
    }
  });

  it('show nothing of their buyers in a listing that does not want them whole', async () => {
    const { amazon, shop, paths } = amazonInProcess();
    amazon.control.addOrders(sellerId, { count: 1, at: began - hourMs });
    expect((await shop().listOrders(day)).orders).toBeUndefined();
    expect(paths.at(-1)).not.toContain('includedData');
  });

  it('turn their pages with exactly the parameters of the first, however much time passes between', async () => {
    const { amazon, shop, clock, paths } = amazonInProcess();
    const numbers = amazon.control.addOrders(sellerId, {
      count: 250,
      at: { from: began - 3 * hourMs, to: began - hourMs },
    });
    const seen: OrderPage[] = [];
    for (const page of [1, 2, 3, 4]) {
      seen.push(await shop().listOrders({ ...day, to: began - 2 * minuteMs, page }));
      clock.at += minuteMs;
    }
    expect(seen.map(({ orderNumbers, pages }) => [orderNumbers.length, pages])).toEqual([
      [100, 2],
      [100, 3],
      [50, 3],
      [0, 3],
    ]);
    expect(seen.flatMap(({ orderNumbers }) => orderNumbers).sort()).toEqual([...numbers].sort());
    const queries = paths
      .filter((path) => path.startsWith('/orders'))
      .map((path) => new URLSearchParams(path.split('?')[1]));
    for (const query of queries) query.delete('paginationToken');
    expect(new Set(queries.map(String)).size).toBe(1);
  });

  it('are listed where our clock is an hour ahead', async () => {
    const { amazon, shop, clock } = amazonInProcess();
    const [number] = amazon.control.addOrders(sellerId, { count: 1, at: began - hourMs });
    clock.aheadMs = hourMs;
    const listing = { from: began - 3 * hourMs, to: began + hourMs, page: 1 };
    const first = await shop().listOrders(listing);
    expect(first.orderNumbers).toEqual([number]);
    expect(first.mallTime).toBe(began);
    // Two minutes ago, and not the second itself.
    expect(first.through).toBe(began - 2 * minuteMs - 1_000);
    expect((await shop().listOrders({ ...listing, to: began })).orderNumbers).toEqual([number]);
  });

  it('are listed by the first call of a process whose clock is an hour ahead, up to now: it was refused, and so was each one after it', async () => {
    const { amazon, shop, clock } = amazonInProcess();
    const [order] = amazon.control.addOrders(sellerId, { count: 1, at: began - 10 * minuteMs });
    clock.aheadMs = hourMs;
    const listing = { from: began - 20 * minuteMs, to: began + 55 * minuteMs, page: 1 };
    expect((await shop().listOrders(listing)).orderNumbers).toEqual([order]);
  });

  it('are listed again after a refusal by a clock that is ahead by more: a refusal tells the time, too', async () => {
    const { amazon, shop, clock } = amazonInProcess();
    const [order] = amazon.control.addOrders(sellerId, { count: 1, at: began - 10 * minuteMs });
    clock.aheadMs = 3 * hourMs;
    const listing = { from: began - 20 * minuteMs, to: began + hourMs, page: 1 };
    await expect(shop().listOrders(listing)).rejects.toMatchObject({ code: 'mall.refusing' });
    expect((await shop().listOrders(listing)).orderNumbers).toEqual([order]);
  });

  it('that changed are listed by their change, oldest first, and those before the span are not', async () => {
    const { amazon, shop, clock } = amazonInProcess();
    const [old = '', older = ''] = amazon.control.addOrders(sellerId, { count: 2, at: began - 48 * hourMs });
    clock.at += 10 * minuteMs;
    amazon.control.moveOrder(sellerId, old, 'SHIPPED');
    clock.at += 10 * minuteMs;
    const page = await shop().listOrders({ from: began, to: clock.at, page: 1 });
    expect(page.orderNumbers).toEqual([old]);
    expect(
      (await shop().listOrders({ from: began - hourMs, to: clock.at, page: 1, by: 'placed' })).orderNumbers,
    ).toEqual([]);
    expect((await shop().readOrders([older])).orders).toHaveLength(1);
  });

  it('that a listing leaves out are read by number', async () => {
    const { amazon, shop } = amazonInProcess();
    const [number = ''] = amazon.control.addOrders(sellerId, { count: 1, at: began - hourMs });
    amazon.control.omitOrder(sellerId, number);
    expect((await shop().listOrders(day)).orderNumbers).toEqual([]);
    expect((await shop().readOrders([number])).orders[0]?.orderNumber).toBe(number);
  });

  it('that Amazon sends itself are not listed, and hold none of the merchant’s stock when they are read', async () => {
    const { amazon, shop } = amazonInProcess();
    const [number = ''] = amazon.control.addOrders(sellerId, { count: 1, at: began - hourMs, kind: 'fba' });
    expect((await shop().listOrders(day)).orderNumbers).toEqual([]);
    const [order] = (await shop().readOrders([number])).orders;
    expect(order?.progress).toBe('FBA-UNSHIPPED');
    expect(order?.lines.map(({ quantity }) => quantity)).toEqual(order?.lines.map(() => 0));
    expect(amazonTraits.isSettled('FBA-UNSHIPPED')).toBe(true);
  });

  it('that wait for their payment hold their stock, and show no buyer', async () => {
    const { amazon, shop } = amazonInProcess();
    const [number = ''] = amazon.control.addOrders(sellerId, { count: 1, at: began - minuteMs, kind: 'pending' });
    const [order] = (await shop().readOrders([number])).orders;
    expect(order).toMatchObject({ progress: 'PENDING' });
    expect(order?.lines.every(({ quantity }) => quantity > 0)).toBe(true);
    expect(amazonTraits.buyerMarks(order?.original ?? '')).toEqual([]);
  });

  it('that cannot be understood are set aside, alone', async () => {
    const { amazon, shop } = amazonInProcess();
    const [number = ''] = amazon.control.addOrders(sellerId, { count: 1, at: began - hourMs });
    amazon.control.spoilOrder(number, 'wrong-type');
    expect((await shop().readOrders([number])).unreadable).toMatchObject([{ orderNumber: number }]);
  });

  it('lose their buyer when they are redacted, and are read as the same order', async () => {
    const { amazon, shop } = amazonInProcess();
    const [number = ''] = amazon.control.addOrders(sellerId, { count: 1, at: began - hourMs, kind: 'gift' });
    const [order] = (await shop().readOrders([number])).orders;
    const redacted = amazonTraits.redactOriginal(order?.original ?? '');
    expect(readOriginal(redacted)).toEqual({ ...order, original: redacted });
    for (const word of ['buyer', 'recipient', 'giftMessage', 'marketplace.amazon', '090-'])
      expect(redacted).not.toContain(word);
    expect(order?.original).toContain('recipient');
  });
});

describe('the keys of Amazon', () => {
  it('renew an access token that has ended, once', async () => {
    const { amazon, shop, paths } = amazonInProcess();
    await shop().listOrders(day);
    amazon.control.expireAccessTokens(sellerId);
    await shop().listOrders(day);
    expect(paths.filter((path) => path.startsWith('/auth'))).toHaveLength(2);
  });

  it('are refused once the seller took the authorisation back', async () => {
    const { amazon, shop } = amazonInProcess();
    await shop().listOrders(day);
    amazon.control.setAuthorized(sellerId, false);
    await expect(shop().listOrders(day)).rejects.toMatchObject({ code: 'key.refused', retry: 'after-pause' });
  });

  it('are refused once their secret has ended, and the one before works for seven days more', async () => {
    const { amazon, shop, clock, credential } = amazonInProcess();
    const { clientSecret } = amazon.control.rotateSecret(sellerId);
    clock.at += 6 * 24 * hourMs;
    await shop().keyExpiry();
    await shop(credential, true).listOrders({ ...day, to: clock.at });
    clock.at += 2 * 24 * hourMs;
    await expect(shop(credential, true).listOrders({ ...day, to: clock.at })).rejects.toMatchObject({
      code: 'key.refused',
      context: { mallCodes: ['invalid_client'] },
    });
    await shop({ ...credential, clientSecret }, true).listOrders({ ...day, to: clock.at });
  });

  it('may lack a role: the function is off, and the keys are good', async () => {
    const { amazon, shop } = amazonInProcess();
    amazon.control.setRole(sellerId, false);
    await expect(shop().probe('import')).rejects.toMatchObject({ code: 'key.function-off', retry: 'after-pause' });
  });
});

describe('stock at Amazon', () => {
  it('is set by a PATCH that is accepted, proven by reading, and there some seconds later', async () => {
    const { amazon, shop, clock } = amazonInProcess();
    const { stock } = shop();
    const answer = await stock.set([{ item: 'kome-0005', level: 7 }]);
    expect(answer.items.get('kome-0005')).toEqual({ kind: 'unproven', code: 'ACCEPTED' });
    expect(answer.requestId).not.toBeNull();
    expect((await stock.read(['kome-0005'])).get('kome-0005')).toMatchObject({ level: 100 });
    clock.at += 10_000;
    expect((await stock.read(['kome-0005'])).get('kome-0005')).toMatchObject({ kind: 'there', level: 7 });
    expect(amazon.control.level(sellerId, { sellerSku: 'kome-0005' })).toBe(7);
  });

  it('that Amazon answers with 200 and INVALID is refused', async () => {
    const { amazon, shop } = amazonInProcess();
    amazon.control.setStock(sellerId, { sellerSku: 'kome-0005', isFba: true });
    const answer = await shop().stock.set([{ item: 'kome-0005', level: 7 }]);
    expect(answer.items.get('kome-0005')).toMatchObject({ kind: 'refused', code: '90000' });
  });

  it('of an SKU that Amazon sends (FBA) is not the merchant’s: it was read as none left, and set', async () => {
    const { amazon, shop, paths } = amazonInProcess();
    amazon.control.setStock(sellerId, { sellerSku: 'kome-0005', isFba: true });
    const { stock } = shop();
    for (const asked of [['kome-0005'], ['kome-0005', 'kome-0005-shiro']]) {
      const reading = (await stock.read(asked)).get('kome-0005');
      expect(reading).toMatchObject({ kind: 'there', level: null, kept: expect.any(String) });
    }
    const { kept = '' } = (await stock.read(['kome-0005'])).get('kome-0005') as { readonly kept?: string };
    const before = paths.length;
    const answer = await stock.set([{ item: 'kome-0005', level: 7, kept }]);
    expect(answer.items.get('kome-0005')).toMatchObject({ kind: 'refused', words: expect.stringContaining('FBA') });
    expect(paths.length).toBe(before);
  });

  it('of an SKU that the seller does not offer is absent, and refused', async () => {
    for (const [unknownSku, code] of [
      ['invalid', '90000'],
      ['not-found', 'NotFound'],
    ] as const) {
      const { shop } = amazonInProcess({ stock: { unknownSku } });
      expect((await shop().stock.read(['日本 茶/1'])).get('日本 茶/1')).toEqual({ kind: 'absent' });
      const { items } = await shop().stock.set([{ item: '日本 茶/1', level: 1 }]);
      expect(items.get('日本 茶/1')).toMatchObject({ kind: 'refused', code });
      expect(await shop().probe('stock', true)).toBe(began);
    }
  });

  it('is probed without changing anything', async () => {
    const { amazon, shop } = amazonInProcess();
    const before = JSON.stringify(amazon.control.stock(sellerId));
    expect(await shop().probe('stock', true)).toBe(began);
    expect(await shop().probe('import')).toBe(began);
    expect(JSON.stringify(amazon.control.stock(sellerId))).toBe(before);
  });

  it('is probed by calls that each expect one refusal; any other is no sign of health', async () => {
    const { amazon, shop } = amazonInProcess();
    amazon.control.break({ kind: 'invalid-input', operations: ['getOrder', 'getListingsItem'] });
    for (const capability of ['import', 'stock'] as const) {
      await expect(shop().probe(capability)).rejects.toMatchObject({ code: 'mall.refusing', retry: 'later' });
    }
    expect(await shop().probe('status')).toBe(began);
  });

  it('has its listing probed where that is in doubt: one in a minute, which leaves the quota to the import', async () => {
    const { amazon, clock, paths, shop } = amazonInProcess();
    const searches = () => paths.filter((path) => path.startsWith('/orders/2026-01-01/orders?')).length;
    amazon.control.break({ kind: 'invalid-input', operations: ['searchOrders'] });
    expect(await shop().probe('import')).toBe(began);
    for (let probe = 0; probe < 20; probe++) {
      await expect(shop().probe('import', true)).rejects.toMatchObject({ code: 'mall.refusing' });
      clock.at += 15 * secondMs;
    }
    expect(searches()).toBe(5);
    amazon.control.mend();
    clock.at += minuteMs;
    expect(await shop().probe('import', true)).toBe(clock.at);
  });

  it('is not set where something else answers every PATCH that all is well', async () => {
    const { amazon, shop } = amazonInProcess();
    amazon.control.break({ kind: 'all-well', operations: ['patchListingsItem'] });
    expect(await shop().probe('stock')).toBe(began);
    await expect(shop().probe('stock', true)).rejects.toMatchObject({ code: 'mall.unreadable' });
  });
});

describe('the data of a buyer at Amazon', () => {
  const finality = { now: began + 40 * dayMs, traits: amazonTraits };

  it('are removed 29 days after the order was placed, however late it is read and however long the installation keeps them elsewhere', () => {
    const finalAt = finalSince({ orderedAt: began }, null, finality);
    const settings = { retentionMs: 365 * dayMs, announceGraceMs: 0 };
    const { dueAt = 0 } = orderDueOf({ unannounced: [], final: true, finalAt }, { ...finality, settings });
    expect((dueAt - began) / dayMs).toBe(29);
  });

  it('are kept of an order that is shipped late as long as of any other, from then on', () => {
    const before = { progress: 'UNSHIPPED', final: false };
    expect(finalSince({ orderedAt: began }, before, finality)).toBe(finality.now);
  });

  it('stay while the order is not shipped: its address is still needed', () => {
    expect(isFinal('UNSHIPPED', began, finality)).toBe(false);
  });
});
