import { beforeEach, describe, expect, it } from 'vitest';
import { TsunagiError } from '../../../core/errors.ts';
import { newMerchant } from '../../../core/merchants/merchant.ts';
import type { Pause } from '../../../core/pause/pause.ts';
import { dayMs } from '../../../core/units.ts';
import { type OpsWorld, openWorld, start } from './world.ts';

let world: OpsWorld;
beforeEach(async () => {
  world = openWorld();
  const facts = { name: '花森', contacts: [], features: ['import', 'stock'] as const };
  await world.ports.merchants.put(newMerchant('hanamori', facts, start));
  await world.addShop('hanamori-cha', { merchant: 'hanamori' });
  await world.addShop('kado-no-mise');
});

const calls = (shopUrl: string) => world.rms.control.books().shops.find((shop) => shop.shopUrl === shopUrl)?.calls;

describe('verifying a shop', () => {
  it('tries what its merchant’s features need, one cheap call each, and says what was not tried', async () => {
    const said = await world.ops('shops verify --shop hanamori-cha', { columns: 120 });
    expect(said.code).toBe(0);
    expect(said.out.split('\n')).toEqual([
      'rms#hanamori-cha (角の店), merchant hanamori',
      'function                                            result',
      'rpay.order.searchOrder  受注検索                    works',
      'rpay.order.getOrder     注文情報取得                works',
      'license.expiryDate.get  ライセンスキー有効期限取得  works; the key ends 2027-02-22 23:59:59, in 90 days',
      'inventories.bulk.get    在庫情報一括取得            works',
      'Not tried, because they write; look whether they are ticked, too: inventories.bulk.upsert',
      '',
    ]);
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
    const said = await world.ops('shops verify --shop hanamori-cha');
    expect(said.code).toBe(1);
    expect(said.out).toMatch(
      /^inventories\.bulk\.get +在庫情報一括取得 +not ticked: set it to 利用する under 店舗様向け情報・サービス → WEB APIサービス → 利用機能編集$/m,
    );
    expect(said.out.match(/ works/g)).toHaveLength(3);
  });

  it('notes the day the key ends, which the list of shops then counts down to', async () => {
    await world.ops('shops verify --shop kado-no-mise');
    expect((await world.ports.shops.get('rms#kado-no-mise'))?.credential.expiresAt).toBe(
      Date.parse('2027-02-22T23:59:59+09:00'),
    );
    world.pass(80 * dayMs);
    expect((await world.ops('shops list')).out).toMatch(/rms#kado-no-mise.*v1, 10 d/);
    world.pass(20 * dayMs);
    expect((await world.ops('shops list')).out).toMatch(/rms#kado-no-mise.*v1, ended/);
  });

  it('tells a key that ended, once its day is known, from one that is wrong, and asks with neither again', async () => {
    await world.ops('shops verify --shop kado-no-mise');
    world.pass(91 * dayMs);
    const ended = await world.ops('shops verify --shop kado-no-mise --json');
    expect(ended.code).toBe(1);
    const { functions } = JSON.parse(ended.out).verified[0];
    expect(functions.map(({ result }: { result: string }) => result)).toEqual(Array(3).fill('key-expired'));
    expect(functions[0].text).toBe(
      'key expired at 2027-02-22 23:59:59: let the shop issue the next one, then ops keys rotate --shop rms#kado-no-mise',
    );
    expect(calls('kado-no-mise')?.searchOrder).toBe(2);
    expect(calls('kado-no-mise')?.getOrder).toBe(1);

    world.rms.control.rotateKey('hanamori-cha');
    const wrong = await world.ops('shops verify --shop hanamori-cha');
    expect(wrong.out).toContain('key wrong, replaced or expired: look it up at the mall');
  });

  it('says of a stored key that does not open that it is ours to store again', async () => {
    Object.assign(world.ports.vault, {
      open: () => Promise.reject(new TsunagiError('key.unreadable', 'after-pause', 'It does not open.')),
    });
    const said = await world.ops('shops verify --shop kado-no-mise');
    expect(said).toMatchObject({ code: 1, out: expect.stringContaining('the stored key does not open') });
  });

  it('calls a mall that is away unasked, and never a key wrong for it', async () => {
    world.rms.control.break({ kind: 'server-error-html' });
    const said = await world.ops('shops verify --shop kado-no-mise');
    expect(said.code).toBe(1);
    expect(said.out).toContain(
      'the mall cannot be asked now: RMS answered searchOrder of rms#kado-no-mise with HTTP 503',
    );
    expect(said.out).not.toContain('key wrong');
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
    expect(said.out.split('\n')).toEqual([
      'rms#hanamori-cha (角の店), merchant hanamori',
      '  rpay.order.getOrder, inventories.bulk.get: not ticked: set it to 利用する',
      '  under 店舗様向け情報・サービス → WEB APIサービス → 利用機能編集',
      '',
      '2 shops verified: 1 well, 1 with something wrong.',
      'Not tried, because they write; look whether they are ticked, too:',
      'inventories.bulk.upsert',
      '',
    ]);
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
