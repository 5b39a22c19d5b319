import type { EpochMs } from '../units.ts';

/** One line of an order, as far as stock is concerned. */
export interface OrderLine {
  /** The mall's id of the line, unique within its order (楽天: itemDetailId). */
  readonly lineId: string;
  /** The mall's own key of what is sold, as its listing has it (`ListingKey`); absent where the order does not tell. */
  readonly item?: string;
  /** The merchant's stock-keeping unit that the line draws from; see `core/stock/sku.ts`. */
  readonly sku: string;
  /** Pieces the line holds; 0 when the line was deleted. */
  readonly quantity: number;
}

/** An order as the mall showed it at one moment. */
export interface MallOrder {
  /** 受注番号 */
  readonly orderNumber: string;
  /** The mall's own progress value (楽天: orderProgress, '100'..'900'). */
  readonly progress: string;
  /** 注文日時 */
  readonly orderedAt: EpochMs;
  /** When the mall first listed it, where that is not 注文日時 (Yahoo: 公開日時): the cursor moves by this. */
  readonly listedAt?: EpochMs;
  /** When it last changed at the mall, where the mall tells. */
  readonly changedAt?: EpochMs;
  /** The order that it was split off from: it holds pieces which that one held before. */
  readonly splitFrom?: string;
  /** Present once it was split: the orders that hold its pieces now, as far as the mall names them, which may be none. Its own lines hold nothing. */
  readonly splitInto?: readonly string[];
  readonly lines: readonly OrderLine[];
  /** The whole order as the mall gave it, JSON. Holds personal data: goes into the order's row and nowhere else. */
  readonly original: string;
}

/** An order that came but could not be understood. */
export interface UnreadableOrder {
  readonly orderNumber: string;
  /** What came, as far as it can be told apart from its neighbours. Holds personal data. */
  readonly raw: string;
  /** Why it could not be read, without any of its content. */
  readonly reason: string;
}

/**
 * The SKUs that items are listed under, by item; an item that is not in it stands for the SKU its order names. It is taken
 * when an item is first read in an order, and stays with the order's row: a listing that changes later moves no claim.
 */
export type ItemSkus = Readonly<Record<string, string>>;

/** The SKU that a line draws from. */
export function skuOfLine({ item, sku }: Pick<OrderLine, 'item' | 'sku'>, skus: ItemSkus | undefined): string {
  // Not every name that an object answers to is one of its own: an item may be called `constructor`.
  return item !== undefined && skus !== undefined && Object.hasOwn(skus, item) ? (skus[item] as string) : sku;
}

/** An order whose lines draw from the SKUs that their items were listed under. */
export function withSkus(order: MallOrder, skus: ItemSkus | undefined): MallOrder {
  if (skus === undefined) return order;
  return { ...order, lines: order.lines.map((line) => ({ ...line, sku: skuOfLine(line, skus) })) };
}
