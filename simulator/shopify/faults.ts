import type { FaultAnswers } from '../exchange.ts';
import type { GeneralFaultKind } from '../faults.ts';
import { uuid } from '../prng.ts';
import { internalError } from './errors.ts';
import { touch } from './lifecycle.ts';
import { type Asked, type Body, badToken, type Call, html, json, notFound, type Reply, refusal } from './operation.ts';
import { placeOrder } from './place-order.ts';
import { refusedSet, type SetCode } from './set-quantities.ts';
import { throttled } from './throttle.ts';

const page = (status: number, words: string): Reply =>
  html(
    status,
    `<!DOCTYPE html><html lang="en"><head><title>${words}</title></head><body><h1>${words}</h1></body></html>`,
  );

const unavailable = (): Reply => refusal(503, 'Service Unavailable');

/** Only of a call that sets levels: it is refused with this code, and nothing is set. */
const setRefused =
  (code: SetCode) =>
  ({ operation }: Call): Reply | null =>
    operation?.name === 'inventorySetQuantities'
      ? json(200, { data: { inventorySetQuantities: refusedSet(code) } })
      : null;

/** 200, and only errors: as after a change of what may be asked for. */
const undefinedField = (field: string): Reply =>
  json(200, {
    errors: [
      {
        message: `Field '${field}' cannot be queried.`,
        path: ['query', field],
        extensions: { code: 'undefinedField', fieldName: field },
      },
    ],
  });

/** A listing goes by a moment; what reads orders by their numbers has no order of its rows. */
const listsWhole = ({ text, variables }: Exclude<Asked, { problem: Reply }>): boolean =>
  typeof variables.sortKey === 'string' && text.includes('lineItems');

const replies = {
  unavailable,
  'server-error-html': () => page(503, 'Service Unavailable'),
  'bad-gateway': () => page(502, '502 Bad Gateway'),
  'html-200': () => page(200, 'Something went wrong'),
  // What answers in place of the API says of itself that it is well.
  'all-well': () => json(200, { status: 'ok', message: 'All systems are operational' }),
  'internal-failure': () => refusal(500, 'Internal Server Error'),
  // 200, and only errors.
  'internal-error': ({ world }) => json(200, { errors: [internalError(uuid(world.chance.exchange)).toJSON()] }),
  throttle: ({ world, shop }) =>
    shop
      ? {
          ...throttled(
            { ...world, settings: { ...world.settings, throttle: { ...world.settings.throttle, status: 200 } } },
            shop,
            100,
          ),
        }
      : null,
  'too-many-requests': ({ world, shop }) =>
    shop
      ? throttled(
          { ...world, settings: { ...world.settings, throttle: { ...world.settings.throttle, status: 429 } } },
          shop,
          100,
        )
      : null,
  'auth-flap': badToken,
  frozen: () => refusal(402, 'Unavailable Shop'),
  forbidden: () => refusal(403, 'Forbidden'),
  'not-found': notFound,
  locked: () => refusal(423, 'Shop is locked'),
  'access-denied': ({ operation }) =>
    operation === null || operation.api === 'token'
      ? null
      : json(200, {
          errors: [
            {
              message: `Access denied for ${operation.name} field.`,
              path: [operation.name],
              extensions: { code: 'ACCESS_DENIED', documentation: 'https://shopify.dev/api/usage/access-scopes' },
            },
          ],
          // A list in pages is never null: what is null in its place is the whole.
          data: operation.write ? { [operation.name]: null } : null,
        }),
  // A query by name, whatever it is about, and one that lists orders with what is in them.
  refusal: ({ operation }) => (operation === null || operation.api === 'token' ? null : undefinedField(operation.name)),
  'whole-refused': ({ operation, asked }) =>
    operation?.name === 'orders' && asked !== null && 'text' in asked && listsWhole(asked)
      ? undefinedField('lineItems')
      : null,
  stale: setRefused('CHANGE_FROM_QUANTITY_STALE'),
  'key-in-progress': setRefused('IDEMPOTENCY_CONCURRENT_REQUEST'),
  'key-failed': setRefused('IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED'),
} satisfies Readonly<Record<string, (call: Call) => Reply | null>>;

const mishaps = {
  /** It arrives twice, and the answer is that of the second. */
  'delivered-twice': ({ operation }: Call, _laterMs: number, perform: () => Reply): Reply | null => {
    if (!operation?.write) return null;
    const reply: Reply = { ...perform(), hasMishap: true };
    const { apply } = reply;
    reply.apply = () => {
      apply?.();
      const second = perform();
      second.apply?.();
      reply.body = second.body;
    };
    return reply;
  },
};

/** Every way this mall can be broken. What each does is in `docs/malls/shopify-simulator.md`. */
export type FaultKind = GeneralFaultKind | keyof typeof replies | keyof typeof mishaps;

export const faults: FaultAnswers<Call, Body> = {
  replies,
  grey: [unavailable, replies['bad-gateway']],
  shiftPages,
  mishaps,
};

/** How late the order that appears is at the most: the index of searches lags by seconds, or minutes. */
const LATE_MS = 5 * 60_000;

/** Shifts the rows of a listing between two of its pages: an order comes that is as old as the first, or the first changes. */
function shiftPages({ world, shop, operation, asked }: Call, shift: 'appear' | 'vanish'): boolean {
  if (!shop || operation?.name !== 'orders' || !asked || 'problem' in asked) return false;
  const isLater = Object.values(asked.variables).some((value) => isCursor(value));
  const [first] = shop.orders;
  if (!isLater || first === undefined) return false;
  if (shift === 'vanish') touch(world, first);
  else {
    const placedAt = Math.max(first.placedAt, world.timeMs - LATE_MS);
    placeOrder(world, shop, { placedAt, visibleAfterMs: world.timeMs - placedAt });
  }
  return true;
}

const isCursor = (value: unknown): boolean =>
  typeof value === 'string' && Buffer.from(value, 'base64').toString('utf8').startsWith('{"last_id"');
