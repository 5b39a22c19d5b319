import type { Parcel, PushContent } from '../../../core/model/push.ts';
import type { Shop, ShopKey } from '../../../core/model/shop.ts';
import type { Prng } from '../../../simulator/prng.ts';
import type { Day } from '../day.ts';

/** A change that somebody will ask for in the course of the day. */
export interface Wish {
  readonly at: number;
  readonly shop: ShopKey;
  readonly orderNumber: string;
  readonly content: PushContent;
  /** The parcels of a `ship`, each with its basket: the naive design adds them without looking. */
  readonly parcels: readonly Required<Parcel>[];
  /** When the same is asked for once more, by somebody who is not sure; absent mostly. */
  readonly againAt?: number;
}

/** What the changes of one shop are planned with. */
export interface Desk {
  readonly day: Pick<Day, 'rms' | 'start' | 'script'>;
  readonly shop: Shop;
  readonly chance: Prng;
  /** When its warehouse hands something in. */
  readonly batches: readonly number[];
}
