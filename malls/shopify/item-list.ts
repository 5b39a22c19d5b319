import type { StockPage } from '../../core/ports/index.ts';
import { type CallShopify, nextCursor } from './calls.ts';
import { itemSearch, levelIn } from './stock-api.ts';
import { connection, inventoryItem } from './wire.generated.js';

/** What the listing calls with. */
export interface ShopifyLister {
  readonly call: CallShopify;
  readonly location: string;
}

const noSkuWords = 'variants without an SKU';

/** One page of inventoryItems: every variant that has an SKU. What is not tracked is sold without limit. */
export async function listShopifyItems({ call, location }: ShopifyLister, after: string | null): Promise<StockPage> {
  const reply = await call('inventoryItems', { ...itemSearch(location, null), after });
  const { nodes, pageInfo } = reply.part(connection, 'connection');
  const items = nodes.map((node, index) => reply.as(inventoryItem, node, `nodes[${index}]`));
  const named = items.flatMap((item) => {
    const sku = item.sku?.trim();
    return sku ? [{ item: sku, level: item.tracked === false ? null : Math.max(0, levelIn(item)) }] : [];
  });
  return {
    items: named,
    after: nextCursor(reply, pageInfo, after),
    ...(named.length === items.length ? {} : { unlisted: noSkuWords }),
  };
}
