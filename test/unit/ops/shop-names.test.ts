import { expect, it } from 'vitest';
import type { Shop } from '../../../core/model/shop.ts';
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
