/** A change of what a mall shows of an item, at the moment at which its books have it. */
export interface LevelChange {
  /** Epoch ms. */
  readonly at: number;
  /** `shopUrl` or `sellerId`. */
  readonly shop: string;
  /** The mall's two names of the item: manageNumber and variantId, or item code and sub code. */
  readonly names: readonly [string, string];
  /** What it shows from now on; null: 無限大. */
  readonly level: number | null;
  /** An order, its cancel or its change; a call of the stock API; a person on the screen. */
  readonly by: 'order' | 'call' | 'person';
  /** When the call came that is carried out now: earlier than `at` where a fault held it back. Null for what no call does. */
  readonly askedAt: number | null;
}

/** Called on each change. */
export type OnLevel = (change: LevelChange) => void;
