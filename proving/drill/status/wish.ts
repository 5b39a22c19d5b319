import type { Parcel, PushContent } from '../../../core/model/push.ts';
import type { ShopKey } from '../../../core/model/shop.ts';

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
