import { beforeEach, describe, expect, it } from 'vitest';
import { dayMs, minuteMs } from '../../../core/kernel/time.ts';
import { newMerchant } from '../../../core/model/merchant.ts';
import type { ShopCredentials } from '../../../simulator/amazon/index.ts';
import { type OpsWorld, openWorld, start } from './world.ts';

const sellerId = 'A3KADONOMISE';
const key = `amazon#${sellerId}`;
let world: OpsWorld;
let given: ShopCredentials;

beforeEach(async () => {
  world = openWorld();
  given = world.amazon.control.addShop({ sellerId });
  const facts = { name: '角田', contacts: [], features: ['import', 'status', 'stock'] as const };
  await world.ports.merchants.put(newMerchant('kado', facts, start));
});

const addWords = [
  ...['shops', 'add', '--mall', 'amazon', '--code', sellerId, '--name', '角の店', '--merchant', 'kado'],
  ...['--import-from', '2026-11-24 15:00:00', '--keys-from', '-'],
];
const keysText = (changes: Record<string, string> = {}): string =>
  Object.entries({
    clientId: given.clientId,
    clientSecret: given.clientSecret,
    secretRotatedAt: '2026-11-24 15:45',
    refreshToken: given.refreshToken,
    ...changes,
  })
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');

async function added(): Promise<void> {
  expect(await world.ops(addWords, { stdin: keysText() })).toMatchObject({ code: 0, err: '' });
}

describe('a shop of Amazon', () => {
  it('is added with its four keys, tried at the mall, and imported', async () => {
    const [orderNumber = ''] = world.amazon.control.addOrders(sellerId, { count: 1, at: start - 20 * minuteMs });
    await added();
    const shop = await world.ports.shops.get(key);
    expect(shop).toMatchObject({ mall: 'amazon', code: sellerId, callsPerSecond: 0.5 });
    if (shop) await world.poll(shop);
    expect([...(world.store.rowsByShop.get(key)?.keys() ?? [])]).toEqual([orderNumber]);
  });

  it('says all at once what is wrong with its keys, and repeats nothing of them', async () => {
    const stdin = keysText({ clientId: '全角ID', secretRotatedAt: '11/24' }).replace(/^refreshToken.*\n/m, '');
    const said = await world.ops(addWords, { stdin });
    expect(said.code).toBe(2);
    expect(said.err).toContain('  - clientId: expected letters, digits and signs without spaces');
    expect(said.err).toContain('  - secretRotatedAt: expected a moment in Japan that is over');
    expect(said.err).not.toContain(given.clientSecret);
    const half = await world.ops(addWords, { stdin: keysText().replace(/^refreshToken.*\n/m, '') });
    expect(half.err).toContain('  - refreshToken: is missing.');
  });

  it('is not stored with an authorisation that the seller took back, and says what to look at', async () => {
    world.amazon.control.setAuthorized(sellerId, false);
    const said = await world.ops(addWords, { stdin: keysText() });
    expect(said).toMatchObject({ code: 1, out: '' });
    expect(said.err).toContain('[key.refused]');
    expect(said.err).toContain(
      'Look whether client id, client secret and refresh token belong to the same application',
    );
    expect(await world.ports.shops.all()).toEqual([]);
  });

  it('is verified function by function, and says which roles the application lacks', async () => {
    await added();
    const functions = async () => (await world.json(`shops verify --shop ${key}`)).verified[0].functions;
    expect(await functions()).toMatchObject([
      { name: 'getOrder', result: 'works', text: expect.stringContaining('2027-05-23 15:45:00, in 179 days') },
      { name: 'searchOrders', result: 'works' },
      { name: 'getListingsItem', result: 'works' },
    ]);
    expect((await world.ops(`shops verify --shop ${key}`)).out).toContain('confirmShipment');
    world.amazon.control.setRole(sellerId, false);
    const [getOrder] = await functions();
    expect(getOrder.text).toContain('look under セラーセントラル');
  });

  it('gets its next client secret with the moment of its rotation, or not at all', async () => {
    await added();
    world.pass(100 * dayMs);
    const { clientSecret } = world.amazon.control.rotateSecret(sellerId);
    const half = await world.ops(`shops key --shop ${key} --keys-from -`, { stdin: `clientSecret=${clientSecret}` });
    expect(half.err).toContain('  - secretRotatedAt: is missing.');
    const stdin = `clientSecret=${clientSecret}\nsecretRotatedAt=2027-03-04 15:45`;
    const said = await world.ops(`shops key --shop ${key} --keys-from -`, { stdin });
    expect(said).toMatchObject({ code: 0, err: '' });
    expect(said.out).toContain('has key version 2, which works until 2027-08-31 15:45:00');
  });

  it('has its secret rotated by keys rotate, which the mall then takes', async () => {
    await added();
    world.pass(100 * dayMs);
    const { clientSecret } = world.amazon.control.rotateSecret(sellerId);
    const stdin = `clientSecret=${clientSecret}\nsecretRotatedAt=2027-03-04 15:45`;
    const said = await world.ops(`keys rotate --shop ${key} --keys-from -`, { stdin });
    expect(said).toMatchObject({ code: 0 });
    expect(said.out).not.toContain(clientSecret);
    expect((await world.json(`shops verify --shop ${key}`)).verified[0].functions[0]).toMatchObject({
      result: 'works',
      text: expect.stringContaining('2027-08-31'),
    });
  });

  it('keeps its key where keys rotate is given one that the mall refuses', async () => {
    await added();
    const stdin =
      'clientSecret=amzn1.oa2-cs.v1.0000000000000000000000000000000000000000\nsecretRotatedAt=2026-11-24 15:45';
    const said = await world.ops(`keys rotate --shop ${key} --keys-from -`, { stdin });
    expect(`${said.out}${said.err}`).not.toContain('0000000000');
    expect((await world.json(`shops verify --shop ${key}`)).verified[0].functions[0].result).toBe('works');
  });
});
