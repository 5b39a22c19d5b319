import type { FaultAnswers } from '../exchange.ts';
import type { GeneralFaultKind } from '../faults.ts';
import { addressOf } from '../http.ts';
import { denied, submitFeed } from './feeds.ts';
import { enter, placeOrder } from './lifecycle.ts';
import { type Body, type Call, html, json, quotaExceeded, type Reply, refusal, unauthorized } from './operation.ts';
import type { FeedEnd } from './state.ts';

const page = (status: number, words: string): Reply =>
  html(
    status,
    `<!DOCTYPE html><html lang="en"><head><title>${words}</title></head><body><h1>${words}</h1></body></html>`,
  );

const overloaded = (): Reply =>
  refusal(503, 'ServiceUnavailable', 'Temporary overloading or maintenance of the server.');

const replies = {
  // 503 in the words of the documents.
  overloaded: ({ operation }) =>
    operation?.api === 'token' ? json(503, { error: 'temporarily_unavailable' }) : overloaded(),
  'server-error-html': () => page(503, 'Service Unavailable'),
  'html-200': () => page(200, 'Service Unavailable'),
  // What answers in place of the API says of itself that it is well.
  'all-well': () => json(200, { status: 'ok', message: 'All systems are operational' }),
  'internal-failure': ({ operation }) =>
    operation?.api === 'token'
      ? json(500, { error: 'server_error' })
      : refusal(500, 'InternalFailure', 'We encountered an internal error. Please try again.'),
  throttle: () => ({ ...quotaExceeded(), headers: { 'x-amzn-errortype': 'TooManyRequestsException' } }),
  'invalid-input': () => refusal(400, 'InvalidInput', 'Request has missing or invalid parameters.'),
  // Of listings alone, and only where they ask for this part of orders.
  'data-refused': ({ operation, request }) =>
    operation?.name === 'searchOrders' && included(request).includes('FULFILLMENT')
      ? refusal(400, 'InvalidInput', 'Request has missing or invalid parameters.')
      : null,
  // A good access token that is refused.
  'auth-flap': ({ operation }) => (operation?.api === 'token' ? null : unauthorized(403)),
  // 200, and nothing is queued: INVALID is a failure.
  invalid: ({ operation, request }) =>
    operation?.name === 'patchListingsItem'
      ? json(200, {
          sku: decodeURIComponent(addressOf(request).path.split('/').at(-1) ?? ''),
          status: 'INVALID',
          submissionId: 'f1dc2914',
          issues: [
            {
              ...{ code: '90220', message: 'A required attribute is missing.', severity: 'ERROR' },
              categories: ['MISSING_ATTRIBUTE'],
            },
          ],
        })
      : null,
  // The address of a document has ended.
  'document-expired': ({ operation }) => (operation?.isOpen ? denied() : null),
} satisfies Readonly<Record<string, (call: Call) => Reply | null>>;

const included = (request: Call['request']): readonly string[] =>
  (addressOf(request).query.get('includedData') ?? '').split(',');

/** Every way this mall can be broken. What each does is in `docs/malls/amazon-simulator.md`. */
export type FaultKind = GeneralFaultKind | keyof typeof replies | keyof typeof mishaps;

type Mishap = (call: Call, laterMs: number) => Reply | null;

/** A feed that is taken, and ends so. */
const feedThat =
  (end: FeedEnd, isLate = false): Mishap =>
  (call, laterMs) => {
    if (call.operation?.name !== 'createFeed' || call.shop === null) return null;
    const reply = submitFeed({ ...call, shop: call.shop }, end, isLate ? laterMs : 0);
    return { ...reply, hasMishap: reply.status === 202 };
  };

const mishaps = {
  'feed-fatal': feedThat('FATAL'),
  'feed-cancelled': feedThat('CANCELLED'),
  'feed-partial': feedThat('PARTIAL'),
  // It waits so much longer.
  'feed-late': feedThat('DONE', true),
} satisfies Readonly<Record<string, Mishap>>;

export const faults: FaultAnswers<Call, Body> = {
  replies,
  grey: [overloaded, () => page(502, '502 Bad Gateway')],
  shiftPages,
  mishaps,
};

/** Shifts the rows of a listing between two of its pages: an order comes that is as old as the first, or the first changes. */
function shiftPages({ world, shop, operation, request }: Call, shift: 'appear' | 'vanish'): boolean {
  if (!shop || operation?.name !== 'searchOrders') return false;
  const page = world.pages.get(addressOf(request).query.get('paginationToken') ?? '');
  const [first] = shop.orders;
  if (page === undefined || first === undefined) return false;
  if (shift === 'appear') placeOrder(world, shop, { placedAt: first.placedAt, visibleAfterMs: 0 });
  else enter(world, first, first.status === 'UNSHIPPED' ? 'SHIPPED' : 'UNSHIPPED');
  return true;
}
