import { describe, expect, it, vi } from 'vitest';
import { freeChart } from '../../../console/views/stock/free-chart.ts';
import type { AckedLevel, Shop } from '../../../core/model/index.ts';
import { readSkuPage } from '../../../ops/stock/sku-list.ts';
import { jstIso } from '../../../views/plain.ts';
import type { LineFacts } from '../../../views/sku/index.ts';
import { aDay } from '../ops/stock-day.ts';
import { useStockWorld } from '../ops/stock-world.ts';
import { openConsole } from './console-world.ts';

describe('the chart of a SKU', () => {
  it('stays small and true with 50,000 movements: each was drawn', async () => {
    let free = 1_000;
    const history = Array.from({ length: 50_000 }, (_, index): LineFacts => {
      // Sold and bought in turn, and for one moment far below and far above.
      const counts =
        index === 30_001 ? -3_000 : index === 30_002 ? 6_000 : index === 30_003 ? -3_000 : index % 2 ? 1 : -1;
      free += counts;
      const common = { at: jstIso(index * 60_000), kind: 'movement', reason: 'after-count', counts, free } as const;
      return { ...common, movement: 'adjusted', id: `m${index}`, quantity: counts, by: 'x', note: '' };
    });
    const [lowest, highest] = [
      Math.min(...history.map((one) => one.free ?? 0)),
      Math.max(...history.map((one) => one.free ?? 0)),
    ];
    const drawn = String(await freeChart(history, [], 50_000 * 60_000));
    expect(drawn.length).toBeLessThan(150_000);
    expect(drawn).toContain(`>${highest}</text>`);
    // Both extremes are reached by the line, and marked.
    expect(drawn).toMatch(/<path class="free" d="[^"]*V200[^"]*V16H/);
    expect(drawn).toContain(`→ ${lowest})</title>`);
    expect(drawn).toContain(`→ ${highest})</title>`);
    expect(drawn).toContain('50,000 movements: of those that lie close together'.replace(',', ''));
  });
});

describe('the view of stock', () => {
  const world = useStockWorld();
  const pathOf = (sku: string): string => `/stock/kado/${encodeURIComponent(sku)}`;

  it('says why a level is what it is: the number, a chart, and each line that counts', async () => {
    const { orders, sold } = await aDay(world());
    const { free } = await world().json(['stock', 'show', sold.sku]);
    const page = await openConsole({ world: world() }).page(pathOf(sold.sku));
    expect(page).toContain(`<output class="number">${free}</output>`);
    // Each kind has a shape of its own: colours alone told an order from a count.
    expect(page.match(/<path class="counted" d="M\d+ \d+h10v10h-10Z">/g)).toHaveLength(1);
    expect(page).toMatch(/<path class="order" d="M\d+ \d+a5 5 [^"]+"><title>[^<]+sold/);
    expect(page).toContain(`href="/orders/rms%23kado-no-mise/${orders[0]}"`);
    expect(page).toContain(`rms#kado-no-mise was last told ${free}`);
  });

  it('leads from an order to each of its SKUs and to its shop, and from a SKU back to the order', async () => {
    const { orders, sold } = await aDay(world());
    const page = await openConsole({ world: world() }).page(`/orders/rms%23kado-no-mise/${orders[0]}`);
    expect(page).toContain(`<a href="${pathOf(sold.sku)}">${sold.sku}</a>`);
    expect(page).toContain('<a href="/shops/rms%23kado-no-mise">');
  });

  it('finds a SKU by its name, whatever it is made of', async () => {
    const { ops } = world();
    const odd = 'お茶/100g <b>&"';
    await ops(['stock', 'set', odd, '3']);
    const console = openConsole({ world: world() });
    const entered = await console.enter();
    const found = await console.send(`/stock?merchant=kado&sku=${encodeURIComponent(odd)}`, { headers: entered });
    expect(found.headers.get('location')).toBe(pathOf(odd));
    const page = await console.page(pathOf(odd));
    expect(page).toContain('<h1>お茶/100g &lt;b&gt;&amp;&quot;</h1>');
    expect(page).toContain('<output class="number">3</output>');
  });

  it('shows a set with the parts that decide', async () => {
    const { ops, write } = world();
    await ops('stock set tea 9');
    await ops('stock set cup 5');
    await ops(['stock', 'sets', 'import', '--file', write('sets.csv', 'set,part,needed\nbox,tea,2\nbox,cup,1\n')]);
    const page = await openConsole({ world: world() }).page(pathOf('box'));
    expect(page).toContain('<output class="number">4</output>');
    expect(page).toContain('<a href="/stock/kado/tea">tea</a>');
  });

  it('shows what was never counted as unknown, and not in the colour of what is well', async () => {
    const { ops, write } = world();
    await ops('stock set tea 9');
    await ops(['stock', 'sets', 'import', '--file', write('sets.csv', 'set,part,needed\nbox,tea,2\nbox,cup,1\n')]);
    const page = await openConsole({ world: world() }).page(pathOf('box'));
    expect(page).toContain('<p class="summary warn"><output class="number">?</output>');
  });

  it('says so where nothing is known of a SKU, and where nothing is oversold', async () => {
    const console = openConsole({ world: world() });
    expect(await console.page(pathOf('nope'))).toContain('Nothing is known of nope at kado. Is it mistyped?');
    expect(await console.page('/stock')).toContain('Nothing is oversold.');
  });

  it('names what is oversold, with the orders that came last', async () => {
    const { sold } = await aDay(world());
    await world().ops(['stock', 'add', sold.sku, '-1000', '--note', '棚卸差異']);
    await world().work();
    const page = await openConsole({ world: world() }).page('/stock');
    const named = [...page.matchAll(/href="\/orders\/rms%23kado-no-mise\/([\d-]+)"/g)].map(([, number]) => number);
    const { oversold } = await world().json('stock oversold');
    expect(oversold).toMatchObject([{ sku: sold.sku }]);
    expect(named).toEqual(oversold[0].orders.map(({ orderNumber }: { orderNumber: string }) => orderNumber));
    expect(named.length).toBeGreaterThan(0);
  });
});

describe('the list of SKUs', () => {
  const world = useStockWorld();
  const nextOn = (page: string): string => (/rel="next" href="([^"]+)"/.exec(page)?.[1] ?? '').replaceAll('&amp;', '&');
  const skusOn = (page: string): string[] =>
    [...page.matchAll(/<th scope="row"><a href="\/stock\/kado\/([^"]+)">/g)].map(([, sku = '']) => sku);

  /** Listings of SKUs at the shop, and of the first of them at another one, too. */
  async function listed(count: number, twice = 0): Promise<void> {
    const { ports, shop, openShop } = world();
    const other = await openShop('zweit');
    const put = (of: Shop, index: number, acked?: AckedLevel) =>
      ports.listings.put({
        ...{ shop: of.key, item: `item ${String(index).padStart(3, '0')}`, merchant: 'kado', sku: `tea-${index}` },
        ...{ version: 1, writer: 'x', terms: 1, linked: true, buffer: 0, cap: null, floor: null },
        ...(acked === undefined ? {} : { acked }),
      });
    const at = world().now();
    for (let index = 0; index < count; index++) await put(shop, index, { level: 3, at, fingerprint: 'x' });
    for (let index = 0; index < twice; index++) await put(other, index);
  }

  it('is paged by a cursor, each SKU once, with what each mall was last told', async () => {
    await listed(60, 5);
    await world().ops(['stock', 'set', 'tea-0', '7']);
    const console = openConsole({ world: world() });
    const first = await console.page('/stock');
    expect(skusOn(first)).toHaveLength(50);
    expect(first).toMatch(
      /tea-0<\/a><\/th><td class="right" data-label="free">7<\/td>\s*<td class="id" data-label="last told to each mall"><a href="\/shops\/rms%23kado-no-mise">/,
    );
    expect(first).toContain('rms#kado-no-mise</a>&nbsp;3<br><a href="/shops/rms%23zweit">rms#zweit</a>&nbsp;-<br>');
    expect(first).toContain('The first 50, there are more. Looked at ');
    expect(first).toContain('Read 1.5 units.');
    const second = await console.page(nextOn(first));
    expect(new Set([...skusOn(first), ...skusOn(second)]).size).toBe(60);
    expect([skusOn(second).length, nextOn(second)]).toEqual([10, '']);
  });

  it('reads no more for a page than its SKUs need, and never the whole table', async () => {
    await listed(60);
    const { listings, stock } = world().ports;
    const [pages, bySku, whole] = [vi.spyOn(listings, 'ofShop'), vi.spyOn(listings, 'ofSkus'), vi.spyOn(stock, 'page')];
    await openConsole({ world: world() }).page('/stock');
    expect([pages.mock.calls.length, bySku.mock.calls.length, whole.mock.calls.length]).toEqual([1, 1, 0]);
  });

  it('finds SKUs by their beginning, and merchants by theirs; a whole name leads to its page', async () => {
    await listed(30);
    const console = openConsole({ world: world() });
    const beginning = ['tea-2', ...Array.from({ length: 10 }, (_, index) => `tea-2${index}`)];
    expect(skusOn(await console.page('/stock?merchant=ka&sku=TEA-2'))).toEqual(beginning);
    expect(await console.page('/stock?sku=none')).toContain('No SKU of a listing begins with it.');
    const whole = await console.send('/stock?sku=tea-12', { headers: await console.enter() });
    expect(whole.headers.get('location')).toBe('/stock/kado/tea-12');
  });

  it('goes on where a search ended before it found one: there seemed to be none', async () => {
    await listed(30);
    const { ports, shop } = world();
    const wanted = { merchant: 'kado', shops: [shop], prefix: 'tea-29', lookedMax: 20 };
    const first = await readSkuPage(ports, { ...wanted, after: null });
    expect(first).toEqual({ skus: [], next: { shop: shop.key, item: 'item 019' }, looked: 20 });
    const second = await readSkuPage(ports, { ...wanted, after: first.next });
    expect([second.skus.map(({ sku }) => sku), second.next]).toEqual([['tea-29'], null]);
  });

  it('shows markup in the name of a SKU as text, and takes no cursor that is none', async () => {
    const { ports, shop } = world();
    await ports.listings.put({
      ...{ shop: shop.key, item: 'x', merchant: 'kado', sku: '<img src=x>"', version: 1, writer: 'x', terms: 1 },
      ...{ linked: true, buffer: 0, cap: null, floor: null },
    });
    const page = await openConsole({ world: world() }).page('/stock?after=%3Cscript%3E');
    expect(page).toContain('&lt;img src=x&gt;&quot;');
    expect(page).not.toContain('<img');
  });
});
