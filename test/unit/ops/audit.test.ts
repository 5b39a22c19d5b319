import { beforeEach, describe, expect, it } from 'vitest';
import { columnsOf } from '../../../core/kernel/text.ts';
import { hourMs, minuteMs } from '../../../core/kernel/time.ts';
import type { Shop } from '../../../core/model/shop.ts';
import { type OpsWorld, openWorld, start } from './world.ts';

let world: OpsWorld;
let shop: Shop;
let other: Shop;
let lost: string;
const today = ['audit', '--from', '2026-11-24 14:50', '--to', '2026-11-24 15:45'];

beforeEach(async () => {
  world = openWorld();
  shop = await world.addShop('kado-no-mise');
  other = await world.addShop('sakura-kitchen');
  for (const { code } of [shop, other]) {
    const at = { from: start - 50 * minuteMs, to: start - 20 * minuteMs };
    world.rms.control.addOrders(code, { count: 5, at, kind: 'plain' });
  }
  for (const each of [shop, other]) await world.poll(each);
  lost = [...(world.store.rowsByShop.get(shop.key)?.keys() ?? [])][2] as string;
});
const loseRow = (): boolean => world.store.rowsByShop.get(shop.key)?.delete(lost) ?? false;
const kept = (): string[] => [...world.store.auditsByName.keys()];

describe('an audit by hand', () => {
  it('says that nothing is missing or double, of how many shops and orders', async () => {
    const none = { audited: 2, shops: 2, atMall: 10, missing: 0, doubled: 0, finds: [] };
    expect(await world.json(today)).toMatchObject({ ...none, audit: expect.stringMatching(/^by-hand-20261124-1545/) });
    expect(kept()).toEqual([expect.stringMatching(/^by-hand-20261124-1545\d\d$/)]);
    expect(world.store.auditsByName.get(kept()[0] as string)?.size).toBe(2);
  });

  it('finds a deleted row, names its order, and brings it back', async () => {
    loseRow();
    const said = await world.ops(today, { columns: 80 });
    expect(said.code).toBe(1);
    expect(said.out).toContain(lost);
    expect(said.out).not.toContain('sakura-kitchen');
    for (const line of said.out.split('\n')) expect(columnsOf(line)).toBeLessThanOrEqual(80);
    expect(world.store.rowsByShop.get(shop.key)?.get(lost)?.kind).toBe('stored');
    expect(await world.ops(today)).toMatchObject({ code: 0 });
  });

  it('changes and keeps nothing as a dry run', async () => {
    loseRow();
    const said = await world.ops([...today, '--dry-run', '--json']);
    expect(JSON.parse(said.out)).toMatchObject({ audit: null, dryRun: true, audited: 2, missing: 1, doubled: 0 });
    expect(world.store.rowsByShop.get(shop.key)?.has(lost)).toBe(false);
    expect(kept()).toEqual([]);
  });

  it('counts by itself an order that cannot be read, before it has a row and after, and claims nowhere that it is here', async () => {
    loseRow();
    world.rms.control.hideOrder(lost);
    const dry = await world.json([...today, '--dry-run']);
    expect(dry).toMatchObject({ missing: 0, unread: 1, finds: [{ unread: [lost], missingCount: 0 }] });
    expect(world.store.rowsByShop.get(shop.key)?.has(lost)).toBe(false);
    for (const look of ['first', 'again']) {
      const said = await world.ops([...today, '--json']);
      expect([look, said.code]).toEqual([look, 1]);
      expect(JSON.parse(said.out)).toMatchObject({ missing: 0, unread: 1, atMall: 10, finds: [{ unread: [lost] }] });
      expect(world.store.rowsByShop.get(shop.key)?.get(lost)?.kind).toBe('missing');
    }
  });

  it('looks at one shop when one is named', async () => {
    const said = await world.ops([...today, '--shop', other.code, '--json']);
    expect(JSON.parse(said.out)).toMatchObject({ shops: 1, audited: 1, atMall: 5, finds: [] });
  });

  it('names a shop that it could not audit with the reason, and counts no 0 for it', async () => {
    world.rms.control.break({ kind: 'server-error-json', operations: ['searchOrder'], shopUrl: shop.code });
    const said = await world.ops([...today, '--json']);
    expect(said.code).toBe(1);
    const finds = [{ shop: shop.key, kind: 'unaudited', reason: 'mall.failing' }];
    expect(JSON.parse(said.out)).toMatchObject({ shops: 2, audited: 1, finds });
    const [audit] = [...world.store.auditsByName.values()];
    expect(audit?.get(shop.key)?.result).toEqual({ kind: 'unaudited', reason: 'mall.failing' });
  });

  it('asks no more shops once the mall fails one after the other', async () => {
    world.rms.control.break({ kind: 'server-error-html' });
    for (let index = 0; index < 90; index++) await world.addShop(`shop-${index}`);
    const { finds, audited } = await world.json([...today]);
    expect([finds.length, audited]).toEqual([92, 0]);
    expect(finds.map(({ reason }: { reason: string }) => reason)).toContain('the mall failed shop after shop');
  });

  it('runs under the pause of a person, and says so', async () => {
    const pause = { cause: 'manual', scope: shop.key, since: start - hourMs, by: 'hanako', note: '棚卸し中' } as const;
    await world.ports.pauses.set(pause);
    const said = await world.ops(today);
    expect(said).toMatchObject({ code: 0, err: expect.stringContaining('1 shop that people have paused is audited') });
    expect(await world.ports.pauses.list()).toHaveLength(1);
  });

  it.each(['outage', 'credentials'] as const)('asks nothing of the mall under %s', async (cause) => {
    const pause = { cause, scope: shop.key, since: start, by: 'x', note: 'n', credentialVersion: 1 } as const;
    await world.ports.pauses.set(pause);
    const before = world.rms.control.books().shops[0]?.calls;
    expect((await world.json(today)).finds).toMatchObject([{ reason: `paused: ${cause}` }]);
    expect(world.rms.control.books().shops[0]?.calls).toEqual(before);
  });

  it('refuses a span that cannot be asked for, with every problem', async () => {
    const said = await world.ops(['audit', '--from', '2024-01-01', '--to', '2027-01-01', '--shop', 'unknown']);
    expect(said.code).toBe(2);
    expect(said.err).toMatch(/there is no shop "unknown"[\s\S]*lies in the future/);
    const early = await world.ops(['audit', '--from', '2024-01-01', '--to', 'now']);
    expect(early.err).toContain('further back than the mall answers');
  });
});
