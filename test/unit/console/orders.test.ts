import { beforeEach, describe, expect, it, vi } from 'vitest';
import { TsunagiError } from '../../../core/kernel/errors.ts';
import { minuteMs } from '../../../core/kernel/time.ts';
import { pack, unpack } from '../../../core/model/packing.ts';
import type { Shop } from '../../../core/model/shop.ts';
import { start } from '../ops/world.ts';
import { type ConsoleWorld, openConsole } from './console-world.ts';

let console: ConsoleWorld;
let shop: Shop;

beforeEach(async () => {
  console = openConsole();
  shop = await console.addShop('kado-no-mise');
});

async function place(count: number): Promise<string[]> {
  const at = { from: start - 50 * minuteMs, to: start - minuteMs };
  const numbers = console.rms.control.addOrders(shop.code, { count, at, kind: 'plain' });
  await console.poll(shop);
  return numbers;
}

const pathOf = (orderNumber: string): string => `/orders/${encodeURIComponent(shop.key)}/${orderNumber}`;

/** What a page must not show of a buyer before a person asks for it. */
function personalParts(orderNumber: string): string[] {
  const { OrdererModel: who } = console.rms.control.order(orderNumber)?.model ?? {};
  const parts = [who?.familyName, who?.city, who?.emailAddress, who?.subAddress];
  return parts.filter((part): part is string => typeof part === 'string' && part.length > 1);
}

describe('the list of orders', () => {
  it('lists the newest first, page by page, and shows the read units', async () => {
    const numbers = await place(3);
    const first = await console.page('/orders?limit=2');
    expect(first).toContain('The first 2, there are more. Read 1.5 units.');
    const [, next = ''] = /rel="next" href="([^"]+)"/.exec(first) ?? [];
    const second = await console.page(next.replaceAll('&amp;', '&'));
    const shown = numbers.filter((number) => (first + second).includes(`>${number}</a>`));
    expect(shown).toHaveLength(3);
    expect(second).not.toContain('rel="next"');
  });

  it('leads from a whole number to the page of its order, and from a part of one to the list', async () => {
    const [number = ''] = await place(1);
    const headers = await console.enter();
    const whole = await console.send(`/orders?number=${number}`, { headers });
    expect([whole.status, whole.headers.get('location')]).toEqual([303, pathOf(number)]);
    expect((await console.send(`/orders?number=${number.slice(0, -1)}`, { headers })).status).toBe(200);
  });

  it('shows nothing of a buyer', async () => {
    const numbers = await place(3);
    const page = await console.page('/orders');
    for (const part of numbers.flatMap(personalParts)) expect(page).not.toContain(part);
  });

  it('finds a buyer in the orders of a shop page by page, and records who searched where, not for whom', async () => {
    const numbers = await place(3);
    const { familyName } = console.rms.control.order(numbers[0] ?? '')?.model.OrdererModel ?? {};
    const find = async (fields: Record<string, string>) =>
      (await console.submit('/orders', '', { find: '角の', shop: shop.key, limit: '2', ...fields })).text();
    const found = await (await console.submit('/orders', '', { find: familyName ?? '', shop: shop.key })).text();
    expect(found).toContain(`>${numbers[0]}</a>`);
    expect(console.recorded).toEqual([`POST /orders/${shop.key}: searched`]);
    const name = String(
      console.rms.control.order(numbers[0] ?? '')?.model.PackageModelList[0]?.ItemModelList[0]?.itemName,
    );
    const first = await find({ find: name.slice(0, 1) });
    const [, after = ''] = /name="after" value="([^"]+)"/.exec(first) ?? [];
    const both = first + (await find({ find: name.slice(0, 1), after }));
    expect(numbers.filter((number) => both.includes(`>${number}</a>`)).length).toBeGreaterThan(0);
    expect(JSON.stringify(console.recorded)).not.toContain(name.slice(0, 1));
  });

  it('searches in no orders by an address, which nothing would record', async () => {
    const numbers = await place(2);
    const address = `find=nobody&shop=${encodeURIComponent(shop.key)}`;
    for (const path of [`/orders?${address}`, `/orders.csv?${address}`]) {
      const shown = await console.page(path);
      for (const number of numbers) expect(shown).toContain(number);
    }
    expect(console.recorded).toEqual([]);
  });

  it('sorts by its heads, and saves a page as CSV', async () => {
    const numbers = await place(2);
    const page = await console.page('/orders?sort=amount');
    expect(page).toContain('Sorted are the orders of this page alone.');
    expect(page).toContain('href="/orders?sort=ship-by"');
    const csv = await console.page('/orders.csv');
    expect(csv.split('\r\n')[0]).toContain('受注番号,ショップ');
    for (const number of numbers) expect(csv).toContain(number);
  });

  it('finds an order by a part of its number, and by its status', async () => {
    const [number = ''] = await place(1);
    expect(await console.page(`/orders?number=${number.slice(7, 20)}`)).toContain(`>${number}</a>`);
    expect(await console.page(`/orders?state=${encodeURIComponent('注文確認待ち')}`)).toContain(`>${number}</a>`);
    const none = await console.page(`/orders?state=${encodeURIComponent('発送待ち')}`);
    expect(none).toContain('No such order.');
    const names = 'Names and products are found by the search above';
    expect([none.includes(names), (await console.page(`/orders?number=山田`)).includes(names)]).toEqual([false, true]);
  });

  it('says of an order that is not here that the import of its mall is held, and not of another mall’s', async () => {
    await place(1);
    const since = console.now();
    await console.ports.pauses.set({
      cause: 'outage',
      scope: 'rms',
      capability: 'stock',
      since,
      by: 'probe',
      note: '',
    });
    expect(await console.page('/orders?number=99')).not.toContain('is held');
    await console.ports.pauses.set({ cause: 'outage', scope: 'yahoo', since, by: 'probe', note: '' });
    await console.ports.pauses.set({
      cause: 'outage',
      scope: 'rms',
      capability: 'import',
      since,
      by: 'probe',
      note: '',
    });
    const page = await console.page('/orders?number=99');
    expect(page.match(/The import is held: [^<]*/g)).toEqual([
      expect.stringMatching(
        /^The import is held: the mall is down \(rms, since .*The mall may have orders that are not here yet\.$/,
      ),
    ]);
    expect(await console.page('/orders')).not.toContain('is held');
  });

  it('says what is wrong with a search, all at once, and keeps what was typed', async () => {
    const page = await console.page('/orders?shop=kado-no-mis&from=24.11.&limit=0');
    expect(page).toContain('expected a whole number from 1 to 1000');
    expect(page).toContain('got &quot;24.11.&quot;, expected 2026-11-24');
    expect(page).toContain('value="kado-no-mis"');
    expect(await console.page('/orders?shop=kado-no-mis')).toContain('Did you mean kado-no-mise?');
  });

  it('says why where the tables cannot be read', async () => {
    vi.spyOn(console.ports.shops, 'all').mockRejectedValue(
      new TsunagiError('store.failing', 'later', 'The table Shops is throttled.'),
    );
    const answer = await console.send('/orders', { headers: await console.enter() });
    expect([answer.status, await answer.text()]).toEqual([
      503,
      expect.stringContaining('The table Shops is throttled.'),
    ]);
  });

  it('shows markup in a filter as text', async () => {
    const page = await console.page(`/orders?number=${encodeURIComponent('"><script>alert(1)</script>')}`);
    expect(page).not.toContain('<script>alert');
  });
});

describe('the page of an order', () => {
  async function edited(): Promise<string> {
    const [number = ''] = await place(1);
    console.pass(5 * minuteMs);
    console.rms.control.editOrder(shop.code, number, { units: { 0: 4 }, memo: '急ぎの<b>お客様</b>' });
    await console.ops(`import --shop ${shop.code} --from -1h --to now`);
    return number;
  }

  it('says when the mall shows a date that cannot be, and what counts in its place', async () => {
    const [number = ''] = await place(2);
    console.rms.control.spoilOrder(number, 'future-date');
    await console.ops(`import --shop ${shop.code} --from -1h --to now`);
    expect(await console.page(pathOf(number))).toMatch(
      /<dt>placed, says the mall<\/dt><dd>2099-.+, which cannot be right: the date that it showed before/,
    );
  });

  it('shows each revision with what it changed, and hides what people wrote', async () => {
    const page = await console.page(pathOf(await edited()));
    expect(page).toMatch(/PackageModelList\[0\]\.ItemModelList\[0\]\.units: \d → 4/);
    expect(page).toContain('<code>memo changed; the values are hidden</code>');
    expect(page).not.toContain('急ぎ');
    expect(page).toMatch(
      /data-label="merchant">[^<]+<\/td><td class="word" data-label="SKU"><a href="[^"]+">[^<]+<\/a><\/td><td class="right" data-label="pieces">4<\/td>/,
    );
  });

  it('hides the buyer until a person asks, and logs the look without what was seen', async () => {
    const number = await edited();
    const hidden = await console.page(pathOf(number));
    expect(personalParts(number).length).toBeGreaterThan(2);
    for (const part of personalParts(number)) expect(hidden).not.toContain(part);
    expect(console.recorded).toEqual([]);
    const whole = await (await console.submit(pathOf(number), '', {})).text();
    for (const part of personalParts(number)) expect(whole).toContain(part);
    expect(whole).toContain('急ぎの&lt;b&gt;お客様&lt;/b&gt;');
    expect(console.recorded).toEqual([`POST ${pathOf(number)}: shown`]);
  });

  it('shows markup in every field that an order can carry as text', async () => {
    const [number = ''] = await place(1);
    const row = (await console.ports.orders.rows(shop.key, [number])).get(number);
    if (row?.kind !== 'stored') throw new Error('It is not stored.');
    const markup = '</pre><img src=x onerror=alert(1)>';
    const marked = JSON.stringify(JSON.parse(unpack(row.original)), (_, value) =>
      // Moments stay as they are: an order with others is not readable.
      typeof value === 'string' && !/^\d{4}-\d{2}-\d{2}/.test(value) ? `${value}${markup}` : value,
    );
    vi.spyOn(console.ports.orders, 'rows').mockResolvedValue(
      new Map([[number, { ...row, progress: markup, original: pack(marked) }]]),
    );
    for (const page of [
      await console.page(pathOf(number)),
      await (await console.submit(pathOf(number), '', {})).text(),
    ]) {
      expect(page).toContain('&lt;img src=x');
      expect(page).not.toContain('<img');
    }
  });

  it.each(['370001-20261124-0000000000', '<img>', '%00', 'ａ'])('says that %s is not known', async (number) => {
    const entered = await console.enter();
    const answer = await console.send(pathOf(encodeURIComponent(number)), { headers: entered });
    expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining('is not known in')]);
  });
});

it('an order whose cancel is requested says so in the list and above everything else on its page, and another does not', async () => {
  const [asked = '', other = ''] = await place(2);
  console.rms.control.cancelOrder(shop.code, asked, { finalAfterMs: 60 * minuteMs });
  console.pass(minuteMs);
  await console.scan(shop);
  const words = 'Its cancel is requested and not final (キャンセル確定待ち): before it is shipped, decide in RMS';
  const rows = (await console.page('/orders')).split('<tr>');
  const rowOf = (number: string): string => rows.find((row) => row.includes(`>${number}</a>`)) ?? '';
  expect(rowOf(asked)).toContain(words);
  expect(rowOf(other)).not.toContain(words);
  const page = await console.page(pathOf(asked));
  expect(page).toMatch(/<section class="banner warn"><p>Its cancel is requested/);
  expect(page.indexOf('banner warn')).toBeLessThan(page.indexOf('Timeline'));
  expect(await console.page(pathOf(other))).not.toContain('banner warn');
});
