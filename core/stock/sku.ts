/** The mall's names of what a line sells (楽天 SkuModel and ItemModel). */
export interface SoldItem {
  /** 商品管理番号 */
  readonly manageNumber: string;
  /** SKU管理番号; absent on orders placed before the shop's SKU migration. */
  readonly variantId?: string | null;
  /** システム連携用SKU番号: the code merchants give the same goods on every mall. */
  readonly merchantDefinedSkuId?: string | null;
}

/**
 * The merchant's SKU that a line draws from. システム連携用SKU番号 where the merchant filled it in, because it is the
 * one code that is the same on all malls; else the mall's own key. A single-SKU item repeats its manageNumber as variantId.
 */
export function skuOf(item: SoldItem): string {
  // Blank as well as empty: some shops fill the field with a space.
  if (item.merchantDefinedSkuId?.trim()) return item.merchantDefinedSkuId;
  if (!item.variantId || item.variantId === item.manageNumber) return item.manageNumber;
  return `${item.manageNumber}/${item.variantId}`;
}
