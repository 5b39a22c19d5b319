import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dayMs, minuteMs } from '../../../core/kernel/time.ts';
import { newMerchant } from '../../../core/model/merchant.ts';
import type { ShopCredentials } from '../../../simulator/yahoo/index.ts';
import { type OpsWorld, openWorld, start } from './world.ts';

let world: OpsWorld;
let folder: string;
let given: ShopCredentials;

beforeEach(async () => {
  world = openWorld();
  folder = mkdtempSync(join(tmpdir(), 'tsunagi-yahoo-'));
  given = world.yahoo.control.addShop({ sellerId: 'kado-no-mise' });
  const facts = { name: '角田', contacts: [], features: ['import', 'status', 'stock'] as const };
  await world.ports.merchants.put(newMerchant('kado', facts, start));
});
afterEach(() => rmSync(folder, { recursive: true }));

const key = 'yahoo#kado-no-mise';
const addWords = [
  ...['shops', 'add', '--mall', 'yahoo', '--code', 'kado-no-mise', '--name', '角の店', '--merchant', 'kado'],
  ...['--import-from', '2026-11-24 15:00:00', '--keys-from', '-'],
];
const keysText = (changes: Record<string, string> = {}): string =>
  Object.entries({
    clientId: given.clientId,
    clientSecret: given.clientSecret,
    refreshToken: given.refreshToken,
    consentedAt: '2026-11-24 15:45',
    publicKey: given.publicKey,
    publicKeyVersion: String(given.publicKeyVersion),
    publicKeyIssuedAt: '2026-11-24',
    ...changes,
  })
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');

async function added(): Promise<void> {
  expect(await world.ops(addWords, { stdin: keysText() })).toMatchObject({ code: 0 });
}

describe('a shop of Yahoo!ショッピング', () => {
  it('is added with its consent and its 公開鍵, tried at the mall, and imported', async () => {
    const [orderNumber = ''] = world.yahoo.control.addOrders('kado-no-mise', {
      count: 1,
      kind: 'plain',
      at: start - 20 * minuteMs,
    });
    const said = await world.ops(addWords, { stdin: keysText() });
    expect(said).toMatchObject({ code: 0, err: '' });
    const shop = await world.ports.shops.get(key);
    expect(shop).toMatchObject({ mall: 'yahoo', code: 'kado-no-mise', callsPerSecond: 1 });
    if (shop) await world.poll(shop);
    expect([...(world.store.rowsByShop.get(key)?.keys() ?? [])]).toEqual([orderNumber]);
  });

  it.each([
    ['the letters of the 公開鍵 on one line', (pem: string) => pem.replace(/-----[^-]+-----|\s/g, '')],
    ['its line breaks written out', (pem: string) => pem.trim().replaceAll('\n', '\\n')],
    ['line breaks of Windows', (pem: string) => pem.replaceAll('\n', '\r\n')],
  ])('takes %s', async (_name, write) => {
    expect(await world.ops(addWords, { stdin: keysText({ publicKey: write(given.publicKey) }) })).toMatchObject({
      code: 0,
    });
  });

  it('takes keys as JSON, and asks for each part on a terminal', async () => {
    const file = join(folder, 'keys.json');
    const consentedAt = '2026-11-24 15:45';
    writeFileSync(
      file,
      JSON.stringify({ ...given, publicKey: given.publicKey, consentedAt, publicKeyIssuedAt: '2026-11-24' }),
    );
    const words = [...addWords.slice(0, -1), file];
    expect(await world.ops(words)).toMatchObject({ code: 0 });
    const typed = ['', '', '', '', '', '', ''].map((_, index) => `${index}\r`).join('');
    const asked = await world.ops(['shops', 'add', ...addWords.slice(2, -2), '--code', 'another'], {
      typed,
      columns: 100,
    });
    expect(asked.err).not.toContain('no terminal to ask');
  });

  it('says all at once what is wrong with its keys, and repeats nothing of them', async () => {
    const stdin = keysText({
      clientId: '全角ID',
      consentedAt: '11/31',
      publicKey: 'MIIBsecret',
      publicKeyVersion: 'v1',
    }).replace(/^clientSecret.*\n/m, '');
    const said = await world.ops(addWords, { stdin });
    expect(said.code).toBe(2);
    expect(said.err.split('\n').filter((line) => line.startsWith('  - '))).toEqual([
      '  - clientId: expected letters, digits and signs without spaces, got something else.',
      '  - consentedAt: expected a moment in Japan that is over, such as 2026-11-24 or "2026-11-24 15:45", got something else.',
      '  - publicKey: expected the 公開鍵 as PEM, or its letters on one line, got something else.',
      '  - publicKeyVersion: expected the number of the 公開鍵, such as 1, got something else.',
    ]);
    expect(said.err).not.toContain('secret');
    const halves = await world.ops(addWords, {
      stdin: keysText().replace(/^(clientSecret|publicKeyIssuedAt).*\n/gm, ''),
    });
    expect(halves.err).toContain('  - clientSecret: is missing.\n  - publicKeyIssuedAt: is missing.');
    const future = await world.ops(addWords, { stdin: keysText({ consentedAt: '2026-11-25' }) });
    expect(future.err).toContain('consentedAt: lies in the future.');
  });

  it('is not stored with a consent that Yahoo does not know, and says what to look at', async () => {
    world.yahoo.control.withdrawConsent('kado-no-mise');
    const said = await world.ops(addWords, { stdin: keysText() });
    expect(said).toMatchObject({ code: 1, out: '' });
    expect(said.err).toContain('A manager of the shop must sign in at Yahoo! JAPAN');
    expect(said.err).toContain('Look whether the consent, the 公開鍵 and its version are the newest ones');
    expect(await world.ports.shops.all()).toEqual([]);
  });

  it('needs only the moment of the new consent', async () => {
    await added();
    world.pass(20 * dayMs);
    world.yahoo.control.consent('kado-no-mise');
    const said = await world.ops(`shops key --shop ${key} --keys-from -`, { stdin: 'consentedAt=2026-12-14 15:45' });
    expect(said).toMatchObject({ code: 0, err: '' });
    expect(said.out).toContain('has key version 2, which works until 2027-01-11 15:45:00');
    const typed = await world.ops(`shops key --shop ${key}`, { typed: '2026-12-14\r', columns: 100 });
    expect(typed.err).toContain('consentedAt (not shown):');
    expect(typed).toMatchObject({ code: 0 });
  });

  it('gets its next 公開鍵 whole, with version and day, or not at all', async () => {
    await added();
    const { publicKey, publicKeyVersion } = world.yahoo.control.rotatePublicKey('kado-no-mise');
    const half = await world.ops(`shops key --shop ${key} --keys-from -`, { stdin: `publicKey=${publicKey}` });
    expect(half.err).toContain('  - publicKeyVersion: is missing.\n  - publicKeyIssuedAt: is missing.');
    const stdin = `publicKey=${publicKey}\npublicKeyVersion=${publicKeyVersion}\npublicKeyIssuedAt=2026-11-24`;
    expect(await world.ops(`shops key --shop ${key} --keys-from -`, { stdin })).toMatchObject({ code: 0 });
    const nothing = await world.ops(`shops key --shop ${key} --keys-from -`, { stdin: '# nothing' });
    expect(nothing.err).toContain('There is no key in it. It may hold clientId, clientSecret, refreshToken');
  });

  it('is verified function by function, and says what an application lacks', async () => {
    await added();
    const functions = async () => (await world.json(`shops verify --shop ${key}`)).verified[0].functions;
    expect(await functions()).toMatchObject([
      { name: 'orderList', result: 'works', text: expect.stringContaining('2026-12-22 15:45:00, in 27 days') },
      { name: 'orderInfo', result: 'works' },
      { name: 'getStock', result: 'works' },
    ]);
    world.yahoo.control.setOrderApi('kado-no-mise', 'px-04303');
    const [orderList, , getStock] = await functions();
    expect(orderList.text).toContain('look under Yahoo!デベロッパーネットワーク');
    expect(getStock.result).toBe('works');
  });

  it('takes the changes that its mall has, and refuses another in words', async () => {
    await added();
    await world.ops('merchants change kado --features import;status');
    const asked = `kado-no-mise-10000001 --shop ${key} --by hanako`;
    for (const what of ['confirm', 'pay', 'complete', 'cancel --yes --reason buyer-duplicate'])
      expect(await world.ops(`push ${what} ${asked}`)).toMatchObject({ code: 0 });
    const said = await world.ops(`push sub-status ${asked} --id 1`);
    expect(said.code).toBe(2);
    expect(said.err).toContain(
      'sub-status: yahoo has no such change; it has confirm, memo, pay, ship, complete, cancel',
    );
    const late = await world.ops(`push cancel --yes --reason shipping-delayed ${asked}`);
    expect(late.err).toContain('reason: got "shipping-delayed", expected one of buyer-cancelled, buyer-returned');
  });

  it('says before a cancel that its buyer gets a mail', async () => {
    await added();
    await world.ops('merchants change kado --features import;status');
    const said = await world.ops(`push cancel kado-no-mise-10000001 --reason buyer-other --shop ${key} --by hanako`);
    expect(said.code).not.toBe(0);
    expect(said.err).toContain('sends the buyer a mail about the cancel at once, and it cannot be taken back.');
    expect((await world.ports.changes.ofOrder({ shop: key, orderNumber: 'kado-no-mise-10000001' })).length).toBe(0);
  });
});

describe('a list of keys with shops of both malls', () => {
  it('has the columns of each, and takes them in together', async () => {
    const rms = world.rms.control.addShop({ shopUrl: 'kado-rakuten' });
    const merchants = join(folder, 'merchants.csv');
    const keys = join(folder, 'keys.csv');
    writeFileSync(
      merchants,
      [
        'merchant,merchant_name,contacts,features,mall,shop_code,shop_name,import_from',
        'kado,角田,-,import;status;stock,rms,kado-rakuten,角の店 楽天市場店,2026-11-24',
        'kado,角田,-,import;status;stock,yahoo,kado-no-mise,角の店 ヤフー店,2026-11-24',
      ].join('\n'),
    );
    const pem = given.publicKey.replaceAll('\n', '\r\n');
    writeFileSync(
      keys,
      [
        'mall,shop_code,service_secret,license_key,client_id,client_secret,refresh_token,consented_at,public_key,public_key_version,public_key_issued_at',
        `rms,kado-rakuten,${rms.serviceSecret},${rms.licenseKey}`,
        `yahoo,kado-no-mise,,,${given.clientId},${given.clientSecret},${given.refreshToken},2026-11-24,"${pem}",1,2026-11-24`,
      ].join('\n'),
      { mode: 0o600 },
    );
    const said = await world.ops(['merchants', 'import', '--file', merchants, '--keys', keys]);
    expect(said).toMatchObject({ code: 0 });
    expect((await world.ports.shops.all()).map((shop) => shop.key).sort()).toEqual(['rms#kado-rakuten', key]);
  });
});
