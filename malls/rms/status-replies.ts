import type { ChangeAnswer, OrderAnswer, RefusalReason } from '../../core/ports/index.ts';
import type { RmsAnswer, RmsCall } from './faults.ts';
import { isCode, messagesOf, type RmsMessage, requestIdOf, wordsOf } from './messages.ts';
import type { RmsChange } from './operations.ts';
import { checked } from './replies.ts';
import { changeReply } from './wire.generated.js';

/**
 * What RMS said of each order of a change, from an answer that `faultOf` finds nothing wrong with. A message without an
 * order number is about the one order of the call. Throws `mall.unreadable` when there is no list of messages.
 */
export function changeIn(
  call: RmsCall & { readonly operation: RmsChange },
  answer: RmsAnswer,
  asked: readonly string[],
): ChangeAnswer {
  checked(changeReply, call, answer);
  const heard = new Map<string, RmsMessage[]>();
  for (const message of messagesOf(answer.body)) {
    const orderNumber = message.orderNumber ?? call.orderNumber;
    if (orderNumber === undefined || !asked.includes(orderNumber)) continue;
    heard.set(orderNumber, [...(heard.get(orderNumber) ?? []), message]);
  }
  const orders = new Map<string, OrderAnswer>();
  for (const [orderNumber, messages] of heard) orders.set(orderNumber, verdictOf(call.operation, messages));
  return { requestId: requestIdOf(answer.headers), orders };
}

/**
 * One ERROR among several messages refuses: whether RMS made the other changes of the order is seen when it is read again.
 * Of several ERRORs the one whose meaning is known counts.
 */
function verdictOf(operation: RmsChange, messages: readonly RmsMessage[]): OrderAnswer {
  const errors = messages
    .filter((message) => message.type === 'ERROR')
    .map(({ code, text }) => ({ code, text, reason: refusalOf(operation, { code, text }) }));
  const telling = errors.find(({ reason }) => reason !== 'otherwise') ?? errors[0];
  if (telling)
    return { kind: 'refused', reason: telling.reason, code: codeIn(telling.code), words: wordsOf(telling.text) };
  return { kind: 'accepted', code: codeIn(messages[0]?.code ?? '') };
}

const codeIn = (code: string): string => (isCode(code) ? code : 'no-code');

/**
 * Why RMS refuses to change an order, from a message of type ERROR. `docs/malls/rms.md#refusals` lists the codes that are proven,
 * and the refusals that are recognized by their text because no code is known.
 */
export function refusalOf(operation: RmsChange, { code, text }: Pick<RmsMessage, 'code' | 'text'>): RefusalReason {
  const suffix = /_ERROR_(\d{3})$/.exec(code)?.[1] ?? '';
  const named = /^(basketId|shippingDetailId|orderNumber)(?![A-Za-z])/.exec(text)?.[1];
  if (named !== undefined) return unknownThings[named] ?? 'content-refused';
  const says = (words: string): boolean => text.includes(words);
  if (suffix === '016' || says('他店舗の注文') || says('存在しない注文')) return 'order-unknown';
  const byCode = proven[operation][suffix];
  if (byCode !== undefined) return byCode;
  // 0xx are about the form of what was sent, whatever the function.
  if (suffix.startsWith('0')) return 'content-refused';
  if (says('既にキャンセル')) return 'order-cancelled';
  if (operation === 'cancelOrder' && says('発送日')) return 'shipping-date-set';
  if (says('状態ではありません')) return 'wrong-progress';
  return 'otherwise';
}

/** 009 to 011 begin with the field they are about. These hold what RMS gave us, so their form is right: RMS does not know them. */
const unknownThings: Readonly<Record<string, RefusalReason>> = {
  basketId: 'basket-unknown',
  shippingDetailId: 'row-unknown',
  orderNumber: 'order-unknown',
};

const proven: Readonly<Record<RmsChange, Readonly<Record<string, RefusalReason>>>> = {
  confirmOrder: { 102: 'order-cancelled', 103: 'look-again', 105: 'amount-unset' },
  updateOrderShipping: { 102: 'order-cancelled' },
  // 102: the sub-status is of another progress than the order is in.
  updateOrderSubStatus: { 101: 'order-cancelled', 102: 'wrong-progress' },
  updateOrderMemo: {},
  cancelOrder: {},
};
