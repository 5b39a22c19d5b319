import { xml } from '../reply.ts';
import { type Shop, type Sku, stockKey } from '../state.ts';
import { leaf, type Tree, tree, written } from '../xml/tree.ts';
import { itemError, itemFunction } from './item-function.ts';

/** 商品参照: one item. Its 個別商品コード stand in attributes, with their levels. Of its many fields there are few. */
export const getItem = itemFunction('getItem', ({ world, shop, form }) => {
  const code = form.get('item_code') ?? '';
  const skus = shop.catalogue.filter(({ itemCode }) => itemCode === code);
  const [first] = skus;
  if (first === undefined) return itemError(world, '指定された商品コードは存在しません。');
  const row = shop.stock.get(stockKey(code, ''));
  const subs = skus.filter(({ subCode }) => subCode !== '');
  const parts = [
    leaf('ItemCode', code),
    written('Name', first.title),
    leaf('Price', first.priceYen),
    leaf('Quantity', subs.length > 0 ? null : (row?.quantity ?? null)),
    leaf('Display', 1),
    ...(subs.length === 0
      ? []
      : [
          tree(
            'SubCodes',
            subs.map((sku) => subCode(shop, sku)),
          ),
        ]),
    leaf('EditingFlag', 0),
  ];
  return xml(200, tree('ResultSet', [tree('Result', parts)], { totalResultsReturned: 1 }));
});

function subCode(shop: Shop, { itemCode, subCode: code, variant }: Sku): Tree {
  const row = shop.stock.get(stockKey(itemCode, code));
  const attributes = { code, quantity: row?.quantity ?? '', stockClose: row?.closed ? 1 : 0 };
  return tree(
    'SubCode',
    variant.map(({ name, value }) => tree('Option', [], { name, value })),
    attributes,
  );
}
