/**
 * The simulated Yahoo!ショッピング. `gateway.ts` answers its API, `control.ts` has what a test does behind it, `state.ts` what the mall is
 * made of. What it does and what it does not do: `docs/malls/yahoo-simulator.md`.
 */
import type { Fault } from '../faults.ts';
import { defineMall, type Simulator } from '../simulator.ts';
import { controlParts, ownControl, ownRoutes, type Yahoo, type YahooControl } from './control.ts';
import type { FaultKind } from './faults.ts';
import { gateway } from './gateway.ts';
import type { Call } from './operation.ts';
import { played } from './played.ts';
import { SETTINGS } from './settings.ts';
import { ownWorld, type World } from './state.ts';
import { stockCallOf } from './stock.ts';
import type { Tree } from './xml.ts';

export type { YahooControl } from './control.ts';
export type { YahooSettingsChange } from './settings.ts';
export type { ShopCredentials } from './shops.ts';
export type { OrderStatus } from './state.ts';

export type YahooFault = Fault<FaultKind>;
export type YahooSimulator = Simulator<YahooControl>;

export const simulator = defineMall<Yahoo, World, Call, Tree | string, ReturnType<typeof ownControl>>({
  ...controlParts,
  title: 'Yahoo!ショッピング',
  settings: SETTINGS,
  ownWorld,
  gateway,
  ownControl,
  ownRoutes,
  stockCallOf,
  played,
  commandLine: {
    flags: {},
    openShop: (control, sellerId) => control.addShop({ sellerId }),
    columns: ['sellerId', 'clientId', 'clientSecret', 'refreshToken', 'publicKeyVersion'],
    controlCalls: (sellerId) => [
      ['add-orders', { sellerId, count: 3, kind: 'gift' }],
      ['break', { kind: 'maintenance', api: 'stock' }],
      ['mend', {}],
      ['advance', { ms: 600_000 }],
      ['summary'],
      // With the public keys.
      ['shops'],
    ],
    mallCalls: (url, sellerId, { clientId, clientSecret, refreshToken = '…' }) => [
      `  curl -s ${url}/yconnect/v2/token -u '${clientId ? `${clientId}:${clientSecret}` : '…'}' \\`,
      `    -d 'grant_type=refresh_token&refresh_token=${refreshToken}'`,
      `  curl -s ${url}/ShoppingWebService/V1/getStock -H 'Authorization: Bearer …' \\`,
      `    -d 'seller_id=${sellerId}&item_code=kome-0005,tsya-2201:s-nv'`,
    ],
  },
});

export const createYahoo = simulator.create;
