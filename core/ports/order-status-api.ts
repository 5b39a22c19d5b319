import type { Sentence } from '../kernel/index.ts';
import type { CancelReason, OrderState, Parcel, ParcelChange, ParcelLimits, PushKind } from '../model/index.ts';

/** Changes that a mall allows on orders, and their limits. Sources: `docs/malls/<mall>.md`. */
export interface StatusTraits {
  readonly kinds: readonly PushKind[];
  /** Sentences on how people do at the mall what it has no kind for. */
  readonly byHand?: Readonly<Partial<Record<PushKind, Sentence>>>;
  readonly cancelReasons: readonly CancelReason[];
  /** Longest memo; absent without a limit. */
  readonly memo?: { readonly max: number; readonly unit: 'characters' | 'bytes' };
  readonly parcels: ParcelLimits;
  readonly trackingNumberMax: number;
  /** The mall's objection, never quoting the number; null if accepted, absent where any is. */
  readonly trackingProblem?: (trackingNumber: string, parcel: Pick<Parcel, 'carrier'>) => Sentence | null;
}

/** `look-again`: the order has moved on, perhaps as requested. */
export type RefusalReason =
  | 'look-again'
  | 'order-cancelled'
  | 'order-unknown'
  | 'amount-unset'
  | 'wrong-progress'
  | 'shipping-date-set'
  | 'basket-unknown'
  | 'row-unknown'
  | 'content-refused'
  | 'otherwise';

/** The mall's answer about one order. `code` and `words` are the mall's own. */
export type OrderAnswer = (
  | { readonly kind: 'accepted'; readonly code: string }
  | { readonly kind: 'refused'; readonly reason: RefusalReason; readonly code: string; readonly words: string }
) & {
  /** True if a call that arrived twice would be carried out twice. */
  readonly mayBeDoubled?: true;
};

/** Orders not mentioned are absent. */
export interface ChangeAnswer {
  readonly requestId: string | null;
  readonly orders: ReadonlyMap<string, OrderAnswer>;
}

/**
 * Neither repeated nor paced. A call without an answer throws a `TsunagiError`; `core/session/outcome.ts` decides which may have been
 * applied.
 */
export interface OrderStatusApi {
  /** Maximum orders of one call of `readStates`, `confirm` or `setSubStatus`. */
  readonly batch: number;
  /** The mall's function names, which its support asks for with a request id. */
  readonly functions: Readonly<Partial<Record<PushKind, string>>>;
  /** Reads states. Unknown numbers and other shops' are `absent`; those that cannot be parsed, `unreadable`. */
  readStates(orderNumbers: readonly string[]): Promise<{
    readonly states: readonly OrderState[];
    readonly absent: readonly string[];
    readonly unreadable: readonly string[];
  }>;
  /** 注文確認. Absent, like each kind below, where the mall has none (`StatusTraits.kinds`). */
  confirm?(orderNumbers: readonly string[]): Promise<ChangeAnswer>;
  /**
   * 発送完了報告 (synchronous). All or nothing where the mall takes several changes at once, else in sequence up to the first failure. `read`:
   * the order planned for.
   */
  ship(orderNumber: string, changes: readonly ParcelChange[], read: OrderState): Promise<ChangeAnswer>;
  /** Null removes the sub-status. */
  setSubStatus?(orderNumbers: readonly string[], subStatusId: string | null): Promise<ChangeAnswer>;
  /** 入金済み */
  pay?(orderNumber: string, paidOn: string): Promise<ChangeAnswer>;
  /** 完了 */
  complete?(orderNumber: string): Promise<ChangeAnswer>;
  /** The shop's note on an order: ひとことメモ, 社内メモ. */
  setMemo?(orderNumber: string, text: string): Promise<ChangeAnswer>;
  /** `restoresStock`: whether the mall returns the pieces to its stock. */
  cancel?(
    orderNumber: string,
    options: { readonly reason: CancelReason; readonly restoresStock: 'yes' | 'no' | 'as-the-item-says' },
  ): Promise<ChangeAnswer>;
}
