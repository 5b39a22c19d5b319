import type { FailureReason } from './push.ts';

/** What a failure means, as those read it who run the installation. */
export interface FailureWordsForOps {
  readonly why: string;
  readonly next: string;
}

/** The same as `failures.ts` says to merchants, in the words of commands. */
export const failuresForOps: Readonly<Record<FailureReason, FailureWordsForOps>> = {
  'order-cancelled': {
    why: 'the order is cancelled at the mall',
    next: 'stop the parcel, or settle it with the buyer',
  },
  'order-unknown': {
    why: 'the mall knows no such order of this shop',
    next: 'look at the order number and the shop, and ask again with the right ones',
  },
  'not-confirmed-yet': {
    why: 'the order still waits for its 注文確認, and nobody has asked for that',
    next: 'ask for the confirm, then retry this',
  },
  'amount-unset': {
    why: '送料 or another amount of the order is not set',
    next: 'set it in the mall’s own pages, then retry this',
  },
  'wrong-progress': {
    why: 'the order’s progress does not allow it',
    next: 'look at the order at the mall, and do there what is still wanted',
  },
  'shipping-date-set': {
    why: 'the order has a 発送日, so it cannot be cancelled',
    next: 'if it has not left, delete the 発送日 in the mall’s own pages, then retry this',
  },
  'basket-unknown': {
    why: 'the order has no such destination',
    next: 'look up the basketId at the mall, and ask again with it',
  },
  'basket-ambiguous': {
    why: 'the order has several destinations, and none was named',
    next: 'ask again with the basketId of each parcel',
  },
  'content-refused': {
    why: 'the mall does not take what was asked for',
    next: 'correct carrier, tracking number or date, and ask again',
  },
  'function-off': {
    why: 'the shop has not switched on the function that this needs',
    next: 'have it set to 利用する under 利用機能編集 in RMS, then retry this',
  },
  'not-ready-for-too-long': {
    why: 'the mall has not finished processing the order for two weeks',
    next: 'look at the order at the mall; retry this if it is still wanted',
  },
  'refused-otherwise': {
    why: 'the mall refuses it with a code that has no meaning here yet',
    next: 'look at the code and the mall’s words, and at the order at the mall',
  },
  'done-after-withdrawal': {
    why: 'it was taken back, and a call made before that was carried out after it: the mall shows it all the same',
    next: 'undo it in the mall’s own pages, or retry this if it may stay',
  },
};
