import { beforeEach, describe, expect, it } from 'vitest';
import { TsunagiError } from '../../../core/kernel/errors.ts';
import { dayMs } from '../../../core/kernel/time.ts';
import { newMerchant } from '../../../core/model/merchant.ts';
import type { Pause } from '../../../core/model/pause.ts';
import { type OpsWorld, openWorld, start } from './world.ts';

let world: OpsWorld;
beforeEach(async () => {
  world = openWorld();
  const facts = { name: '花森', contacts: [], features: ['import', 'stock'] as const };
  await world.ports.merchants.put(newMerchant('hanamori', facts, start));
  await world.addShop('hanamori-cha', { merchant: 'hanamori' });
  await world.addShop('kado-no-mise');
});

const verified = async (code: string) => (await world.json(`shops verify --shop ${code}`)).verified[0];
/** The result of each function of a shop that has a problem. */
const results = async (code: string): Promise<string[]> => {
  const said = await world.ops(`shops verify --shop ${code} --json`);
  expect(said.code).toBe(1);
  return JSON.parse(said.out).verified[0].functions.map(({ result }: { result: string }) => result);
};
const calls = (shopUrl: string) => world.rms.control.books().shops.find((shop) => shop.shopUrl === shopUrl)?.calls;

describe('verifying a shop', () => {
  it('tries what its merchant’s features need, one cheap call each, and says what was not tried', async () => {
    expect(await verified('hanamori-cha')).toMatchObject({
      ...{ shop: 'rms#hanamori-cha', well: true, keyExpiresAt: '2027-02-22T23:59:59.000+09:00' },
      functions: [
        { name: 'rpay.order.searchOrder', result: 'works' },
        { name: 'rpay.order.getOrder', result: 'works' },
        { name: 'license.expiryDate.get', result: 'works' },
        { name: 'inventories.bulk.get', result: 'works' },
      ],
      untried: ['inventories.bulk.upsert'],
    });
    expect(calls('hanamori-cha')).toEqual({
      searchOrder: 1,
      getOrder: 1,
      'license.expiryDate': 1,
      'inventory.bulk.get': 1,
    });
  });

  it('of a merchant without a row tries the import, and keeps to the shop’s rate', async () => {
    const before = world.now();
    await world.ops('shops verify --shop kado-no-mise');
    expect(calls('kado-no-mise')).toEqual({ searchOrder: 1, getOrder: 1, 'license.expiryDate': 1 });
    expect(world.now() - before).toBe(2 * 6_000);
  });

  it('names the switch that is off, and the way to it', async () => {
    world.rms.control.switchFunction('hanamori-cha', 'inventory.bulk.get', false);
    expect((await world.ops('shops verify --shop hanamori-cha')).code).toBe(1);
    const off = { name: 'inventories.bulk.get', result: 'switched-off', text: expect.stringContaining('利用機能編集') };
    expect((await verified('hanamori-cha')).functions).toMatchObject([...Array(3).fill({ result: 'works' }), off]);
  });

  it('notes the day the key ends, which the list of shops then counts down to', async () => {
    await world.ops('shops verify --shop kado-no-mise');
    expect((await world.ports.shops.get('rms#kado-no-mise'))?.credential.expiresAt).toBe(
      Date.parse('2027-02-22T23:59:59+09:00'),
    );
    world.pass(80 * dayMs);
    const days = async () => (await world.json('keys list')).keys[0].daysLeft;
    expect(await days()).toBe(10);
    world.pass(20 * dayMs);
    expect(await days()).toBeLessThan(0);
  });

  it('tells a key that ended, once its day is known, from one that is wrong, and asks with neither again', async () => {
    await world.ops('shops verify --shop kado-no-mise');
    world.pass(91 * dayMs);
    expect(await results('kado-no-mise')).toEqual(Array(3).fill('key-expired'));
    expect(calls('kado-no-mise')?.searchOrder).toBe(2);
    expect(calls('kado-no-mise')?.getOrder).toBe(1);

    world.rms.control.rotateKey('hanamori-cha');
    expect(await results('hanamori-cha')).toEqual(Array(4).fill('key-refused'));
  });

  it('says of a stored key that does not open that it is ours to store again', async () => {
    Object.assign(world.ports.vault, {
      open: () => Promise.reject(new TsunagiError('key.unreadable', 'after-pause', 'It does not open.')),
    });
    expect(await results('kado-no-mise')).toEqual(Array(3).fill('key-unreadable'));
  });

  it('calls a mall that is away unasked, and never a key wrong for it', async () => {
    world.rms.control.break({ kind: 'server-error-html' });
    expect(await results('kado-no-mise')).toEqual(Array(3).fill('unasked'));
  });

  it('lifts the pause for a refused key where the whole import works, and only there', async () => {
    const pause: Pause = {
      ...{ cause: 'credentials', scope: 'rms#kado-no-mise', since: start, by: 'import', note: 'RMS answered 401.' },
      credentialVersion: 1,
    };
    await world.ports.pauses.set(pause);
    world.rms.control.switchFunction('kado-no-mise', 'getOrder', false);
    await world.ops('shops verify --shop kado-no-mise');
    expect(await world.ports.pauses.list()).toEqual([pause]);
    world.rms.control.switchFunction('kado-no-mise', 'getOrder', true);
    await world.ops('shops verify --shop kado-no-mise');
    expect(await world.ports.pauses.list()).toEqual([]);
  });
});

describe('verifying all shops', () => {
  it('lists those that something is wrong with, each finding once, and counts the rest', async () => {
    world.rms.control.switchFunction('hanamori-cha', 'getOrder', false);
    world.rms.control.switchFunction('hanamori-cha', 'inventory.bulk.get', false);
    const said = await world.ops('shops verify --all', { columns: 80 });
    expect(said.code).toBe(1);
    expect(said.err).toContain('shops verified: 2 of 2, something is wrong with 1');
    expect(said.out.match(/not ticked/g)).toHaveLength(1);
    expect(said.out).not.toContain('kado-no-mise');
  });

  it('that are well ends well', async () => {
    const said = await world.ops('shops verify --all --json');
    expect(said.code).toBe(0);
    expect(JSON.parse(said.out)).toMatchObject({
      shops: 2,
      bad: 0,
      left: [],
      verified: [{ well: true }, { well: true }],
    });
  });

  it('stops asking a mall that is away after twenty shops in a row', async () => {
    for (let index = 0; index < 118; index++) await world.addShop(`shop-${index}`);
    world.rms.control.break({ kind: 'server-error-html' });
    const said = await world.ops('shops verify --all --json');
    const { shops, left } = JSON.parse(said.out);
    expect(said.code).toBe(1);
    expect(shops + left.length).toBe(120);
    expect(left.length).toBeGreaterThan(30);
  });

  it('or one of them, not both and not neither', async () => {
    expect((await world.ops('shops verify')).code).toBe(2);
    expect((await world.ops('shops verify --all --shop kado-no-mise')).code).toBe(2);
  });
});
