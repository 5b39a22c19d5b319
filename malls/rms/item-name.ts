import { readBody } from '../body.ts';

/** What an OrderModel says of the names of its lines; every part may be absent, by the version it was read with. */
interface Named {
  readonly PackageModelList?: readonly {
    readonly ItemModelList?: readonly { readonly itemDetailId?: unknown; readonly itemName?: unknown }[] | null;
  }[];
}

/** 商品名 of an order's line; null where the original has none. */
export function itemNameIn(original: string, lineId: string): string | null {
  const body = readBody(original);
  const order = ((body.kind === 'json' ? body.value : null) ?? {}) as Named;
  const items = (order.PackageModelList ?? []).flatMap(({ ItemModelList }) => ItemModelList ?? []);
  const item = items.find(({ itemDetailId }) => String(itemDetailId) === lineId);
  return typeof item?.itemName === 'string' ? item.itemName : null;
}
