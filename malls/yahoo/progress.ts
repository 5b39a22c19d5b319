import { InputError } from '../../core/kernel/index.ts';

/**
 * Yahoo tells how an order stands in several fields. Its progress is the OrderStatus, with one more word where another field changes what may be
 * done with it: `2-readonly` while its buyer can take it back (IsReadOnly), `2-shipped` of a 処理中 that left (ShipStatus 3, 4).
 */
export const progress = {
  reserved: '1',
  processing: '2',
  shipped: '2-shipped',
  onHold: '3',
  cancelled: '4',
  completed: '5',
} as const;

/** What orderList has to be asked for to find the orders of one progress, beside the span. */
export interface ProgressCondition {
  readonly OrderStatus?: string;
  readonly ShipStatus?: string;
  /** 0: without orders in the window in which buyers can take them back; 1: those only; 2: both. */
  readonly ReadOnlyMode: '0' | '1' | '2';
}

/** The progress of an order. */
export function progressOf(order: {
  readonly orderStatus: string;
  readonly shipStatus: string;
  readonly isReadOnly: boolean;
}): string {
  const { orderStatus, shipStatus } = order;
  if (orderStatus === progress.cancelled || orderStatus === progress.completed) return orderStatus;
  if (order.isReadOnly) return `${orderStatus}${readOnlyWord}`;
  return orderStatus === progress.processing && isShipped(shipStatus) ? progress.shipped : orderStatus;
}

const readOnlyWord = '-readonly';

/** True of the progress of an order that its buyer can still take back. */
export const isReadOnly = (value: string): boolean => value.endsWith(readOnlyWord);

/** How to list the orders of a progress. Throws an `InputError` for what is none. */
export function conditionOf(wanted: string): ProgressCondition {
  const [, OrderStatus = '', word] = /^(\d)(?:-(readonly|shipped))?$/.exec(wanted) ?? [];
  if (OrderStatus === '') {
    throw new InputError('This listing cannot be asked for', [
      `progress: got ${JSON.stringify(wanted)}, expected OrderStatus of Yahoo!ショッピング, such as "2", "2-readonly" or "2-shipped"`,
    ]);
  }
  if (word === 'readonly') return { OrderStatus, ReadOnlyMode: '1' };
  if (word === 'shipped') return { OrderStatus, ShipStatus: '3,4', ReadOnlyMode: '0' };
  if (OrderStatus === progress.processing) return { OrderStatus, ShipStatus: '0,1,2', ReadOnlyMode: '0' };
  const isOver = OrderStatus === progress.cancelled || OrderStatus === progress.completed;
  return { OrderStatus, ReadOnlyMode: isOver ? '2' : '0' };
}

/** 出荷済, 着荷済. */
export const isShipped = (shipStatus: string): boolean => shipStatus === '3' || shipStatus === '4';
