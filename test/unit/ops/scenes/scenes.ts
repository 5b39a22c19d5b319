import { resolve } from 'node:path';
import { openWorld } from '../world.ts';
import { scenesOfMalls } from './of-malls.ts';
import { scenesOfMerchants } from './of-merchants.ts';
import { scenesOfOrders } from './of-orders.ts';
import { scenesOfPushes } from './of-pushes.ts';
import { scenesOfShops } from './of-shops.ts';
import { scenesOfStock } from './of-stock.ts';
import { type Act, act } from './scene.ts';

/** Where the tests run is not the same everywhere. */
const withoutHere =
  (one: Act): Act =>
  async (folder) =>
    (await one(folder)).map((screen) => screen.replaceAll(resolve('.'), '/here'));

/** What each command is asked in its golden file, in worlds of its own. */
export const scenes: Readonly<Record<string, readonly Act[]>> = {
  ...scenesOfShops,
  ...scenesOfMalls,
  ...scenesOfMerchants,
  ...scenesOfOrders,
  ...scenesOfPushes,
  ...scenesOfStock,
  teardown: [withoutHere(act(openWorld, 'teardown'))],
};
