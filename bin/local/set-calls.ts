import { type ShopKey, shopKey } from '../../core/merchants/shop.ts';
import { itemOf as rmsItem } from '../../malls/rms/stock-traits.ts';
import type { MallExchange } from './desk-mall.ts';

/** A call that sets levels. */
export interface SetCall {
  /** False: the mall did not say that it has done it. */
  readonly isTaken: boolean;
  /** Null: whose key it was is not in the call. */
  readonly shop: ShopKey | null;
  readonly levels: readonly { readonly item: string; readonly level: number }[];
}

/** What an exchange sets; null for any other call, a probe among them: it asks for no level, so that the mall has to refuse it. */
export function setCallOf({ mall, request, outcome }: MallExchange): SetCall | null {
  const isTaken = outcome.ending === 'answer' && outcome.status >= 200 && outcome.status <= 299;
  switch (mall) {
    case 'rms':
      return request.path.endsWith('/inventories/bulk-upsert') ? bulkUpsert(request.body, isTaken) : null;
    case 'yahoo':
      return request.path.endsWith('/setStock') ? setStock(request.body, isTaken) : null;
  }
}

function bulkUpsert(body: string, isTaken: boolean): SetCall | null {
  const { inventories } = JSON.parse(body) as {
    inventories: { manageNumber: string; variantId: string; mode: string; quantity: number }[];
  };
  const levels = inventories.flatMap((row) =>
    row.mode === 'ABSOLUTE' ? [{ item: rmsItem(row), level: row.quantity }] : [],
  );
  return levels.length === 0 ? null : { isTaken, shop: null, levels };
}

function setStock(body: string, isTaken: boolean): SetCall | null {
  const form = new URLSearchParams(body);
  const [items, quantities] = [form.get('item_code')?.split(',') ?? [], form.get('quantity')?.split(',') ?? []];
  const levels = items.flatMap((item, index) => {
    const level = Number(quantities[index]);
    return Number.isInteger(level) ? [{ item, level }] : [];
  });
  return levels.length === 0 ? null : { isTaken, shop: shopKey('yahoo', form.get('seller_id') ?? ''), levels };
}
