import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hourMs, minuteMs, secondMs } from '../../../core/kernel/time.ts';
import { newMerchant } from '../../../core/model/merchant.ts';
import { type OpsWorld, openWorld, start } from './world.ts';

let world: OpsWorld;
let folder: string;

beforeEach(() => {
  world = openWorld();
  folder = mkdtempSync(join(tmpdir(), 'tsunagi-keys-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const merchantIsNew = 'Merchant kado is new and gets no mail yet: ops merchants change kado --help\n';

const addWords = [
  ...['shops', 'add', '--mall', 'rms', '--code', 'kado-no-mise', '--name', '角の店'],
  ...['--merchant', 'kado', '--import-from', '2026-11-24 15:00:00'],
];

/** The keys of a shop at the mall, as a file has them. */
function keysOf(code: string): { text: string; serviceSecret: string; licenseKey: string } {
  const { serviceSecret, licenseKey } = world.rms.control.addShop({ shopUrl: code });
  return { text: `serviceSecret=${serviceSecret}\nlicenseKey=${licenseKey}\n`, serviceSecret, licenseKey };
}

describe('adding a shop', () => {
  it('checks its key at the mall, stores it sealed, and imports from the chosen moment', async () => {
    const keys = keysOf('kado-no-mise');
    world.rms.control.addOrders('kado-no-mise', { count: 3, at: start - 20 * minuteMs });
    world.rms.control.addOrders('kado-no-mise', { count: 2, at: start - 2 * hourMs });
    const said = await world.ops([...addWords, '--keys-from', '-'], { stdin: keys.text });
    expect(said).toMatchObject({ code: 0, err: merchantIsNew });
    const shop = await world.ports.shops.get('rms#kado-no-mise');
    const credential = { version: 1, expiresAt: Date.parse('2027-02-22T23:59:59+09:00') };
    expect(shop).toMatchObject({ merchant: 'kado', shard: 0, callsPerSecond: 1, credential });
    if (shop) await world.poll(shop);
    expect(world.store.rowsByShop.get('rms#kado-no-mise')?.size).toBe(3);
  });

  it('takes the keys from a file, as JSON too', async () => {
    const { serviceSecret, licenseKey } = keysOf('kado-no-mise');
    const file = join(folder, 'keys.json');
    writeFileSync(file, JSON.stringify({ serviceSecret, licenseKey, other: 1 }));
    const said = await world.ops([...addWords, '--keys-from', file, '--json']);
    expect(JSON.parse(said.out)).toMatchObject({
      shop: 'rms#kado-no-mise',
      importFrom: '2026-11-24T15:00:00.000+09:00',
    });
  });

  it('asks for the keys on a terminal, and shows nothing of them', async () => {
    const { serviceSecret, licenseKey } = keysOf('kado-no-mise');
    const said = await world.ops(addWords, { typed: `${serviceSecret}\r${licenseKey}\r`, columns: 100 });
    expect(said.code).toBe(0);
    expect(said.err).toBe(`local (.tsunagi)\nserviceSecret (not shown): \nlicenseKey (not shown): \n${merchantIsNew}`);
    expect(said.out + said.err).not.toContain(licenseKey);
  });

  it('without a terminal and without a file says where keys can come from', async () => {
    const said = await world.ops(addWords);
    expect(said).toMatchObject({ code: 2, err: expect.stringContaining('Use --keys-from <file>, or - for stdin.') });
  });

  it('never repeats what was given for a key, however wrong it is', async () => {
    const secrets = ['SP370001 aB3', 'SL-全角'];
    const said = await world.ops([...addWords, '--keys-from', '-'], {
      stdin: `serviceSecret=${secrets[0]}\nlicenseKey=${secrets[1]}\nSLlone\n`,
    });
    expect(said.code).toBe(2);
    expect(said.err.split('\n').filter((line) => line.startsWith('  - '))).toHaveLength(3);
    for (const secret of [...secrets, 'SLlone', 'aB3']) expect(said.err).not.toContain(secret);
  });

  it('with a key the mall refuses stores nothing, and says what to do', async () => {
    const { serviceSecret } = keysOf('kado-no-mise');
    const said = await world.ops([...addWords, '--keys-from', '-'], {
      stdin: `serviceSecret=${serviceSecret}\nlicenseKey=SL370001_mistyped\n`,
    });
    expect(said).toMatchObject({ code: 1, out: '' });
    expect(said.err).toContain('[key.refused]');
    expect(said.err).toContain('Nothing was stored. Was the key issued just now?');
    expect(said.err).not.toContain('mistyped');
    expect(await world.ports.shops.all()).toEqual([]);
  });

  it('while the mall is down stores nothing either, unless an option leaves the key unchecked', async () => {
    const keys = keysOf('kado-no-mise');
    world.rms.control.break({ kind: 'server-error-html' });
    const said = await world.ops([...addWords, '--keys-from', '-'], { stdin: keys.text });
    expect(said).toMatchObject({
      code: 1,
      err: expect.stringContaining('The key could not be checked, and nothing was stored.'),
    });
    expect(await world.ports.shops.all()).toEqual([]);
    const unchecked = await world.ops([...addWords, '--keys-from', '-', '--unchecked'], { stdin: keys.text });
    expect(unchecked).toMatchObject({ code: 0, out: expect.stringContaining('Its key was not checked.') });
    expect(await world.ports.shops.all()).toHaveLength(1);
  });

  it('reports everything that is wrong with it at once', async () => {
    await world.addShop('kado-no-mise');
    const said = await world.ops([
      ...['shops', 'add', '--mall', 'rms', '--code', 'kado-no-mise', '--name', '店', '--merchant', 'a b'],
      ...['--import-from', '2020-01-01', '--keys-from', '-'],
    ]);
    expect(said.code).toBe(2);
    expect(said.err).toContain('--merchant: got "a b"');
    expect(said.err).toContain('--import-from: got 2020-01-01 00:00:00, which is further back than the mall answers');
    expect(said.err).toContain('--code: rms#kado-no-mise is there already.');
  });

  it('refuses a key that another shop holds: each order would be imported twice', async () => {
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
    const said = await world.ops([...addWords, '--keys-from', '-'], { stdin: keys.text });
    expect(said).toMatchObject({
      code: 2,
      err: expect.stringContaining('The licence key is that of rms#sakura-kitchen'),
    });
    expect(await world.ports.shops.all()).toHaveLength(1);
  });
});

describe('the merchant of a new shop', () => {
  it('is created if there is none, with import only and without contacts', async () => {
    const keys = keysOf('kado-no-mise');
    await world.ops([...addWords, '--keys-from', '-'], { stdin: keys.text });
    expect(await world.ports.merchants.list()).toEqual([
      {
        id: 'kado',
        name: 'kado',
        contacts: [],
        features: ['import'],
        language: 'ja',
        createdAt: start + secondMs,
        version: 1,
      },
    ]);
  });

  it('stays as it is when there is one', async () => {
    const merchant = newMerchant('kado', { name: '株式会社角', contacts: [], features: ['stock'] }, start);
    await world.ports.merchants.put(merchant);
    const said = await world.ops([...addWords, '--keys-from', '-'], { stdin: keysOf('kado-no-mise').text });
    expect(said).toMatchObject({ code: 0, err: '' });
    expect(await world.ports.merchants.list()).toEqual([merchant]);
  });
});

describe('the shard of a new shop', () => {
  const add = (more: readonly string[] = [], shards = 3) =>
    world.ops([...addWords, '--keys-from', '-', ...more], { stdin: keysOf('kado-no-mise').text, shards });

  it('is the one with the fewest shops, unless another is named', async () => {
    await world.addShop('sakura-kitchen', { shard: 0 });
    await add();
    expect(await world.ports.shops.get('rms#kado-no-mise')).toMatchObject({ shard: 1 });
  });

  it('may be named', async () => {
    await add(['--shard', '2']);
    expect(await world.ports.shops.get('rms#kado-no-mise')).toMatchObject({ shard: 2 });
  });

  it('is refused where no schedule polls it', async () => {
    const said = await add(['--shard', '3']);
    expect(said.code).toBe(2);
    expect(said.err).toContain(
      '--shard: got 3, but there are 3 schedules, 0 to 2: no schedule of its own polls such a shard.',
    );
    expect(await world.ports.shops.all()).toEqual([]);
  });
});

describe('a key with a switch off', () => {
  it.each(['searchOrder', 'getOrder'])('for %s is not stored, and the switch is named', async (operation) => {
    const keys = keysOf('kado-no-mise');
    world.rms.control.switchFunction('kado-no-mise', operation, false);
    const said = await world.ops([...addWords, '--keys-from', '-'], { stdin: keys.text });
    expect(said).toMatchObject({ code: 1, out: '' });
    expect(said.err).toContain(
      `rpay.order.${operation} is switched off for this shop. Set it to 利用する in RMS: 店舗様向け情報`,
    );
    expect(await world.ports.shops.all()).toEqual([]);
  });

  it('for its own expiry is stored all the same: the import does not need it', async () => {
    const keys = keysOf('kado-no-mise');
    world.rms.control.switchFunction('kado-no-mise', 'license.expiryDate', false);
    const said = await world.ops([...addWords, '--keys-from', '-'], { stdin: keys.text });
    expect(said).toMatchObject({ code: 0, out: expect.stringContaining('until a day the mall does not tell.') });
  });
});
