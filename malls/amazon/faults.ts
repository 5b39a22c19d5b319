import { type EpochMs, jstText, sentence, TsunagiError } from '../../core/kernel/index.ts';
import type { StockOutcome } from '../../core/ports/index.ts';
import type { ReplyBody } from '../body.ts';
import {
  brokenJson,
  brokenOff,
  contextOf,
  failing,
  faultsOfAnswer,
  isMallsOwnTrouble,
  type MallCall,
  type Meaning,
  notAsDocumented,
  notJson,
  pageForPeople,
  requestIdIn,
  withoutReason,
} from '../faults.ts';
import { TransportFailure } from '../http.ts';
import type { AmazonOperation } from './operations.ts';
import { rotation } from './site.ts';

/** What was called, and for whom. */
export interface AmazonCall extends MallCall {
  readonly operation: AmazonOperation;
}

/** An answer whose body was looked at. */
export interface AmazonAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ReplyBody;
}

/**
 * The one place that decides what an outcome of a call means, as a typed error with its retry intent; null when it is a reply to be read.
 * An access token that has ended is renewed before this is asked (`calls.ts`).
 */
export function faultOf(call: AmazonCall, outcome: AmazonAnswer | TransportFailure): TsunagiError | null {
  if (outcome instanceof TransportFailure) return brokenOff('Amazon', call, outcome);
  const { status, headers, body } = outcome;
  const codes = codesOf(body);
  const context = requestIdIn(headers, 'x-amzn-requestid');
  const fault = faultsOfAnswer('Amazon', call, { status, codes, context });
  if (status === 429 || codes.includes('QuotaExceeded')) return fault(...tooMany);
  if (isPage(body)) return fault(...pageForPeople);
  if (isMallsOwnTrouble(status)) return fault(...failing);
  // Amazon's own refusals have codes. One without is from a server in front of it.
  if (status >= 400 && codes.length === 0) return fault(...withoutReason);
  if (isSecretEnded(outcome)) return fault(...secretEnded);
  // The caller has a fresh token by now, issued for this seller: so it is the application that may not call this.
  if (isDenied(status)) return fault(...notAllowed);
  if (status >= 400) return fault(...refused);
  switch (body.kind) {
    case 'json':
      return null;
    case 'broken':
      return fault(...brokenJson, { evidence: body.text });
    case 'markup':
    case 'text':
    case 'empty':
      if (status === 204) return null;
      return fault(...notJson);
  }
}

/** True of what the gateway answers to an access token that has ended; and, alas, to an application that lacks the role. */
export const isTokenRefused = (answer: AmazonAnswer): boolean =>
  isDenied(answer.status) && codesOf(answer.body).length > 0 && !isSecretEnded(answer);

const isDenied = (status: number): boolean => status === 401 || status === 403;

/** `details`: The LWA secret token you provided has expired (amzn/selling-partner-api-models#4489). No other token helps. */
const isSecretEnded = ({ status, body }: AmazonAnswer): boolean =>
  isDenied(status) && errorsIn(body).some(({ details }) => /\bLWA secret\b.*\bexpired\b/i.test(String(details)));

/** A reply that parses and is not what Amazon documents. `problem` names the place and holds nothing of the content. */
export function unreadableReply(call: AmazonCall, status: number, problem: string): TsunagiError {
  return notAsDocumented('Amazon', call, status, problem);
}

/** A call that was not made, because what is left of the quota that Amazon gives an application for this seller is not for it. */
export function quotaUsedUp(call: AmazonCall, freeAt: EpochMs, now: EpochMs): TsunagiError {
  const message = sentence`${call.operation} of ${call.shop} was not sent: Amazon allows an application 20 such calls in a row for a seller, and then one in three minutes. The next one may go at ${jstText(freeAt)}. Nothing to do but wait.`;
  return new TsunagiError('mall.throttled', 'later', message, {
    ...contextOf(call),
    retryAfterMs: freeAt - now,
    sent: false,
  });
}

const tooMany: Meaning = [
  'mall.throttled',
  'later',
  sentence`too many calls of this application for this seller. Amazon does not say when the next one may come; it passes by itself.`,
];
const notAllowed: Meaning = [
  'key.function-off',
  'after-pause',
  sentence`the application may not call this. Its owner must look up the roles of the application, and the seller must authorise it again after they were changed.`,
];
const secretEnded: Meaning = [
  'key.refused',
  'after-pause',
  sentence`the client secret of the application has ended: one works for 180 days. The owner of the application must rotate it (${rotation}), and the new one be stored with the moment of its rotation (ops keys rotate).`,
];
const refused: Meaning = [
  'mall.refused',
  'never',
  sentence`the same call will be refused again. The codes say what Amazon objects to.`,
];

const isPage = (body: ReplyBody): boolean => body.kind === 'markup';

interface AmazonError {
  readonly code?: unknown;
  readonly details?: unknown;
}

/** `{"errors":[{"code":…,"message":…,"details":…}]}`. */
function errorsIn(body: ReplyBody): readonly AmazonError[] {
  const { errors } = Object(body.kind === 'json' ? body.value : null) as { readonly errors?: unknown };
  return (Array.isArray(errors) ? errors : []).map((one) => Object(one) as AmazonError);
}

/** The model has any text as a code, and confirmShipment's own example `Invalid Input`, with a space. */
function codesOf(body: ReplyBody): readonly string[] {
  const codes = errorsIn(body).map(({ code }) => (typeof code === 'string' ? code.trim() : ''));
  return [...new Set(codes.filter((code) => /^[\w .:/-]{2,60}$/.test(code)))];
}

/** What Amazon objects to about an item, by its issues; null where none of them is an error. `words` are Amazon's own. */
export function refusalOf(
  issues: readonly { readonly code?: string; readonly severity?: string; readonly message: string }[],
): Extract<StockOutcome, { readonly kind: 'refused' }> | null {
  const errors = issues.filter(({ severity }) => severity !== 'WARNING' && severity !== 'INFO');
  const [first] = errors;
  if (first === undefined) return null;
  const code = errors.map((one) => one.code).find((one) => one !== undefined && /^[\w-]{1,40}$/.test(one)) ?? 'INVALID';
  return { kind: 'refused', code, words: first.message.slice(0, 300) };
}

/** No such order or listing, or another seller's. */
export const isNotFound = (error: unknown): boolean =>
  error instanceof TsunagiError && error.code === 'mall.refused' && error.context.status === 404;

/** What is to be created is there already. */
export const isConflict = (error: unknown): boolean =>
  error instanceof TsunagiError && error.code === 'mall.refused' && error.context.status === 409;
