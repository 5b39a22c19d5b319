import { beforeEach, describe, expect, it } from 'vitest';
import { hourMs, jstText, minuteMs } from '../../../core/kernel/time.ts';
import { memoryRests } from '../../../proving/memory/leases.ts';
import { type OpsWorld, openWorld, start } from './world.ts';

let world: OpsWorld;

beforeEach(() => {
  world = openWorld();
});

const addWords = [
  ...['shops', 'add', '--mall', 'rms', '--code', 'kado-no-mise', '--name', '角の店'],
  ...['--merchant', 'kado', '--import-from', '2026-11-24 15:00:00'],
];

/** The keys of a shop at the mall, as a file has them. */
function keysOf(code: string): { text: string; serviceSecret: string; licenseKey: string } {
  const { serviceSecret, licenseKey } = world.rms.control.addShop({ shopUrl: code });
  return { text: `serviceSecret=${serviceSecret}\nlicenseKey=${licenseKey}\n`, serviceSecret, licenseKey };
}

describe('replacing a shop’s licence key', () => {
  beforeEach(async () => {
    const shop = await world.addShop('kado-no-mise');
    await world.ports.pauses.set({
      cause: 'credentials',
      scope: shop.key,
      since: start,
      by: 'import',
      note: 'RMS answered 401.',
      credentialVersion: 1,
    });
  });
  const keyWords = ['shops', 'key', '--shop', 'kado-no-mise'];

  it('checks it, counts the version up, lifts the pause, and the shop misses nothing', async () => {
    const licenseKey = world.rms.control.rotateKey('kado-no-mise');
    world.rms.control.addOrders('kado-no-mise', { count: 4, at: start - 10 * minuteMs });
    const said = await world.ops(keyWords, { typed: `${licenseKey}\n` });
    expect(said).toMatchObject({ code: 0, err: 'licenseKey (not shown): \n' });
    expect(await world.ports.pauses.list()).toEqual([]);
    const shop = await world.ports.shops.get('rms#kado-no-mise');
    if (shop) await world.poll(shop);
    expect(world.store.rowsByShop.get('rms#kado-no-mise')?.size).toBe(4);
  });

  it('that does not work changes nothing', async () => {
    const said = await world.ops([...keyWords, '--keys-from', '-'], { stdin: 'licenseKey=SL370001_nothing' });
    expect(said).toMatchObject({ code: 1, out: '', err: expect.stringContaining('[key.refused]') });
    expect((await world.ports.shops.get('rms#kado-no-mise'))?.credential.version).toBe(1);
    expect(await world.ports.pauses.list()).toHaveLength(1);
  });

  it('unchecked leaves it to the import to find out, which the pause no longer holds up', async () => {
    const said = await world.ops([...keyWords, '--keys-from', '-', '--unchecked'], {
      stdin: 'licenseKey=SL370001_fresh',
    });
    expect(said).toMatchObject({ code: 0, out: expect.stringContaining('key version 2, unchecked') });
    expect((await world.json('pauses')).pauses).toMatchObject([{ cause: 'credentials', holds: false }]);
    expect((await world.json('shops list')).shops).toMatchObject([{ state: 'behind', keyVersion: 2 }]);
  });

  it('does not overwrite a key that another process replaced in between', async () => {
    const licenseKey = world.rms.control.rotateKey('kado-no-mise');
    Object.assign(world.ports.shops, { replaceCredential: async () => 'changed' });
    const said = await world.ops([...keyWords, '--keys-from', '-'], { stdin: `licenseKey=${licenseKey}` });
    expect(said).toMatchObject({ code: 1, err: expect.stringContaining('was replaced concurrently') });
    expect(await world.ports.pauses.list()).toHaveLength(1);
  });

  it('of another shop is refused', async () => {
    const keys = keysOf('sakura-kitchen');
    const words = addWords.map((word) => (word === 'kado-no-mise' ? 'sakura-kitchen' : word));
    await world.ops([...words, '--keys-from', '-'], { stdin: keys.text });
    const said = await world.ops([...keyWords, '--keys-from', '-'], { stdin: `licenseKey=${keys.licenseKey}` });
    expect(said).toMatchObject({
      code: 2,
      err: expect.stringContaining('This licence key is that of rms#sakura-kitchen. Is --shop kado-no-mise right?'),
    });
  });

  it('needs both halves when the stored ones do not open any more', async () => {
    Object.assign(world.ports.vault, {
      open: async () => {
        const { TsunagiError } = await import('../../../core/kernel/errors.ts');
        throw new TsunagiError('key.unreadable', 'after-pause', 'It does not open.');
      },
    });
    const said = await world.ops([...keyWords, '--keys-from', '-'], { stdin: 'licenseKey=SL1' });
    expect(said).toMatchObject({ code: 2, err: expect.stringContaining('serviceSecret: is missing.') });
  });
});

describe('the list of shops', () => {
  it('shows where each stands', async () => {
    await world.addShop('sakura-kitchen', { name: 'さくらキッチン' });
    await world.addShop('kado-no-mise', { cursor: start - 1_000 });
    expect((await world.json('shops list')).shops).toMatchObject([
      {
        shop: 'rms#kado-no-mise',
        name: '角の店',
        merchant: 'kado',
        shard: 0,
        state: 'well',
        lagSeconds: 1,
        keyVersion: 1,
      },
      { shop: 'rms#sakura-kitchen', name: 'さくらキッチン', state: 'behind', lagSeconds: 3600 },
    ]);
  });

  it('names a span the mall no longer shows', async () => {
    await world.addShop('kado-no-mise', { lostSpan: { from: start - 2 * hourMs, to: start - hourMs } });
    expect((await world.json('shops list')).shops).toEqual([
      expect.objectContaining({
        shop: 'rms#kado-no-mise',
        state: 'behind',
        lagSeconds: 3600,
        keyVersion: 1,
        lostSpan: { from: '2026-11-24T13:45:00.000+09:00', to: '2026-11-24T14:45:00.000+09:00' },
      }),
    ]);
  });

  it('never shows a key', async () => {
    const keys = keysOf('kado-no-mise');
    await world.ops([...addWords, '--keys-from', '-'], { stdin: keys.text });
    for (const words of ['shops list', 'shops list --json', 'status --json']) {
      expect((await world.ops(words)).out).not.toContain(keys.licenseKey);
    }
  });

  it('names a shop whose quota is used up, and from when on its orders are listed again', async () => {
    await world.addShop('A3KADONOMISE', { key: 'amazon#A3KADONOMISE', mall: 'amazon' });
    const said = async () => (await world.ops(['shops', 'list'])).out.replaceAll(/\s+/g, ' ');
    expect(await said()).not.toContain('The quota of');
    await memoryRests(world.store).moveRest('quota#amazon#A3KADONOMISE', null, world.now() + 60 * minuteMs);
    const from = jstText(world.now() + 3 * minuteMs);
    expect(await said()).toContain(
      `The quota of amazon#A3KADONOMISE is used up: its orders are listed again from ${from} on.`,
    );
    world.pass(3 * minuteMs);
    expect(await said()).not.toContain('The quota of');
  });

  it('says below it how late the orders of a mall come whose quota makes them late, and of no other', async () => {
    await world.addShop('kado-no-mise');
    const without = await world.ops(['shops', 'list']);
    await world.addShop('A3KADONOMISE', { key: 'amazon#A3KADONOMISE', mall: 'amazon' });
    const { code, out } = await world.ops(['shops', 'list']);
    const late = /Amazon allows one listing of orders in three minutes, so an order comes up to eight minutes late/;
    expect([code, late.test(out.replaceAll(/\s+/g, ' ')), late.test(without.out.replaceAll(/\s+/g, ' '))]).toEqual([
      0,
      true,
      false,
    ]);
  });
});
