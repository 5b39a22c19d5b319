import type { ChangeAnswer, OrderAnswer, RefusalReason } from '../../core/ports/index.ts';
import { childOf, childrenOf, textOf, type XmlElement } from '../xml.ts';
import type { YahooReply } from './calls.ts';
import { unreadableReply } from './faults.ts';
import type { YahooChange } from './operations.ts';

/**
 * What Yahoo said of the order of a change. A Warning stands beside an OK, and means that the change was made, or will be (od91704): its code is kept
 * for the history of the push, and whether it is so is read. Throws `mall.unreadable` where something else answers.
 */
export function changeIn(operation: YahooChange, reply: YahooReply, orderNumber: string): ChangeAnswer {
  return { requestId: null, orders: new Map([[orderNumber, verdictOf(operation, reply)]]) };
}

function verdictOf(operation: YahooChange, reply: YahooReply): OrderAnswer {
  const { root } = reply;
  const result = childOf(root, 'Result');
  const error = root.name === 'Error' ? root : childOf(result, 'Error');
  if (error !== null) return refusalIn(operation, error);
  if (root.name !== 'ResultSet' || result === null || textOf(result, 'Status') !== 'OK') {
    throw unreadableReply(reply.call, reply.status, 'Result.Status: expected OK or an Error, got something else');
  }
  const warnings = childrenOf(result, 'Warning').map((warning) => codeIn(textOf(warning, 'Code')));
  return { kind: 'accepted', code: warnings.length === 0 ? 'OK' : warnings.join(',').slice(0, codesMax) };
}

const codesMax = 40;
const wordsMax = 200;

const codeIn = (code: string): string => (/^[A-Za-z0-9-]{2,40}$/.test(code) ? code : 'no-code');

function refusalIn(operation: YahooChange, error: XmlElement): OrderAnswer {
  const [code, message] = [textOf(error, 'Code'), textOf(error, 'Message')];
  // Words that quote what was sent may hold a memo or a number: only the mall's fixed ones are kept.
  const words = message.startsWith(notAllowed) ? message.slice(0, wordsMax) : '';
  return { kind: 'refused', reason: refusalOf(operation, code, message), code: codeIn(code), words };
}

/** How Yahoo's refusals begin of what the status of an order does not allow. */
const notAllowed = 'Cannot Be Operated';

/** Why Yahoo refuses to change an order; `docs/malls/yahoo.md#changes-of-orders` says what is known of its codes and words. */
export function refusalOf(operation: YahooChange, code: string, message: string): RefusalReason {
  if (code === 'od91801') return 'order-unknown';
  if (message.startsWith(notAllowed)) {
    if (message.includes('CancelOrder')) return 'order-cancelled';
    return message.includes('ReadOnly') ? 'look-again' : 'wrong-progress';
  }
  // The other functions send nothing that a person has written.
  const isOfPeople = operation === 'orderShipStatusChange' || operation === 'orderChange';
  return code === 'od90101' && isOfPeople ? 'content-refused' : 'otherwise';
}
