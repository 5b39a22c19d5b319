import { TsunagiError } from '../../core/kernel/index.ts';
import type { StockPage } from '../../core/ports/index.ts';
import { attributeOf, childOf, childrenOf, textOf, type XmlElement } from '../xml.ts';
import type { CallYahoo, YahooReply } from './calls.ts';
import { unreadableReply } from './faults.ts';
import { formOf } from './stock-api.ts';
import { itemOf } from './stock-traits.ts';

/** One call of the walk over a shop: the categories below one, a page of what is in one, or the sub codes of an item. */
type Step =
  | { readonly kind: 'categories'; readonly key: string }
  | { readonly kind: 'items'; readonly key: string; readonly start: number }
  | { readonly kind: 'sub-codes'; readonly item: string };

/** Where the walk stands: what is to be called, and what was met, since an item may be linked in several categories. */
interface Walk {
  readonly todo: readonly Step[];
  readonly keys: readonly string[];
  readonly items: readonly string[];
}

/** What a step brought, and which steps it leads to. */
interface Stepped extends Pick<StockPage, 'items' | 'unlisted'> {
  readonly keys: readonly string[];
  readonly withSubCodes: readonly string[];
  readonly further: readonly Step[];
}

const begin: Walk = { todo: [{ kind: 'categories', key: '' }], keys: [], items: [] };
const nothing: Stepped = { items: [], keys: [], withSubCodes: [], further: [] };

/** What a walk calls with. */
export interface YahooLister {
  readonly call: CallYahoo;
  readonly sellerId: string;
}

/**
 * One call of a walk over everything that a shop has: Yahoo lists items by store category only, and 個別商品コード one item a call. `after` holds
 * the remaining calls. What Yahoo refuses to list is reported, and the walk continues.
 */
export async function listYahooItems({ call, sellerId }: YahooLister, after: string | null): Promise<StockPage> {
  const { todo, keys, items }: Walk = after === null ? begin : JSON.parse(after);
  const [step, ...later] = todo;
  if (step === undefined) return { items: [], after: null };
  const found = await take(call, sellerId, step);
  const newKeys = [...new Set(found.keys)].filter((key) => !keys.includes(key));
  const newItems = [...new Set(found.withSubCodes)].filter((item) => !items.includes(item));
  const next: Walk = {
    todo: [
      ...newItems.map((item): Step => ({ kind: 'sub-codes', item })),
      ...found.further,
      ...newKeys.flatMap((key): Step[] => [
        { kind: 'items', key, start: 1 },
        { kind: 'categories', key },
      ]),
      ...later,
    ],
    keys: [...keys, ...newKeys],
    items: [...items, ...newItems],
  };
  return {
    items: found.items,
    after: next.todo.length === 0 ? null : JSON.stringify(next),
    ...(found.unlisted === undefined ? {} : { unlisted: found.unlisted }),
  };
}

async function take(call: CallYahoo, sellerId: string, step: Step): Promise<Stepped> {
  try {
    switch (step.kind) {
      case 'categories':
        return {
          ...nothing,
          keys: categoriesIn(await call('stCategoryList', stCategoryListQuery(sellerId, step.key))),
        };
      case 'items':
        return await pageOf(call, sellerId, step);
      case 'sub-codes': {
        const items = subCodesIn(await call('getItem', getItemQuery(sellerId, step.item)), step.item);
        return items.length > 0
          ? { ...nothing, items }
          : { ...nothing, unlisted: `${step.item}: it is said to have 個別商品コード, and none of them are shown.` };
      }
    }
  } catch (error) {
    // The first call of all shows whether the shop may be listed at all.
    const isFirst = step.kind === 'categories' && step.key === '';
    if (isFirst || !(error instanceof TsunagiError) || error.code !== 'mall.refused') throw error;
    const codes = error.context.mallCodes?.join(', ') ?? `HTTP ${error.context.status ?? ''}`;
    return { ...nothing, unlisted: `${nameOf(step)}: Yahoo refused to list it (${codes}).` };
  }
}

/** Pages go on while one is full, or Yahoo says that there is more. */
async function pageOf(call: CallYahoo, sellerId: string, step: Step & { readonly kind: 'items' }): Promise<Stepped> {
  const { items, withSubCodes, rows, total } = itemsIn(
    await call('myItemList', myItemListQuery(sellerId, step.key, step.start)),
  );
  const start = step.start + rows;
  const isMore = rows > 0 && (rows >= itemRows || start <= total);
  return { ...nothing, items, withSubCodes, further: isMore ? [{ ...step, start }] : [] };
}

function nameOf(step: Step): string {
  switch (step.kind) {
    case 'categories':
      return `What lies below the store category ${step.key}`;
    case 'items':
      return `What is in the store category ${step.key}, from row ${step.start}`;
    case 'sub-codes':
      return `The 個別商品コード of ${step.item}`;
  }
}

/** Rows of one page of myItemList: the most that it gives. */
const itemRows = 100;

/** stCategoryList: the store categories right below one; '' for the first tier. */
function stCategoryListQuery(sellerId: string, pageKey: string): string {
  return formOf({ seller_id: sellerId, ...(pageKey === '' ? {} : { page_key: pageKey }) });
}

/** myItemList: a page of a store category, with levels. By 商品コード, so that pages do not shift when the shop reorders its shelves. */
function myItemListQuery(sellerId: string, pageKey: string, start: number): string {
  return formOf({
    seller_id: sellerId,
    stcat_key: pageKey,
    start: String(start),
    results: String(itemRows),
    stock: 'true',
    sort: '+item_code',
  });
}

/** getItem: one item with its 個別商品コード. */
function getItemQuery(sellerId: string, itemCode: string): string {
  return formOf({ seller_id: sellerId, item_code: itemCode });
}

type ListedItem = StockPage['items'][number];

/** The page keys of the store categories in a reply of stCategoryList. */
function categoriesIn(reply: YahooReply): string[] {
  return resultsIn(reply).map((row) => {
    const key = textOf(row, 'PageKey');
    if (key === '') throw unreadable(reply, 'Result.PageKey: expected the key of a category, got nothing');
    return key;
  });
}

/** A page of myItemList. */
interface ItemRows {
  readonly items: readonly ListedItem[];
  /** Item codes whose stock is kept by 個別商品コード, which myItemList does not tell. */
  readonly withSubCodes: readonly string[];
  readonly rows: number;
  /** What there is in all, as it says; 0 where it does not say. */
  readonly total: number;
}

/** The rows of a page. An empty Quantity is 無限大, or says nothing of an item with 個別商品コード. */
function itemsIn(reply: YahooReply): ItemRows {
  const items: ListedItem[] = [];
  const withSubCodes: string[] = [];
  const rows = resultsIn(reply);
  for (const row of rows) {
    const code = textOf(row, 'ItemCode');
    if (code === '') throw unreadable(reply, 'Result.ItemCode: expected an item code, got nothing');
    if (textOf(row, 'HasSubCode') === '1') withSubCodes.push(code);
    else items.push({ item: code, level: levelOf(reply, textOf(row, 'Quantity')) });
  }
  return {
    items,
    withSubCodes,
    rows: rows.length,
    total: Number(attributeOf(reply.root, 'totalResultsAvailable')) || 0,
  };
}

/** The 個別商品コード of an item, by getItem: each stands in an attribute, and so does its level. */
function subCodesIn(reply: YahooReply, itemCode: string): ListedItem[] {
  const [result] = resultsIn(reply);
  return childrenOf(childOf(result ?? null, 'SubCodes'), 'SubCode').map((sub) => {
    const code = attributeOf(sub, 'code');
    if (code === '') throw unreadable(reply, 'SubCode: expected a code, got nothing');
    return { item: itemOf(itemCode, code), level: levelOf(reply, attributeOf(sub, 'quantity')) };
  });
}

function resultsIn(reply: YahooReply): readonly XmlElement[] {
  if (reply.root.name !== 'ResultSet') throw unreadable(reply, 'the whole: expected a ResultSet, got something else');
  return childrenOf(reply.root, 'Result');
}

function levelOf(reply: YahooReply, quantity: string): number | null {
  if (!/^(?:-?\d{1,12})?$/.test(quantity)) throw unreadable(reply, 'Quantity: expected a number or nothing, got text');
  return quantity === '' ? null : Number(quantity);
}

const unreadable = ({ call, status }: YahooReply, problem: string) => unreadableReply(call, status, problem);
