import { sentence, TsunagiError } from '../../core/kernel/index.ts';
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
import { apiVersion } from './site.ts';

/** An answer whose body was looked at. */
export interface ShopifyAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ReplyBody;
}

/** What an answer says of what calls cost, in points. */
export interface ThrottleStatus {
  readonly asked: number;
  readonly available: number;
  readonly perSecond: number;
}

/**
 * The one place that decides what an outcome of a call means, as a typed error with its retry intent; null when it is a reply to be read.
 * An access token that has ended is renewed before this is asked (`calls.ts`).
 */
export function faultOf(call: MallCall, outcome: ShopifyAnswer | TransportFailure): TsunagiError | null {
  if (outcome instanceof TransportFailure) return brokenOff('Shopify', call, outcome);
  const { status, headers, body } = outcome;
  const errors = errorsIn(body);
  const codes = [...new Set(errors.flatMap(({ code }) => (code === null ? [] : [code])))];
  const context = requestIdIn(headers, 'x-request-id');
  const fault = faultsOfAnswer('Shopify', call, { status, codes, context });
  if (status === 429 || codes.includes('THROTTLED')) {
    return fault(...tooMany, { context: waitOf(headers['retry-after'], throttleIn(body)) });
  }
  if (body.kind === 'markup' && (status < 400 || status >= 500)) return fault(...pageForPeople);
  if (isMallsOwnTrouble(status)) return fault(...failing);
  // Shopify's own refusals say why, but for pages of a shop that is not there. What says nothing is from a server in front of it.
  const isPageOfShop = status === 404 && body.kind === 'markup';
  if (status >= 400 && errors.length === 0 && !isPageOfShop) return fault(...withoutReason);
  if (status === 401) return fault(...keyRefused);
  // 402: frozen for its bill, 403: forbidden, 404: no such shop, 423: locked.
  if ([402, 403, 404, 423].includes(status) || codes.includes('SHOP_INACTIVE'))
    return fault(...shopClosed, { context: { concerns: 'shop' } });
  if (status >= 400) return fault(...refused);
  if (body.kind === 'broken') return fault(...brokenJson, { evidence: body.text });
  if (body.kind !== 'json') return fault(...notJson);
  const denied = errors.find(({ code }) => code === 'ACCESS_DENIED');
  if (denied !== undefined) {
    const { scope } = denied;
    return fault(...notAllowed, scope === null ? {} : { context: { function: scope } });
  }
  if (codes.includes('INTERNAL_SERVER_ERROR') || codes.includes('TIMEOUT')) return fault(...failing);
  if (errors.length > 0) return fault(...refused);
  // Every reply of GraphQL has data or errors; what answers in place of it may say of itself that all is well.
  const data = partOf(body, 'data');
  return typeof data === 'object' && data !== null ? null : unreadableReply(call, status, 'data: expected an object');
}

/** True of what Shopify answers to an access token that has ended. What says no reason is not Shopify's. */
export const isTokenRefused = ({ status, body }: ShopifyAnswer): boolean => status === 401 && errorsIn(body).length > 0;

/** A reply that parses and is not what Shopify documents. `problem` names the place and holds nothing of the content. */
export function unreadableReply(call: MallCall, status: number, problem: string): TsunagiError {
  return notAsDocumented('Shopify', call, status, problem);
}

/** A call that was not made, because it may cost more than Shopify has left for this app at the shop. */
export function pointsUsedUp(call: MallCall, waitMs: number): TsunagiError {
  const message = sentence`${call.operation} of ${call.shop} was not sent: it may cost more points than Shopify has left for this app. They come back by themselves.`;
  return new TsunagiError('mall.throttled', 'later', message, { ...contextOf(call), retryAfterMs: waitMs });
}

/** The app lacks a scope. */
export function notGranted(call: MallCall, scope: string): TsunagiError {
  const message = sentence`The app of ${call.shop} has not the scope ${scope}. Add it to a new version of the app, release it, and let the shop approve it.`;
  return new TsunagiError('key.function-off', 'after-pause', message, { ...contextOf(call), function: scope });
}

/** Shopify answers with another version of its API than was asked for: that one has ended. */
export function fellForward(call: MallCall, answered: string): TsunagiError {
  const message = sentence`Shopify answers with version ${answered} of its API instead of ${apiVersion}, which has ended. Update Tsunagi.`;
  return new TsunagiError('mall.unreadable', 'later', message, contextOf(call));
}

/** What the calls of an app at a shop cost, and what is left; null where an answer does not say it. */
export function throttleIn(body: ReplyBody): ThrottleStatus | null {
  const { cost } = Object(partOf(body, 'extensions')) as { readonly cost?: unknown };
  const { requestedQueryCost: asked, throttleStatus } = Object(cost) as Readonly<Record<string, unknown>>;
  const { currentlyAvailable: available, restoreRate: perSecond } = Object(throttleStatus) as Readonly<
    Record<string, unknown>
  >;
  const areNumbers = [asked, available, perSecond].every((one) => typeof one === 'number' && one >= 0);
  return areNumbers && perSecond !== 0
    ? { asked: asked as number, available: available as number, perSecond: perSecond as number }
    : null;
}

/** What a call would have cost that Shopify refuses because no call may cost so much, where it says so; null of every other answer. */
export function tooDearIn(body: ReplyBody): { readonly cost: number | null; readonly most: number | null } | null {
  const errors = partOf(body, 'errors');
  for (const error of Array.isArray(errors) ? errors : []) {
    const { code, cost, maxCost } = Object(Object(error).extensions) as Readonly<Record<string, unknown>>;
    const points = (value: unknown): number | null => (typeof value === 'number' && value > 0 ? value : null);
    if (code === 'MAX_COST_EXCEEDED') return { cost: points(cost), most: points(maxCost) };
  }
  return null;
}

/** How long until a call that was turned away can be paid. */
function waitOf(retryAfter: string | undefined, left: ThrottleStatus | null): { readonly retryAfterMs?: number } {
  if (retryAfter !== undefined && /^\d{1,5}(?:\.\d{1,3})?$/.test(retryAfter))
    return { retryAfterMs: Number(retryAfter) * 1_000 };
  return left === null ? {} : { retryAfterMs: restoredAfterMs(left.asked, left) };
}

/** How long until so many points are there. */
export const restoredAfterMs = (points: number, { available, perSecond }: Omit<ThrottleStatus, 'asked'>): number =>
  Math.max(0, Math.ceil(((points - available) / perSecond) * 1_000));

const tooMany: Meaning = [
  'mall.throttled',
  'later',
  sentence`the points of this app are used up; they come back by themselves.`,
];
const keyRefused: Meaning = [
  'key.refused',
  'after-pause',
  sentence`the app is not installed at the shop, or its secret is another one. Look both up in the Dev Dashboard.`,
];
const notAllowed: Meaning = [
  'key.function-off',
  'after-pause',
  sentence`the app may not call this. Add the scope to a new version of the app, release it, and let the shop approve it.`,
];
const shopClosed: Meaning = [
  'mall.refused',
  'never',
  sentence`the shop is frozen, locked or not there. Its owner must look at it in the admin of Shopify.`,
];
const refused: Meaning = [
  'mall.refused',
  'never',
  sentence`the same call will be refused again. The codes say what Shopify objects to.`,
];

const partOf = (body: ReplyBody, name: 'data' | 'errors' | 'extensions'): unknown =>
  body.kind === 'json' ? (Object(body.value) as Readonly<Record<string, unknown>>)[name] : undefined;

/** `{"errors":[{"message":…,"extensions":{"code":…,"requiredAccess":…}}]}`; some answers have one text. */
function errorsIn(body: ReplyBody): readonly { readonly code: string | null; readonly scope: string | null }[] {
  const errors = partOf(body, 'errors');
  const all = Array.isArray(errors) ? errors : typeof errors === 'string' || Object(errors) === errors ? [errors] : [];
  return all.map((one) => {
    const { extensions, message } = Object(one) as Readonly<Record<string, unknown>>;
    const { code, requiredAccess } = Object(extensions) as Readonly<Record<string, unknown>>;
    const scope = /`((?:read|write)_[a-z_]{1,50})` access scope/.exec(`${requiredAccess} ${message}`);
    return { code: typeof code === 'string' && /^\w{2,60}$/.test(code) ? code : null, scope: scope?.[1] ?? null };
  });
}
