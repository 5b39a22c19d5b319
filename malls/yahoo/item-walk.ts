import { TsunagiError } from '../../core/kernel/index.ts';
import type { StockPage } from '../../core/ports/index.ts';
import type { CallYahoo } from './calls.ts';
import { categoriesIn, itemsIn, subCodesIn } from './item-replies.ts';
import { getItemQuery, itemRows, myItemListQuery, stCategoryListQuery } from './item-requests.ts';

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

/**
 * One call of a walk over everything that a shop has: Yahoo lists items by store category only, and 個別商品コード one item a call. `after` holds
 * the remaining calls. What Yahoo refuses to list is reported, and the walk continues.
 */
export async function walkItems(call: CallYahoo, sellerId: string, after: string | null): Promise<StockPage> {
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
