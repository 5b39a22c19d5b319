import { describe, expect, it } from 'vitest';
import { useStockWorld } from './stock-world.ts';

type Item = ReturnType<ReturnType<ReturnType<typeof useStockWorld>>['items']>[0];

describe('first counts from a mall', () => {
  const world = useStockWorld();

  /** Items of which each has a SKU of its own. */
  const distinct = (): Item[] => [
    ...new Map(
      world()
        .items()
        .map((one) => [one.sku, one]),
    ).values(),
  ];

  it('are what the mall shows, at its own time, and are taken in once the operator agrees', async () => {
    const { ops, list, free, movements } = world();
    const items = distinct().slice(0, 3);
    await list(items);
    expect((await world().json('stock count --from-mall kado-no-mise --dry-run')).counts).toHaveLength(3);
    expect(await free(items[0]?.sku ?? '')).toBeNull();
    expect(await ops('stock count --from-mall kado-no-mise')).toMatchObject({
      code: 1,
      err: expect.stringContaining('--yes'),
    });
    expect(await ops('stock count --from-mall kado-no-mise', { typed: 'yes\n' })).toMatchObject({ code: 0 });
    for (const { sku, level } of items) expect(await free(sku)).toBe(level);
    expect((await movements(items[0]?.sku ?? ''))[0]?.[2]).toMatch(/^mall rms#kado-no-mise \d+$/);
  });

  it('leave out what is counted, unless it is to be counted again', async () => {
    const { ops, list, free } = world();
    const [one, two] = distinct() as [Item, Item];
    await list([one, two]);
    await ops(['stock', 'set', one.sku, '1', '--at', '2026-11-24 09:00']);
    await ops('stock count --from-mall kado-no-mise --yes');
    expect([await free(one.sku), await free(two.sku)]).toEqual([1, two.level]);
    await ops('stock count --from-mall kado-no-mise --again --yes');
    expect(await free(one.sku)).toBe(one.level);
  });

  it('name what is not at the mall, and a SKU whose listings show different levels', async () => {
    const { ops, list, rms, shop, free } = world();
    const [one, two, three] = distinct() as [Item, Item, Item];
    const set = (item: string, quantity: number): void => {
      const [manageNumber = '', variantId = ''] = item.split('/');
      rms.control.setStock(shop.code, { manageNumber, variantId, quantity });
    };
    set(one.item, 4);
    set(two.item, 5);
    await list([one, { ...two, sku: one.sku }, three, { item: 'gone/gone', sku: 'gone', level: 0 }]);
    const said = await ops('stock count --from-mall kado-no-mise --yes');
    for (const shown of [`4 (${one.item})`, `5 (${two.item})`]) expect(said.out).toContain(shown);
    expect(said.out).toContain('gone/gone: the mall has no such item');
    expect([await free(one.sku), await free('gone'), await free(three.sku)]).toEqual([null, null, three.level]);
    set(two.item, 4);
    expect(await world().json('stock count --from-mall kado-no-mise --yes')).toMatchObject({ counted: 1 });
    expect(await free(one.sku)).toBe(4);
  });

  it('deduct what was ordered after the mall was read, and nothing that it had deducted itself', async () => {
    const { ops, list, rms, shop, now, pass, poll, items, free } = world();
    await list(distinct());
    rms.control.addOrders(shop.code, { count: 5, at: now(), kind: 'plain' });
    pass(5_000);
    await poll(shop);
    await ops('stock count --from-mall kado-no-mise --yes');
    const before = new Map(items().map(({ sku, level }) => [sku, level]));
    for (const { sku } of distinct()) expect(await free(sku)).toBe(before.get(sku));
    pass(5_000);
    rms.control.addOrders(shop.code, { count: 5, at: now(), kind: 'plain' });
    pass(5_000);
    await poll(shop);
    for (const { sku, level } of distinct()) expect(await free(sku)).toBe(level);
  });

  it('need listings first', async () => {
    const said = await world().ops('stock count --from-mall kado-no-mise');
    expect(said).toMatchObject({ code: 1, err: expect.stringContaining('has no listings yet') });
    expect((await world().ops('stock count --from-mall unknown')).err).toContain('--from-mall: there is no shop');
  });
});
