import type { EpochMs } from '../units.ts';

/** What a person or their warehouse says of the shelf. */
export const movementKinds = ['counted', 'received', 'adjusted'] as const;
export type MovementKind = (typeof movementKinds)[number];

/**
 * A movement that people made, as it lies in the ledger. Written once and never changed: `id` comes from whoever reports it, so
 * the same report twice is one movement.
 *
 * `counted`: so many pieces were free to be sold at `at`, whatever was ordered or moved before. `received`: so many came in.
 * `adjusted`: so many more, or fewer when negative.
 */
export interface Movement {
  readonly merchant: string;
  readonly sku: string;
  /** The instant it speaks of, which places it in the ledger. */
  readonly at: EpochMs;
  /** Unique for the merchant's SKU and instant: an event's id, or a digest of the line of a file. */
  readonly id: string;
  readonly kind: MovementKind;
  /** Pieces: 0 or more, except for `adjusted`. */
  readonly quantity: number;
  /** Who reported it, `ops:tanaka`, `event:wms`, `mall:rms#hanamori`. */
  readonly by: string;
  readonly note: string;
  /** When it was written down. */
  readonly writtenAt: EpochMs;
}

/** No shelf holds more pieces of anything. */
export const quantityMax = 9_999_999;
