import type { Call, Operation } from '../operation.ts';
import { errors, type Messages, messagesOf, type Reply } from '../reply.ts';
import { type Fields, isFields } from './read-fields.ts';

/** What every function of the order API is given: the parsed body, and the messages under its own code. */
export interface OrderCall extends Call {
  body: Fields;
  messages: Messages;
}

/** A function of the order API: it takes a JSON object, or nothing where `bodyless` says so. */
export function orderFunction(
  name: string,
  code: string,
  perform: (call: OrderCall) => Reply,
  options: { write: boolean; bodyless?: boolean },
): Operation {
  const messages = messagesOf(code);
  return {
    name,
    api: 'order',
    write: options.write,
    messageCode: code,
    perform: (call) => {
      const body = parseBody(call.request.body);
      if (body === null && !options.bodyless)
        return errors(400, { code: 'C007', message: 'Request Model is invalid.' });
      return perform({ ...call, body: body ?? {}, messages });
    },
  };
}

function parseBody(text: string): Fields | null {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : null;
  } catch {
    return null;
  }
}
