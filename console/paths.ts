import type { ShopKey } from '../core/model/index.ts';

export const under = (...parts: readonly string[]): string => ['', ...parts.map(encodeURIComponent)].join('/');

export const orderPath = (shop: string, orderNumber: string): string => under('orders', shop, orderNumber);

export const shopPath = (shop: ShopKey): string => under('shops', shop);

export const skuPath = (merchant: string, sku: string): string => under('stock', merchant, sku);
