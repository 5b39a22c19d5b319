import { readBody } from '../body.ts';

/** What an OrderInfo says of the names of its lines. */
interface Named {
  readonly Item?: readonly { readonly LineId?: unknown; readonly Title?: unknown }[];
}

/** 商品名 of an order's line; null where the original has none. */
export function itemNameIn(original: string, lineId: string): string | null {
  const body = readBody(original);
  const order = ((body.kind === 'json' ? body.value : null) ?? {}) as Named;
  const item = (order.Item ?? []).find(({ LineId }) => LineId === lineId);
  return typeof item?.Title === 'string' ? item.Title : null;
}
