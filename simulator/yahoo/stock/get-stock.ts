import { jstDatetimeColon } from '../../jst.ts';
import { xml } from '../reply.ts';
import { type Shop, stockKey } from '../state.ts';
import { leaf, type Tree, tree } from '../xml/tree.ts';
import { ENTRIES_MAX, entriesOf, readItemCode, stockError, stockFunction } from './stock-function.ts';

/** 在庫参照. A row that is not there has Status 0 and nothing more. */
export const getStock = stockFunction('getStock', { write: false }, ({ world, shop, form }) => {
  const entries = entriesOf(form, 'item_code');
  const { getItemCode, getTooMany } = world.settings.assumed;
  if (entries.length > ENTRIES_MAX) return stockError(getTooMany, 'item_code() is over the limit.');
  const names = entries.map((entry) => readItemCode(world, entry));
  if (names.length === 0 || names.includes(null)) return stockError(getItemCode, 'item_code() is invalid format.');
  const found = names.flatMap((name) =>
    name ? [{ ...name, row: shop.stock.get(stockKey(name.itemCode, name.subCode)) }] : [],
  );
  const ok = found.filter((one) => one.row).length;
  const counted = {
    totalResultsAvailable: found.length,
    totalResultsReturned: found.length,
    firstResultPosition: 1,
    ok,
    ng: found.length - ok,
  };
  return xml(
    200,
    tree(
      'ResultSet',
      found.map((one) => result(shop, one.itemCode, one.subCode)),
      counted,
    ),
  );
});

function result(shop: Shop, itemCode: string, subCode: string): Tree {
  const row = shop.stock.get(stockKey(itemCode, subCode));
  const name = [leaf('ItemCode', itemCode), leaf('SubCode', subCode)];
  if (!row) return tree('Result', [...name, leaf('Status', 0)]);
  return tree('Result', [
    ...name,
    leaf('Status', 1),
    leaf('Quantity', row.quantity),
    leaf('AllowOverdraft', row.allowOverdraft ? 1 : 0),
    leaf('IsPublished', row.published ? 1 : 0),
    leaf('UpdateTime', jstDatetimeColon(row.updatedAt)),
    leaf('StockClose', row.closed ? 1 : 0),
  ]);
}
