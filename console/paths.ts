export const under = (...parts: readonly string[]): string => ['', ...parts.map(encodeURIComponent)].join('/');

export const orderPath = (shop: string, orderNumber: string): string => under('orders', shop, orderNumber);

export const shopPath = (shop: string): string => under('shops', shop);

export const skuPath = (merchant: string, sku: string): string => under('stock', merchant, sku);
