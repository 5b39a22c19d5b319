/**
 * The simulated 楽天 RMS. `gateway.ts` answers its API, `control.ts` has what a test does behind it, `state.ts` what the mall is made of.
 * What it does and what it does not do: `docs/malls/rms-simulator.md`.
 */
import type { Fault as SharedFault } from '../faults.ts';
import { defineMall, type Simulator } from '../simulator.ts';
import type { BookShop } from './books.ts';
import { controlParts, ownControl, ownRoutes, type Rms, type RmsControl } from './control.ts';
import type { FaultKind } from './faults.ts';
import { gateway } from './gateway.ts';
import { stockCallOf } from './inventory/functions.ts';
import type { RoutedCall } from './operation.ts';
import { played } from './played.ts';
import { SETTINGS } from './settings.ts';
import { ownWorld, type World } from './state.ts';

export type { BookOrder } from './books.ts';
export type { RmsControl } from './control.ts';
export type { FaultKind } from './faults.ts';
export type { OrderModel } from './order-model.ts';
export type { RmsSettingsChange } from './settings.ts';
export type { ShopCredentials } from './shops.ts';
export type { OrderKind, OrderProgress, Spoil } from './state.ts';

export type Fault = SharedFault<FaultKind>;
export type Books = { shops: BookShop[] };
export type RmsSimulator = Simulator<RmsControl>;

export const simulator = defineMall<Rms, World, RoutedCall, string, ReturnType<typeof ownControl>>({
  ...controlParts,
  title: 'RMS',
  settings: SETTINGS,
  ownWorld,
  gateway,
  ownControl,
  ownRoutes,
  stockCallOf,
  played,
  commandLine: {
    flags: { 'auto-confirm': 'the shops confirm their orders by themselves (自動注文確認)' },
    openShop: (control, shopUrl, flags) => control.addShop({ shopUrl, autoConfirm: flags.has('auto-confirm') }),
    columns: ['shopUrl', 'shopId', 'serviceSecret', 'licenseKey'],
    controlCalls: (shopUrl) => [
      ['add-orders', { shopUrl, count: 3, kind: 'gift' }],
      ['break', { kind: 'server-error-html', api: 'order', writesOnly: true }],
      ['mend', {}],
      ['advance', { ms: 3_600_000 }],
      ['summary'],
    ],
    mallCalls: (url, _shopUrl, { serviceSecret, licenseKey }) => {
      const key = licenseKey ? Buffer.from(`${serviceSecret}:${licenseKey}`).toString('base64') : '…';
      return [
        `  curl -s ${url}/es/2.0/order/getOrder/ -H 'Authorization: ESA ${key}' \\`,
        `    -H 'Content-Type: application/json; charset=utf-8' -d '{"orderNumberList":["…"],"version":10}'`,
      ];
    },
  },
});

export const createRms = simulator.create;
