import type { Operation, ShopCall } from '../operation.ts';
import { codeError, type Reply } from '../reply.ts';
import type { Shop } from '../state.ts';
import type { World } from '../world.ts';

/** What every function of the stock API is given: the fields of its form. */
export interface StockCall extends ShopCall {
  form: URLSearchParams;
}

/** Entries of one call. */
export const ENTRIES_MAX = 1000;

/** A function of the stock API. Its body is a form, whatever the content type says: a `+` in it is a blank. */
export function stockFunction(
  name: string,
  options: { write: boolean },
  perform: (call: StockCall) => Reply,
): Operation {
  return {
    name,
    api: 'stock',
    write: options.write,
    perform: (call) => {
      const { world, shop, request } = call;
      const form = new URLSearchParams(request.body);
      return sellerRefusal(world, shop, form) ?? perform({ ...call, form });
    },
  };
}

/** What is said where seller_id is missing, wrong, or not the shop that the token is for. */
export function sellerRefusal(world: World, shop: Shop, form: URLSearchParams): Reply | null {
  const sellerId = form.get('seller_id') ?? '';
  if (sellerId === '') return stockError(world.settings.assumed.sellerMissing, '"seller_id" is not specified');
  if (!/^[a-z0-9_-]{1,128}$/.test(sellerId)) return stockError('st-02100', 'seller_id() is invalid format.');
  if (!world.shops.has(sellerId)) return stockError('ed-00004', 'seller_id() is not found.');
  return sellerId === shop.sellerId
    ? null
    : stockError(world.settings.assumed.foreignSellerStock, 'seller_id() is invalid.');
}

export const stockError = (code: string, message: string): Reply => codeError(400, code, message, true);

/** The entries of a CSV field; none where it is missing or empty. */
export function entriesOf(form: URLSearchParams, name: string): string[] {
  const text = form.get(name) ?? '';
  return text === '' ? [] : text.split(',');
}

/** `item-01` or `item-01:sub-01` in its two parts, or null where it is neither. */
export function readItemCode(world: World, entry: string): { itemCode: string; subCode: string } | null {
  const letters = world.settings.stock.underscores === 'accept' ? /^[\w-]{1,99}$/ : /^[A-Za-z0-9-]{1,99}$/;
  const [itemCode = '', subCode, more] = entry.split(':');
  if (more !== undefined || !letters.test(itemCode) || (subCode !== undefined && !letters.test(subCode))) return null;
  return { itemCode, subCode: subCode ?? '' };
}

/** Its two parts as they were sent, for an answer about an entry that is no item code. */
export function partsAsSent(entry: string): { itemCode: string; subCode: string } {
  const [itemCode = '', ...subCode] = entry.split(':');
  return { itemCode, subCode: subCode.join(':') };
}
