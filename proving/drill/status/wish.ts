import type { Parcel, PushContent } from '../../../core/model/push.ts';
import type { ShopKey } from '../../../core/model/shop.ts';

/** A change that will be requested in the course of the day. */
export interface Wish {
  readonly at: number;
  readonly shop: ShopKey;
  readonly orderNumber: string;
  readonly content: PushContent;
  /** The parcels of a `ship`, each with its basket: the naive design adds them without looking. */
  readonly parcels: readonly Required<Parcel>[];
  /** When the same change is requested once more, by a person who is not sure; mostly absent. */
  readonly againAt?: number;
}
