import type { ChangeAnswer, OrderAnswer } from '../../core/ports/index.ts';
import { wordsOf } from '../words.ts';
import type { RmsAnswer, RmsCall } from './faults.ts';
import { requestIdOf } from './headers.ts';
import { isCode, messagesOf, type RmsMessage } from './messages.ts';
import type { RmsChange } from './operations.ts';
import { checked } from './replies.ts';
import { refusalOf } from './status-refusals.ts';
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
