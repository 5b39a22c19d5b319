import { beforeEach, describe, expect, it } from 'vitest';
import { TsunagiError } from '../../../core/kernel/errors.ts';
import { hourMs, minuteMs } from '../../../core/kernel/time.ts';
import type { Shop } from '../../../core/model/shop.ts';
import { type OpsWorld, openWorld, start } from './world.ts';

let world: OpsWorld;
let shop: Shop;
beforeEach(async () => {
  world = openWorld();
  shop = await world.addShop('kado-no-mise');
  world.rms.control.addOrders('kado-no-mise', { count: 3, at: { from: start - 30 * minuteMs, to: start - minuteMs } });
  await world.poll(shop);
});

const remove = (more: readonly string[] = ['--yes', 'rms#kado-no-mise', '--by', 'sakura'], setting = {}) =>
  world.ops(['shops', 'remove', '--shop', 'kado-no-mise', ...more], setting);
const orders = () => world.store.rowsByShop.get(shop.key)?.size;
const addWords = [
  ...['shops', 'add', '--mall', 'rms', '--code', 'kado-no-mise', '--name', '角の店', '--merchant', 'kado'],
  ...['--import-from', 'now', '--keys-from', '-'],
];

async function addAgain(more: readonly string[] = addWords) {
  const licenseKey = world.rms.control.rotateKey('kado-no-mise');
  const [{ serviceSecret = '' } = {}] = world.rms.control.shops();
  return world.ops(more, { stdin: `serviceSecret=${serviceSecret}\nlicenseKey=${licenseKey}\n` });
}

describe('removing a shop', () => {
  it('says what goes and what stays, and asks for its key', async () => {
    const said = await remove(['--by', 'sakura'], { typed: 'rms#kado-no-mise\n', columns: 80 });
    expect(said).toMatchObject({ code: 0, err: expect.stringContaining('Type rms#kado-no-mise to remove it: ') });
    expect(await world.ports.shops.all()).toEqual([]);
    expect(orders()).toBe(3);
  });

  it('does nothing on another answer, without a terminal, as a dry run, and with another shop’s key', async () => {
    expect(await remove([], { typed: 'yes\n' })).toMatchObject({ code: 1, out: '' });
    expect(await remove([])).toMatchObject({
      code: 1,
      err: expect.stringContaining('say so with --yes rms#kado-no-mise'),
    });
    const dry = JSON.parse((await remove(['--dry-run', '--json'])).out);
    expect(dry).toMatchObject({ removed: false, openOrders: 3 });
    expect(await remove(['--yes', 'kado-no-mise'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('rms#kado-no-mise.'),
    });
    expect(await world.ports.shops.get(shop.key)).not.toBeNull();
    expect(await world.ports.removedShops.list()).toEqual([]);
  });

  it('keeps what adding it again needs, and nothing of its key', async () => {
    const { cursor = 0 } = (await world.ports.shops.get(shop.key)) ?? {};
    const removing = world.now();
    await remove();
    const [removed] = await world.ports.removedShops.list();
    expect(removed).toEqual({
      ...{ key: shop.key, mall: 'rms', code: 'kado-no-mise', name: '角の店', merchant: 'kado', callsPerSecond: 1 },
      ...{ importFrom: shop.importFrom, cursor, credentialVersion: 1, removedAt: removing, by: 'sakura' },
    });
    expect((await world.json('shops list --removed')).removed).toMatchObject([{ shop: shop.key, by: 'sakura' }]);
    expect((await world.json('shops list')).shops).toEqual([]);
  });

  it('lifts the pauses that were about it alone, and may be done again', async () => {
    await world.ops('shops pause --shop kado-no-mise --note x');
    await world.ops('shops pause --mall rms --note x');
    await remove();
    expect((await world.ports.pauses.list()).map(({ scope }) => scope)).toEqual(['rms']);
    expect(await remove()).toMatchObject({ code: 0, out: expect.stringContaining('was removed by sakura') });
    expect(JSON.parse((await remove(['--json'])).out)).toMatchObject({ shop: shop.key, removed: true });
  });

  it('that dies between any two of its writes is finished by the next one', async () => {
    await world.ops('shops pause --shop kado-no-mise --note x');
    for (const [port, method] of [
      ['removedShops', 'put'],
      ['shops', 'remove'],
      ['pauses', 'lift'],
    ] as const) {
      const alive = world.ports[port][method as never];
      Object.assign(world.ports[port], {
        [method]: () => Promise.reject(new TsunagiError('store.failing', 'later', 'The table is away.')),
      });
      expect((await remove()).code).toBe(1);
      Object.assign(world.ports[port], { [method]: alive });
      const row = await world.ports.shops.get(shop.key);
      expect(row !== null || (await world.ports.removedShops.get(shop.key)) !== null).toBe(true);
    }
    expect((await remove()).code).toBe(0);
    expect(await world.ports.shops.all()).toEqual([]);
    expect(await world.ports.pauses.list()).toEqual([]);
  });

  it('keeps a shop whose key is replaced at the same moment', async () => {
    const put = world.ports.removedShops.put;
    Object.assign(world.ports.removedShops, {
      put: async (removed: Parameters<typeof put>[0]) => {
        await world.ports.shops.replaceCredential(shop.key, { version: 2, sealed: Uint8Array.of(1) });
        return put(removed);
      },
    });
    expect(await remove()).toMatchObject({ code: 1, err: expect.stringContaining('was replaced concurrently') });
    expect(await world.ports.shops.get(shop.key)).not.toBeNull();
    expect(await world.json('shops list --removed')).toEqual({ removed: [] });
  });

  it('that never existed is answered with the existing ones', async () => {
    expect(await world.ops('shops remove --shop kado-x')).toMatchObject({
      code: 2,
      err: expect.stringContaining('there is no shop "kado-x". Shops: kado-no-mise.'),
    });
  });
});

describe('a removed shop that is added again', () => {
  it('goes on where it stood: no order is lost, none is stored twice', async () => {
    await remove();
    world.pass(5 * hourMs);
    world.rms.control.addOrders('kado-no-mise', { count: 4, at: { from: start + hourMs, to: start + 2 * hourMs } });
    const said = await addAgain();
    expect(said.code).toBe(0);
    const again = (await world.ports.shops.get(shop.key)) as Shop;
    expect(again).toMatchObject({ importFrom: shop.importFrom, credential: { version: 2 } });
    await world.poll(again);
    expect(orders()).toBe(7);
    expect(world.store.accepted.filter(({ kind }) => kind === 'OrderImported')).toHaveLength(7);
    expect(await world.json('shops list --removed')).toEqual({ removed: [] });
  });

  it('stays with its merchant, whose stock its orders hold', async () => {
    await remove();
    const said = await addAgain(addWords.map((word) => (word === 'kado' ? 'another' : word)));
    expect(said).toMatchObject({ code: 2, err: expect.stringContaining('Use --merchant kado.') });
  });
});

describe('changing a shop', () => {
  it('changes what is named and nothing else', async () => {
    const before = await world.ports.shops.get(shop.key);
    await world.ops(['shops', 'change', '--shop', 'kado-no-mise', '--name', '角の店 本店', '--rate', '0.5']);
    expect(await world.ports.shops.get(shop.key)).toEqual({ ...before, name: '角の店 本店', callsPerSecond: 0.5 });
  });

  it('says everything that is wrong at once', async () => {
    const said = await world.ops(['shops', 'change', '--shop', 'kado-no-mise', '--name', ' ', '--rate', '99']);
    expect(said.code).toBe(2);
    expect(said.err).toContain('--name: expected between 1 and 100 characters in one line.');
    expect(said.err).toContain('--rate: got "99", expected calls a second above 0, and at most 20.');
    expect((await world.ops('shops change --shop kado-no-mise')).err).toContain(
      '--name, --rate, --next-day-cut-off, --ship-within, --card-days: give at least one',
    );
  });

  it('sets the days until a shop ships and until an authorisation ends, and takes them away again', async () => {
    const change = (...words: readonly string[]) => world.ops(['shops', 'change', '--shop', 'kado-no-mise', ...words]);
    expect((await change('--ship-within', '3', '--card-days', '45')).out).toMatch(
      /\nOrders leave within 3 days \(出荷期限\)\.\nAuthorisations of cards last 45 days \(与信期限\)\.\n$/,
    );
    expect(await world.ports.shops.get(shop.key)).toMatchObject({ shipWithinDays: 3, cardDays: 45 });
    expect((await change('--ship-within', '61', '--card-days', 'x')).err).toMatch(
      /--ship-within: got "61", expected whole days, 0 to 60, or none\.[\s\S]*--card-days: got "x", expected whole days, 0 to 180/,
    );
    await change('--ship-within', 'none', '--card-days', 'none');
    const after = await world.ports.shops.get(shop.key);
    expect([after?.shipWithinDays, after?.cardDays]).toEqual([undefined, 0]);
  });

  it('sets until when next-day orders leave a shop, and takes it away again', async () => {
    const change = (cutOff: string) =>
      world.ops(['shops', 'change', '--shop', 'kado-no-mise', '--next-day-cut-off', cutOff]);
    await change('14:00');
    expect((await world.ports.shops.get(shop.key))?.nextDayCutOff).toBe('14:00');
    expect((await change('25:00')).err).toContain('--next-day-cut-off: got "25:00", expected a time in Japan');
    await change('none');
    expect((await world.ports.shops.get(shop.key))?.nextDayCutOff).toBeUndefined();
  });
});
