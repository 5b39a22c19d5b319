import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { newMerchant } from '../../../core/model/merchant.ts';
import { shopKey } from '../../../core/model/shop.ts';
import { useStockWorld } from './stock-world.ts';

const world = useStockWorld();
const example = (name: string): string => fileURLToPath(new URL(`../../../docs/examples/${name}`, import.meta.url));

it('the files of the documents are taken as they stand, and come to the levels they say', async () => {
  const { ops, ports, addShop, now } = world();
  const features = ['import', 'stock'] as const;
  await ports.merchants.put(newMerchant('hanamori', { name: '花森茶舗', contacts: [], features }, now()));
  const rakuten = await addShop('hanamori-cha', { merchant: 'hanamori', cursor: now() });
  await ports.shops.add({ ...rakuten, key: shopKey('yahoo', 'hanamori'), mall: 'yahoo', code: 'hanamori' });
  const merchant = ['--merchant', 'hanamori'];
  const listings = await ops(['listings', 'import', '--file', example('listings.csv')]);
  expect(listings).toMatchObject({ code: 0, out: expect.stringContaining('6 listings: 6 new') });
  const sets = await ops(['stock', 'sets', 'import', '--file', example('sets.csv'), ...merchant]);
  expect(sets).toMatchObject({ code: 0, out: expect.stringContaining('1 set: 1 new') });
  const counts = await ops(['stock', 'set', '--file', example('counts.csv'), ...merchant]);
  expect(counts).toMatchObject({ code: 0, out: expect.stringContaining('5 movements: 5 new') });
  const shown = async (sku: string) => await world().json(['stock', 'show', sku, ...merchant]);
  expect((await shown('HC-SENCHA-100')).free).toBe(168);
  expect((await shown('HC-CUP')).free).toBe(34);
  expect(await shown('HC-GIFT')).toMatchObject({ free: 34, listings: [{ shop: 'rms#hanamori-cha', shown: 34 }] });
  expect((await shown('HC-SENCHA-200')).listings.map((one: { shown: number }) => one.shown)).toEqual([50, 1200]);
});

it('the columns of the documents are those that are read', () => {
  const page = readFileSync(fileURLToPath(new URL('../../../docs/how-to/stock.md', import.meta.url)), 'utf8');
  for (const name of ['listings.csv', 'counts.csv', 'sets.csv']) {
    const [header = ''] = readFileSync(example(name), 'utf8').split('\n');
    for (const column of header.split(',')) expect(page, `${name}: ${column}`).toContain(column);
  }
});

it('a mall without a list of items says what to do', async () => {
  const { ops, ports, shop } = world();
  const mall = await ports.malls.shop(shop);
  const { list: _, ...stock } = mall.stock;
  Object.assign(ports, { malls: { ...ports.malls, shop: async () => ({ ...mall, stock }) } });
  const said = await ops('listings discover --shop kado-no-mise');
  expect(said).toMatchObject({ code: 1, err: expect.stringContaining('has no call that lists what a shop sells') });
  expect(said.err).toContain('docs/how-to/stock.md#the-file-of-listings');
});
