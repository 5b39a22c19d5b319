import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { header, keyHeader, lineOf, useImportWorld } from './import-world.ts';

const world = useImportWorld();

describe('a list with something wrong in it', () => {
  /** One good line, and bad ones of each kind. */
  function mixedList() {
    const keys = world().keysAtMall(['good', 'mistyped', 'switched', 'same-a', 'same-b', 'late']);
    world().rms.control.switchFunction('switched', 'getOrder', false);
    const sameKey = keys[3]?.split(',').slice(2).join(',');
    world().write('keys.csv', [
      keyHeader,
      ...[keys[0] ?? '', `${keys[1]}x`, keys[2] ?? '', keys[3] ?? '', `rms,same-b,${sameKey}`, keys[5] ?? ''],
    ]);
    world().write('merchants.csv', [
      header,
      ...[lineOf('a', 'good'), lineOf('b', 'mistyped'), lineOf('c', 'switched'), lineOf('d', 'same-a')],
      ...[lineOf('e', 'same-b'), lineOf('f', 'keyless'), lineOf('g', 'late').replace('2026-11-20', '2020-01-01')],
      lineOf('h', 'bad code'),
    ]);
  }

  it('is not applied at all, and all problems are reported at once', async () => {
    mixedList();
    const said = await world().importing(['--keys', world().keysPath, '--json']);
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
      [4, 'refused', expect.stringMatching(/^license_key: .*rpay\.order\.getOrder is switched off .* → 利用機能編集/)],
      [5, 'refused', expect.stringMatching(/^license_key: it is that of rms#same-b \(line 6\) too/)],
      [6, 'refused', expect.stringMatching(/^license_key: it is that of rms#same-a \(line 5\) too/)],
      [7, 'refused', 'license_key: there is no key of rms#keyless in the list of keys (--keys).'],
      [8, 'refused', expect.stringMatching(/^import_from: got 2020-01-01 00:00:00, which is further back/)],
      [9, 'refused', expect.stringMatching(/^shop_code: got "bad code", expected/)],
    ]);
    expect(world().stored()).toEqual({ merchants: [], shops: [] });
    expect(existsSync(join(world().folder, 'merchants.csv.rejected.csv'))).toBe(false);
  });

  it('is applied in part where that is wanted, and the rest can be mended and imported', async () => {
    mixedList();
    const said = await world().importing(['--keys', world().keysPath, '--partial']);
    expect(said).toMatchObject({
      code: 1,
      out: expect.stringContaining('Applied: 1 merchant added, 0 updated, 1 shop added.'),
    });
    expect(world().stored()).toEqual({ merchants: ['a'], shops: ['good'] });
    const rejected = join(world().folder, 'merchants.csv.rejected.csv');
    expect(said.out).toContain(`Not applied: ${rejected}.`);
    const left = readFileSync(rejected, 'utf8').split('\r\n');
    expect(left).toHaveLength(1 + 7 + 1);
    expect(left[0]).toBe(`\ufeff${header},digest,reason`);

    const [, fresh = ''] = [...world().rms.control.shops()].map(({ serviceSecret, licenseKey, shopUrl }) => [
      shopUrl,
      `rms,${shopUrl},${serviceSecret},${licenseKey}`,
    ])[1] as string[];
    world().write('keys.csv', [keyHeader, fresh]);
    world().write('merchants.csv', left.slice(0, 2));
    const mended = await world().importing(['--keys', world().keysPath]);
    expect(mended.code).toBe(0);
    expect(world().stored().shops).toEqual(['good', 'mistyped']);
  });

  it('in which lines contradict each other takes none of them, and the merchant only with what is certain', async () => {
    const keys = world().keysAtMall(['kado-a', 'kado-b', 'sakura-a']);
    world().write('keys.csv', [keyHeader, ...keys]);
    const other = lineOf('kado', 'kado-b').replace('tencho@', 'jimu@');
    world().write('merchants.csv', [header, lineOf('kado', 'kado-a'), lineOf('sakura', 'sakura-a'), other]);
    const said = await world().importing(['--keys', world().keysPath, '--partial']);
    expect(said.code).toBe(1);
    expect(said.out).toContain('contacts  j***@kado.example, but line 2 says t***@kado.example of merchant kado.');
    expect(said.out).toContain('contacts  t***@kado.example, but line 4 says j***@kado.example of merchant kado.');
    expect(world().stored()).toEqual({ merchants: ['sakura'], shops: ['sakura-a'] });
  });

  it('that contradicts what is stored says what differs and which command changes it', async () => {
    const keys = world().threeShops();
    await world().importing(['--keys', world().keysPath]);
    world().write('keys.csv', [keyHeader, `${keys[0]}9`]);
    world().write('merchants.csv', [header, lineOf('kado', 'kado-a').replace('kado-a店', '本店')]);
    const said = await world().importing(['--keys', world().keysPath]);
    expect(said.code).toBe(1);
    expect(said.out).toContain('To change it: ops shops change --shop rms#kado-a --name …');
    expect(said.out).toContain('To replace it: ops keys rotate --shop rms#kado-a.');
    expect(await world().ports.shops.get('rms#kado-a')).toMatchObject({ name: 'kado-a店' });
  });

  it('calls a key unchecked that a mall in trouble could not be asked about, and does not send all shops into its time-outs', async () => {
    const codes = Array.from({ length: 120 }, (_, index) => `shop-${index}`);
    world().write('keys.csv', [keyHeader, ...world().keysAtMall(codes)]);
    world().write('merchants.csv', [header, ...codes.map((code) => lineOf(`m-${code}`, code))]);
    world().rms.control.break({ kind: 'server-error-html' });
    const said = await world().importing(['--keys', world().keysPath]);
    expect(said.code).toBe(1);
    expect(said.out.match(/could not be checked: RMS answered searchOrder/g)?.length).toBeLessThan(100);
    expect(said.out).toContain('not checked, because the mall failed 20 times in a row.');
    expect(world().stored()).toEqual({ merchants: [], shops: [] });
    const unchecked = await world().importing(['--keys', world().keysPath, '--unchecked']);
    expect(unchecked).toMatchObject({ code: 0, out: expect.stringContaining('No key was tried at the mall') });
    expect(world().stored().shops).toHaveLength(120);
  });

  it.each([
    ['is not there', () => undefined, 'ENOENT'],
    ['has other columns', () => world().write('merchants.csv', ['a,b']), 'line 1: there is no column merchant.'],
    ['is UTF-16', () => world().write('merchants.csv', Buffer.from(header, 'utf16le')), 'is UTF-16'],
    [
      'has a quotation mark too many',
      () => world().write('merchants.csv', [header, 'a,"b']),
      'line 2: a quotation mark opens',
    ],
  ])('and that %s is wrong usage', async (_name, prepare, problem) => {
    prepare();
    expect(await world().importing(['--keys', '-'])).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining(problem),
    });
  });

  it('never repeats a key that slipped into it, for a program neither', async () => {
    world().write('merchants.csv', [
      header,
      lineOf('a', 'SL370001_aB3dE5gH7jK9mN1p'),
      lineOf('SP370001_aB3dE5gH7jK9', 'b'),
    ]);
    world().write('keys.csv', [keyHeader]);
    for (const more of [[], ['--json']]) {
      const said = await world().importing(['--keys', world().keysPath, ...more]);
      expect(said.code).toBe(1);
      expect(said.out + said.err).not.toMatch(/S[LP]370001/);
    }
  });

  it('does not ask for a single key to be typed when it will be refused', async () => {
    world().write('merchants.csv', [header, lineOf('a', 'good'), lineOf('b', 'bad code')]);
    const said = await world().importing([], { typed: '', columns: 80 });
    expect(said.code).toBe(1);
    expect(said.err).not.toContain('serviceSecret');
    expect(said.out).not.toContain('--keys');
  });
});
