import { expect, it } from 'vitest';
import type { Shop } from '../../../core/model/shop.ts';
import { type ShopsGiven, shopsGiven } from '../../../ops/arguments/meant.ts';
import { openWorld } from './world.ts';

it('no shop is named that would then be refused as ambiguous, among those that there are', async () => {
  const world = openWorld();
  await world.addShop('kado-no-mise');
  const rms = await world.addShop('midori-an');
  const yahoo: Shop = { ...rms, key: 'yahoo#midori-an', mall: 'yahoo' };
  await world.ports.shops.add(yahoo);
  const told = async (name: string): Promise<string> =>
    (await world.ops(['import', '--shop', name, '--from', '-1h', '--to', 'now'])).err;
  expect(await told('nope')).toContain('there is no shop "nope". Shops: kado-no-mise, rms#midori-an, yahoo#midori-an.');
  expect(await told('midori-a')).toContain('Did you mean rms#midori-an or yahoo#midori-an? Shops: ');
  expect(await told('yahoo#midori-a')).toContain('Did you mean yahoo#midori-an? Shops: ');
  expect(await told('kado-no-mse')).toContain('Did you mean kado-no-mise? Shops: ');
  for (const name of ['kado-no-mise', 'rms#midori-an', 'yahoo#midori-an']) {
    expect(await told(name)).not.toContain('there is no shop');
    expect(await told(name)).not.toContain('Use one of');
  }
});

it('a shop is meant by its name, several with commas between them, and a mall decides between those called alike', async () => {
  const world = openWorld();
  const kado = await world.addShop('kado-no-mise');
  const rms = await world.addShop('midori-an');
  await world.ports.shops.add({ ...rms, key: 'yahoo#midori-an', mall: 'yahoo', name: '茶舗 みどり庵' });
  const meant = async (given: Partial<ShopsGiven>): Promise<readonly unknown[]> => {
    const problems: string[] = [];
    const none = { shop: undefined, mall: undefined, merchant: undefined };
    const shops = await shopsGiven(world.ports, { ...none, ...given }, problems);
    return problems.length > 0 ? problems : shops.map(({ key }) => key);
  };
  expect(await meant({})).toEqual([kado.key, rms.key, 'yahoo#midori-an']);
  expect(await meant({ shop: '茶舗　みどり庵' })).toEqual(['yahoo#midori-an']);
  expect(await meant({ shop: 'midori-an', mall: 'yahoo' })).toEqual(['yahoo#midori-an']);
  expect(await meant({ shop: 'midori-an, kado-no-mise', mall: 'rms' })).toEqual([kado.key, rms.key]);
  expect(await meant({ shop: 'kado-no-mise', mall: 'yahoo' })).toEqual([
    '--shop, --mall: kado-no-mise is not at Yahoo!ショッピング.',
  ]);
  expect(await meant({ shop: 'kado-no-mise,rms#kado-no-mise' })).toEqual([kado.key]);
  expect(await meant({ mall: 'yahoo', merchant: 'nobody' })).toEqual(['--merchant: no shop is of "nobody".']);
  expect(await meant({ shop: 'midori-an,nope' })).toEqual([
    '--shop: several shops are called midori-an. Use one of rms#midori-an, yahoo#midori-an.',
    '--shop: there is no shop "nope". Shops: kado-no-mise, rms#midori-an, yahoo#midori-an.',
  ]);
});
