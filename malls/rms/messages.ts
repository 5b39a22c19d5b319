import { type EpochMs, secondMs } from '../../core/kernel/index.ts';
import type { StockOutcome } from '../../core/ports/index.ts';
import type { ReplyBody } from '../body.ts';
import { httpDate, parseUtcLocal } from '../jst.ts';
import { inventoryErrors } from './wire.generated.js';

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

type Headers = Readonly<Record<string, string>>;

/**
 * RMS's own clock when it answered: `Timestamp` (UTC, without a zone) or `Date`. Where both came and differ, the earlier: a
 * cursor that lags is caught up, one that runs ahead of the mall passes orders. Null when neither can be read.
 */
export function mallTimeOf(headers: Headers): EpochMs | null {
  const times = [parseUtcLocal(headers.timestamp ?? ''), httpDate(headers.date)].filter((at) => at !== null);
  return times.length === 0 ? null : Math.min(...times);
}

/** How long `Retry-After` asks to wait, given in seconds or as a date of the mall's clock. */
export function retryAfterOf(headers: Headers): number | null {
  const asked = headers['retry-after']?.trim();
  if (asked === undefined) return null;
  if (/^\d{1,7}$/.test(asked)) return Number(asked) * secondMs;
  const until = httpDate(asked);
  const now = mallTimeOf(headers);
  return until === null || now === null ? null : Math.max(0, until - now);
}

/** RMS's id of the call, for who asks Rakuten about it; null when there is none, or something that cannot be one. */
export function requestIdOf(headers: Headers): string | null {
  const { requestid } = headers;
  return requestid !== undefined && isCode(requestid) ? requestid : null;
}

/**
 * The entries of a bulk call that RMS objects to, by their place in it, each with the first thing said against it; empty when
 * it names none, as where it objects to the call as a whole.
 */
export function refusedEntriesOf(body: ReplyBody): ReadonlyMap<number, StockOutcome> {
  const refused = new Map<number, StockOutcome>();
  if (body.kind !== 'json' || !inventoryErrors.matches(body.value)) return refused;
  for (const { code, message, metadata } of body.value.errors) {
    const index = Number(/^inventories\[(\d{1,4})\]/.exec(metadata?.propertyPath ?? '')?.[1] ?? -1);
    if (index < 0 || refused.has(index)) continue;
    refused.set(index, { kind: 'refused', code: isCode(code) ? code : 'no-code', words: wordsOf(message ?? '') });
  }
  return refused;
}

/** The longest words of a mall that are kept. */
const wordsMax = 200;

/** What a mall said, in one line that is short enough for a row and a mail; whole characters only. */
export function wordsOf(text: string): string {
  const line = text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
  return [...line].slice(0, wordsMax).join('');
}
