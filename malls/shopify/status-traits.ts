import { type PushKind, pushKinds } from '../../core/model/index.ts';
import type { StatusTraits } from '../../core/ports/index.ts';

/** The mutation for each change. A cancel refunds the buyer, and stays with people. */
export const functions = { ship: 'fulfillmentCreate' } as const satisfies Partial<Record<PushKind, string>>;

/** Company names as Shopify has them, by our codes; where each is known from stands in `docs/malls/shopify.md#carriers`. */
export const companies: Readonly<Record<string, string>> = {
  YAMATO: 'Yamato (JA)',
  SAGAWA: 'Sagawa (JA)',
  JAPAN_POST: 'Japan Post (JA)',
  NITTSU: '日本通運',
  SEINO: '西濃運輸',
  FUKUYAMA: '福山通運',
  MEITETSU: '名鉄運輸',
  TONAMI: 'トナミ運輸',
  DAIICHI: '第一貨物',
  ECOHAI: 'エコ配',
  FEDEX: 'FedEx',
  DHL: 'DHL Express',
  UPS: 'UPS',
  OTHER: 'その他',
};

/** What can be changed about orders at Shopify; how each limit is known stands in `docs/malls/shopify.md#shipments`. */
export const shopifyStatus: StatusTraits = {
  kinds: pushKinds.filter((kind) => kind in functions),
  cancelReasons: [],
  // Each parcel is a call.
  parcels: { perDestination: 10, contents: true },
  // No length is documented.
  trackingNumberMax: 50,
};
