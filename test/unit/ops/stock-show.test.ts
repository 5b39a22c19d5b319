import { describe, expect, it } from 'vitest';
import { hourMs } from '../../../core/kernel/time.ts';
import { type Listing, type ListingChange, nextListing } from '../../../core/model/listing.ts';
import { newMerchant } from '../../../core/model/merchant.ts';
import { aDay } from './stock-day.ts';
import { itemOfEachSku, type MallItem, useStockWorld } from './stock-world.ts';

describe('a SKU on one screen', () => {
  const world = useStockWorld();

  it('tells sold from reserved, and adds up to what is free', async () => {
    const { ops, items } = world();
    const { orders, sold } = await aDay(world());
    const said = await ops(['stock', 'show', sold.sku, '--json']);
    const shown = JSON.parse(said.out);
    expect(shown.free).toBe(items().find(({ item }) => item === sold.item)?.level);
    expect(shown.counted.quantity + shown.moved - shown.sold - shown.reserved).toBe(shown.free);
    const mine = shown.history.find((line: { orderNumber?: string }) => line.orderNumber === orders[0]);
    expect(mine).toMatchObject({ kind: 'claim', reason: 'ordered-after-count', reserved: false });
    expect(shown.listings).toMatchObject([{ shown: shown.free, standing: 'shown', lastTold: { level: shown.free } }]);

    const every = await Promise.all(
      [...new Set(items().map(({ sku }) => sku))].map(async (sku) => await world().json(['stock', 'show', sku])),
    );
    const lines = every.flatMap(({ history }) => history).filter(({ kind }: { kind: string }) => kind === 'claim');
    const reserved = new Set(
      lines
        .filter((line: { reserved: boolean }) => line.reserved)
        .map((line: { orderNumber: string }) => line.orderNumber),
    );
    expect([...reserved].sort()).toEqual(orders.slice(2).sort());
  });

  it('fits the terminal', async () => {
    const { ops } = world();
    const { sold } = await aDay(world());
    const said = await ops(['stock', 'show', sold.sku], { columns: 100 });
    for (const line of said.out.split('\n')) expect([...line].length).toBeLessThanOrEqual(100);
  });

  it('says that it is not counted, and what a listing waits for', async () => {
    const { ops, list, items } = world();
    const [one] = items() as [MallItem];
    await list([one]);
    const uncounted = { free: null, counted: null, listings: [{ standing: 'not-counted' }] };
    expect(await world().json(['stock', 'show', one.sku])).toMatchObject(uncounted);
    expect(await ops('stock show nothing-of-it')).toMatchObject({ code: 1 });
  });

  it('names the part of a set that decides', async () => {
    const { ops, write } = world();
    await ops('stock set tea 9');
    await ops('stock set cup 5');
    await ops(['stock', 'sets', 'import', '--file', write('sets.csv', 'set,part,needed\nbox,tea,2\nbox,cup,1\n')]);
    const parts = [
      { sku: 'tea', needed: 2, free: 9 },
      { sku: 'cup', needed: 1, free: 5 },
    ];
    expect(await world().json('stock show box')).toMatchObject({ free: 4, parts });
    expect(await world().json('stock show tea')).toMatchObject({ inSets: ['box'] });
  });
});

describe('在庫連動履歴 of a span', () => {
  const world = useStockWorld();

  it('has counts, orders and cancels in the order of time, and what malls were told', async () => {
    const { ops, items, list, rms, shop, now, pass, poll, scan, work, free } = world();
    const distinct = itemOfEachSku(items());
    await list(distinct);
    await ops('stock count --from-mall kado-no-mise --yes');
    pass(5_000);
    const [number = ''] = rms.control.addOrders(shop.code, { count: 1, at: now(), kind: 'plain' });
    pass(5_000);
    await poll(shop);
    pass(hourMs);
    rms.control.moveOrder(shop.code, number, 900);
    pass(5_000);
    await scan(shop);
    await work();
    pass(1_000);
    const shown = await world().json('stock history --from -1d');
    const ofOrder = shown.events.filter(({ orderNumber }: { orderNumber?: string }) => orderNumber === number);
    expect(ofOrder.map(({ what }: { what: string }) => what)).toEqual(expect.arrayContaining(['ordered', 'cancelled']));
    expect(shown.events.at(-1)).toMatchObject({ what: 'cancelled', after: 0 });
    expect(shown.told.length).toBe(distinct.length);
    const [{ sku }] = ofOrder;
    expect(await free(sku)).toBe(distinct.find((one) => one.sku === sku)?.level);
    expect((await world().json('stock history --from -10m')).events).toMatchObject([{ what: 'cancelled' }]);
  });

  it('lists the listings that do not show yet what they should, with since when and why', async () => {
    const { ops, items, list, work, ports, shop, now, pass } = world();
    const [one, two, three] = items() as [MallItem, MallItem, MallItem];
    await list([one, two, { item: 'gone/gone', sku: 'gone', level: 0 }]);
    for (const sku of new Set([one.sku, two.sku, three.sku, 'gone'])) await ops(['stock', 'set', sku, '5']);
    await work();
    for (let times = 0; times < 3; times++) {
      pass(5 * 60_000);
      await work();
    }
    await ports.pauses.set({ cause: 'manual', scope: shop.key, since: now(), by: 'tanaka', note: '棚卸中' });
    await ops(['stock', 'add', one.sku, '3', '--received']);
    await work();
    const said = await ops('stock history --unreflected --json');
    const { unreflected } = JSON.parse(said.out);
    expect(unreflected).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ item: 'gone/gone', standing: 'orphan' }),
        expect.objectContaining({ item: one.item, standing: 'held', cause: 'manual', since: expect.any(String) }),
      ]),
    );
  });
});

describe('what is sent again', () => {
  const world = useStockWorld();

  it('is set at the mall, whatever was changed there', async () => {
    const { ops, items, list, work, rms, shop, pass, listing } = world();
    const [one] = items() as [MallItem];
    await list([one]);
    await ops(['stock', 'set', one.sku, '7']);
    await work();
    const [manageNumber = '', variantId = ''] = one.item.split('/');
    rms.control.setStock(shop.code, { manageNumber, variantId, quantity: 99 });
    pass(60_000);
    await ops(['stock', 'resend', '--sku', one.sku, '--dry-run']);
    expect(listing(one.item)?.acked?.level).toBe(7);
    expect(await ops(['stock', 'resend', '--sku', one.sku])).toMatchObject({
      code: 0,
      out: expect.stringContaining('1 listing due now'),
    });
    expect(listing(one.item)?.acked).toBeUndefined();
    await work();
    expect(items().find(({ item }) => item === one.item)?.level).toBe(7);
  });

  it('is asked about where it is much, and takes one way to say which', async () => {
    const { ops, items, list, listing } = world();
    const all = items();
    expect(all.length).toBeGreaterThan(20);
    await list(all);
    expect(await ops('stock resend --shop kado-no-mise')).toMatchObject({
      code: 1,
      err: expect.stringContaining('say so with --yes'),
    });
    expect(listing(all[0]?.item ?? '')?.version).toBe(1);
    expect(await ops('stock resend --all --yes --json')).toMatchObject({ code: 0 });
    expect(listing(all[0]?.item ?? '')?.version).toBe(2);
    expect((await ops('stock resend')).err).toContain('--sku, --shop, --all: give one of them');
    expect((await ops('stock resend --all --sku x')).err).toContain('--sku, --shop, --all: give one of them');
  });
});

describe('what is oversold', () => {
  const world = useStockWorld();

  it('names the orders that were placed last, and what can be done, and status names it, too', async () => {
    const { ops, items, list, rms, shop, now, pass, poll, work, ports } = world();
    const distinct = itemOfEachSku(items());
    await list(distinct);
    expect(await world().json('stock oversold')).toMatchObject({ oversold: [] });
    for (const { sku } of distinct) await ops(['stock', 'set', sku, '0']);
    pass(5_000);
    const [first = ''] = rms.control.addOrders(shop.code, { count: 1, at: now(), kind: 'plain' });
    pass(5_000);
    await poll(shop);
    await work();
    const [{ sku, itemName } = { sku: '' }] = await ports.stock.oversoldSkus('kado');
    expect(itemName).toMatch(/\S/);
    expect((await world().json('stock oversold --merchant kado')).oversold[0].orders[0]).toMatchObject({
      shop: 'rms#kado-no-mise',
      orderNumber: first,
      lacking: expect.any(Number),
    });
    expect((await world().json('stock oversold')).oversold[0]).toMatchObject({ sku, itemName });
    // With another merchant a proposal runs as it is printed only where it says whose stock it is.
    await ports.merchants.put(newMerchant('hanamori', { name: '花森', contacts: [], features: ['stock'] }, now()));
    const { out } = await ops('stock oversold', { columns: 200 });
    const proposals = [...out.matchAll(/ops (stock add .*)/g)].map(([, line = '']) => line);
    expect(proposals.length).toBeGreaterThan(0);
    for (const proposal of proposals) expect((await ops(`${proposal} --dry-run`)).code, proposal).toBe(0);
    // The command that was proposed without a reason is refused.
    expect((await ops('stock oversold')).out).toContain('ops push cancel <order> --reason out-of-stock');
    // A note that was made while no order could be read has no name.
    await ports.stock.noteOversold('kado', sku, null);
    await ports.stock.noteOversold('kado', sku, now());
    const json = (await world().json('stock oversold')) as {
      oversold: { sku: string; itemName: unknown }[];
    };
    expect(json.oversold.find((one) => one.sku === sku)?.itemName).toBeNull();
    const { stock, forAPerson } = await world().json('status');
    expect(stock).toMatchObject({ merchants: 2, oversold: expect.any(Number) });
    expect(forAPerson).toContainEqual({
      ...{ kind: 'skus-oversold', count: expect.any(Number), look: 'ops stock oversold' },
      page: 'docs/runbook/README.md#oversold-skus',
    });
  });
});

describe('status', () => {
  const world = useStockWorld();

  it('says why listings wait, since when the longest has, and what needs a person', async () => {
    const { ops, items, list, ports, shop, now, pass, work } = world();
    const [one, two] = items() as [MallItem, MallItem];
    await list([one, two]);
    await ops(['stock', 'set', one.sku, '5']);
    await ports.pauses.set({ cause: 'manual', scope: shop.key, since: now(), by: 'tanaka', note: '' });
    await work();
    pass(hourMs);
    expect((await world().json('status')).stock).toMatchObject({
      merchants: 1,
      waiting: { held: 2 },
      oversold: 0,
    });
  });

  it('names what a comparison found as long as it is so, and not what was set right since', async () => {
    const { ports, items, list, listing, shop, now, pass } = world();
    const [one, two, gone, shut, other] = items() as [MallItem, MallItem, MallItem, MallItem, MallItem];
    await list([one, two, gone, shut]);
    const example = (item: string) => ({ item, shows: 3, wanted: 4 });
    await ports.drifts.put({
      ...{ shop: shop.key, night: '2026-11-24', after: null, finished: true, at: now(), compared: 9 },
      ...{ differing: 3, examples: [one.item, two.item, other.item].map(example) },
      ...{ absent: 1, absentItems: [gone.item], closed: 1, newlyClosed: 0, closedItems: [shut.item] },
    });
    const drift = async () => (await world().json('status')).stock.drift;
    const change = async ({ item }: MallItem, made: ListingChange) => {
      await ports.listings.put(nextListing(listing(item) as Listing, 'test', made));
    };
    // All of it was set right within seconds.
    expect(await drift()).toEqual({ differing: 0, absent: 0, closed: 0 });
    expect(JSON.stringify((await world().json('status')).forAPerson)).not.toMatch(/listings/);
    await change(two, { drift: { level: 3, at: now() } });
    await change(gone, { orphanSince: now() });
    await change(shut, { closedSince: now() });
    pass(6 * hourMs);
    expect(await drift()).toEqual({ differing: 1, absent: 1, closed: 1 });
    const page = 'docs/runbook/listings-drifted.md';
    expect((await world().json('status')).forAPerson).toEqual(
      expect.arrayContaining([
        { kind: 'listings-absent', count: 1, look: 'ops listings check', page },
        { kind: 'listings-closed', count: 1, look: 'ops stock history --unreflected', page },
        { kind: 'listings-differing', count: 1, look: 'ops listings check', page },
      ]),
    );
    await change(two, { drift: null });
    await change(gone, { orphanSince: null });
    await change(shut, { closedSince: null });
    expect(await drift()).toEqual({ differing: 0, absent: 0, closed: 0 });
  });

  it('says nothing of stock where no merchant has it', async () => {
    const { ports } = world();
    const row = await ports.merchants.get('kado');
    await ports.merchants.put({ ...(row as NonNullable<typeof row>), features: ['import'], version: 2 });
    expect((await world().json('status')).stock).toBeNull();
  });
});
