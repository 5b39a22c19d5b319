import type { Merchant } from '../merchants/merchant.ts';
import type { RemovedShop } from '../merchants/removed-shop.ts';
import type { ShopKey } from '../merchants/shop.ts';

/** The merchants that were written down. A shop may name one that was not. */
export interface MerchantStore {
  get(id: string): Promise<Merchant | null>;
  /** All of them, by one read of one partition. */
  list(): Promise<Merchant[]>;
  /**
   * Writes a merchant's row if the one that stands has the version before (none for version 1). `changed` means that
   * somebody wrote in between; a repeat of the same write is `stored`.
   */
  put(merchant: Merchant): Promise<'stored' | 'changed'>;
}

/** What stays of removed shops. An entry may be of a shop that was added again since: the shop's row counts. */
export interface RemovedShops {
  get(key: ShopKey): Promise<RemovedShop | null>;
  list(): Promise<RemovedShop[]>;
  /** Notes a removal, in place of an earlier one of the same shop. */
  put(removed: RemovedShop): Promise<void>;
}
