import type { Sku } from '../state.ts';

/** A ストアカテゴリ. An item lies in one, and may be linked in others. */
export interface StoreCategory {
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
export function storeCategories(catalogue: readonly Sku[]): StoreCategory[] {
  const codes = [...new Set(catalogue.map(({ itemCode }) => itemCode))];
  const home = (key: (typeof HOMES)[number]): string[] =>
    codes.filter((_, index) => HOMES[index % HOMES.length] === key);
  const category = (pageKey: string, name: string, parentKey: string, itemCodes: readonly string[]): StoreCategory => ({
    pageKey,
    name,
    parentKey,
    hidden: false,
    itemCodes,
  });
  return [
    category('bfa9c9ca', '食品', '', home('bfa9c9ca')),
    category('c3e0', '茶', 'bfa9c9ca', home('c3e0')),
    category('b2dbbbd2', '菓子', 'bfa9c9ca', home('b2dbbbd2')),
    category('bbb2b2df', '雑貨 & 衣料', '', []),
    category('bbb2b2df-1', '日用品', 'bbb2b2df', home('bbb2b2df')),
    category(
      'a4aab4ab',
      'おすすめ',
      '',
      codes.filter((_, index) => index % LINKED_EVERY === 0),
    ),
    { ...category('bdc0c8f7', '準備中', '', []), hidden: true },
  ];
}

/** The categories right below one; '' for the first tier. */
export const childrenOf = (categories: readonly StoreCategory[], key: string): StoreCategory[] =>
  categories.filter(({ parentKey }) => parentKey === key);

/** A category's own items, or those of everything below it, too. */
export function itemsOf(categories: readonly StoreCategory[], key: string, withBelow: boolean): string[] {
  const own = categories.find(({ pageKey }) => pageKey === key)?.itemCodes ?? [];
  const below = withBelow
    ? childrenOf(categories, key).flatMap(({ pageKey }) => itemsOf(categories, pageKey, true))
    : [];
  return [...new Set([...own, ...below])];
}
