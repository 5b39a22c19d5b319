import type { Operation } from '../operation.ts';
import { codeError, type Reply } from '../reply.ts';
import { type StockCall, sellerRefusal } from '../stock/stock-function.ts';
import type { World } from '../world.ts';

/** A function of the item API: a GET whose fields stand in its query. */
export function itemFunction(name: string, perform: (call: StockCall) => Reply): Operation {
  return {
    name,
    api: 'item',
    write: false,
    method: 'GET',
    perform: (call) => {
      const { world, shop, request } = call;
      const mark = request.path.indexOf('?');
      const form = new URLSearchParams(mark < 0 ? '' : request.path.slice(mark + 1));
      return sellerRefusal(world, shop, form) ?? perform({ ...call, form });
    },
  };
}

/** A field that is wrong, or that names nothing. */
export const itemError = ({ settings }: World, message: string): Reply =>
  codeError(400, settings.assumed.itemParameter, message);

/** What a list with nothing in it is answered with, where the settings say that it is refused; null where it is just empty. */
export const emptyRefusal = (world: World, count: number): Reply | null =>
  count === 0 && world.settings.items.emptyCategory === 'refused'
    ? itemError(world, '該当するデータがありません。')
    : null;
