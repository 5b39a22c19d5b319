import type { ShopKey } from '../merchants/shop.ts';
import type { FailureReason, PushKind, WhoMustAct, WithdrawalReason } from './push.ts';

/** What the bus carries about a push that has ended: keys and words of closed lists only. */
export interface PushNews {
  /** The same for every repeat, so that a consumer can tell a repeat: shop, order number, push id, and how often it was asked for. */
  readonly id: string;
  readonly kind: 'StatusPushConfirmed' | 'StatusPushFailed' | 'StatusPushWithdrawn';
  readonly shop: ShopKey;
  readonly orderNumber: string;
  readonly pushId: string;
  readonly pushKind: PushKind;
  /** Of a failure, or of a push that is not wanted any more. */
  readonly reason?: FailureReason | WithdrawalReason;
  /** Of a failure. */
  readonly who?: WhoMustAct;
}
