import { type ShopKey, shopKey } from '../../core/merchants/shop.ts';
import { itemOf as rmsItem } from '../../malls/rms/stock-traits.ts';
import type { MallExchange } from './desk-mall.ts';

/** A call that set levels, and that the mall took. */
export interface SetCall {
  /** Null: whose key it was is not in the call. */
  readonly shop: ShopKey | null;
  readonly levels: readonly { readonly item: string; readonly level: number }[];
}

/** What an exchange set; null for any other call, and for one that the mall did not take. */
export function setCallOf({ mall, request, outcome }: MallExchange): SetCall | null {
  if (outcome.ending !== 'answer' || outcome.status < 200 || outcome.status > 299) return null;
  switch (mall) {
    case 'rms':
      return request.path.endsWith('/inventories/bulk-upsert') ? bulkUpsert(request.body) : null;
    case 'yahoo':
      return request.path.endsWith('/setStock') ? setStock(request.body) : null;
  }
}

function bulkUpsert(body: string): SetCall {
  const { inventories } = JSON.parse(body) as {
    inventories: { manageNumber: string; variantId: string; quantity: number }[];
  };
  return { shop: null, levels: inventories.map((row) => ({ item: rmsItem(row), level: row.quantity })) };
}

function setStock(body: string): SetCall {
  const form = new URLSearchParams(body);
  const [items, quantities] = [form.get('item_code')?.split(',') ?? [], form.get('quantity')?.split(',') ?? []];
  const levels = items.map((item, index) => ({ item, level: Number(quantities[index]) }));
  return { shop: shopKey('yahoo', form.get('seller_id') ?? ''), levels };
}
