import { describe, expect, it } from 'vitest';
import { TsunagiError } from '../../../../core/kernel/errors.ts';
import { minuteMs, secondMs } from '../../../../core/kernel/time.ts';
import { shortItemName } from '../../../../core/stock/oversold.ts';
import { changeMerchant } from '../../../../core/tenants/change-merchant.ts';
import { calledFor, merchant, openStockWorld, type StockWorld } from './world.ts';

describe('a SKU that moved', () => {
  it('makes the listings of all its shops due, and loses its mark after that', async () => {
    const world = await openStockWorld();
    const [item = ''] = world.items();
    for (const shop of [world.one, world.other]) await world.list(shop, item);
    await world.count(world.sku(item), 5);
    const done = await world.run([{ kind: 'skus', merchant, skus: [world.sku(item)] }]);
    expect(done).toMatchObject({ spread: 1, marked: 2, shops: 2, set: 2 });
    expect(await world.worker().ports.stock.skuRows(merchant, [world.sku(item)])).toMatchObject([{ mark: 1 }]);
    expect((await world.worker().ports.stock.skuRows(merchant, [world.sku(item)]))[0]?.dirtySince).toBeUndefined();
  });

  it('keeps a mark that came while it was spread', async () => {
    const world = await openStockWorld();
    const [item = ''] = world.items();
    await world.list(world.one, item);
    const sku = world.sku(item);
    await world.count(sku, 5);
    const { ports } = world.worker();
    const listings: typeof ports.listings = {
      ...ports.listings,
      async ofSkus(of, skus) {
        await world.count(sku, 6);
        return ports.listings.ofSkus(of, skus);
      },
    };
    expect(await world.run([{ kind: 'skus', merchant, skus: [sku] }], world.worker({ listings }))).toMatchObject({
      spread: 0,
      marked: 1,
    });
    await world.pass(minuteMs);
    expect(world.level(world.one, item)).toBe(6);
  });

  it('keeps its mark where its listings cannot be made due, while the others of the message go on', async () => {
    const world = await openStockWorld();
    const [bad = '', ...good] = world.items().slice(0, 5);
    for (const item of [bad, ...good]) await world.list(world.one, item);
    const skus = [bad, ...good].map(world.sku);
    for (const sku of skus) await world.count(sku, 5);
    const { ports } = world.worker();
    const listings: typeof ports.listings = {
      ...ports.listings,
      async markDue(key, at) {
        if (key.item === bad) throw new TsunagiError('store.failing', 'later', 'no');
        await ports.listings.markDue(key, at);
      },
    };
    const done = await world.run([{ kind: 'skus', merchant, skus }], world.worker({ listings }));
    expect(done.spread).toBe(4);
    expect(world.failures).toEqual([expect.objectContaining({ code: 'store.failing' })]);
    const rows = await ports.stock.skuRows(merchant, skus);
    expect(rows.filter(({ dirtySince }) => dirtySince !== undefined).map(({ sku }) => sku)).toEqual([world.sku(bad)]);
  });

  it('brings its sets along, and a set its parts', async () => {
    const world = await openStockWorld();
    const [part = '', set = ''] = world.items();
    await world.list(world.one, part);
    await world.list(world.one, set);
    const { ports } = world.worker();
    const now = world.time.now();
    await ports.stock.changeSku(merchant, world.sku(part), { inSets: [world.sku(set)] }, now);
    const recipes = [{ from: now - minuteMs, parts: [{ sku: world.sku(part), needed: 2 }] }];
    await ports.stock.changeSku(merchant, world.sku(set), { recipes }, now);
    await world.count(world.sku(part), 9);
    await world.pass(minuteMs);
    expect([world.level(world.one, part), world.level(world.one, set)]).toEqual([9, 4]);
  });

  it('is noted as oversold below 0, and shown as 0, and is no more once there is enough', async () => {
    const world = await openStockWorld();
    const items = world.items();
    for (const item of items) await world.list(world.one, item);
    for (const sku of new Set(items.map(world.sku))) await world.count(sku, 0);
    await world.pass(minuteMs);
    world.rms.control.changeSettings({ inventory: { soldOut: 'sell-anyway' } });
    const taken = world.order(world.other);
    await world.idle(3 * secondMs);
    await world.poll(world.other);
    await world.pass(minuteMs);
    const { ports } = world.worker();
    const skus = [...new Set([...taken.keys()].map(world.sku))].sort();
    const oversold = await ports.stock.oversoldSkus(merchant);
    expect(oversold.map(({ sku }) => sku).sort()).toEqual(skus);
    const names = namesIn(world);
    for (const { sku, itemName } of oversold) expect([sku, itemName]).toEqual([sku, names.get(sku)]);
    for (const item of taken.keys()) expect(world.level(world.one, item)).toBe(0);
    for (const sku of skus) await world.count(sku, 50);
    await world.pass(minuteMs);
    expect(await ports.stock.oversoldSkus(merchant)).toEqual([]);
    expect(world.failures).toEqual([]);
  });
});

describe('a SKU that has become oversold', () => {
  /** Both shops sell out, and go on selling: many SKUs are oversold at once. */
  async function soldTwice(world: StockWorld): Promise<string[]> {
    const items = world.items();
    for (const sku of new Set(items.map(world.sku))) await world.count(sku, 0);
    world.rms.control.changeSettings({ inventory: { soldOut: 'sell-anyway' } });
    await world.idle(minuteMs);
    const taken = [world.one, world.other].flatMap((shop) => [1, 2, 3, 4].flatMap(() => [...world.order(shop).keys()]));
    await world.idle(3 * secondMs);
    for (const shop of [world.one, world.other]) await world.poll(shop);
    return [...new Set(taken.map(world.sku))];
  }

  it('has its name read with the orders of all others, a shop at a time', async () => {
    const world = await openStockWorld();
    const skus = await soldTwice(world);
    const { ports } = world.worker();
    const read: string[] = [];
    const orders: typeof ports.orders = {
      ...ports.orders,
      async rows(shop, orderNumbers) {
        read.push(shop);
        return ports.orders.rows(shop, orderNumbers);
      },
    };
    await world.run([{ kind: 'skus', merchant, skus }], world.worker({ orders }));
    const names = namesIn(world);
    expect(skus.length).toBeGreaterThan(1);
    for (const { sku, itemName } of await ports.stock.oversoldSkus(merchant)) expect(itemName).toBe(names.get(sku));
    expect(read.sort()).toEqual([world.one.key, world.other.key].sort());
  });

  it('is noted without a name where no order can be read', async () => {
    const world = await openStockWorld();
    const skus = await soldTwice(world);
    const { ports } = world.worker();
    const orders: typeof ports.orders = {
      ...ports.orders,
      async rows() {
        throw new TsunagiError('store.failing', 'later', 'no');
      },
    };
    await world.run([{ kind: 'skus', merchant, skus }], world.worker({ orders }));
    const oversold = await ports.stock.oversoldSkus(merchant);
    expect(oversold.map(({ sku }) => sku).sort()).toEqual(skus.sort());
    expect(oversold.filter((one) => 'itemName' in one)).toEqual([]);
    expect(world.log.lines.map(({ event }) => event)).toContain('stock.unnamed');
    expect(world.failures).toEqual([]);
  });
});

/** The name of each SKU in its last order. */
function namesIn(world: StockWorld): Map<string, string | null> {
  const orders = world.rms.control.books().shops.flatMap((shop) => shop.orders);
  const names = new Map<string, string | null>();
  for (const { model } of orders.sort((one, other) => one.orderDatetimeMs - other.orderDatetimeMs)) {
    for (const item of (model as unknown as Ordered).PackageModelList.flatMap((parcel) => parcel.ItemModelList)) {
      const variantId = item.SkuModelList[0]?.variantId ?? item.manageNumber;
      names.set(world.sku(`${item.manageNumber}/${variantId}`), shortItemName(item.itemName));
    }
  }
  return names;
}

interface Ordered {
  readonly PackageModelList: readonly {
    readonly ItemModelList: readonly {
      readonly itemName: string;
      readonly manageNumber: string;
      readonly SkuModelList: readonly { readonly variantId: string | null }[];
    }[];
  }[];
}

describe('a merchant without stock', () => {
  it('only has the marks cleared, is named in no message, and nothing is called', async () => {
    const world = await openStockWorld({ features: ['import'] });
    const [item = ''] = world.items();
    await world.list(world.one, item);
    world.order(world.one);
    await world.idle(3 * secondMs);
    await world.poll(world.one);
    expect(world.store.stockMessages).toEqual([]);
    await world.count(world.sku(item), 5);
    world.exchanges.length = 0;
    await world.pass(15 * minuteMs);
    expect(world.exchanges).toEqual([]);
    expect(world.listing(world.one, item).dueAt).toBeUndefined();
    const { ports } = world.worker();
    for (let bucket = 0; bucket < 16; bucket++) {
      expect(await ports.stock.dirtySkus(bucket, world.time.now(), 100)).toEqual([]);
    }
  });
});

describe('a merchant who is given stock', () => {
  it('has every level sent to its mall, though what moved before reached no listing', async () => {
    const world = await openStockWorld({ features: ['import'] });
    const [item = ''] = world.items();
    for (const shop of [world.one, world.other]) await world.list(shop, item);
    await world.count(world.sku(item), 5);
    await world.pass(15 * minuteMs);
    const { ports } = world.worker();
    await changeMerchant(ports, merchant, { features: ['import', 'stock'] });
    await world.pass(7 * minuteMs);
    expect([world.level(world.one, item), world.level(world.other, item)]).toEqual([5, 5]);
    // A repeated change costs no call.
    const calls = world.calls(calledFor.set).length;
    await changeMerchant(ports, merchant, { features: ['import', 'stock'] });
    await world.pass(7 * minuteMs);
    expect(world.calls(calledFor.set)).toHaveLength(calls);
    expect(world.failures).toEqual([]);
  });
});

describe('the sweep', () => {
  it('names what a lost message named, after its grace, and nothing while nothing waits', async () => {
    const world = await openStockWorld();
    const [item = ''] = world.items();
    await world.list(world.one, item);
    await world.count(world.sku(item), 5);
    world.store.stockMessages.length = 0;
    await world.pass(minuteMs);
    expect(world.calls(calledFor.set)).toEqual([]);
    await world.pass(5 * minuteMs);
    expect(world.level(world.one, item)).toBe(5);
    await world.pass(30 * minuteMs);
    world.exchanges.length = 0;
    const version = world.listing(world.one, item).version;
    await world.pass(30 * minuteMs);
    expect(world.exchanges).toEqual([]);
    expect(world.listing(world.one, item).version).toBe(version);
  });
});
