import { beforeEach, describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../../core/units.ts';
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
    expect(said.out).toBe(
      'rms#kado-no-mise has key version 2, which works until 2027-02-22 23:59:59. No key pauses the shop any more.\n',
    );
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
    const pauses = await world.ops('pauses');
    expect(pauses.out).toContain('It holds nothing any more: the shop has had another key since.');
    expect((await world.ops('shops list')).out).not.toContain('paused');
  });

  it('that somebody else replaced meanwhile is not overwritten', async () => {
    const licenseKey = world.rms.control.rotateKey('kado-no-mise');
    Object.assign(world.ports.shops, { replaceCredential: async () => 'changed' });
    const said = await world.ops([...keyWords, '--keys-from', '-'], { stdin: `licenseKey=${licenseKey}` });
    expect(said).toMatchObject({ code: 1, err: expect.stringContaining('Somebody else has replaced the key') });
    expect(await world.ports.pauses.list()).toHaveLength(1);
  });

  it('of another shop is refused', async () => {
    const keys = keysOf('sakura-kitchen');
    await world.ops(
      [
        'shops',
        'add',
        '--mall',
        'rms',
        '--code',
        'sakura-kitchen',
        '--name',
        'さくら',
        '--merchant',
        'sakura',
        '--import-from',
        '-1h',
        '--keys-from',
        '-',
      ],
      { stdin: keys.text },
    );
    const said = await world.ops([...keyWords, '--keys-from', '-'], { stdin: `licenseKey=${keys.licenseKey}` });
    expect(said).toMatchObject({
      code: 2,
      err: expect.stringContaining('This licence key is that of rms#sakura-kitchen. Is --shop kado-no-mise right?'),
    });
  });

  it('needs both halves when the stored ones do not open any more', async () => {
    Object.assign(world.ports.vault, {
      open: async () => {
        const { TsunagiError } = await import('../../../core/errors.ts');
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
    const shop = await world.addShop('kado-no-mise');
    await world.poll(shop);
    const { out } = await world.ops('shops list', { columns: 140 });
    expect(out.split('\n')).toEqual([
      'shop                name            merchant  shard  import from          cursor                     lag  state   key',
      'rms#kado-no-mise    角の店          kado          0  2026-11-24 14:45:00  2026-11-24 15:44:59        1 s  well    v1',
      'rms#sakura-kitchen  さくらキッチン  kado          0  2026-11-24 14:45:00  2026-11-24 14:45:00  1 h 0 min  behind  v1',
      '',
    ]);
  });

  it('names a span the mall no longer shows, in a column of its own', async () => {
    await world.addShop('kado-no-mise', { lostSpan: { from: start - 2 * hourMs, to: start - hourMs } });
    const { out } = await world.ops('shops list');
    expect(out).toMatch(/ {2}lost\n[\s\S]* {2}2026-11-24 13:45:00 to 2026-11-24 14:45:00\n$/);
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

  it('that is empty says how to begin', async () => {
    expect((await world.ops('shops list')).out).toBe('There is no shop yet. Add one: ops shops add --help\n');
  });
});
