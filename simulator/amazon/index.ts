/**
 * The simulated Amazon (SP-API, Japan). `gateway.ts` answers its API, `control.ts` has what a test does behind it, `state.ts` what the
 * mall is made of. What it does and what it does not do: `docs/malls/amazon-simulator.md`.
 */
import type { Fault } from '../faults.ts';
import { defineMall, type Simulator } from '../simulator.ts';
import { type Amazon, type AmazonControl, controlParts, ownControl, ownRoutes } from './control.ts';
import type { FaultKind } from './faults.ts';
import { gateway } from './gateway.ts';
import { stockCallOf } from './listings.ts';
import type { Body, Call } from './operation.ts';
import { played } from './played.ts';
import { SETTINGS } from './settings.ts';
import { ownWorld, type World } from './state.ts';

export type { BookOrder } from './books.ts';
export type { AmazonSettingsChange } from './settings.ts';
export type { ShopCredentials } from './shops.ts';

export type AmazonFault = Fault<FaultKind>;
export type AmazonSimulator = Simulator<AmazonControl>;

export const simulator = defineMall<Amazon, World, Call, Body, ReturnType<typeof ownControl>>({
  ...controlParts,
  title: 'Amazon',
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
    columns: ['sellerId', 'clientId', 'clientSecret', 'refreshToken'],
    controlCalls: (sellerId) => [
      ['add-orders', { sellerId, count: 3, kind: 'pending' }],
      ['break', { kind: 'throttle', operations: ['searchOrders'] }],
      ['mend', {}],
      ['advance', { ms: 600_000 }],
      ['summary'],
      ['shops'],
    ],
    mallCalls: (url, sellerId, { clientId = '…', clientSecret = '…', refreshToken = '…' }) => [
      `  curl -s ${url}/auth/o2/token -d 'grant_type=refresh_token&client_id=${clientId}' \\`,
      `    --data-urlencode 'client_secret=${clientSecret}' --data-urlencode 'refresh_token=${refreshToken}'`,
      `  curl -s -H 'x-amz-access-token: …' '${url}/orders/2026-01-01/orders?fulfilledBy=MERCHANT&createdAfter=2026-11-01T00:00:00Z'`,
      `  curl -s -H 'x-amz-access-token: …' '${url}/listings/2021-08-01/items/${sellerId}/kome-0005?marketplaceIds=A1VC38T7YXB528&includedData=fulfillmentAvailability'`,
    ],
  },
});

export const createAmazon = simulator.create;
