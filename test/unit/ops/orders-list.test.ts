import { beforeEach, describe, expect, it } from 'vitest';
import { minuteMs } from '../../../core/kernel/time.ts';
import type { Shop } from '../../../core/model/shop.ts';
import { restText } from '../../../views/order/index.ts';
import { type OpsWorld, openWorld, start } from './world.ts';

let world: OpsWorld;
let shop: Shop;

beforeEach(async () => {
  world = openWorld();
  shop = await world.addShop('kado-no-mise');
});

/** Orders of the last minutes, the oldest first. */
async function place(count: number): Promise<string[]> {
  const at = { from: start - 50 * minuteMs, to: start - minuteMs };
  const numbers = world.rms.control.addOrders(shop.code, { count, at, kind: 'plain' });
  await world.poll(shop);
  return numbers;
}

describe('a list of orders', () => {
  it('goes on page by page with what it prints, and ends', async () => {
    await place(5);
    const pages: string[][] = [];
    let after: string | null = null;
    do {
      const page = await world.json(['orders', 'list', '--limit', '2', ...(after === null ? [] : ['--after', after])]);
      pages.push(page.orders.map(({ orderNumber }: { orderNumber: string }) => orderNumber));
      expect(page.readUnits).toBe(1.5);
      after = page.next;
    } while (after !== null);
    expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
    const all = await world.json('orders list');
    expect(pages.flat()).toEqual(all.orders.map(({ orderNumber }: { orderNumber: string }) => orderNumber));
    const placed = all.orders.map(({ orderedAt }: { orderedAt: string }) => orderedAt);
    expect(placed).toEqual(placed.toSorted().reverse());
  });

  it('says below each page whether there are more: it gave their number, as if they were all', async () => {
    await place(5);
    const said = async (...more: string[]) => (await world.ops(['orders', 'list', '--limit', '2', ...more])).err;
    const first = await said();
    expect(first).toContain('The first 2, there are more. Read 1.5 units.');
    const [, place2 = ''] = /--after (\S+)/.exec(first) ?? [];
    const second = await said('--after', place2);
    expect(second).toContain('2 more, and there are others after them. Read');
    expect(await said('--after', /--after (\S+)/.exec(second)?.[1] ?? '')).toContain('1 order. Read');
  });

  it('shows nothing of a buyer, in no form', async () => {
    const numbers = await place(3);
    const persons = numbers.flatMap((number) => {
      const { OrdererModel: who } = world.rms.control.order(number)?.model ?? {};
      return [who?.familyName, who?.city, who?.phoneNumber3, who?.emailAddress];
    });
    const shown = await Promise.all(['', ' --json', ' --csv'].map((how) => world.ops(`orders list${how}`)));
    for (const { out } of shown) {
      expect(out).toContain(numbers[0]);
      for (const part of persons) if (part) expect(out).not.toContain(part);
    }
  });

  it('names shops, and masks the buyer behind the first character', async () => {
    const [number = ''] = await place(1);
    const { OrdererModel: who, totalPrice } = world.rms.control.order(number)?.model ?? {};
    expect((await world.json('orders list')).orders).toMatchObject([
      { orderNumber: number, shopName: shop.name, buyer: `${who?.familyName[0]}＊＊`, total: totalPrice, parcels: [] },
    ]);
  });

  it('finds people, telephone numbers and products in the orders of a shop, however they are spaced', async () => {
    const [number = '', other = ''] = await place(2);
    const { OrdererModel: who, PackageModelList: parcels } = world.rms.control.order(number)?.model ?? {};
    const find = async (text: string): Promise<string[]> => {
      const found = await world.json(['orders', 'list', '--shop', shop.code, '--find', text]);
      return found.orders.map(({ orderNumber }: { orderNumber: string }) => orderNumber);
    };
    expect(await find(`${who?.familyName}　${who?.firstName}`)).toContain(number);
    expect(await find(`${who?.phoneNumber1}-${who?.phoneNumber2}-${who?.phoneNumber3}`)).toContain(number);
    expect(await find(parcels?.[0]?.ItemModelList[0]?.itemName ?? '?')).toContain(number);
    expect(await find('いない人')).toEqual([]);
    expect([number, other]).toEqual(expect.arrayContaining(await find(who?.familyName ?? '')));
    expect(await world.ops('orders list --find 山田')).toMatchObject({
      code: 2,
      err: expect.stringContaining('give --shop or --merchant with it'),
    });
  });

  it('sorts a page by amount, and everything that is to be shipped by 出荷期限', async () => {
    await place(4);
    const totals = async (more: string): Promise<number[]> =>
      (await world.json(`orders list ${more}`)).orders.map(({ total }: { total: number }) => total);
    expect(await totals('--sort amount')).toEqual(
      (await totals('--sort placed')).sort((one, another) => another - one),
    );
    const soonest = await world.json('orders list --sort ship-by --limit 3');
    expect(soonest).toMatchObject({ place: { first: 1, of: 4 } });
    expect((await world.json(['orders', 'list', '--sort', 'ship-by', '--after', soonest.next])).orders).toHaveLength(1);
  });

  it('says that it looked at the orders placed first, where too many are open to sort by 出荷期限', () => {
    const cut = { next: '9999999999999/rms#kado-no-mise/1', rests: true };
    expect(restText(cut, 'ship-by')).toContain('only those that were placed first were looked at');
    expect(restText({ ...cut, next: `${start}/rms#kado-no-mise/1` }, 'placed')).toContain('down to 2026-11-24 15:45.');
  });

  it('is of the shops of one merchant', async () => {
    const [number] = await place(1);
    expect((await world.json(`orders list --merchant ${shop.merchant}`)).orders).toMatchObject([
      { orderNumber: number },
    ]);
    expect((await world.ops('orders list --merchant nobody')).err).toContain('--merchant: no shop is of "nobody".');
  });

  it('knows a status by its value and by its name, in any width', async () => {
    const [number] = await place(1);
    for (const state of ['100', '注文確認待ち', '１００'])
      expect((await world.json(['orders', 'list', '--state', state])).orders).toMatchObject([{ orderNumber: number }]);
    expect((await world.json('orders list --state 300')).orders).toEqual([]);
  });

  it('is of one mall, and says so where the shop is at another', async () => {
    await place(1);
    expect((await world.json('orders list --mall yahoo')).orders).toEqual([]);
    const said = await world.ops('orders list --mall yahoo --shop kado-no-mise');
    expect(said).toMatchObject({ code: 2, err: expect.stringContaining('is not at Yahoo!ショッピング') });
    const unknown = await world.ops('orders list --shop kado-no-mize');
    expect(unknown.err).toContain('Did you mean kado-no-mise?');
  });
});
