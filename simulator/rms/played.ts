import type { Played, TrueOrder } from '../truth.ts';
import type { BookOrder } from './books.ts';
import type { RmsControl } from './control.ts';
import type { Sku } from './state.ts';

const cancelled = 900;
/** 注文確認待ち and 発送待ち. */
const waitsFor = { 100: 'confirm', 300: 'ship' } as const;

const itemOf = ({ manageNumber, variantId }: Pick<Sku, 'manageNumber' | 'variantId'>): string =>
  `${manageNumber}/${variantId}`;

const keyOf = ({ serviceSecret, licenseKey }: { serviceSecret: string; licenseKey: string }): string =>
  Buffer.from(`${serviceSecret}:${licenseKey}`).toString('base64');

/** How RMS takes part beside other malls. */
export const played: Played<RmsControl> = {
  shortTitle: 'RMS',
  stockApi: 'inventory',
  keys: ['b', 'm'],
  oneShopOf: 1,
  backlogMax: 100,
  newShop: (index) => ({ autoConfirm: index % 2 === 0 }),
  truth: (control) => ({
    orders: () => control.books().shops.flatMap(({ orders }) => orders.map(trueOrder)),
    items: () =>
      control.books().shops.flatMap(({ shopUrl, inventory }) =>
        inventory.map(({ manageNumber, variantId, merchantDefinedSkuId, quantity }) => ({
          shop: shopUrl,
          item: itemOf({ manageNumber, variantId }),
          named: { manageNumber, variantId },
          good: variantId === manageNumber ? manageNumber : `${manageNumber}/${variantId}`,
          sku: merchantDefinedSkuId,
          level: quantity,
        })),
      ),
    callerOf: ({ headers: { authorization } }) =>
      control.shops().find((shop) => authorization === `ESA ${keyOf(shop)}`)?.shopUrl ?? null,
    *waiting(shop) {
      for (const order of control.books().shops.find(({ shopUrl }) => shopUrl === shop)?.orders ?? []) {
        const next = waitsFor[order.orderProgress as keyof typeof waitsFor];
        if (next !== undefined && isPlain(order, next)) yield { orderNumber: order.orderNumber, next };
      }
    },
  }),
};

/** The lines are composed only when they are read. */
function trueOrder(order: BookOrder): TrueOrder {
  const { shopUrl, orderNumber, orderDatetimeMs, visibleAtMs, orderProgress } = order;
  return {
    shop: shopUrl,
    orderNumber,
    orderedAt: orderDatetimeMs,
    visibleAt: visibleAtMs,
    status: orderProgress,
    get lines() {
      return order.lines.map((line) => ({
        lineId: String(line.itemDetailId),
        item: itemOf(line),
        units: line.deleted || orderProgress === cancelled ? 0 : line.units,
      }));
    },
  };
}

/** Not so are an order whose 送料 is still to be settled, a gift without an address, and one that is on its way already. */
function isPlain({ kind, model }: BookOrder, next: 'confirm' | 'ship'): boolean {
  if (kind !== 'plain' && kind !== 'cod') return false;
  return (
    next === 'confirm' ||
    model.PackageModelList.every(({ ShippingModelList }) => (ShippingModelList ?? []).length === 0)
  );
}
