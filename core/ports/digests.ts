import type { ShopKey } from '../merchants/shop.ts';
import type { Digest } from '../notices/digest.ts';
import type { EpochMs } from '../units.ts';

/** What merchants have to be told of their pushes and deadlines, and which deadlines they were warned of. */
export interface Digests {
  /** Every row, by one query of one partition. */
  list(): Promise<Digest[]>;
  /** One row, strongly consistent. */
  get(merchant: string): Promise<Digest | null>;
  /** Writes a row if the stored one has the version before (none counts as 0). A repeat of our own write is `stored`. */
  put(digest: Digest): Promise<'stored' | 'changed'>;
  /** What was warned of in a shop, as words; strongly consistent. */
  warned(shop: ShopKey): Promise<Set<string>>;
  /** Notes that something was warned of; again changes nothing. It is forgotten some time after `until`. */
  markWarned(shop: ShopKey, word: string, until: EpochMs): Promise<void>;
}
