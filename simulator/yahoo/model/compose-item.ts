import type { Line } from '../state.ts';
import { type Leaf, leaf, type Tree, tree, written } from '../xml/tree.ts';

/** One Item. ItemOption is one, several, or an empty element where the buyer had nothing to choose. */
export function composeItem({ lineId, sku, units }: Line): (Leaf | Tree)[] {
  const chosen = sku.options[lineId % Math.max(1, sku.options.length)]?.split(':');
  const options = [...sku.variant, ...(chosen ? [{ name: chosen[0] ?? '', value: chosen[1] ?? '' }] : [])];
  return [
    leaf('LineId', lineId),
    written('ItemId', sku.itemCode),
    written('Title', sku.title),
    written('SubCode', sku.subCode),
    written('SubCodeOption', sku.variant.map(({ name, value }) => `${name}:${value}`).join('#')),
    ...(options.length === 0 ? [leaf('ItemOption', '')] : options.map(composeOption)),
    leaf('Inscription', ''),
    leaf('IsUsed', false),
    leaf('ImageId', ''),
    leaf('IsTaxable', true),
    leaf('ItemTaxRatio', sku.taxRatio),
    leaf('Jan', ''),
    leaf('ProductId', ''),
    leaf('CategoryId', 1),
    leaf('UnitPrice', sku.priceYen),
    leaf('Quantity', units),
    leaf('ReleaseDate', ''),
    leaf('UnitGetPoint', Math.floor(sku.priceYen / 100)),
    leaf('CouponDiscount', ''),
    leaf('PriceType', 0),
  ];
}

function composeOption({ name, value }: { name: string; value: string }, index: number): Tree {
  return tree('ItemOption', [
    leaf('Index', index + 1),
    written('Name', name),
    written('Value', value),
    leaf('Price', 0),
  ]);
}
