import type { EpochMs } from '../kernel/index.ts';
import type { Merchant, SentMail, Shop, ShopKey, Standing } from '../model/index.ts';
import type { OrderKey } from './orders.ts';

/** Rows that lie among those of others: of another merchant nothing leaves the tables. */
export interface MerchantRows {
  /** From the merchant's own partition; null where no release after 0.1.0 wrote it. */
  merchant(id: string): Promise<Merchant | null>;
  /** In order; may lag. */
  shopKeys(merchant: string): Promise<ShopKey[]>;
  /** The next shops of all merchants, by key; may lag. A query a shard. */
  shopsAfter(key: string, limit: number): Promise<Shop[]>;
  /** Pauses of these shops, and all pauses and windows of malls. */
  standing(shops: readonly ShopKey[]): Promise<Standing>;
  due(shop: ShopKey, until: EpochMs): Promise<OrderKey[]>;
  /** The newest first, before this id if given; none that 0.1.0 kept. */
  mails(merchant: string, before: string | undefined, limit: number): Promise<SentMail[]>;
  mail(merchant: string, id: string): Promise<SentMail | null>;
}
