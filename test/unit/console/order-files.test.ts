import iconv from 'iconv-lite';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { minuteMs } from '../../../core/kernel/time.ts';
import type { Shop } from '../../../core/model/shop.ts';
import { sender as standing } from '../ops/shipments/label-world.ts';
import { openWorld, start } from '../ops/world.ts';
import { type ConsoleWorld, openConsole } from './console-world.ts';

let console: ConsoleWorld;
let shops: readonly Shop[];
let placed: readonly string[];

beforeEach(async () => {
  const world = openWorld();
  console = openConsole({ mayChange: true, world });
  const codes = ['kado-no-mise', 'midori-an', 'yonaga-coffee'];
  shops = await Promise.all(codes.map((code) => world.addShop(code)));
  const numbers: string[] = [];
  for (const shop of shops) {
    const [number = ''] = world.rms.control.addOrders(shop.code, {
      count: 1,
      kind: 'plain',
      at: start - 20 * minuteMs,
    });
    // 発送待ち
    world.rms.control.moveOrder(shop.code, number, 300);
    await world.poll(shop);
    numbers.push(number);
  }
  placed = numbers;
});

const days = { from: '2026-11-24', to: '2026-11-25' };
const csv = { ...days, format: 'csv', encoding: 'utf8' };
const sent = (action: string, fields: Readonly<Record<string, string>>) =>
  console.submit('/orders/files', action, fields);
const recorded = async (line: string): Promise<void> => vi.waitFor(() => expect(console.recorded.at(-1)).toBe(line));
const allShops = (): string => shops.map(({ key }) => key).join(',');

describe('orders as a file', () => {
  it('holds those of all shops, or of the chosen ones, each once, and who saved it is logged', async () => {
    const all = await sent('/orders', csv);
    expect(all.headers.get('content-disposition')).toBe('attachment;filename="orders-2026-11-24-2026-11-24.csv"');
    const text = await all.text();
    for (const orderNumber of placed) expect(text).toContain(orderNumber);
    await recorded('POST /orders/files/orders csv 2026-11-24-2026-11-24 * (3/0/0): done');
    const chosen = ['kado-no-mise', shops[0]?.key, shops[2]?.key].join(',');
    const some = await sent('/orders', { ...csv, shop: chosen, format: 'json' });
    const lines = (await some.text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).orderNumber);
    expect(lines).toEqual([placed[0], placed[2]]);
    await recorded(`POST /orders/files/orders json 2026-11-24-2026-11-24 ${chosen} (2/0/0): done`);
  });

  it('that fails midway is no file', async () => {
    Object.assign(console.ports.orders, { range: () => Promise.reject(new SyntaxError('角野 花子')) });
    const answer = await sent('/orders', csv);
    await expect(answer.text()).rejects.toThrow();
    await recorded('POST /orders/files/orders csv 2026-11-24-2026-11-24 * : SyntaxError');
  });

  it('that a browser leaves before its end is recorded as cancelled', async () => {
    const range = console.ports.orders.range;
    const { promise: left, resolve: leave } = Promise.withResolvers<void>();
    Object.assign(console.ports.orders, {
      range: async () => {
        await left;
        return { rows: [], after: null } as unknown as Awaited<ReturnType<typeof range>>;
      },
    });
    const answer = await sent('/orders', csv);
    await answer.body?.cancel();
    leave();
    await recorded('POST /orders/files/orders csv 2026-11-24-2026-11-24 * : cancelled');
  });

  it('is refused in the words of its form, which keeps what was filled in and changes nothing of the labels', async () => {
    const answer = await sent('/orders', { ...csv, from: '2026-11-25', to: '2026-11-24' });
    const page = await answer.text();
    expect([answer.status, page]).toEqual([
      400,
      expect.stringContaining('Placed from (2026-11-25 00:00:00) must lie before Placed before'),
    ]);
    expect(page).toContain('name="from" value="2026-11-25"');
    expect(page).not.toContain('<option value="csv" selected>csv</option>');
  });

  it('of shops that an address names by their codes are of these alone', async () => {
    expect(await console.page('/orders/files?shop=midori-an')).toContain('value="rms#midori-an" checked');
    expect(await console.page('/orders/files?shop=midori')).toContain('there is no shop &quot;midori&quot;');
  });
});

describe('shipping labels', () => {
  const sender = {
    ...standing,
    ...{ contents: 'お茶', days: 'YYYY/MM/DD', headings: 'on', 請求先顧客コード: '0300000000', 運賃管理番号: '01' },
  };
  const wish = { program: 'b2', date: '2026-11-25' };
  const keep = (more: Readonly<Record<string, string>> = {}) =>
    sent('/settings', { sender: shops[0]?.merchant ?? '', ...wish, ...sender, ...more });
  const look = async (more: Readonly<Record<string, string>> = {}) =>
    (await sent('/labels', { ...wish, ...more })).text();
  const seenIn = (page: string): string => /name="seen" value="([^"]+)"/.exec(page)?.[1] ?? '';

  it('ask who sends where it is not known, keep it with the merchant, and forget nothing of the wish', async () => {
    const merchant = shops[0]?.merchant ?? '';
    const unknown = await look();
    expect(unknown).toContain('It is not known yet who sends these parcels.');
    expect(unknown).toContain(`href="/orders/files/settings?program=b2&amp;date=2026-11-25&amp;sender=${merchant}"`);
    expect(unknown).not.toContain('name="seen"');
    const bare = await keep({ zip: '', 請求先顧客コード: '', columns: 'ワレモノ\n請求先顧客コード=1' });
    const page = await bare.text();
    expect(bare.status).toBe(400);
    for (const text of [
      'Postal code: is missing.',
      '<li>請求先顧客コード is missing',
      'one “column=text” a line: got &quot;ワレモノ&quot;, expected',
      'one “column=text” a line: got &quot;請求先顧客コード=1&quot;, expected',
    ])
      expect(page).toContain(text);
    const kept = await keep({ columns: '荷扱い１＝ワレモノ', shop: allShops() });
    expect(kept.headers.get('location')).toBe(`/orders/files?${new URLSearchParams({ ...wish, shop: allShops() })}`);
    expect(await console.page('/orders/files')).toContain('Senders of shipping labels');
    const again = await console.page(`/orders/files/settings?program=b2&sender=${merchant}`);
    expect(again).toContain('荷扱い１=ワレモノ</textarea>');
    expect(again).toContain('name="請求先顧客コード" value="0300000000"');
    expect(await console.page('/orders/files/settings?program=b2&sender=nobody')).toContain('There is no such page.');
  });

  it('are shown before they are saved, and saved only as they were shown', async () => {
    await keep({ columns: '荷扱い１=ワレモノ' });
    const seen = await look();
    expect(seen).toContain('<output class="number">3</output>');
    const saved = await sent('/labels', { ...wish, seen: seenIn(seen) });
    expect(saved.headers.get('content-disposition')).toBe('attachment;filename="b2-2026-11-25.csv"');
    const text = iconv.decode(Buffer.from(await saved.arrayBuffer()), 'cp932');
    const [headings = '', ...labels] = text.trimEnd().split('\r\n');
    expect(headings).toMatch(/^お客様管理番号,/);
    expect(labels).toHaveLength(3);
    expect(labels[0]).toContain('ワレモノ');
    await recorded('POST /orders/files/labels b2 2026-11-25 * (3): done');
    await keep({ contents: '茶器' });
    const changed = await sent('/labels', { ...wish, seen: seenIn(seen) });
    const words = 'The labels have changed since they were shown.';
    expect([changed.status, await changed.text()]).toEqual([409, expect.stringContaining(words)]);
  });

  it('are not written with settings that no longer fit', async () => {
    await keep();
    const row = await console.ports.merchants.get(shops[0]?.merchant ?? '');
    if (row !== null)
      await console.ports.merchants.put({ ...row, labels: { b2: '{"contents":"お茶"}' }, version: row.version + 1 });
    expect(await look()).toContain('sender.name: is missing');
  });
});
