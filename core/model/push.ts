import type { EpochMs } from '../kernel/index.ts';
import type { PauseCause } from './pause.ts';

/** Kinds in the sequence in which an order's changes are made. */
export const pushKinds = ['confirm', 'sub-status', 'memo', 'pay', 'ship', 'complete', 'cancel'] as const;
export type PushKind = (typeof pushKinds)[number];

/** Malls have some of these (`StatusTraits.cancelReasons`). */
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

export type PushContent =
  | { readonly kind: 'confirm' }
  /** 入金済み on this day in Japan, `2026-11-24`. */
  | { readonly kind: 'pay'; readonly paidOn: string }
  /** `another`: send beside parcels reported from elsewhere, which otherwise block; not part of the id. */
  | { readonly kind: 'ship'; readonly parcels: readonly Parcel[]; readonly another?: true }
  /** 完了: nothing is left to do of a shipped order. */
  | { readonly kind: 'complete' }
  | { readonly kind: 'cancel'; readonly reason: CancelReason }
  /** Null removes the sub-status. */
  | { readonly kind: 'sub-status'; readonly subStatusId: string | null }
  /** May hold personal data: stored in the order's row only. */
  | { readonly kind: 'memo'; readonly text: string };

/** Who must act on a failed change. `us`: a defect of ours. */
export const whoMustAct = ['merchant', 'ops', 'us'] as const;
export type WhoMustAct = (typeof whoMustAct)[number];

/** Closed list of failures; `push-failures.ts` explains each. */
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

export const withdrawalReasons = ['taken-back', 'superseded', 'shop-removed'] as const;
export type WithdrawalReason = (typeof withdrawalReasons)[number];

/**
 * Reasons for waiting. `not-done`: certainly not applied. `unknown`: the mall is read before anything is sent. Others wait for the mall or
 * another change, and are no failures.
 */
export type RetryReason =
  | 'not-done'
  | 'unknown'
  | 'confirm-first'
  | 'ship-first'
  | 'mall-processing'
  | 'mall-changing'
  | 'not-shown';

/** Every state but the last three becomes due again (`dueOf`): nothing hangs. */
export type PushState =
  | { readonly kind: 'requested' }
  /** A worker has the order until then. Rows of orders tell by their claim. */
  | { readonly kind: 'pushing'; readonly until: EpochMs; readonly tries: number }
  | { readonly kind: 'held'; readonly since: EpochMs; readonly cause: PauseCause; readonly tries: number }
  | {
      readonly kind: 'retrying';
      /** Calls made, waits for the mall not counted. */
      readonly tries: number;
      readonly next: EpochMs;
      readonly reason: RetryReason;
      readonly code?: string;
    }
  | { readonly kind: 'confirmed'; readonly at: EpochMs }
  | {
      readonly kind: 'failed';
      readonly at: EpochMs;
      readonly reason: FailureReason;
      readonly who: WhoMustAct;
      readonly mallCode?: string;
      readonly mallWords?: string;
      /** The mall's name of the function, for `function-off`; absent in rows from before 0.2.0 was finished. */
      readonly function?: string;
    }
  /** Withdrawn before it was done. Rows from before 0.2.0 was finished have no reason. */
  | { readonly kind: 'withdrawn'; readonly at: EpochMs; readonly by: string; readonly reason?: WithdrawalReason };

/** Each is announced on the bus. */
export const terminalStates = ['confirmed', 'failed', 'withdrawn'] as const;
export type PushEnd = (typeof terminalStates)[number];

export interface PushStep {
  readonly at: EpochMs;
  /** `read-back`: seen at the mall. `looked-again`: a look after the end. `called`: a call and its end. */
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
  /** A person or program outside, if any. */
  readonly by?: string;
  /** The mall's name of the function called, such as `confirmOrder`. */
  readonly operation?: string;
  readonly code?: string;
  readonly requestId?: string;
  /** Reason of a wait or failure; for `held`, the pause's cause. */
  readonly reason?: RetryReason | FailureReason | PauseCause;
  readonly progress?: string;
  /** Surplus rows to be removed by a call, or kept by the mall for a failure. */
  readonly surplusRows?: number;
  /** True if the mall refused to remove surplus rows. */
  readonly refused?: true;
  /** Text for people, without personal data; no rule reads it. */
  readonly detail?: string;
}

export interface Parcel {
  /** The mall's id of the destination (楽天: basketId); absent if the order has only one. */
  readonly basketId?: string;
  /** The mall's carrier code (楽天: deliveryCompany, '1001'). */
  readonly carrier: string;
  /** お荷物伝票番号; null if none. */
  readonly trackingNumber: string | null;
  /** 発送日 in Japan, `2026-11-24`. */
  readonly shippedOn: string;
  /** The wrong number reported before: its row becomes this parcel. */
  readonly corrects?: string;
  /** Contents, where the mall keeps them (`ParcelLimits.contents`); absent: all that is still to be sent. */
  readonly contents?: readonly ParcelItem[];
}

export interface ParcelItem {
  readonly lineId: string;
  readonly quantity: number;
}

/** A parcel at the mall: a row of 発送明細. */
export interface ParcelRow {
  /** The mall's row id (楽天: shippingDetailId). */
  readonly rowId: string;
  readonly carrier: string | null;
  /** Possible carriers, if the mall does not tell exactly. */
  readonly carriers?: readonly string[];
  readonly trackingNumber: string | null;
  readonly shippedOn: string | null;
  /** True if the mall sets `shippedOn` itself, so that it does not count. */
  readonly undated?: true;
  readonly contents?: readonly ParcelItem[];
  /** True if more of the order is still to be sent. */
  readonly isPart?: true;
}

export type ParcelChange =
  | { readonly kind: 'add'; readonly basketId: string; readonly parcel: Parcel }
  | { readonly kind: 'update'; readonly basketId: string; readonly rowId: string; readonly parcel: Parcel }
  | { readonly kind: 'remove'; readonly basketId: string; readonly rowId: string };

/**
 * An order's progress in words common to all malls (楽天: 100 `unconfirmed`, 200 `processing`, 300 `to-ship`, 400 `changing`, 500 to 700
 * `shipped`, 800 and 900 `cancelled`). `buyer-may-cancel`: no change is taken yet; `completed`: shipped and declared done (both Yahoo). New
 * values are `unknown`.
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

/** An order as changes need it, read at one moment. In memory only. */
export interface OrderState {
  readonly orderNumber: string;
  readonly progress: string;
  readonly stage: OrderStage;
  /** Whether 注文確認 is done, if the stage does not tell. */
  readonly confirmed?: boolean;
  /** Whether the money came, if the mall tells. */
  readonly paid?: boolean;
  /** True while the mall takes no 完了 after a recent change. */
  readonly isSettling?: boolean;
  /** Data that a change of parcels must send back. */
  readonly kept?: string;
  readonly subStatusId: string | null;
  /** May hold personal data. */
  readonly memo: string | null;
  /** Destinations, without deleted ones. */
  readonly baskets: readonly { readonly basketId: string; readonly rows: readonly ParcelRow[] }[];
}

/** `absent`: missing from this reading. `gone`: from several over time, and from the listing. */
export type OrderSeen = OrderState | 'absent' | 'gone' | 'unreadable';
