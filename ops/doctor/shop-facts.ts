import type { EpochMs } from '../../core/kernel/time.ts';
import type { Pause } from '../../core/model/pause.ts';
import type { Shop } from '../../core/model/shop.ts';
import type { ShopState } from '../shop-state.ts';

/** A shop as the doctor sees it. */
export interface ShopFacts {
  readonly shop: Shop;
  readonly state: ShopState;
  /** Every pause about it that stands. */
  readonly pauses: readonly Pause[];
  /** When its key stops working; null when nobody could tell. */
  readonly keyExpiresAt: EpochMs | null;
}
