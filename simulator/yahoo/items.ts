import { addressOf } from '../http.ts';
import { codeError, type Operation, type Reply, resultSet, xml } from './operation.ts';
import { type Shop, type Sku, stockKey, type World } from './state.ts';
import { type FormCall, formFunction } from './stock.ts';
import { leaf, type Tree, tree, written } from './xml.ts';

/** A function of the item API: a GET whose fields stand in its query. */
const itemFunction = (name: string, perform: (call: FormCall) => Reply): Operation =>
  formFunction({ name, api: 'item', write: false, method: 'GET' }, ({ request }) => addressOf(request).query, perform);

/** A field that is wrong, or that names nothing. */
const itemError = ({ settings }: World, message: string): Reply =>
  codeError(400, settings.assumed.itemParameter, message);

/** What a list with nothing in it is answered with, where the settings say that it is refused; null where it is just empty. */
const emptyRefusal = (world: World, count: number): Reply | null =>
  count === 0 && world.settings.items.emptyCategory === 'refused'
    ? itemError(world, '該当するデータがありません。')
    : null;

/** ストアカテゴリ一覧: the categories right below page_key, or the first tier. All of them come in one answer. */
export const stCategoryList = itemFunction('stCategoryList', ({ world, shop, form }) => {
  const key = form.get('page_key') ?? '';
  const categories = storeCategories(shop.catalogue);
  if (key !== '' && !categories.some(({ pageKey }) => pageKey === key))
    return itemError(world, 'page_key is not found.');
  const found = childrenOf(categories, key);
  const refusal = emptyRefusal(world, found.length);
  if (refusal) return refusal;
  return xml(200, resultSet(found.map(categoryResult)));
});

function categoryResult({ pageKey, name, hidden }: StoreCategory, index: number): Tree {
  return tree('Result', [
    leaf('PageKey', pageKey),
    leaf('Name', name),
    leaf('Display', 1),
    leaf('HiddenPageFlag', hidden ? 1 : 0),
    leaf('SortOrder', index + 1),
    leaf('EditingFlag', 0),
    leaf('UpdateTime', '2025-02-06T16:58:32+09:00'),
  ]);
}

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
  const rows = page.map((code, index) => itemResult(shop, code, start + index, withStock));
  return xml(200, resultSet(rows, { available: found.length, first: start }));
});

/** The item codes that are asked for; null where nothing says which. */
function wantedOf({ world, shop, form }: FormCall): string[] | null {
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

function itemResult(shop: Shop, code: string, order: number, withStock: boolean): Tree {
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

/** 商品参照: one item. Its 個別商品コード stand in attributes, with their levels. Of its many fields there are few. */
export const getItem = itemFunction('getItem', ({ world, shop, form }) => {
  const code = form.get('item_code') ?? '';
  const skus = skusOf(shop, code);
  const [first] = skus;
  if (first === undefined) return itemError(world, '指定された商品コードは存在しません。');
  const row = shop.stock.get(stockKey(code, ''));
  const subs = skus.filter((sku) => sku.subCode !== '').map((sku) => subCode(shop, sku));
  const parts = [
    leaf('ItemCode', code),
    written('Name', first.title),
    leaf('Price', first.priceYen),
    leaf('Quantity', subs.length > 0 ? null : (row?.quantity ?? null)),
    leaf('Display', 1),
    ...(subs.length === 0 ? [] : [tree('SubCodes', subs)]),
    leaf('EditingFlag', 0),
  ];
  return xml(200, tree('ResultSet', [tree('Result', parts)], { totalResultsReturned: 1 }));
});

function subCode(shop: Shop, { itemCode, subCode: code, variant }: Sku): Tree {
  const row = shop.stock.get(stockKey(itemCode, code));
  const options = variant.map(({ name, value }) => tree('Option', [], { name, value }));
  return tree('SubCode', options, { code, quantity: row?.quantity ?? '', stockClose: row?.closed ? 1 : 0 });
}

/** A ストアカテゴリ. An item lies in one, and may be linked in others. */
interface StoreCategory {
  pageKey: string;
  name: string;
  /** '' in the first tier. */
  parentKey: string;
  /** 隠しページ. */
  hidden: boolean;
  itemCodes: readonly string[];
}

/** Items are dealt out to these, in turn. */
const HOMES = ['bfa9c9ca', 'c3e0', 'b2dbbbd2', 'bbb2b2df'] as const;
/** Every so manieth item is linked in おすすめ, too. */
const LINKED_EVERY = 5;

/** The shelves of a shop with this catalogue: two tiers, links, and an empty hidden page. */
function storeCategories(catalogue: readonly Sku[]): StoreCategory[] {
  const codes = [...new Set(catalogue.map(({ itemCode }) => itemCode))];
  const home = (key: (typeof HOMES)[number]): string[] =>
    codes.filter((_, index) => HOMES[index % HOMES.length] === key);
  const linked = codes.filter((_, index) => index % LINKED_EVERY === 0);
  const hidden = false;
  return [
    { pageKey: 'bfa9c9ca', name: '食品', parentKey: '', hidden, itemCodes: home('bfa9c9ca') },
    { pageKey: 'c3e0', name: '茶', parentKey: 'bfa9c9ca', hidden, itemCodes: home('c3e0') },
    { pageKey: 'b2dbbbd2', name: '菓子', parentKey: 'bfa9c9ca', hidden, itemCodes: home('b2dbbbd2') },
    { pageKey: 'bbb2b2df', name: '雑貨 & 衣料', parentKey: '', hidden, itemCodes: [] },
    { pageKey: 'bbb2b2df-1', name: '日用品', parentKey: 'bbb2b2df', hidden, itemCodes: home('bbb2b2df') },
    { pageKey: 'a4aab4ab', name: 'おすすめ', parentKey: '', hidden, itemCodes: linked },
    { pageKey: 'bdc0c8f7', name: '準備中', parentKey: '', hidden: true, itemCodes: [] },
  ];
}

/** The categories right below one; '' for the first tier. */
const childrenOf = (categories: readonly StoreCategory[], key: string): StoreCategory[] =>
  categories.filter(({ parentKey }) => parentKey === key);

/** A category's own items, or those of everything below it, too. */
function itemsOf(categories: readonly StoreCategory[], key: string, withBelow: boolean): string[] {
  const own = categories.find(({ pageKey }) => pageKey === key)?.itemCodes ?? [];
  const below = withBelow
    ? childrenOf(categories, key).flatMap(({ pageKey }) => itemsOf(categories, pageKey, true))
    : [];
  return [...new Set([...own, ...below])];
}
