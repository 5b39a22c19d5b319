import { itemsOf, storeCategories } from '../goods/store-categories.ts';
import { xml } from '../reply.ts';
import { type Shop, type Sku, stockKey } from '../state.ts';
import type { StockCall } from '../stock/stock-function.ts';
import { leaf, type Tree, tree, written } from '../xml/tree.ts';
import { emptyRefusal, itemError, itemFunction } from './item-function.ts';

const RESULTS_USUAL = 25;
const RESULTS_MAX = 100;

/** 商品リスト: items of a category, or by a word; 個別商品コード are not in it, only whether there are any. */
export const myItemList = itemFunction('myItemList', (call) => {
  const { world, shop, form } = call;
  const start = numberOf(form.get('start'), 1);
  const results = numberOf(form.get('results'), RESULTS_USUAL);
  if (start === null || results === null) return itemError(world, 'start and results must be numbers of at least 1.');
  const found = wantedOf(call);
  if (found === null) return itemError(world, 'query or stcat_key is required.');
  const refusal = emptyRefusal(world, found.length);
  if (refusal) return refusal;
  const sorted = found.sort((one, other) => (one < other ? -1 : 1));
  const page = sorted.slice(start - 1, start - 1 + Math.min(results, RESULTS_MAX));
  const withStock = form.get('stock') === 'true';
  const counted = {
    totalResultsAvailable: found.length,
    totalResultsReturned: page.length,
    firstResultPosition: start,
  };
  return xml(
    200,
    tree(
      'ResultSet',
      page.map((code, index) => result(shop, code, start + index, withStock)),
      counted,
    ),
  );
});

/** The item codes that are asked for; null where nothing says which. */
function wantedOf({ world, shop, form }: StockCall): string[] | null {
  const [query, key] = [form.get('query') ?? '', form.get('stcat_key') ?? ''];
  if (query === '' && key === '') return null;
  const withBelow = world.settings.items.inCategory === 'with-below';
  const listed =
    key === ''
      ? [...new Set(shop.catalogue.map(({ itemCode }) => itemCode))]
      : itemsOf(storeCategories(shop.catalogue), key, withBelow);
  const isMeant = (code: string): boolean =>
    form.get('type') === 'name' ? (skusOf(shop, code)[0]?.title.includes(query) ?? false) : code.startsWith(query);
  return listed.filter(isMeant);
}

const skusOf = (shop: Shop, code: string): Sku[] => shop.catalogue.filter(({ itemCode }) => itemCode === code);

function result(shop: Shop, code: string, order: number, withStock: boolean): Tree {
  const skus = skusOf(shop, code);
  const hasSubCode = skus.some(({ subCode }) => subCode !== '');
  const row = shop.stock.get(stockKey(code, ''));
  return tree('Result', [
    leaf('ItemCode', code),
    leaf('HasSubCode', hasSubCode ? 1 : 0),
    written('Name', skus[0]?.title ?? ''),
    written('StCatName', ''),
    leaf('Display', 1),
    leaf('EditingFlag', 0),
    leaf('OriginalPrice', null),
    leaf('Price', skus[0]?.priceYen ?? 0),
    leaf('SalePrice', null),
    leaf('SortOrder', order),
    ...(withStock
      ? [
          leaf('Quantity', hasSubCode ? null : (row?.quantity ?? null)),
          leaf('StockClose', hasSubCode ? null : row?.closed ? 1 : 0),
        ]
      : []),
  ]);
}

function numberOf(text: string | null, usual: number): number | null {
  if (text === null || text === '') return usual;
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null;
}
