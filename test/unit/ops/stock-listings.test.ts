import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { minuteMs } from '../../../core/kernel/time.ts';
import { cp932 } from './shipments/reading.ts';
import { useStockWorld } from './stock-world.ts';

const header = '店舗,商品管理番号,SKU,連携,安全在庫,上限,下限';

describe('a file of listings', () => {
  const world = useStockWorld();

  it('in Shift_JIS is brought in with items in the mall’s one form, and is due', async () => {
    const { json, write, listing, store, shop } = world();
    const path = write(
      'listings.csv',
      cp932([header, 'kado-no-mise,T-Shirt/red-M,tee-red,,,,', `${shop.key},cap,cap,しない,1,5,2`]),
    );
    expect(await json(`listings import --file ${path}`)).toMatchObject({ counts: { add: 2 } });
    expect(listing('t-shirt/red-M')).toMatchObject({
      merchant: 'kado',
      sku: 'tee-red',
      linked: true,
      cap: null,
      terms: 1,
    });
    expect(listing('t-shirt/red-M')?.dueAt).toBeDefined();
    expect(listing('cap/cap')).toMatchObject({ linked: false, buffer: 1, cap: 5, floor: 2 });
    expect(listing('cap/cap')?.dueAt).toBeUndefined();
    expect(store.stockMessages).toEqual([{ kind: 'shop', shop: shop.key, afterMs: 0 }]);
  });

  it('again changes nothing, and other terms or another SKU make a listing due under new terms', async () => {
    const { ops, write, listing } = world();
    const path = write('listings.csv', `shop,item,sku\nkado-no-mise,tea,tea\nkado-no-mise,cup,cup\n`);
    await ops(`listings import --file ${path}`);
    expect(await world().json(`listings import --file ${path}`)).toMatchObject({ counts: { same: 2 } });
    expect(listing('tea/tea')).toMatchObject({ version: 1, terms: 1 });
    const changed = write('changed.csv', 'shop,item,sku,buffer\nkado-no-mise,tea,tea-b,\nkado-no-mise,cup,cup,3\n');
    const { listings } = await world().json(`listings import --file ${changed}`);
    expect(listings).toMatchObject([{ differing: ['sku'] }, { differing: ['buffer'] }]);
    expect(listing('tea/tea')).toMatchObject({ sku: 'tea-b', version: 2, terms: 2 });
    expect(listing('cup/cup')).toMatchObject({ buffer: 3, terms: 2 });
  });

  it('without a column leaves the term as it is, and with an empty cell makes it the usual one', async () => {
    const { ops, write, listing } = world();
    await ops(`listings import --file ${write('a.csv', `${header}\nkado-no-mise,tea,tea,しない,2,9,1`)}`);
    await ops(`listings import --file ${write('b.csv', 'shop,item,sku,cap\nkado-no-mise,tea,tea,')}`);
    expect(listing('tea/tea')).toMatchObject({ linked: false, buffer: 2, cap: null, floor: 1 });
  });

  it('with bad lines changes nothing, and tells all that is wrong with the lines of the file', async () => {
    const { ops, write, store } = world();
    const lines = [
      header,
      'kado-no-mise,tea,tea,,,,',
      'unknown,cup,cup,,,,',
      'kado-no-mise,茶碗,bowl,,,,',
      'kado-no-mise,TEA,tea,,,,',
      'kado-no-mise,pot,,たぶん,-1,x,',
    ];
    const said = await ops(`listings import --file ${write('listings.csv', cp932(lines))} --json`);
    expect(said.code).toBe(1);
    const { problems } = JSON.parse(said.out);
    expect(problems.map(({ line, field }: Record<string, unknown>) => `${line} ${field}`)).toEqual([
      ...['3 shop', '4 item', '5 item', '6 sku', '6 linked', '6 buffer', '6 cap'],
    ]);
    expect(store.listingsByShop.size).toBe(0);
  });

  it('warns of a merchant that has no stock with us yet, and refuses a shop of a merchant without a row', async () => {
    const { ops, write, addShop, ports } = world();
    await addShop('sakura', { merchant: 'sakura' });
    const path = write('listings.csv', 'shop,item,sku\nsakura,tea,tea\n');
    expect((await ops(`listings import --file ${path}`)).out).toContain('of whom there is no row');
    const row = await ports.merchants.get('kado');
    await ports.merchants.put({ ...(row as NonNullable<typeof row>), features: ['import'], version: 2 });
    const kado = write('kado.csv', 'shop,item,sku\nkado-no-mise,tea,tea\n');
    const said = await ops(`listings import --file ${kado}`);
    expect(said).toMatchObject({ code: 0, out: expect.stringContaining('has no stock with us yet') });
  });

  it('that was ended in the middle is gone on with by the same command', async () => {
    const { ops, write, ports, store, shop } = world();
    const rows = Array.from({ length: 40 }, (_, n) => `kado-no-mise,item-${n},sku-${n}`);
    const path = write('listings.csv', ['shop,item,sku', ...rows].join('\n'));
    const put = ports.listings.put;
    let left = 15;
    ports.listings.put = async (listing) => {
      if (left-- <= 0) throw Object.assign(new Error('the line was cut'), { code: 'gone', syscall: 'write' });
      return put(listing);
    };
    expect(await ops(`listings import --file ${path}`)).toMatchObject({ code: 1 });
    expect(store.listingsByShop.get(shop.key)?.size).toBe(15);
    ports.listings.put = put;
    expect(await world().json(`listings import --file ${path}`)).toMatchObject({ counts: { add: 25 } });
    expect(store.listingsByShop.get(shop.key)?.size).toBe(40);
  });

  it('does not lose what a worker writes at the same time', async () => {
    const { ops, write, ports, listing } = world();
    const path = write('a.csv', 'shop,item,sku\nkado-no-mise,tea,tea\n');
    await ops(`listings import --file ${path}`);
    const put = ports.listings.put;
    let isFirst = true;
    ports.listings.put = async (row) => {
      if (isFirst) {
        isFirst = false;
        const there = listing('tea/tea');
        if (there) await put({ ...there, verifiedAt: 1, version: there.version + 1, writer: 'worker' });
      }
      return put(row);
    };
    await ops(`listings import --file ${write('b.csv', 'shop,item,sku,buffer\nkado-no-mise,tea,tea,4\n')}`);
    expect(listing('tea/tea')).toMatchObject({ buffer: 4, verifiedAt: 1, version: 3, terms: 2 });
  });
});

describe('what a mall has and is not listed', () => {
  const world = useStockWorld();

  it('is found, with the SKU that its orders bear, as a file that can be imported', async () => {
    const { ops, rms, shop, poll, items, folder, list, listing, now, pass } = world();
    const all = items();
    await list(all.slice(0, 2));
    rms.control.addOrders(shop.code, { count: 30, at: now() - 60_000, kind: 'plain' });
    pass(60_000);
    await poll(shop);
    const path = `${folder}/new.csv`;
    const said = await ops(`listings discover --shop kado-no-mise --output ${path}`);
    expect(said).toMatchObject({ code: 0, out: expect.stringContaining(`${all.length - 2} not listed here`) });
    expect(said.out).toContain('its orders');
    const text = readFileSync(path, 'utf8');
    expect(text.split('\r\n')[0]).toBe('\ufeffshop,item,sku,linked,buffer,cap,floor');
    expect(await ops(`listings import --file ${path}`)).toMatchObject({ code: 0 });
    const proposed = await world().json('listings discover --shop kado-no-mise');
    expect(proposed).toMatchObject({ listed: all.length, unlisted: [] });
    const wrong = all.slice(2).filter(({ item, sku }) => said.out.includes(item) && listing(item)?.sku !== sku);
    // Items that were never ordered have only their own name, and the table says so.
    for (const { item } of wrong) expect(said.out).toMatch(new RegExp(`^${item} .*its name: look it over`, 'm'));
  });
});

describe('a check of listings', () => {
  const world = useStockWorld();

  it('names what the mall does not have and what differs, and writes down what it has', async () => {
    const { ops, items, list, work, listing, rms, shop, pass } = world();
    const [one, two] = items() as [ReturnType<typeof items>[0], ReturnType<typeof items>[0]];
    await list([one, two, { item: 'gone/gone', sku: 'gone', level: null }]);
    await ops(`stock set ${one.sku} 11`);
    if (two.sku !== one.sku) await ops(`stock set ${two.sku} 12`);
    await work();
    expect(listing(one.item)?.acked?.level).toBe(11);
    const [manageNumber = '', variantId = ''] = one.item.split('/');
    rms.control.setStock(shop.code, { manageNumber, variantId, quantity: 3 });
    pass(60_000);
    const said = await ops('listings check --shop kado-no-mise');
    expect(said.code).toBe(1);
    expect(said.out).toMatch(new RegExp(`${one.item} .*shows 3, should show 11`));
    expect(said.out).toContain('the mall has no such item');
    // One answer without it may have missed it.
    expect(listing('gone/gone')?.orphanSince).toBeUndefined();
    expect(listing(two.item)?.verifiedAt).toBeDefined();
    const program = await world().json('listings check');
    expect(program.counts).toEqual({ differs: 1, well: 1, orphan: 1 });
  });

  it('asks a mall that keeps no stock of the shop once, whichever items it sells, and says what to do', async () => {
    const { ops, rms, list, items } = world();
    await list(items());
    rms.control.setMigrated('kado-no-mise', false);
    const said = await ops('listings check --shop kado-no-mise');
    expect(said).toMatchObject({
      code: 1,
      err: expect.stringContaining('was not migrated to SKU (IE1105). Ask Rakuten'),
    });
    expect(rms.control.books().shops[0]?.calls).toMatchObject({ 'inventory.bulk.get': 1 });
  });

  it('is refused while the mall is down', async () => {
    const { ops, ports, list, items, now } = world();
    await list(items().slice(0, 1));
    await ports.pauses.set({
      cause: 'credentials',
      scope: 'rms#kado-no-mise',
      since: now(),
      by: 'import',
      note: '',
      credentialVersion: 1,
    });
    const said = await ops('listings check --shop kado-no-mise');
    expect(said).toMatchObject({ code: 3, err: expect.stringContaining('Refused: the mall refuses the shop’s key') });
  });
});

describe('listings that wait for a function of RMS', () => {
  const world = useStockWorld();
  const shown = async () =>
    (await Promise.all(['listings list', 'stock history --unreflected'].map((typed) => world().ops(typed)))).map(
      ({ out }) => out.replaceAll(/\s+/g, ' '),
    );
  const listOne = async () => {
    const { ops, list, items } = world();
    const [one] = items();
    if (one === undefined) throw new Error('The mall has no items.');
    await list([one]);
    await ops(`stock set ${one.sku} 11`);
    return one;
  };

  it('name it where it is one of stock, which blames no item, and get their level once it is on', async () => {
    const { rms, work, listing, pass, ops } = world();
    const { item, sku } = await listOne();
    rms.control.switchFunction('kado-no-mise', 'inventory.bulk.upsert', false);
    await work();
    expect(listing(item)?.wait).toMatchObject({ code: 'key.function-off', words: 'inventories.bulk.upsert' });
    for (const text of [...(await shown()), (await ops(`stock show ${sku}`)).out.replaceAll(/\s+/g, ' ')]) {
      expect(text).toContain('the mall does not let the shop use inventories.bulk.upsert');
      expect(text).toContain('Let the shop set inventories.bulk.upsert to 利用する in RMS');
      expect(text).not.toMatch(/look at the item|refuses the shop’s key/);
    }
    rms.control.switchFunction('kado-no-mise', 'inventory.bulk.upsert', true);
    pass(10 * minuteMs);
    await work();
    expect(listing(item)).toMatchObject({ acked: { level: 11 } });
    expect(listing(item)?.wait).toBeUndefined();
  });

  it('name it where it is one of orders, without which nothing goes on', async () => {
    const { ports, shop, work, listing, now } = world();
    const { item } = await listOne();
    // As the import notes it.
    await ports.pauses.set({
      ...{ cause: 'credentials', scope: shop.key, since: now(), by: 'import', note: 'It is off.' },
      ...{ code: 'key.function-off', function: 'rpay.order.searchOrder' },
      credentialVersion: shop.credential.version,
    });
    await work();
    expect(listing(item)?.wait).toMatchObject({ kind: 'held', cause: 'credentials' });
    for (const text of await shown()) {
      expect(text).toContain('the mall does not let the shop use rpay.order.searchOrder');
      expect(text).toContain('Let the shop set rpay.order.searchOrder to 利用する in RMS');
      expect(text).not.toContain('refuses the shop’s key');
    }
  });
});

describe('listings that are removed', () => {
  const world = useStockWorld();

  it('are shown first, and gone once the operator agrees', async () => {
    const { ops, items, list, store, shop } = world();
    const [one, two] = items() as [ReturnType<typeof items>[0], ReturnType<typeof items>[0]];
    await list([one, two]);
    const words = ['listings', 'remove', '--shop', 'kado-no-mise', '--item', one.item];
    expect(await ops(words)).toMatchObject({ code: 1, err: expect.stringContaining('say so with --yes') });
    expect(await ops(words, { typed: 'yes\n' })).toMatchObject({
      code: 0,
      out: expect.stringContaining('1 listing removed'),
    });
    expect([...(store.listingsByShop.get(shop.key)?.keys() ?? [])]).toEqual([two.item]);
    expect((await ops('listings remove --shop kado-no-mise')).err).toContain('--item, --all: give one of them');
  });
});
