import type { Sentence } from '../kernel/index.ts';
import type { CancelReason, OrderState, Parcel, ParcelChange, ParcelLimits, PushKind } from '../model/index.ts';

/** What can be changed about the orders of a mall, and within which limits. `docs/malls/<mall>.md` has the sources. */
export interface StatusTraits {
  /** The kinds of change that the mall has. Another is refused when it is requested, and offered nowhere. */
  readonly kinds: readonly PushKind[];
  /** Where people do at the mall what it has no kind for, in a sentence; absent where the kinds that it has say enough. */
  readonly byHand?: Readonly<Partial<Record<PushKind, Sentence>>>;
  /** The reasons for a cancel that it has a form of. */
  readonly cancelReasons: readonly CancelReason[];
  /** The longest memo, in characters or in bytes of UTF-8; absent where there is none. */
  readonly memo?: { readonly max: number; readonly unit: 'characters' | 'bytes' };
  readonly parcels: ParcelLimits;
  /** The longest お荷物伝票番号. */
  readonly trackingNumberMax: number;
  /** What the mall would refuse of a tracking number, in words that quote nothing of it; null where it takes it, absent where it takes any. */
  readonly trackingProblem?: (trackingNumber: string, parcel: Pick<Parcel, 'carrier'>) => Sentence | null;
}

/** Why a mall refuses a change of one order. `look-again`: the order has already moved on, perhaps as requested. */
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

/** What a mall answered about one order of a call. `code` and `words` are the mall's own. */
export type OrderAnswer = (
  | { readonly kind: 'accepted'; readonly code: string }
  | { readonly kind: 'refused'; readonly reason: RefusalReason; readonly code: string; readonly words: string }
) & {
  /** True where a call, had it arrived twice, would have been carried out twice: the order is looked at again. */
  readonly mayBeDoubled?: true;
};

/** The answer to a call that changes orders. An order that the answer does not mention is absent. */
export interface ChangeAnswer {
  /** The mall's id of the request, when it gave one. */
  readonly requestId: string | null;
  readonly orders: ReadonlyMap<string, OrderAnswer>;
}

/**
 * The part of a shop's mall that changes orders. Nothing here is repeated or paced. A call that did not end with an answer
 * throws a `TsunagiError`; `core/session/outcome.ts` decides which of them leave open whether the call was applied.
 */
export interface OrderStatusApi {
  /** Orders that one call of `readStates`, `confirm` or `setSubStatus` may name. */
  readonly batch: number;
  /** The mall's name of the function for each change, which its support asks for together with a request's id. */
  readonly functions: Readonly<Partial<Record<PushKind, string>>>;
  /** Reads the states of orders. Unknown numbers and those of other shops are `absent`, orders that cannot be parsed `unreadable`. */
  readStates(orderNumbers: readonly string[]): Promise<{
    readonly states: readonly OrderState[];
    readonly absent: readonly string[];
    readonly unreadable: readonly string[];
  }>;
  /** 注文確認. Absent, as each of the kinds below, where the mall has none (`StatusTraits.kinds`). */
  confirm?(orderNumbers: readonly string[]): Promise<ChangeAnswer>;
  /**
   * 発送完了報告 of one order, the synchronous one. All changes or none, where the mall takes several in one call; else one after the other, up to
   * the first that fails. `read`: the order as the changes were planned for it.
   */
  ship(orderNumber: string, changes: readonly ParcelChange[], read: OrderState): Promise<ChangeAnswer>;
  /** Null removes the sub-status. */
  setSubStatus?(orderNumbers: readonly string[], subStatusId: string | null): Promise<ChangeAnswer>;
  /** 入金済み */
  pay?(orderNumber: string, paidOn: string): Promise<ChangeAnswer>;
  /** 完了 */
  complete?(orderNumber: string): Promise<ChangeAnswer>;
  /** The shop's own note on an order: ひとことメモ, 社内メモ. */
  setMemo?(orderNumber: string, text: string): Promise<ChangeAnswer>;
  /** Cancels an order that was not shipped. `restoresStock`: whether the mall adds the pieces to its own stock again. */
  cancel?(
    orderNumber: string,
    options: { readonly reason: CancelReason; readonly restoresStock: 'yes' | 'no' | 'as-the-item-says' },
  ): Promise<ChangeAnswer>;
}
