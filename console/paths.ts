import type { ShopKey } from '../core/model/index.ts';

/** An address by its parts. */
export const under = (...parts: readonly string[]): string => ['', ...parts.map(encodeURIComponent)].join('/');

/** The address of an order's page. */
export const orderPath = (shop: string, orderNumber: string): string => under('orders', shop, orderNumber);

/** The address of a shop's page. */
export const shopPath = (shop: ShopKey): string => under('shops', shop);

/** The address of the page of a merchant's SKU. */
export const skuPath = (merchant: string, sku: string): string => under('stock', merchant, sku);
