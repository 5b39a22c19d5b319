import { chmodSync } from 'node:fs';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { header, keyHeader, lineOf, useImportWorld } from './import-world.ts';
import { start } from './world.ts';

const world = useImportWorld();

describe('importing a list of merchants', () => {
  it('adds every merchant with its shops, each with its key and in the emptiest shard', async () => {
    world().threeShops();
    const said = await world().importing(['--keys', world().keysPath]);
    expect(said).toMatchObject({ code: 0, err: expect.stringContaining('merchants.csv (UTF-8): 3 lines') });
    expect(world().stored()).toEqual({ merchants: ['kado', 'sakura'], shops: ['kado-a', 'kado-b', 'sakura-a'] });
    expect(await world().ports.merchants.get('kado')).toMatchObject({
      name: 'kado商店',
      contacts: ['tencho@kado.example'],
      features: ['import'],
    });
    const shops = await world().ports.shops.all();
    expect(shops.map(({ shard }) => shard).sort()).toEqual([0, 1, 2]);
    expect(await world().ports.shops.get('rms#kado-b')).toMatchObject({
      name: 'kado-b店',
      callsPerSecond: 2,
      importFrom: Date.parse('2026-11-20T00:00:00+09:00'),
      credential: { version: 1, expiresAt: Date.parse('2027-02-22T23:59:59+09:00') },
    });
    const [shop] = shops;
    world().rms.control.addOrders(shop?.code ?? '', { count: 2, at: start - 1_000 });
    if (shop) await world().poll(shop);
    expect(world().store.rowsByShop.get(shop?.key ?? 'rms#')?.size).toBe(2);
  });

  it('again changes nothing, and never writes to the tables', async () => {
    world().threeShops();
    await world().importing(['--keys', world().keysPath]);
    const before = structuredClone([...world().store.shopsByKey, ...world().store.merchantsById]);
    const said = await world().importing(['--keys', world().keysPath]);
    expect(said).toMatchObject({ code: 0, out: expect.stringContaining('There was nothing to apply.') });
    expect([...world().store.shopsByKey, ...world().store.merchantsById]).toEqual(before);
    const withoutKeys = await world().importing([]);
    expect(withoutKeys).toMatchObject({ code: 0, out: expect.stringContaining('There was nothing to apply.') });
  });

  it('reads what Excel in Japan saves, quotes, Shift_JIS and rewritten days included', async () => {
    const [key = ''] = world().keysAtMall(['kado-a']);
    const line = 'kado,"角の店, ①号",-,import;stock,rms,kado-a,"髙島 ""本店""",2026/11/1 9:05,';
    world().write('merchants.csv', iconv.encode(`${header}\r\n${line}\r\n`, 'cp932'));
    world().write('keys.csv', [keyHeader, key]);
    const said = await world().importing(['--keys', world().keysPath]);
    expect(said).toMatchObject({ code: 0, err: expect.stringContaining('merchants.csv (Shift_JIS): 1 line\n') });
    expect(await world().ports.merchants.get('kado')).toMatchObject({
      name: '角の店, ①号',
      features: ['import', 'stock'],
    });
    expect(await world().ports.shops.get('rms#kado-a')).toMatchObject({
      name: '髙島 "本店"',
      importFrom: Date.parse('2026-11-01T09:05:00+09:00'),
    });
  });

  it('changes a merchant’s row that says something else, and shows its contacts masked', async () => {
    const keys = world().threeShops();
    await world().importing(['--keys', world().keysPath]);
    world().write('merchants.csv', [
      header,
      ...[lineOf('kado', 'kado-a'), lineOf('kado', 'kado-b')].map((line) =>
        line.replace('tencho@kado.example', 'jimu@kado.example').replace('import,', 'import;stock,'),
      ),
    ]);
    const said = await world().importing(['--keys', world().keysPath], { columns: 80 });
    expect(said.code).toBe(0);
    expect(said.out).toContain('j***@kado.example');
    expect(await world().ports.merchants.get('kado')).toMatchObject({
      version: 2,
      contacts: ['jimu@kado.example'],
      features: ['import', 'stock'],
    });
    for (const secret of [...keys.flatMap((key) => key.split(',').slice(2)), 'jimu', 'tencho']) {
      expect(said.out + said.err).not.toContain(secret);
    }
  });

  it('had no column for the morning digest: a list sets it, leaves it where it names none, and shows it', async () => {
    world().threeShops();
    await world().importing(['--keys', world().keysPath]);
    const of = (digest: string): string[] => [
      `${header},digest`,
      `${lineOf('kado', 'kado-a')},${digest}`,
      `${lineOf('kado', 'kado-b')},`,
    ];
    world().write('merchants.csv', of('7:30'));
    expect((await world().importing([])).out).toContain('morning digest');
    expect(await world().ports.merchants.get('kado')).toMatchObject({
      digestAt: '07:30',
      digestSince: expect.any(Number),
      version: 2,
    });
    expect((await world().ops('merchants list')).out).toMatch(/digest {2}.*\nkado .* 07:30 /);
    world().write('merchants.csv', of(''));
    expect((await world().importing([])).out).toContain('There was nothing to apply.');
    world().write('merchants.csv', [
      `${header},digest`,
      `${lineOf('kado', 'kado-a')},on`,
      `${lineOf('kado', 'kado-b')},none`,
    ]);
    expect((await world().importing([])).out).toContain('All lines of a merchant must say the same.');
    world().write('merchants.csv', of('none'));
    await world().importing([]);
    expect(await world().ports.merchants.get('kado')).not.toHaveProperty('digestAt');
  });

  it('as a dry run asks the mall, and writes nothing at all', async () => {
    world().threeShops();
    expect(await world().importing(['--keys', world().keysPath, '--dry-run'])).toMatchObject({ code: 0 });
    expect(world().stored()).toEqual({ merchants: [], shops: [] });
    expect(
      world()
        .rms.control.books()
        .shops.map(({ calls }) => calls),
    ).toEqual(Array.from({ length: 3 }, () => ({ searchOrder: 1, getOrder: 1, 'license.expiryDate': 1 })));
    await world().importing(['--keys', world().keysPath, '--dry-run', '--unchecked']);
    expect(
      world()
        .rms.control.summary()
        .shops.map(({ calls }) => calls),
    ).toEqual([3, 3, 3]);
  });

  it('takes keys from stdin, warns of a list others may read, and asks for them where there is none', async () => {
    const keys = world().threeShops();
    const fromStdin = await world().importing(['--keys', '-', '--dry-run'], { stdin: [keyHeader, ...keys].join('\n') });
    expect(fromStdin.code).toBe(0);
    chmodSync(world().keysPath, 0o644);
    const open = await world().importing(['--keys', world().keysPath, '--dry-run']);
    expect(open.err).toContain(
      `warning: ${world().keysPath} holds keys, and others on this machine may read it (mode 644).`,
    );
    const typed = keys.flatMap((key) => key.split(',').slice(2)).join('\r');
    const asked = await world().importing([], { typed: `${typed}\r`, columns: 80 });
    expect(asked.err).toContain(
      'serviceSecret of rms#kado-b, 2 of 3 (not shown): \nlicenseKey of rms#kado-b, 2 of 3 (not',
    );
    expect(asked.err).not.toContain('SP3');
    expect(world().stored().shops).toEqual(['kado-a', 'kado-b', 'sakura-a']);
  });

  it('without keys and without a terminal says where keys can come from', async () => {
    world().threeShops();
    const said = await world().importing([]);
    expect(said).toMatchObject({ code: 1, out: expect.stringContaining('name the list of keys with --keys') });
  });
});
