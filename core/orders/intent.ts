import type { ShopKey } from '../merchants/shop.ts';
import type { ClaimKey } from '../stock/claim.ts';
import type { EpochMs } from '../units.ts';

/**
 * What a run is about to write: left behind only by a run that died between its first claim and its last row.
 * Without it a claim on a line that vanished from the order before the next reading could never be found again.
 */
export interface Intent {
  readonly id: string;
  readonly shop: ShopKey;
  readonly at: EpochMs;
  readonly orderNumbers: readonly string[];
  readonly claims: readonly ClaimKey[];
}
