import type { Product } from '../../goods/products.ts';
import { productsFor } from '../../goods/products-for.ts';
import type { Sku } from '../state.ts';

/** What a shop of `skus` SKUs sells: an item code for each product, and a sub code for each combination of its axes. */
export function catalogue(skus: number): readonly Sku[] {
  return productsFor(skus).flatMap(skusOf).slice(0, skus);
}

function skusOf(product: Product): Sku[] {
  return combinations(product).map((values) => ({
    itemCode: product.code,
    subCode: values.map((value) => value.code).join('-'),
    title: product.name.slice(0, 75),
    priceYen: product.includeTaxFlag === 1 ? product.priceYen : taxed(product),
    taxRatio: product.taxRate === 0.1 ? 10 : 8,
    variant: values.map(({ axis, label }) => ({ name: axis, value: label })),
    options: product.choices,
  }));
}

/** Prices here hold the tax, fractions of a yen cut off. */
const taxed = ({ priceYen, taxRate }: Product): number => Math.floor(priceYen * (1 + taxRate) + 1e-6);

function combinations(product: Product): { axis: string; code: string; label: string }[][] {
  let rows: { axis: string; code: string; label: string }[][] = [[]];
  for (const axis of product.axes) {
    rows = rows.flatMap((row) => axis.values.map((value) => [...row, { axis: axis.name, ...value }]));
  }
  return rows;
}
