import type { EpochMs } from '../../core/kernel/index.ts';
import type { Pause, Shop } from '../../core/model/index.ts';
import type { ShopState } from '../shops/shop-state.ts';

/** A shop as the doctor sees it. */
export interface ShopFacts {
  readonly shop: Shop;
  readonly state: ShopState;
  /** Every pause about it that stands. */
  readonly pauses: readonly Pause[];
  /** When its key stops working; null when unknown. */
  readonly keyExpiresAt: EpochMs | null;
}
