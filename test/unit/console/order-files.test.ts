import iconv from 'iconv-lite';
import { beforeEach, describe, expect, it } from 'vitest';
import { minuteMs } from '../../../core/kernel/time.ts';
import type { Shop } from '../../../core/model/shop.ts';
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

describe('orders as a file', () => {
  it('holds those of all shops, or of the chosen ones, and who saved it is logged', async () => {
    const all = await console.submit('/orders/files', '/orders', { ...days, format: 'csv', encoding: 'utf8' });
    expect(all.headers.get('content-disposition')).toBe('attachment;filename="orders-2026-11-24.csv"');
    const text = await all.text();
    for (const orderNumber of placed) expect(text).toContain(orderNumber);
    const chosen = [shops[0], shops[2]].map((shop) => shop?.key).join(',');
    const some = await console.submit('/orders/files', '/orders', {
      ...days,
      shop: chosen,
      format: 'json',
      encoding: 'utf8',
    });
    const lines = (await some.text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).orderNumber);
    expect(lines).toEqual([placed[0], placed[2]]);
    expect(console.recorded).toEqual([
      'POST /orders/files/orders/ (3): saved',
      `POST /orders/files/orders/${chosen} (2): saved`,
    ]);
  });

  it('that fails midway is no file', async () => {
    Object.assign(console.ports.orders, { range: () => Promise.reject(new SyntaxError('角野 花子')) });
    const answer = await console.submit('/orders/files', '/orders', { ...days, format: 'csv', encoding: 'utf8' });
    await expect(answer.text()).rejects.toThrow();
    expect(console.recorded).toEqual(['POST /orders/files/orders/: SyntaxError']);
  });

  it('is refused in the words of its form, which keeps what was filled in', async () => {
    const wrong = { from: '2026-11-25', to: '2026-11-24', format: 'csv', encoding: 'utf8' };
    const answer = await console.submit('/orders/files', '/orders', wrong);
    const page = await answer.text();
    expect([answer.status, page]).toEqual([
      400,
      expect.stringContaining('Placed from (2026-11-25 00:00:00) must lie before Placed before'),
    ]);
    expect(page).toContain('name="from" value="2026-11-25"');
  });
});

describe('shipping labels', () => {
  const sender = {
    ...{
      name: '株式会社角田商店',
      zip: '100-0001',
      address: '東京都千代田区千代田1-1',
      building: '',
      phone: '03-0000-0000',
    },
    ...{ contents: 'お茶', days: 'YYYY/MM/DD', headings: 'on', 請求先顧客コード: '0300000000', 運賃管理番号: '01' },
  };
  const wish = { format: 'b2', date: '2026-11-25' };

  it('ask first who sends, keep it for the merchant, show what has none and why, and are saved as the command writes them', async () => {
    const merchant = shops[0]?.merchant ?? '';
    const unknown = await (await console.submit('/orders/files', '/labels', wish)).text();
    expect(unknown).toContain('It is not known yet who sends these parcels.');
    expect(unknown).toContain(`href="/orders/files/settings?merchant=${merchant}&amp;format=b2"`);
    const bare = await console.submit('/orders/files', '/settings', { merchant, format: 'b2', ...sender, zip: '' });
    expect([bare.status, await bare.text()]).toEqual([400, expect.stringContaining('Postal code: is missing.')]);
    for (const id of new Set(shops.map((shop) => shop.merchant))) {
      const kept = await console.submit('/orders/files', '/settings', {
        merchant: id,
        format: 'b2',
        ...sender,
        columns: '荷扱い１=ワレモノ',
      });
      expect(kept.headers.get('location')).toBe('/orders/files?format=b2&shop=');
    }
    expect(await console.page(`/orders/files/settings?merchant=${merchant}&format=b2`)).toContain(
      '荷扱い１=ワレモノ</textarea>',
    );
    const look = await (await console.submit('/orders/files', '/labels', wish)).text();
    expect(look).toContain('<output class="number">3</output>');
    const saved = await console.submit('/orders/files', '/labels', { ...wish, save: 'on' });
    expect(saved.headers.get('content-disposition')).toBe('attachment;filename="b2-2026-11-25.csv"');
    const [headings = '', ...labels] = iconv
      .decode(Buffer.from(await saved.arrayBuffer()), 'cp932')
      .trimEnd()
      .split('\r\n');
    expect(headings).toMatch(/^お客様管理番号,/);
    expect(labels).toHaveLength(3);
    expect(labels[0]).toContain('ワレモノ');
    expect(console.recorded.at(-1)).toBe('POST /orders/files/labels/ (3): saved');
  });
});
