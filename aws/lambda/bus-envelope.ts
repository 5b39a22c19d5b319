import { InputError } from '../../core/kernel/index.ts';
import type { RequestEvent } from '../../core/ports/index.ts';

/**
 * The event that a rule of the bus has put into a queue. Throws an `InputError` for a message that is not an event of this type: the
 * rule is wrong, not the sender, so this is not a request to reject.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html
 */
export function requestEventOf(body: string, detailType: string): RequestEvent {
  return eventOf(body, [detailType]).event;
}

/** Tells a message that a rule of the bus has sent, whatever is wrong with it, from one of ours. */
export function isBusEvent(body: string): boolean {
  try {
    return Object.hasOwn(Object(JSON.parse(body)), 'detail-type');
  } catch {
    return false;
  }
}

/** The same for an event of one of several types, and which of them it is. */
export function eventOf<T extends string>(
  body: string,
  types: readonly T[],
): { readonly type: T; readonly event: RequestEvent } {
  const envelope = envelopeIn(body);
  const { id, source, time, detail } = envelope;
  const problems = Object.entries({ id, source, time, 'detail-type': envelope['detail-type'] })
    .filter(([, value]) => typeof value !== 'string' || value.length > textMax)
    .map(([name, value]) => `"${name}" is ${gotOf(value)}, expected a text of up to ${textMax} characters.`);
  const type = types.find((one) => one === envelope['detail-type']);
  if (problems.length === 0 && type === undefined) {
    problems.push(`"detail-type" is another one than ${types.join(', ')}.`);
  }
  if (!('detail' in envelope)) problems.push('"detail" is missing.');
  if (problems.length > 0 || type === undefined) {
    throw new InputError('Message is not an EventBridge event', problems);
  }
  return { type, event: { id: String(id), source: String(source), time: String(time), detail } };
}

/** The longest id of an event; ids are part of keys, messages and log lines, and the bus creates none that is longer. */
const textMax = 256;

const gotOf = (value: unknown): string =>
  typeof value === 'string' ? `${value.length} characters` : `a ${typeof value}`;

function envelopeIn(body: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // Reported below.
  }
  throw new InputError('Message is not an EventBridge event', ['It is not a JSON object.']);
}
