import { hourMs } from '../../../core/kernel/time.ts';
import type { ParcelItem } from '../../../core/model/push.ts';
import { carrierWords } from '../../../malls/amazon/status-traits.ts';
import { companies } from '../../../malls/shopify/status-traits.ts';
import type { Fault, SharedControl } from '../../../simulator/index.ts';
import type { SettingsBeside } from '../../status-keys.ts';
import type { PushWorld } from '../../status-world.ts';
import { shippingAmazon } from '../../worlds/status-faults/amazon.ts';
import { orderIn, shippingShopify } from '../../worlds/status-faults/shopify.ts';

/** A parcel as the mall's books have it, with our code of its carrier. */
interface ParcelSeen {
  readonly number: string | null;
  readonly carrier: string | null;
}

/** A mall at which scenes are played. */
export interface SceneMall {
  readonly settings: SettingsBeside;
  /** Our codes. */
  readonly carriers: readonly [string, string, string];
  readonly writing: readonly string[];
  readonly reading: readonly string[];
  /** How a call goes wrong at times. */
  readonly faults: readonly Fault['kind'][];
  readonly hasMemos: boolean;
  /** An order of three pieces that waits to be sent; of a mall that has such, one that cannot be sent yet. */
  addOrder(world: PushWorld, isEarly: boolean): string;
  /** Makes answers about it unreadable; absent where no scene has that. */
  spoil?(world: PushWorld, orderNumber: string): void;
  /** Gives it an empty row of a parcel, where systems at the mall do that. */
  addEmptyRow?(world: PushWorld, orderNumber: string): void;
  /** Whether it removes no parcel. */
  readonly keepsParcels?: boolean;
  /** Whether parcels need no number. */
  readonly hasNumberless?: boolean;
  /** One of its pieces, at a mall that keeps what is in a parcel. */
  onePiece?(world: PushWorld, orderNumber: string): readonly ParcelItem[];
  parcels(world: PushWorld, orderNumber: string): ParcelSeen[];
  /** A person at the mall, or another installation, reports a parcel; absent where a scene has no such parcel. */
  addElsewhere?(world: PushWorld, orderNumber: string, parcel: ParcelSeen): void;
  memo(world: PushWorld, orderNumber: string): string;
}

const code = 'kado-no-mise';
const ofAnyMall = ['timeout-before', 'timeout-after', 'lost-write'] as const;

export const sceneMalls = {
  rms: {
    settings: {},
    carriers: ['1001', '1002', '1003'],
    writing: ['updateOrderShipping', 'updateOrderMemo', 'confirmOrder'],
    reading: ['getOrder'],
    faults: ['timeout-before', 'timeout-after', 'refusal', 'server-error-json', 'lost-write'],
    hasMemos: true,
    addOrder: (world, isEarly) => world.orders(1, isEarly ? 100 : 300)[0] ?? '',
    hasNumberless: true,
    spoil: ({ rms }, order) => rms.control.spoilOrder(order, 'broken-json'),
    addEmptyRow: ({ rms, shop }, order) =>
      rms.control.shipOrder(shop.code, order, { deliveryCompany: '1000', shippingNumber: null, shippingDate: null }),
    parcels: (world, order) =>
      world
        .rows(order)
        .filter(({ number, date }) => number !== null || date !== null)
        .map(({ number, company }) => ({ number, carrier: company })),
    addElsewhere: ({ rms, shop }, order, { number, carrier }) =>
      rms.control.shipOrder(shop.code, order, {
        ...{ deliveryCompany: carrier ?? '', shippingNumber: number, shippingDate: '2026-11-24' },
      }),
    memo: ({ rms }, order) => rms.control.order(order)?.model.memo ?? '',
  },
  yahoo: {
    settings: { yahoo: {} },
    carriers: ['1001', '1002', '1004'],
    writing: ['orderShipStatusChange', 'orderChange'],
    reading: ['orderInfo'],
    faults: [...ofAnyMall, 'server-error-xml', 'system-error'],
    hasMemos: true,
    // Its buyer can take it back for some minutes.
    addOrder: ({ yahoo, time }, isEarly) =>
      yahoo?.control.addOrders(code, { count: 1, kind: 'plain', at: time.now() - (isEarly ? 0 : hourMs) })[0] ?? '',
    parcels: ({ yahoo }, order) => {
      const { numbers, companyCode } = yahoo?.control.order(order)?.shipment ?? { numbers: [], companyCode: '' };
      return numbers.flatMap((number) => (number === '' ? [] : [{ number, carrier: companyCode }]));
    },
    memo: ({ yahoo }, order) => yahoo?.control.order(order)?.notes ?? '',
  },
  amazon: {
    settings: { amazon: {} },
    carriers: ['YAMATO', 'SAGAWA', 'NITTSU'],
    writing: ['confirmShipment'],
    reading: ['getOrder'],
    faults: [...ofAnyMall, 'invalid-input', 'internal-failure', 'overloaded'],
    hasMemos: false,
    addOrder: shippingAmazon.addOrder,
    keepsParcels: true,
    onePiece: (world, order) => [{ lineId: shippingAmazon.lineIdOf(world, order), quantity: 1 }],
    parcels: ({ amazon }, order) =>
      (amazon?.control.order(order)?.packages ?? []).map(({ trackingNumber, carrierCode }) => ({
        number: trackingNumber,
        carrier: codeOf(carrierWords, (words) => words.carrierCode === carrierCode),
      })),
    memo: () => '',
  },
  shopify: {
    settings: { shopify: {} },
    carriers: ['YAMATO', 'SAGAWA', 'JAPAN_POST'],
    writing: ['fulfillmentCreate', 'fulfillmentTrackingInfoUpdate', 'fulfillmentCancel'],
    reading: ['orders', 'order'],
    faults: [...ofAnyMall, 'internal-error', 'unavailable', 'delivered-twice'],
    hasMemos: false,
    addOrder: shippingShopify.addOrder,
    onePiece: (world, order) => [{ lineId: shippingShopify.lineIdOf(world, order), quantity: 1 }],
    parcels(world, name) {
      const { fulfillments = [] } = orderIn(world, name) ?? {};
      const standing = fulfillments.filter(({ status }) => status === 'SUCCESS');
      return standing.flatMap(({ tracking }) =>
        tracking.map(({ number, company }) => ({ number, carrier: codeOf(companies, (one) => one === company) })),
      );
    },
    memo: () => '',
  },
} as const satisfies Record<string, SceneMall>;

export type SceneMallName = keyof typeof sceneMalls;

/** The mall at which a scene's order is. */
function controlOf({ rms, yahoo, amazon, shopify }: PushWorld): SharedControl {
  return (yahoo ?? amazon ?? shopify ?? rms).control;
}

/** Lets the next calls of some operations fail. */
export function breakCalls(
  world: PushWorld,
  fault: Fault & { readonly operations: readonly string[]; readonly times?: number },
): void {
  controlOf(world).break(fault);
}

/** The share of the orders that its answers leave out. */
export function missRows(world: PushWorld, missedShare: number): void {
  controlOf(world).changeSettings({ reading: { missedShare } });
}

export function mendCalls(world: PushWorld): void {
  controlOf(world).mend();
}

function codeOf<Words>(all: Readonly<Record<string, Words>>, isIt: (words: Words) => boolean): string | null {
  return Object.keys(all).find((name) => isIt(all[name] as Words)) ?? null;
}
