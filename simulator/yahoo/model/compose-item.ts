import type { Line } from '../state.ts';
import { type Leaf, leaf, type Tree, tree, withEmpty, written } from '../xml/tree.ts';
import { ITEM_NAMES } from './field-names.ts';

/** One Item. ItemOption is one, several, or an empty element where the buyer had nothing to choose. */
export function composeItem({ lineId, sku, units }: Line): readonly (Leaf | Tree)[] {
  const chosen = sku.options[lineId % Math.max(1, sku.options.length)]?.split(':');
  const options = [...sku.variant, ...(chosen ? [{ name: chosen[0] ?? '', value: chosen[1] ?? '' }] : [])];
  return withEmpty(ITEM_NAMES, [
    leaf('LineId', lineId),
    written('ItemId', sku.itemCode),
    written('Title', sku.title),
    written('SubCode', sku.subCode),
    written('SubCodeOption', sku.variant.map(({ name, value }) => `${name}:${value}`).join('#')),
    ...(options.length === 0 ? [leaf('ItemOption', '')] : options.map(composeOption)),
    leaf('IsUsed', false),
    leaf('IsTaxable', true),
    leaf('ItemTaxRatio', sku.taxRatio),
    leaf('CategoryId', 1),
    leaf('UnitPrice', sku.priceYen),
    leaf('Quantity', units),
    leaf('UnitGetPoint', Math.floor(sku.priceYen / 100)),
    leaf('PriceType', 0),
  ]);
}

function composeOption({ name, value }: { name: string; value: string }, index: number): Tree {
  return tree('ItemOption', [
    leaf('Index', index + 1),
    written('Name', name),
    written('Value', value),
    leaf('Price', 0),
  ]);
}
