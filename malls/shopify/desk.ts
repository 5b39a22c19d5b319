import { sentence } from '../../core/kernel/index.ts';
import { secretPart } from '../key-parts.ts';
import type { MallDesk } from '../mall.ts';
import { shopifyCarriers } from './carriers.ts';
import { progressNames, shopifySheet } from './columns.ts';
import type { ShopifyLister } from './item-list.ts';
import { moneyless } from './progress.ts';
import { shopifySite } from './site.ts';
import { shopifyStatus } from './status-traits.ts';
import type { ShopifySubscriber } from './subscriptions.ts';

/** The number of a location, also out of the address of its page or of what the API calls it. */
const locationNumber = (text: string): string | null =>
  /^(?:\S*\/(?:locations|Location)\/)?(\d{1,20})$/.exec(text.trim())?.[1] ?? null;

const secretPlace = 'Dev Dashboard → Apps → (アプリ) → Settings';

/** What people's tools need to know of Shopify. */
export const shopifyDesk: MallDesk = {
  name: 'Shopify',
  shortName: 'Shopify',
  isOptional: true,
  endsVersions: true,
  site: shopifySite,
  shopCode: '○○.myshopify.comの○○',
  keyParts: [
    secretPart('clientId', 'client_id'),
    { ...secretPart('clientSecret', 'client_secret'), endsFirst: true },
    {
      name: 'locationId',
      column: 'location_id',
      wanted:
        'the number at the end of the address of the location (管理画面 → 設定 → ロケーション), such as 65432198765',
      form: locationNumber,
    },
  ],
  keyColumn: 'client_secret',
  credentialOf: (parts) => ({ mall: 'shopify', ...parts }),
  keyLike: /shp(?:at|ss|ca|pa)_[0-9a-fA-F]{20,}/,
  keyCare: {
    partNames: {},
    endsSoonMs: 0,
    renewal: `Rotate the client secret of the app (${secretPlace}), and hand it in:`,
    lookUp: `Look whether the app is still installed at the shop (管理画面 → 設定 → アプリ), and whether client id and secret are those of ${secretPlace}.`,
    switchOn: () =>
      sentence`See to what the pause names (ops pauses): the scopes of the app (Dev Dashboard → Apps → (アプリ) → Versions → Create version → Access → Scopes → Release), and the approval of the shop (管理画面 → 設定 → アプリ).`,
    switchAsked:
      'It is about the scopes of the app: add what is named to a new version, release it, and let the shop approve it.',
    refused: 'Look whether client id and secret belong to the same app, and whether the app is installed at this shop.',
  },
  status: shopifyStatus,
  shipNotes: Object.fromEntries(
    moneyless.map((progress) => [
      progress,
      sentence`Its money is not there any more (${progressNames[progress] ?? progress}): look at it in the admin of Shopify before it is shipped.`,
    ]),
  ),
  carriers: shopifyCarriers,
  progressNames,
  sheet: shopifySheet,
  labels: async () => (await import('./labels.ts')).shopifyLabels,
  // Loaded when it is asked for: what only reads addresses and names need not wait for the client.
  listItems: async (calls: ShopifyLister, after) => (await import('./item-list.ts')).listShopifyItems(calls, after),
  hintsTo: 'address',
  subscribeHints: async (calls: ShopifySubscriber, address) =>
    (await import('./subscriptions.ts')).subscribeToHooks(calls, address),
};
