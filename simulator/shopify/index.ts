/**
 * The simulated Shopify (Admin GraphQL API). `gateway.ts` answers its API, `schema.ts` is what of it there is, `control.ts` has what a test does
 * behind it, `state.ts` what the mall is made of. What it does and what it does not do: `docs/malls/shopify-simulator.md`.
 */
import type { Fault } from '../faults.ts';
import { addressOf } from '../http.ts';
import { defineMall, type Simulator } from '../simulator.ts';
import { controlParts, ownControl, ownRoutes, type Shopify, type ShopifyControl } from './control.ts';
import { readAsked } from './engine.ts';
import type { FaultKind } from './faults.ts';
import { gateway, shopInPath } from './gateway.ts';
import type { Body, Call } from './operation.ts';
import { played } from './played.ts';
import { stockCallIn } from './set-quantities.ts';
import { SETTINGS } from './settings.ts';
import { ownWorld, type World } from './state.ts';

export type { BookOrder } from './books.ts';
export type { ShopifyControl } from './control.ts';
export type { ShopifySettingsChange } from './settings.ts';

export type ShopifyFault = Fault<FaultKind>;
export type ShopifySimulator = Simulator<ShopifyControl>;

export const simulator = defineMall<Shopify, World, Call, Body, ReturnType<typeof ownControl>>({
  ...controlParts,
  title: 'Shopify',
  settings: SETTINGS,
  ownWorld,
  gateway,
  ownControl,
  ownRoutes,
  stockCallOf: ({ path, body }) => stockCallIn(readAsked({ body }), shopInPath(addressOf({ path }).path)),
  played,
  commandLine: {
    flags: {},
    openShop: (control, shop) => control.addShop({ shop }),
    columns: ['shop', 'accessToken', 'locationId', 'clientId', 'clientSecret'],
    controlCalls: (shop) => [
      ['add-orders', { shop, count: 3, kind: 'pending' }],
      ['break', { kind: 'throttle', operations: ['orders'] }],
      ['mend', {}],
      ['advance', { ms: 600_000 }],
      ['summary'],
      ['shops'],
    ],
    mallCalls: (url, code, { accessToken = '…' }) => [
      `  SHOP="-H X-Shopify-Access-Token:${accessToken} -H content-type:application/json ${url}/${code}/admin/api/2026-10/graphql.json"`,
      `  curl -s $SHOP -d '{"query":"{ orders(first: 3, sortKey: UPDATED_AT) { nodes { id name updatedAt } } }"}'`,
      `  curl -s $SHOP -d '{"query":"{ productVariants(first: 1, query: \\"sku:kome-0005\\") { nodes { sku inventoryItem { id } } } }"}'`,
    ],
  },
});

export const createShopify = simulator.create;
