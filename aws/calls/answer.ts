import { ServiceRefusal } from './refusal.ts';

/** A whole answer, whatever its status. Header names are in lower case. */
export interface CallAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | string;
}

/** What an operation answered, or why it was not carried out. */
export function answerIn({ status, headers, body }: CallAnswer): object | ServiceRefusal {
  const requestId = headers['x-amzn-requestid'];
  const metadata = { httpStatusCode: status, ...(requestId === undefined ? {} : { requestId }) };
  const output = readObject(body.toString());
  if (status === 200 && output !== null) return output;
  // A proxy's page, or half an answer: what was asked for may have been done, as when no answer comes at all.
  if (status === 200)
    return new ServiceRefusal('UnreadableAnswer', 'Expected JSON.', { ...metadata, httpStatusCode: 502 });
  const { __type: type, message, Message } = (output ?? {}) as Readonly<Record<string, unknown>>;
  const named = headers['x-amzn-errortype'] ?? (typeof type === 'string' ? type : `Status${status}`);
  const atMs = Date.parse(headers.date ?? '');
  return new ServiceRefusal(nameIn(named), String(message ?? Message ?? ''), metadata, {
    ...(Number.isNaN(atMs) ? {} : { atMs }),
  });
}

/** `com.amazonaws.dynamodb.v20120810#ValidationException`, or `ValidationException:http://…`: the name in it. */
function nameIn(type: string): string {
  const [withNamespace = ''] = type.split(':');
  return withNamespace.split('#').at(-1) ?? '';
}

function readObject(text: string): object | null {
  if (text === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}
