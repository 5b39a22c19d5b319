import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OpsWorld, openWorld, start, type TerminalSetting } from './world.ts';

let world: OpsWorld;
let folder: string;
beforeEach(() => {
  world = openWorld();
  folder = mkdtempSync(join(tmpdir(), 'tsunagi-import-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const header = 'merchant,merchant_name,contacts,features,mall,shop_code,shop_name,import_from,rate';
const keyHeader = 'mall,shop_code,service_secret,license_key';
const lineOf = (merchant: string, code: string, more = ''): string =>
  `${merchant},${merchant}商店,tencho@${merchant}.example,import,rms,${code},${code}店,2026-11-20,${more}`;

/** Opens shops at the mall, and tells their keys as a list has them. */
function keysAtMall(codes: readonly string[]): string[] {
  return codes.map((shopUrl) => {
    const { serviceSecret, licenseKey } = world.rms.control.addShop({ shopUrl });
    return `rms,${shopUrl},${serviceSecret},${licenseKey}`;
  });
}

function write(name: string, lines: readonly string[] | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, lines instanceof Buffer ? lines : `${lines.join('\r\n')}\r\n`);
  chmodSync(path, 0o600);
  return path;
}

const importing = (words: readonly string[], setting: TerminalSetting = {}) =>
  world.ops(['merchants', 'import', '--file', join(folder, 'merchants.csv'), ...words], { shards: 4, ...setting });
const keysPath = () => join(folder, 'keys.csv');

/** Two merchants with three shops, and their keys. */
function threeShops(): string[] {
  write('merchants.csv', [
    header,
    lineOf('kado', 'kado-a'),
    lineOf('kado', 'kado-b', '2'),
    lineOf('sakura', 'sakura-a'),
  ]);
  const keys = keysAtMall(['kado-a', 'kado-b', 'sakura-a']);
  write('keys.csv', [keyHeader, ...keys]);
  return keys;
}

async function stored() {
  const [merchants, shops] = await Promise.all([world.ports.merchants.all(), world.ports.shops.all()]);
  return { merchants: merchants.map(({ id }) => id).sort(), shops: shops.map(({ code }) => code).sort() };
}

describe('importing a list of merchants', () => {
  it('adds every merchant with its shops, each with its key and in the emptiest shard', async () => {
    threeShops();
    const said = await importing(['--keys', keysPath()]);
    expect(said).toMatchObject({ code: 0, err: expect.stringContaining('merchants.csv (UTF-8): 3 lines') });
    expect(said.out).toContain('Applied: 2 merchants added, 0 updated, 3 shops added.');
    expect(await stored()).toEqual({ merchants: ['kado', 'sakura'], shops: ['kado-a', 'kado-b', 'sakura-a'] });
    expect(await world.ports.merchants.get('kado')).toMatchObject({
      name: 'kado商店',
      contacts: ['tencho@kado.example'],
      features: ['import'],
    });
    const shops = await world.ports.shops.all();
    expect(shops.map(({ shard }) => shard).sort()).toEqual([0, 1, 2]);
    expect(await world.ports.shops.get('rms#kado-b')).toMatchObject({
      name: 'kado-b店',
      callsPerSecond: 2,
      importFrom: Date.parse('2026-11-20T00:00:00+09:00'),
      credential: { version: 1, expiresAt: Date.parse('2027-02-22T23:59:59+09:00') },
    });
    const [shop] = shops;
    world.rms.control.addOrders(shop?.code ?? '', { count: 2, at: start - 1_000 });
    if (shop) await world.poll(shop);
    expect(world.store.rowsByShop.get(shop?.key ?? 'rms#')?.size).toBe(2);
  });

  it('again changes nothing, and never writes to the tables', async () => {
    threeShops();
    await importing(['--keys', keysPath()]);
    const before = structuredClone([...world.store.shopsByKey, ...world.store.merchantsById]);
    const said = await importing(['--keys', keysPath()]);
    expect(said).toMatchObject({ code: 0, out: expect.stringContaining('There was nothing to apply.') });
    expect([...world.store.shopsByKey, ...world.store.merchantsById]).toEqual(before);
    const withoutKeys = await importing([]);
    expect(withoutKeys).toMatchObject({ code: 0, out: expect.stringContaining('There was nothing to apply.') });
  });

  it('reads what Excel in Japan saves, quotes, Shift_JIS and rewritten days included', async () => {
    const [key = ''] = keysAtMall(['kado-a']);
    const line = 'kado,"角の店, ①号",-,import;stock,rms,kado-a,"髙島 ""本店""",2026/11/1 9:05,';
    write('merchants.csv', iconv.encode(`${header}\r\n${line}\r\n`, 'cp932'));
    write('keys.csv', [keyHeader, key]);
    const said = await importing(['--keys', keysPath()]);
    expect(said).toMatchObject({ code: 0, err: expect.stringContaining('merchants.csv (Shift_JIS): 1 line\n') });
    expect(await world.ports.merchants.get('kado')).toMatchObject({
      name: '角の店, ①号',
      features: ['import', 'stock'],
    });
    expect(await world.ports.shops.get('rms#kado-a')).toMatchObject({
      name: '髙島 "本店"',
      importFrom: Date.parse('2026-11-01T09:05:00+09:00'),
    });
  });

  it('changes a merchant’s row that says something else, and shows its contacts masked', async () => {
    const keys = threeShops();
    await importing(['--keys', keysPath()]);
    write('merchants.csv', [
      header,
      ...[lineOf('kado', 'kado-a'), lineOf('kado', 'kado-b')].map((line) =>
        line.replace('tencho@kado.example', 'jimu@kado.example').replace('import,', 'import;stock,'),
      ),
    ]);
    const said = await importing(['--keys', keysPath()], { columns: 80 });
    expect(said.code).toBe(0);
    expect(said.out).toContain('kado      contacts  t***@kado.example  j***@kado.example');
    expect(said.out).toContain('Applied: 0 merchants added, 1 updated, 0 shops added.');
    expect(await world.ports.merchants.get('kado')).toMatchObject({
      version: 2,
      contacts: ['jimu@kado.example'],
      features: ['import', 'stock'],
    });
    for (const secret of [...keys.flatMap((key) => key.split(',').slice(2)), 'jimu', 'tencho']) {
      expect(said.out + said.err).not.toContain(secret);
    }
  });

  it('as a dry run asks the mall, and writes nothing at all', async () => {
    threeShops();
    const said = await importing(['--keys', keysPath(), '--dry-run'], { columns: 120 });
    expect(said).toMatchObject({ code: 0, out: expect.stringContaining('Nothing was applied: this was a dry run.') });
    expect(said.out.split('\n')).toContain(
      '   3  kado      rms#kado-b    2026-11-20 00:00:00  kado-b店        1  2027-02-22',
    );
    expect(await stored()).toEqual({ merchants: [], shops: [] });
    expect(world.rms.control.books().shops.map(({ calls }) => calls)).toEqual(
      Array.from({ length: 3 }, () => ({ searchOrder: 1, getOrder: 1, 'license.expiryDate': 1 })),
    );
    await importing(['--keys', keysPath(), '--dry-run', '--unchecked']);
    expect(world.rms.control.summary().shops.map(({ calls }) => calls)).toEqual([3, 3, 3]);
  });

  it('takes keys from stdin, warns of a list others may read, and asks for them where there is none', async () => {
    const keys = threeShops();
    const fromStdin = await importing(['--keys', '-', '--dry-run'], { stdin: [keyHeader, ...keys].join('\n') });
    expect(fromStdin.code).toBe(0);
    chmodSync(keysPath(), 0o644);
    const open = await importing(['--keys', keysPath(), '--dry-run']);
    expect(open.err).toContain(`warning: ${keysPath()} holds keys, and others on this machine may read it (mode 644).`);
    const typed = keys.flatMap((key) => key.split(',').slice(2)).join('\r');
    const asked = await importing([], { typed: `${typed}\r`, columns: 80 });
    expect(asked.err).toContain(
      'serviceSecret of rms#kado-b, 2 of 3 (not shown): \nlicenseKey of rms#kado-b, 2 of 3 (not',
    );
    expect(asked.err).not.toContain('SP3');
    expect((await stored()).shops).toEqual(['kado-a', 'kado-b', 'sakura-a']);
  });

  it('without keys and without a terminal says where keys can come from', async () => {
    threeShops();
    const said = await importing([]);
    expect(said).toMatchObject({ code: 1, out: expect.stringContaining('name the list of keys with --keys') });
  });
});

describe('a list with something wrong in it', () => {
  /** One good line, and bad ones of each kind. */
  function mixedList() {
    const keys = keysAtMall(['good', 'mistyped', 'switched', 'same-a', 'same-b', 'late']);
    world.rms.control.switchFunction('switched', 'getOrder', false);
    const sameKey = keys[3]?.split(',').slice(2).join(',');
    write('keys.csv', [
      keyHeader,
      ...[keys[0] ?? '', `${keys[1]}x`, keys[2] ?? '', keys[3] ?? '', `rms,same-b,${sameKey}`, keys[5] ?? ''],
    ]);
    write('merchants.csv', [
      header,
      ...[lineOf('a', 'good'), lineOf('b', 'mistyped'), lineOf('c', 'switched'), lineOf('d', 'same-a')],
      ...[lineOf('e', 'same-b'), lineOf('f', 'keyless'), lineOf('g', 'late').replace('2026-11-20', '2020-01-01')],
      lineOf('h', 'bad code'),
    ]);
  }

  it('is not applied at all, and everything that is wrong is told at once', async () => {
    mixedList();
    const said = await importing(['--keys', keysPath(), '--json']);
    expect(said.code).toBe(1);
    const { lines, applied, ...figures } = JSON.parse(said.out);
    expect(applied).toBeNull();
    expect(figures).toMatchObject({ shopsToAdd: 1, linesRefused: 7, rejected: null });
    const told = lines.map(({ line, result, problems }: never) => [
      line,
      result,
      ...((problems ?? []) as { column: string; text: string }[]).map(({ column, text }) => `${column}: ${text}`),
    ]);
    expect(told).toEqual([
      [2, 'add'],
      [
        3,
        'refused',
        expect.stringMatching(/^license_key: RMS answered searchOrder .* the key is wrong, expired or replaced/),
      ],
      [4, 'refused', expect.stringMatching(/^license_key: .*\(getOrder\) is switched off .* → 利用機能編集/)],
      [5, 'refused', expect.stringMatching(/^license_key: it is that of rms#same-b \(line 6\) too/)],
      [6, 'refused', expect.stringMatching(/^license_key: it is that of rms#same-a \(line 5\) too/)],
      [7, 'refused', 'license_key: there is no key of rms#keyless in the list of keys (--keys).'],
      [8, 'refused', expect.stringMatching(/^import_from: got 2020-01-01 00:00:00, which is further back/)],
      [9, 'refused', expect.stringMatching(/^shop_code: got "bad code", expected/)],
    ]);
    expect(await stored()).toEqual({ merchants: [], shops: [] });
    expect(existsSync(join(folder, 'merchants.csv.rejected.csv'))).toBe(false);
  });

  it('is applied in part where that is wanted, and the rest can be mended and imported', async () => {
    mixedList();
    const said = await importing(['--keys', keysPath(), '--partial']);
    expect(said).toMatchObject({
      code: 1,
      out: expect.stringContaining('Applied: 1 merchant added, 0 updated, 1 shop added.'),
    });
    expect(await stored()).toEqual({ merchants: ['a'], shops: ['good'] });
    const rejected = join(folder, 'merchants.csv.rejected.csv');
    expect(said.out).toContain(`Not applied: ${rejected}.`);
    const left = readFileSync(rejected, 'utf8').split('\r\n');
    expect(left).toHaveLength(1 + 7 + 1);
    expect(left[0]).toBe(`\ufeff${header},reason`);

    const [, fresh = ''] = [...world.rms.control.shops()].map(({ serviceSecret, licenseKey, shopUrl }) => [
      shopUrl,
      `rms,${shopUrl},${serviceSecret},${licenseKey}`,
    ])[1] as string[];
    write('keys.csv', [keyHeader, fresh]);
    write('merchants.csv', left.slice(0, 2));
    const mended = await importing(['--keys', keysPath()]);
    expect(mended.code).toBe(0);
    expect((await stored()).shops).toEqual(['good', 'mistyped']);
  });

  it('in which lines contradict each other takes none of them, and the merchant only with what is certain', async () => {
    const keys = keysAtMall(['kado-a', 'kado-b', 'sakura-a']);
    write('keys.csv', [keyHeader, ...keys]);
    const other = lineOf('kado', 'kado-b').replace('tencho@', 'jimu@');
    write('merchants.csv', [header, lineOf('kado', 'kado-a'), lineOf('sakura', 'sakura-a'), other]);
    const said = await importing(['--keys', keysPath(), '--partial']);
    expect(said.code).toBe(1);
    expect(said.out).toContain('contacts  j***@kado.example, but line 2 says t***@kado.example of merchant kado.');
    expect(said.out).toContain('contacts  t***@kado.example, but line 4 says j***@kado.example of merchant kado.');
    expect(await stored()).toEqual({ merchants: ['sakura'], shops: ['sakura-a'] });
  });

  it('that contradicts what is stored says what differs and which command changes it', async () => {
    const keys = threeShops();
    await importing(['--keys', keysPath()]);
    write('keys.csv', [keyHeader, `${keys[0]}9`]);
    write('merchants.csv', [header, lineOf('kado', 'kado-a').replace('kado-a店', '本店')]);
    const said = await importing(['--keys', keysPath()]);
    expect(said.code).toBe(1);
    expect(said.out).toContain('To change it: ops shops change --shop rms#kado-a --name …');
    expect(said.out).toContain('To replace it: ops shops key --shop rms#kado-a.');
    expect(await world.ports.shops.get('rms#kado-a')).toMatchObject({ name: 'kado-a店' });
  });

  it('calls a key unchecked that a mall in trouble could not be asked about, and does not send all shops into its time-outs', async () => {
    const codes = Array.from({ length: 120 }, (_, index) => `shop-${index}`);
    write('keys.csv', [keyHeader, ...keysAtMall(codes)]);
    write('merchants.csv', [header, ...codes.map((code) => lineOf(`m-${code}`, code))]);
    world.rms.control.break({ kind: 'server-error-html' });
    const said = await importing(['--keys', keysPath()]);
    expect(said.code).toBe(1);
    expect(said.out.match(/could not be checked: RMS answered searchOrder/g)?.length).toBeLessThan(100);
    expect(said.out).toContain('not checked, because the mall failed 20 times in a row.');
    expect(await stored()).toEqual({ merchants: [], shops: [] });
    const unchecked = await importing(['--keys', keysPath(), '--unchecked']);
    expect(unchecked).toMatchObject({ code: 0, out: expect.stringContaining('No key was tried at the mall') });
    expect((await stored()).shops).toHaveLength(120);
  });

  it.each([
    ['is not there', () => undefined, 'ENOENT'],
    ['has other columns', () => write('merchants.csv', ['a,b']), 'line 1: there is no column merchant.'],
    ['is UTF-16', () => write('merchants.csv', Buffer.from(header, 'utf16le')), 'is UTF-16'],
    ['has a quotation mark too many', () => write('merchants.csv', [header, 'a,"b']), 'line 2: a quotation mark opens'],
  ])('and that %s is wrong usage', async (_name, prepare, problem) => {
    prepare();
    expect(await importing(['--keys', '-'])).toMatchObject({ code: 2, out: '', err: expect.stringContaining(problem) });
  });

  it('does not ask for a single key to be typed when it will be refused', async () => {
    write('merchants.csv', [header, lineOf('a', 'good'), lineOf('b', 'bad code')]);
    const said = await importing([], { typed: '', columns: 80 });
    expect(said.code).toBe(1);
    expect(said.err).not.toContain('serviceSecret');
    expect(said.out).not.toContain('--keys');
  });
});
