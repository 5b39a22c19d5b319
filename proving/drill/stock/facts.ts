/** One thing that a shop lists, as its people entered it. */
export interface ListingFact {
  readonly shop: string;
  readonly item: string;
  readonly merchant: string;
  readonly sku: string;
  readonly linked: boolean;
  /** 安全在庫, 上限, 下限. */
  readonly buffer: number;
  readonly cap: number | null;
  readonly floor: number | null;
}

/** What a SKU is beside its name. */
export interface GoodsFact {
  readonly merchant: string;
  readonly sku: string;
  /** 確保在庫. */
  readonly buffer: number;
  /** What a set consists of all day; empty of a SKU that is no set. */
  readonly parts: readonly { readonly sku: string; readonly needed: number }[];
}

/** What a person counted or moved, as they reported it. */
export interface MovementFact {
  readonly merchant: string;
  readonly sku: string;
  readonly kind: 'counted' | 'received' | 'adjusted';
  readonly at: number;
  readonly quantity: number;
  readonly writtenAt: number;
}

/** An order line as a mall's books have it at the end. */
export interface LineFact {
  readonly shop: string;
  readonly orderNumber: string;
  readonly lineId: string;
  readonly item: string;
  readonly orderedAt: number;
  /** 0 of what was cancelled or taken out. */
  readonly units: number;
}

/** What the ledger wrote down of an order line, the first first. */
export interface ClaimFact {
  readonly merchant: string;
  readonly sku: string;
  readonly shop: string;
  readonly orderNumber: string;
  readonly lineId: string;
  readonly orderedAt: number;
  readonly trail: readonly (readonly [version: number, quantity: number])[];
}

/** A change of what a mall shows. */
export interface LevelFact {
  readonly at: number;
  readonly shop: string;
  readonly item: string;
  readonly level: number | null;
  readonly by: 'order' | 'call' | 'person';
  readonly askedAt: number | null;
}

/** A call of ours that sets levels. */
export interface SetFact {
  readonly startedAt: number;
  /** When it reached the mall, and was answered. */
  readonly at: number;
  readonly shop: string;
  readonly levels: ReadonlyMap<string, number>;
  /** The mall said that it has set all of them. */
  readonly isTaken: boolean;
}

/** All that the figures of stock are counted from. */
export interface StockFacts {
  /** Of merchants who keep stock with us; unlinked ones, too. */
  readonly listings: readonly ListingFact[];
  readonly goods: readonly GoodsFact[];
  readonly movements: readonly MovementFact[];
  readonly lines: readonly LineFact[];
  readonly claims: readonly ClaimFact[];
  /** What each listing showed when the day began, and each change since, in order. */
  readonly levels: readonly LevelFact[];
  readonly sets: readonly SetFact[];
  /** SKUs that are noted as oversold at the end. */
  readonly oversold: readonly { readonly merchant: string; readonly sku: string }[];
}
