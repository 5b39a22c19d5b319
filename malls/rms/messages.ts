import type { ReplyBody } from '../body.ts';

/** One entry of a MessageModelList, as far as it is what it should be. */
export interface RmsMessage {
  readonly type: string;
  readonly code: string;
  readonly text: string;
  readonly orderNumber: string | null;
}

/** The MessageModelList of a reply; empty when there is none. */
export function messagesOf(body: ReplyBody): readonly RmsMessage[] {
  if (body.kind !== 'json') return [];
  return listIn(body.value, 'MessageModelList').map((entry) => ({
    type: textIn(entry, 'messageType'),
    code: textIn(entry, 'messageCode'),
    text: textIn(entry, 'message'),
    orderNumber: textIn(entry, 'orderNumber') || null,
  }));
}

/** Codes of a gateway in front of the API: the newer one's list, the older ESA one's `Results`, or XML. */
export function gatewayCodesOf(body: ReplyBody): readonly string[] {
  switch (body.kind) {
    case 'json': {
      const listed = listIn(body.value, 'errors').map((entry) => textIn(entry, 'code'));
      return [...listed, textIn(fieldIn(body.value, 'Results'), 'errorCode')].filter(isCode);
    }
    case 'markup':
      return body.codes.filter(isCode);
    case 'broken':
    case 'text':
    case 'empty':
      return [];
  }
}

/** Codes go into error contexts and logs, so whatever does not look like one stays out. */
export const isCode = (text: string): boolean => /^[A-Za-z0-9_-]{2,80}$/.test(text);

function fieldIn(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}

function listIn(value: unknown, name: string): readonly unknown[] {
  const list = fieldIn(value, name);
  return Array.isArray(list) ? list : [];
}

function textIn(value: unknown, name: string): string {
  const text = fieldIn(value, name);
  return typeof text === 'string' ? text : '';
}
