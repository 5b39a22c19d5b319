import { describe, expect, it } from 'vitest';
import { aDay } from '../ops/stock-day.ts';
import { useStockWorld } from '../ops/stock-world.ts';
import { openConsole } from './console-world.ts';

describe('the view of stock', () => {
  const world = useStockWorld();
  const pathOf = (sku: string): string => `/stock/kado/${encodeURIComponent(sku)}`;

  it('says why a level is what it is: the number, a chart, and each line that counts', async () => {
    const { orders, sold } = await aDay(world());
    const { free } = await world().json(['stock', 'show', sold.sku]);
    const page = await openConsole({ world: world() }).page(pathOf(sold.sku));
    expect(page).toContain(`<output class="number">${free}</output>`);
    expect(page.match(/<circle class="counted" cx="\d+" cy="\d+" r="4">/g)).toHaveLength(1);
    expect(page).toMatch(/<circle class="order" cx="\d+" cy="\d+" r="4"><title>[^<]+sold/);
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
