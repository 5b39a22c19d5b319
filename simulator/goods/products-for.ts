import { PRODUCTS, type Product } from './products.ts';

/** Products whose combinations make at least `skus` SKUs: the usual ones, then as many more without variants as are lacking. */
export function productsFor(skus: number): readonly Product[] {
  const usual = PRODUCTS.reduce((sum, { axes }) => sum + axes.reduce((rows, { values }) => rows * values.length, 1), 0);
  return [...PRODUCTS, ...Array.from({ length: Math.max(0, skus - usual) }, (_, index) => plainProduct(index + 1))];
}

const kinds = ['木皿', '箸置き', '風呂敷', '一輪挿し', '手ぬぐい'] as const;

function plainProduct(number: number): Product {
  const name = kinds[number % kinds.length] ?? '木皿';
  return {
    code: `zakka-${String(number).padStart(4, '0')}`,
    name: `${name} その${number} 日本製 職人手作り 普段使い ギフト`,
    priceYen: 800 + 70 * (number % 40),
    taxRate: 0.1,
    includeTaxFlag: 1,
    axes: [],
    choices: [],
  };
}
