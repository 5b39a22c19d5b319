import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../../core/kernel/time.ts';
import { type Shop, shopKey } from '../../../core/model/shop.ts';
import type { MemoryLog } from '../../../proving/memory/index.ts';
import { credentialOf } from '../malls/yahoo/in-process.ts';
import { type StockOpsWorld, useStockWorld } from './stock-world.ts';

const code = 'kado-y';
const item = 'kome-0005';

/** A shop at Yahoo! of the merchant who has stock, with one listing whose level was sent. */
async function atYahoo(world: StockOpsWorld): Promise<Shop> {
  const { ports, yahoo, shop: rakuten, now } = world;
  const key = shopKey('yahoo', code);
  const given = yahoo.control.addShop({ sellerId: code });
  const credential = await ports.vault.seal(key, 0, 1, credentialOf(given, now()));
  const shop: Shop = { ...rakuten, key, mall: 'yahoo', code, credential };
  await ports.shops.add(shop);
  await world.list([{ item, sku: item, level: null }], shop);
  await world.ops(`stock set ${item} 9`);
  await world.work();
  return shop;
}

const levelOf = ({ yahoo }: StockOpsWorld) => yahoo.control.level(code, { itemCode: item, subCode: '' });
const standingIn = async ({ json }: StockOpsWorld) => {
  const { unreflected } = await json('stock history --unreflected');
  return unreflected.map((one: { item: string; standing: string }) => [one.item, one.standing]);
};
/** Until five in the morning in Japan. */
const nightMs = 13 * hourMs + 15 * minuteMs;

describe('an item of Yahoo! that a cancel has closed (在庫クローズ)', () => {
  const world = useStockWorld();

  it('is noted by the next push, asked of a person, and never opened', async () => {
    const shop = await atYahoo(world());
    const { ops, yahoo, work, listing } = world();
    expect(levelOf(world())).toBe(9);
    expect(await standingIn(world())).toEqual([]);
    yahoo.control.setStock(code, { itemCode: item, closed: true });
    await ops(`stock set ${item} 7`);
    await work();
    // Its level is still sent.
    expect(levelOf(world())).toBe(7);
    expect(listing(item, shop)).toMatchObject({ acked: { level: 7 }, closedSince: expect.any(Number) });
    expect(await standingIn(world())).toEqual([[item, 'closed']]);
    expect((await ops(`listings list --shop ${code}`)).out).toMatch(/在庫クローズ the mall sells none of it/);
    expect((await ops(`listings list --shop ${code}`)).out).toContain('在庫クローズ: open it on the mall’s own pages');
    expect(yahoo.control.stock(code).find(({ itemCode }) => itemCode === item)).toMatchObject({ closed: true });
    yahoo.control.setStock(code, { itemCode: item, closed: false });
    await ops(`stock set ${item} 6`);
    await work();
    expect(listing(item, shop)?.closedSince).toBeUndefined();
    expect(await standingIn(world())).toEqual([]);
  });

  it('is counted and named at night by the calls that compare levels', async () => {
    const shop = await atYahoo(world());
    const { yahoo, ports, ops, work, pass, listing } = world();
    const night = async (day: string) => {
      const before = calls(world());
      await work();
      return { drift: await ports.drifts.get(day, shop.key), reads: calls(world()) - before };
    };
    pass(nightMs);
    const open = await night('2026-11-25');
    expect(open).toMatchObject({ drift: { finished: true, compared: 1, differing: 0, closed: 0, closedItems: [] } });
    yahoo.control.setStock(code, { itemCode: item, closed: true });
    pass(24 * hourMs);
    const closed = await night('2026-11-26');
    expect(closed).toMatchObject({
      drift: { compared: 1, differing: 0, absent: 0, closed: 1, newlyClosed: 1, closedItems: [item] },
    });
    expect([open.reads, closed.reads]).toEqual([1, 1]);
    expect(listing(item, shop)?.closedSince).toBeDefined();
    expect(await standingIn(world())).toEqual([[item, 'closed']]);
    expect((await ops('status')).out).toContain('1 listing closed at the mall (在庫クローズ)');
    yahoo.control.setStock(code, { itemCode: item, closed: false });
    pass(24 * hourMs);
    expect(await night('2026-11-27')).toMatchObject({ drift: { closed: 0 } });
    expect(await standingIn(world())).toEqual([]);
  });
});

describe('an item of Yahoo! that stays closed on purpose', () => {
  const world = useStockWorld();
  const night = async (day: string, shop: Shop) => {
    const { work, ports } = world();
    const before = told().length;
    await work();
    return { drift: await ports.drifts.get(day, shop.key), told: told().slice(before) };
  };
  const told = () =>
    (world().ports.log as MemoryLog).lines.flatMap(({ event, fields }) => (event === 'stock.drifted' ? [fields] : []));

  it('is reported by one night, and named by every other without an alarm, until it is closed anew', async () => {
    const shop = await atYahoo(world());
    const { yahoo, ops, work, pass } = world();
    const close = (closed: boolean) => yahoo.control.setStock(code, { itemCode: item, closed });
    pass(nightMs - 3 * hourMs);
    close(true);
    // A push sees it first: the night still has to tell.
    await ops(`stock set ${item} 7`);
    await work();
    pass(3 * hourMs);
    const first = await night('2026-11-25', shop);
    expect(first).toMatchObject({
      drift: { finished: true, closed: 1, newlyClosed: 1 },
      told: [expect.objectContaining({ closed: 1, newlyClosed: 1, ListingsDrifted: 1 })],
    });
    pass(24 * hourMs);
    const second = await night('2026-11-26', shop);
    expect(second).toMatchObject({ drift: { closed: 1, newlyClosed: 0, closedItems: [item] }, told: [] });
    pass(minuteMs);
    expect((await ops(`listings check --shop ${code}`)).out).toContain('在庫クローズ: not sold');
    expect((await ops('status')).out).toContain('1 listing closed at the mall (在庫クローズ)');
    // Two nights in which nothing was compared.
    pass(3 * 24 * hourMs);
    expect(await night('2026-11-29', shop)).toMatchObject({ drift: { closed: 1, newlyClosed: 0 }, told: [] });
    close(false);
    await ops(`stock set ${item} 6`);
    await work();
    close(true);
    pass(24 * hourMs);
    expect(await night('2026-11-30', shop)).toMatchObject({
      drift: { closed: 1, newlyClosed: 1 },
      told: [expect.objectContaining({ ListingsDrifted: 1 })],
    });
  });

  it('is reported again by the next night if the night that found it did not finish', async () => {
    const shop = await atYahoo(world());
    const { yahoo, ports, pass } = world();
    yahoo.control.setStock(code, { itemCode: item, closed: true });
    pass(nightMs);
    const first = await night('2026-11-25', shop);
    if (first.drift === null) throw new Error('There was no night.');
    await ports.drifts.put({ ...first.drift, finished: false });
    pass(24 * hourMs);
    expect(await night('2026-11-26', shop)).toMatchObject({ drift: { closed: 1, newlyClosed: 1 } });
  });
});

const calls = ({ yahoo }: StockOpsWorld): number =>
  yahoo.control.books().shops.find(({ sellerId }) => sellerId === code)?.calls.getStock ?? 0;

describe('a code that is not sold at Yahoo!', () => {
  const world = useStockWorld();

  it('is an orphan while it has no row, and named as not published once a level was sent to it', async () => {
    const shop = await atYahoo(world());
    const { ops, ports, list, pass } = world();
    await list([{ item: 'kome-0006', sku: item, level: null }], shop);
    pass(minuteMs);
    expect((await ops(`listings check --shop ${code}`)).out).toContain('the mall has no such item');
    // Another tool has.
    pass(minuteMs);
    await (await ports.malls.shop(shop)).stock.set([{ item: 'kome-0005-x', level: 9, kept: '0' }]);
    await list([{ item: 'kome-0005-x', sku: item, level: null }], shop);
    pass(minuteMs);
    const said = await ops(`listings check --shop ${code} --json`);
    expect(JSON.parse(said.out).named).toContainEqual(
      expect.objectContaining({ item: 'kome-0005-x', finding: 'unpublished', level: 9 }),
    );
  });

  it('does not make a check fail by itself: so is an item before its release', async () => {
    const shop = await atYahoo(world());
    const { ops, ports, list, pass } = world();
    pass(minuteMs);
    await (await ports.malls.shop(shop)).stock.set([{ item: 'soon', level: 9, kept: '0' }]);
    await list([{ item: 'soon', sku: item, level: null }], shop);
    const said = await ops(`listings check --shop ${code}`);
    expect(said).toMatchObject({
      code: 0,
      out: expect.stringContaining('not published (9): expected before its release'),
    });
  });
});

describe('what a shop at Yahoo! sells', () => {
  const world = useStockWorld();

  it('is discovered by the store categories, with sub codes, and may be brought in as it is', async () => {
    const shop = await atYahoo(world());
    const { ops, folder, yahoo, pass, store } = world();
    pass(minuteMs);
    const path = `${folder}/new.csv`;
    const said = await ops(`listings discover --shop ${code} --output ${path}`);
    const all = yahoo.control.stock(code);
    expect(said).toMatchObject({ code: 0, out: expect.stringContaining(`${all.length - 1} not listed here`) });
    expect(await ops(`listings import --file ${path}`)).toMatchObject({ code: 0 });
    const names = all.map(({ itemCode, subCode }) => (subCode === '' ? itemCode : `${itemCode}:${subCode}`));
    expect([...(store.listingsByShop.get(shop.key)?.keys() ?? [])].sort()).toEqual(names.sort());
    pass(minuteMs);
    expect((await world().json(`listings discover --shop ${code}`)).unlisted).toEqual([]);
  });
});

describe('pieces of an order that its buyer can still take back', () => {
  const world = useStockWorld();

  it('are reserved, and sold once the window is over', async () => {
    const shop = await atYahoo(world());
    const { json, yahoo, pass, poll, scan } = world();
    pass(minuteMs);
    yahoo.control.addOrders(code, { count: 1, kind: 'plain', lines: [{ itemCode: item, units: 2 }] });
    pass(minuteMs);
    await poll(shop);
    const show = async () => json(`stock show ${item}`);
    expect(await show()).toMatchObject({ free: 7, sold: 0, reserved: 2 });
    pass(15 * minuteMs);
    await scan(shop);
    expect(await show()).toMatchObject({ free: 7, sold: 2, reserved: 0 });
  });
});
