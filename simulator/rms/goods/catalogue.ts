import type { Product } from '../../goods/products.ts';
import { productsFor } from '../../goods/products-for.ts';
import { prng, seedOf } from '../../prng.ts';
import type { Sku } from '../state.ts';

/**
 * The first `skus` SKUs of a catalogue. The same name gives the same catalogue, in every world: two shops of one
 * merchant then sell the same things, under the same システム連携用SKU番号.
 */
export function catalogue(name: string, skus: number): readonly Sku[] {
  const chance = prng(seedOf(0, 'catalogue', name));
  const all = productsFor(skus).flatMap((product) => skusOf(product, 10_000_000 + chance.int(0, 899_999)));
  return all.slice(0, skus);
}

function skusOf(product: Product, itemId: number): Sku[] {
  const common = {
    manageNumber: product.code,
    itemId,
    itemNumber: product.code.toUpperCase(),
    itemName: product.name,
    priceYen: product.priceYen,
    taxRate: product.taxRate,
    includeTaxFlag: product.includeTaxFlag,
    choices: product.choices,
  };
  if (product.axes.length === 0) {
    // A single SKU often has no システム連携用SKU番号: the field may be null.
    const merchantDefinedSkuId = product.code.startsWith('k') ? null : `W-${product.code.toUpperCase()}`;
    return [{ ...common, variantId: product.code, merchantDefinedSkuId, skuInfo: null }];
  }
  return combinations(product).map((values) => ({
    ...common,
    variantId: values.map((value) => value.code).join('-'),
    merchantDefinedSkuId: `W-${[product.code, ...values.map((value) => value.code)].join('-').toUpperCase()}`,
    skuInfo: values.map((value) => `${value.axis}:${value.label}`).join('\n'),
  }));
}

function combinations(product: Product): { axis: string; code: string; label: string }[][] {
  let rows: { axis: string; code: string; label: string }[][] = [[]];
  for (const axis of product.axes) {
    rows = rows.flatMap((row) => axis.values.map((value) => [...row, { axis: axis.name, ...value }]));
  }
  return rows;
}
