import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eraseOrder } from '../../../core/import/sweep.ts';
import { minuteMs } from '../../../core/kernel/time.ts';
import { newMerchant } from '../../../core/model/merchant.ts';
import type { StoredOrder } from '../../../core/model/order.ts';
import type { Shop } from '../../../core/model/shop.ts';
import { rmsSheet } from '../../../malls/rms/columns.ts';
import { yahooSheet } from '../../../malls/yahoo/columns.ts';
import { type OpsWorld, openWorld, type Said, start } from './world.ts';

let world: OpsWorld;
let shop: Shop;
let folder: string;

beforeEach(async () => {
  world = openWorld();
  shop = await world.addShop('kado-no-mise');
  folder = mkdtempSync(join(tmpdir(), 'tsunagi-export-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const add = (count: number, more: object = {}): string[] =>
  world.rms.control.addOrders(shop.code, { count, at: { from: start - 50 * minuteMs, to: start - minuteMs }, ...more });

function exported(words: string): Promise<Said> {
  return world.ops(`orders export --shop kado-no-mise --from -1h --to now ${words}`);
}

/** The cells of a CSV, by their columns. */
function sheetOf(csv: string): Record<string, string>[] {
  const cells = csv.match(/("(?:[^"]|"")*"|[^,\r\n]*)(,|\r\n)/g) ?? [];
  const rows: string[][] = [[]];
  for (const cell of cells) {
    const end = cell.endsWith('\r\n') ? 2 : 1;
    const value = cell.slice(0, -end);
    rows.at(-1)?.push(value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value);
    if (end === 2) rows.push([]);
  }
  const [headers = [], ...lines] = rows.slice(0, -1);
  return lines.map((line) => Object.fromEntries(headers.map((header, index) => [header, line[index] ?? '?'])));
}

describe('an export as CSV', () => {
  it('has one line per order line, with what the order says', async () => {
    const placed = add(40, { kind: 'random' });
    await world.poll(shop);
    const said = await exported('--format csv');
    const books = placed.flatMap((orderNumber) => {
      const order = world.rms.control.order(orderNumber);
      return order?.lines.map((line) => ({ order, line })) ?? [];
    });
    const lines = sheetOf(said.out);
    expect(said.code).toBe(0);
    expect(lines).toHaveLength(books.length);
    expect(said.err).toContain(`40 orders, ${books.length} lines.`);
    for (const { order, line } of books) {
      const { OrdererModel: orderer, totalPrice } = order.model;
      const found = lines.find(
        (one) => one.受注番号 === order.orderNumber && one.商品明細ID === String(line.itemDetailId),
      );
      expect(found).toMatchObject({
        商品管理番号: line.manageNumber,
        SKU管理番号: line.variantId,
        システム連携用SKU番号: line.merchantDefinedSkuId ?? '',
        個数: String(line.units),
        注文者氏名: `${orderer.familyName} ${orderer.firstName}`,
        合計: totalPrice === -9999 ? '未確定' : String(totalPrice),
        受注ステータス: String(order.orderProgress),
        ショップ: 'kado-no-mise',
      });
    }
  });

  it('tells the destination of each line, of an order with several', async () => {
    const [orderNumber = ''] = add(1, { kind: 'several-destinations' });
    await world.poll(shop);
    const parcels = world.rms.control.order(orderNumber)?.model.PackageModelList ?? [];
    const expected = parcels.flatMap(({ SenderModel: sender, ItemModelList: items }) =>
      items.map(() => `${sender.prefecture}${sender.city}${sender.subAddress}`),
    );
    expect(parcels.length).toBeGreaterThan(1);
    expect(sheetOf((await exported('--format csv')).out).map((line) => line.送付先住所)).toEqual(expected);
  });

  it('names its columns as help does, the same number on every line', async () => {
    add(3);
    await world.poll(shop);
    const [line] = sheetOf((await exported('--format csv')).out);
    expect(Object.keys(line ?? {})).toEqual(rmsSheet.columns.map(({ header }) => header));
    expect(Object.values(line ?? {})).not.toContain('?');
  });

  it('says that a price is not fixed yet instead of −9999', async () => {
    add(1, { kind: 'unpriced' });
    await world.poll(shop);
    const { out } = await exported('--format csv');
    expect(out).not.toContain('-9999');
    expect(sheetOf(out)[0]?.送料合計).toBe('未確定');
  });

  it('reads a stored order that lacks what the documents promise as empty cells', () => {
    const row = {
      orderNumber: '1',
      orderedAt: start,
      progress: '1000',
      shop: 'rms#x',
    } as Partial<StoredOrder> as StoredOrder;
    for (const order of [null, {}, [], { PackageModelList: [{ ItemModelList: [null, 7] }], OrdererModel: 'x' }]) {
      const [first, ...others] = rmsSheet
        .linesOf(row, order)
        .map((line) => Object.fromEntries(rmsSheet.columns.map((column) => [column.header, column.of(line)])));
      const ofRow = { 受注番号: '1', 注文日時: '2026-11-24 15:45:00', 受注ステータス: '1000', ショップ: 'x' };
      for (const line of [first, ...others]) expect(line).toMatchObject({ ...ofRow, 受注ステータス名: '' });
      // Whether a line was deleted is a number once there is a line.
      const filled = Object.entries(first ?? {}).filter(([header, cell]) => cell !== '' && header !== '明細削除');
      expect(Object.fromEntries(filled)).toEqual(ofRow);
    }
  });
});

describe('an export of a shop of Yahoo!ショッピング', () => {
  it('has the columns of its mall', async () => {
    const given = world.yahoo.control.addShop({ sellerId: 'kado-no-mise' });
    const key = 'yahoo#kado-no-mise';
    await world.ports.merchants.put(
      newMerchant('kado', { name: '角田', contacts: [], features: ['import', 'status', 'stock'] }, start),
    );
    const parts = { ...given, consentedAt: '2026-11-24 15:45', publicKeyIssuedAt: '2026-11-24' };
    const added = await world.ops(
      [
        ...['shops', 'add', '--mall', 'yahoo', '--code', 'kado-no-mise', '--name', '角の店', '--merchant', 'kado'],
        ...['--import-from', '2026-11-24 15:00:00', '--keys-from', '-'],
      ],
      { stdin: JSON.stringify(parts) },
    );
    expect(added).toMatchObject({ code: 0 });
    world.yahoo.control.addOrders('kado-no-mise', { count: 2, kind: 'plain', at: start - 20 * minuteMs });
    const yahooShop = await world.ports.shops.get(key);
    if (yahooShop) await world.poll(yahooShop);
    const said = await world.ops(`orders export --shop ${key} --from -1d --to now --format csv`);
    const [cells = {}] = sheetOf(said.out);
    expect(Object.keys(cells)).toEqual(yahooSheet.columns.map(({ header }) => header));
    expect(cells).toMatchObject({ 注文ステータス名: '処理中', ショップ: 'kado-no-mise' });
    expect(cells.注文ID).toMatch(/^kado-no-mise-1000\d{4}$/);
    expect(cells.注文者氏名).toMatch(/\S \S/);
    expect(cells.個数).toMatch(/^\d+$/);

    const [placed] = add(1, { kind: 'plain' });
    await world.poll(shop);
    const all = sheetOf((await world.ops('orders export --from -1d --to now --format csv')).out);
    const headers = [rmsSheet, yahooSheet].flatMap(({ columns }) => columns.map(({ header }) => header));
    expect(Object.keys(all[0] ?? {})).toEqual(['モール', ...new Set(headers)]);
    expect([all[0]?.モール, all.at(-1)?.モール]).toEqual(['楽天市場', 'Yahoo!ショッピング']);
    const numbers = all.map((line) => [line.受注番号, line.注文ID]);
    expect(numbers[0]).toEqual([placed, '']);
    expect(numbers.at(-1)).toEqual(['', expect.stringMatching(/^kado-no-mise-1000/)]);
  });
});

describe('the span of an export', () => {
  it('holds its first moment and not its last, so that days in a row hold each order once', async () => {
    const [first = '', last = ''] = [start - 30 * minuteMs, start - 10 * minuteMs].flatMap((at) => add(1, { at }));
    add(1, { at: start - 31 * minuteMs });
    await world.poll(shop);
    const numbers = async (from: string, to: string): Promise<string[]> =>
      sheetOf(
        (await world.ops(['orders', 'export', '--shop', shop.key, '--from', from, '--to', to, '--format', 'csv'])).out,
      ).map((line) => line.受注番号 ?? '');
    expect(new Set(await numbers('2026-11-24 15:15:00', '2026-11-24 15:35:00'))).toEqual(new Set([first]));
    expect(new Set(await numbers('2026-11-24 15:35:00', '2026-11-24 15:45:00'))).toEqual(new Set([last]));
  });

  it('holds orders by 注文日時, whatever day their number tells', async () => {
    const [orderNumber = ''] = add(1);
    await world.poll(shop);
    const rows = world.store.rowsByShop.get(shop.key);
    const row = rows?.get(orderNumber) as StoredOrder;
    await world.ports.orders.put({ ...row, orderNumber: '370001-20200101-0000000001' }, null);
    const said = await exported('--format json');
    expect(said.err).toContain('2 orders');
  });
});

describe('an export as JSON', () => {
  it('is one order a line, as the mall gave it', async () => {
    const placed = add(30);
    await world.poll(shop);
    const said = await exported('--format json');
    const lines = said.out.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(
      placed.sort().map((orderNumber) => JSON.parse(JSON.stringify(world.rms.control.order(orderNumber)?.model))),
    );
  });
});

describe('an order whose personal data were removed', () => {
  it('keeps its number, moment and status, and nothing else', async () => {
    const [orderNumber = ''] = add(1);
    await world.poll(shop);
    await eraseOrder(world.ports, world.store.rowsByShop.get(shop.key)?.get(orderNumber) as StoredOrder, 'sweep');
    const csv = await exported('--format csv');
    const [line] = sheetOf(csv.out);
    const kept = Object.entries(line ?? {}).filter(([, value]) => value !== '');
    expect(kept.map(([header]) => header)).toEqual([
      '受注番号',
      '注文日時',
      '受注ステータス',
      '受注ステータス名',
      'ショップ',
    ]);
    expect(csv.err).toContain('Only the key data are left of 1 of them');
    const json = JSON.parse((await exported('--format json')).out);
    expect(json).toEqual({
      orderNumber,
      orderProgress: 100,
      orderDatetime: expect.stringMatching(/^2026-11-24T\d\d:\d\d:\d\d\+0900$/),
      erasedAt: expect.stringMatching(/^2026-11-24T15:45/),
    });
  });
});

describe('what cannot be exported', () => {
  it('is named on stderr, never left out silently', async () => {
    const [hidden = ''] = add(2);
    world.rms.control.hideOrder(hidden);
    await world.poll(shop);
    const said = await exported('--format csv');
    expect(said.err).toContain('1 order, ');
    expect(said.err).toMatch(new RegExp(`Not exported, because nothing readable is stored of them.*: ${hidden}\n`));
  });
});

describe('an export in Shift_JIS', () => {
  it('puts 〓 for what it does not have, and names the order and the characters', async () => {
    const [touched = ''] = add(2);
    world.rms.control.editOrder(shop.code, touched, { memo: '𠮷田様 🎌 〜髙' });
    await world.poll(shop);
    const said = await exported('--format csv --encoding shift_jis');
    const lines = sheetOf(iconv.decode(said.bytes, 'cp932'));
    expect(lines.find((line) => line.受注番号 === touched)?.ひとことメモ).toBe('〓田様 〓 ～髙');
    expect(said.err).toMatch(
      new RegExp(`^${touched}: Shift_JIS does not have .*𠮷 \\(U\\+20BB7\\), 🎌 \\(U\\+1F38C\\)`, 'm'),
    );
    expect(said.err).toMatch(/Characters were replaced by 〓 in \d of them/);
  });
});

describe('an export into a file', () => {
  it('replaces the file only once it is whole, readable by its owner alone', async () => {
    add(2);
    await world.poll(shop);
    const file = join(folder, 'orders.csv');
    writeFileSync(file, 'of yesterday');
    const said = await exported(`--format csv --bom --output ${file}`);
    expect([said.code, said.out]).toEqual([0, '']);
    expect(readFileSync(file).subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['orders.csv']);
    expect(said.err).toContain(`, in ${file}.`);
  });

  it('that fails midway leaves the old file and no half one', async () => {
    add(40);
    await world.poll(shop);
    const file = join(folder, 'orders.csv');
    writeFileSync(file, 'of yesterday');
    const range = world.ports.orders.range;
    let pages = 0;
    Object.assign(world.ports.orders, {
      range: async (...asked: Parameters<typeof range>) => {
        if (++pages === 2) throw new SyntaxError('Unexpected token in "角野 花子"');
        return range(...asked);
      },
    });
    const said = await exported(`--format csv --output ${file}`);
    expect(said.code).toBe(1);
    expect(said.err).not.toContain('花子');
    expect(readFileSync(file, 'utf8')).toBe('of yesterday');
    expect(readdirSync(folder)).toEqual(['orders.csv']);
  });

  it('that cannot be written says why', async () => {
    const said = await exported(`--format csv --output ${join(folder, 'none', 'orders.csv')}`);
    expect(said).toMatchObject({ code: 1, err: expect.stringContaining('ENOENT') });
  });
});

it('an export turns the pages of a shop one by one, and none twice', async () => {
  add(60);
  await world.poll(shop);
  const askedAfter: (string | undefined)[] = [];
  const range = world.ports.orders.range;
  Object.assign(world.ports.orders, {
    range: async (...asked: Parameters<typeof range>) => {
      askedAfter.push(asked[3]);
      return range(...asked);
    },
  });
  const said = await exported('--format json');
  const numbers = said.out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).orderNumber);
  expect(new Set(numbers).size).toBe(60);
  expect(askedAfter).toEqual([undefined, numbers[24], numbers[49]]);
});
