import type { EpochMs } from '../kernel/index.ts';
import type { PauseCause } from './pause.ts';

/** The changes that can be requested, in the sequence in which those of one order are made. */
export const pushKinds = ['confirm', 'sub-status', 'memo', 'pay', 'ship', 'complete', 'cancel'] as const;
export type PushKind = (typeof pushKinds)[number];

/** Why an order is cancelled. A mall has some of them (`StatusTraits.cancelReasons`). */
export const cancelReasons = [
  'buyer-cancelled',
  'buyer-returned',
  'buyer-absent',
  'buyer-unpaid',
  'buyer-refused-delivery',
  'buyer-other',
  'out-of-stock',
  'shop-other',
  'shipping-delayed',
  'buyer-unreachable',
  'buyer-address-unknown',
  'buyer-duplicate',
  'payment-refused',
  'payment-method',
  'sale-ended',
] as const;
export type CancelReason = (typeof cancelReasons)[number];

/** What is to be true at the mall. */
export type PushContent =
  | { readonly kind: 'confirm' }
  /** The money has come (入金済み): on this day in Japan, `2026-11-24`. */
  | { readonly kind: 'pay'; readonly paidOn: string }
  /**
   * These parcels are on their way. `another`: beside parcels reported from elsewhere, which otherwise keep them from being sent; not in the id.
   */
  | { readonly kind: 'ship'; readonly parcels: readonly Parcel[]; readonly another?: true }
  /** 完了: nothing is left to do of an order that was shipped. */
  | { readonly kind: 'complete' }
  | { readonly kind: 'cancel'; readonly reason: CancelReason }
  /** Null takes the sub-status away. */
  | { readonly kind: 'sub-status'; readonly subStatusId: string | null }
  /** May contain personal data: stored in the order's row only. */
  | { readonly kind: 'memo'; readonly text: string };

/** Who has to act on a failed change. `us`: it is a defect of ours. */
export const whoMustAct = ['merchant', 'ops', 'us'] as const;
export type WhoMustAct = (typeof whoMustAct)[number];

/** Why a change cannot be made, as a closed list; `push-failures.ts` has a sentence and a next step for each. */
export const failureReasons = [
  'order-cancelled',
  'order-unknown',
  'not-confirmed-yet',
  'amount-unset',
  'wrong-progress',
  'shipping-date-set',
  'basket-unknown',
  'basket-ambiguous',
  'content-refused',
  'parcel-beside',
  'function-off',
  'not-ready-for-too-long',
  'refused-otherwise',
  'done-after-withdrawal',
] as const;
export type FailureReason = (typeof failureReasons)[number];

/** Why a change is not wanted any more: a person withdrew it, a later request took its place, or its shop was removed. */
export const withdrawalReasons = ['taken-back', 'superseded', 'shop-removed'] as const;
export type WithdrawalReason = (typeof withdrawalReasons)[number];

/**
 * Why a change waits. `not-done`: a call was surely not applied. `unknown`: the mall is looked at before anything is sent again. The others wait
 * for the mall or for another change, and count as no failure.
 */
export type RetryReason =
  | 'not-done'
  | 'unknown'
  | 'confirm-first'
  | 'ship-first'
  | 'mall-processing'
  | 'mall-changing'
  | 'not-shown';

/** The state of a change. Every state but the last three is due again at some moment (`dueOf`): nothing hangs. */
export type PushState =
  | { readonly kind: 'requested' }
  /** A worker has its order until then. Rows of orders say it by their claim. */
  | { readonly kind: 'pushing'; readonly until: EpochMs; readonly tries: number }
  | { readonly kind: 'held'; readonly since: EpochMs; readonly cause: PauseCause; readonly tries: number }
  | {
      readonly kind: 'retrying';
      /** Calls made so far, waits for the mall not counted. */
      readonly tries: number;
      readonly next: EpochMs;
      readonly reason: RetryReason;
      readonly code?: string;
    }
  /** Seen at the mall. */
  | { readonly kind: 'confirmed'; readonly at: EpochMs }
  | {
      readonly kind: 'failed';
      readonly at: EpochMs;
      readonly reason: FailureReason;
      readonly who: WhoMustAct;
      /** The mall's code and message, if there are any. */
      readonly mallCode?: string;
      readonly mallWords?: string;
      /** Of `function-off`: the function, as its switch is named at the mall. Rows written before 0.2.0 was finished do not name it. */
      readonly function?: string;
    }
  /** Taken back before it was done. Rows written before 0.2.0 was finished do not say why. */
  | { readonly kind: 'withdrawn'; readonly at: EpochMs; readonly by: string; readonly reason?: WithdrawalReason };

/** How a change can end; each end is announced on the bus. */
export const terminalStates = ['confirmed', 'failed', 'withdrawn'] as const;
export type PushEnd = (typeof terminalStates)[number];

export interface PushStep {
  readonly at: EpochMs;
  /** `read-back`: the change was seen at the mall. `looked-again`: an ended change was looked at. `called`: a call and how it ended. */
  readonly what:
    | 'requested'
    | 'held'
    | 'called'
    | 'read-back'
    | 'looked-again'
    | 'retrying'
    | 'confirmed'
    | 'failed'
    | 'surplus-removed'
    | 'retried-by-hand'
    | 'withdrawn';
  /** Who did it, where a person or a program outside did. */
  readonly by?: string;
  /** The mall's own name of the function that was called, `confirmOrder`. */
  readonly operation?: string;
  /** The mall's code, or ours. */
  readonly code?: string;
  readonly requestId?: string;
  /** Of a wait or a failure: why; of `held`: the pause's cause. */
  readonly reason?: RetryReason | FailureReason | PauseCause;
  /** The order's progress at the mall, where it was shown. */
  readonly progress?: string;
  /** Surplus rows: those that a call was to remove; of a failure those that the mall keeps, whatever it answers. */
  readonly surplusRows?: number;
  /** True of a call to remove surplus rows that the mall answered and refused. */
  readonly refused?: true;
  /** More for people, without personal data; no rule reads it. */
  readonly detail?: string;
}

export interface Parcel {
  /** The mall's id of the destination within the order (楽天: basketId); absent where the order has one destination only. */
  readonly basketId?: string;
  /** The mall's code of the carrier (楽天: deliveryCompany, '1001'). */
  readonly carrier: string;
  /** お荷物伝票番号; null for parcels that have none. */
  readonly trackingNumber: string | null;
  /** 発送日 in Japan, `2026-11-24`. */
  readonly shippedOn: string;
  /** The wrong number that this parcel was reported with before: its row becomes this one. */
  readonly corrects?: string;
  /** What is in it, where the mall keeps that (`ParcelLimits.contents`). Absent: whatever of the order is still to be sent. */
  readonly contents?: readonly ParcelItem[];
}

/** Pieces of a line of an order, by the mall's id of the line. */
export interface ParcelItem {
  readonly lineId: string;
  readonly quantity: number;
}

/** A parcel as the mall shows it: one row of 発送明細. */
export interface ParcelRow {
  /** The mall's id of the row (楽天: shippingDetailId). */
  readonly rowId: string;
  readonly carrier: string | null;
  /** The carriers that it may be, where what the mall shows does not tell which. */
  readonly carriers?: readonly string[];
  readonly trackingNumber: string | null;
  readonly shippedOn: string | null;
  /** True where the mall takes no day from a shop: `shippedOn` is its own, and counts for nothing. */
  readonly undated?: true;
  readonly contents?: readonly ParcelItem[];
  /** True where something of the order is still to be sent: it is not the parcel of all that is left. */
  readonly isPart?: true;
}

export type ParcelChange =
  | { readonly kind: 'add'; readonly basketId: string; readonly parcel: Parcel }
  | { readonly kind: 'update'; readonly basketId: string; readonly rowId: string; readonly parcel: Parcel }
  | { readonly kind: 'remove'; readonly basketId: string; readonly rowId: string };

/**
 * The progress of an order in words of every mall (楽天: 100 `unconfirmed`, 200 `processing`, 300 `to-ship`, 400 `changing`, 500 to 700 `shipped`,
 * 800 and 900 `cancelled`). `buyer-may-cancel`: the mall takes no change yet; `completed`: a shipped order that was declared done (both Yahoo). A
 * value that a mall invents is `unknown`.
 */
export type OrderStage =
  | 'unconfirmed'
  | 'buyer-may-cancel'
  | 'processing'
  | 'to-ship'
  | 'changing'
  | 'shipped'
  | 'completed'
  | 'cancelled'
  | 'unknown';

/** What changes need to know of an order, read at the mall at one moment. Lives in a run's memory only. */
export interface OrderState {
  readonly orderNumber: string;
  readonly progress: string;
  readonly stage: OrderStage;
  /** Whether 注文確認 is done, where the stage does not tell it. */
  readonly confirmed?: boolean;
  /** Whether the money has come, where the mall has a status of it. */
  readonly paid?: boolean;
  /** True while the mall takes no 完了, because the order was changed a moment ago. */
  readonly isSettling?: boolean;
  /** What a change of its parcels has to send along as it was read. */
  readonly kept?: string;
  /** Null when none is set. */
  readonly subStatusId: string | null;
  /** May hold personal data. */
  readonly memo: string | null;
  /** The destinations, those that were deleted left out. */
  readonly baskets: readonly { readonly basketId: string; readonly rows: readonly ParcelRow[] }[];
}

/** An order as read. `absent`: not shown in this reading; malls miss rows. `gone`: in several readings over a time, and in its listing. */
export type OrderSeen = OrderState | 'absent' | 'gone' | 'unreadable';
