import type { Sentence } from '../kernel/index.ts';
import type { Change, Push, PushContent, ShopKey } from '../model/index.ts';
import type { OrderKey } from '../ports/index.ts';

/** A change that is requested for one order. */
export interface PushRequest {
  readonly shop: ShopKey;
  readonly orderNumber: string;
  readonly content: PushContent;
}

/** The result of one request. */
export type Requested =
  /** It is written down, and will be made true. */
  | { readonly kind: 'stored'; readonly push: Push }
  /** The same request exists: not done yet, or confirmed, and then the confirmation is published once more. */
  | { readonly kind: 'standing'; readonly push: Change }
  /** The same was requested before, and failed, was taken back, or was undone by a later request: it starts anew. */
  | { readonly kind: 'reopened'; readonly push: Push }
  | { readonly kind: 'refused'; readonly problems: readonly Sentence[] };

/** Names a push. */
export type PushKey = OrderKey & { readonly id: string };

/** The result of a retry by a person. */
export type RetryResult =
  /** It had ended without being done, and starts anew. */
  | { readonly kind: 'reopened'; readonly push: Push }
  /** It waited, and is due now. */
  | { readonly kind: 'due-now'; readonly push: Push }
  /** A worker has it now, or it is due: another message was sent for its shop. */
  | { readonly kind: 'under-way'; readonly push: Push }
  /** Another request replaced it since, and a retry would undo that one. Request it again if it is still wanted. */
  | { readonly kind: 'replaced'; readonly push: Push }
  /** It was seen at the mall, and is checked again if the caller wanted that. */
  | { readonly kind: 'confirmed'; readonly push: Push };

/** The result of taking a push back. */
export type WithdrawResult =
  | { readonly kind: 'withdrawn'; readonly push: Push }
  /** A worker is processing it now (`isInHand`). Try again a minute later. */
  | { readonly kind: 'under-way'; readonly push: Push }
  /** It has ended: there is nothing to take back. */
  | { readonly kind: 'ended'; readonly push: Push };
