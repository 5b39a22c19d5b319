import { type EpochMs, secondMs, type TsunagiError } from '../../core/kernel/index.ts';
import type { ShopKey } from '../../core/model/index.ts';
import { callWithToken } from '../access-tokens.ts';
import { readBody } from '../body.ts';
import { type Transport, TransportFailure } from '../http.ts';
import { httpDate } from '../jst.ts';
import type { Shape } from '../shape.ts';
import { mismatch } from '../shape.ts';
import {
  faultOf,
  isTokenRefused,
  pointsUsedUp,
  restoredAfterMs,
  type ShopifyAnswer,
  throttleIn,
  tooDearIn,
  unreadableReply,
} from './faults.ts';
import { costWanted, pageSizes, queries, type ShopifyOperation } from './queries.ts';
import { apiVersion } from './site.ts';
import type { ShopifyDoor, ShopifyTokens } from './tokens.ts';
import { connection } from './wire.generated.js';

/** A reply with nothing wrong in it as a whole. */
export interface ShopifyReply {
  /** Shopify's clock when it answered; null where it did not tell. */
  readonly mallTime: EpochMs | null;
  /** A part of the reply, or the typed fault that it is not what Shopify documents. */
  part<T>(shape: Shape<T>, ...path: readonly string[]): T;
  /** The same of a value in it, which messages call `name`. */
  as<T>(shape: Shape<T>, value: unknown, name: string): T;
  unreadable(problem: string): TsunagiError;
}

/**
 * Makes one call. Gives back the parsed reply, or throws the typed fault of `faultOf`. Never repeats a call, but for one whose access token had
 * ended, and for one whose page would have cost more than any call may: they were turned away, so they were not carried out. A document with
 * pages gets as many rows as cost `costWanted`, or `first` of its variables where that is less.
 */
export type CallShopify = (
  operation: ShopifyOperation,
  variables?: Readonly<Record<string, unknown>>,
  options?: {
    readonly timeoutMs?: number;
    readonly orderNumber?: string;
    readonly standing?: boolean;
    /** The document of an operation that is not among `queries`. */
    readonly document?: string;
  },
) => Promise<ShopifyReply>;

/** What a process keeps of Shopify between calls. */
export interface CallMemory {
  /** What calls may cost, as the last of each kind was reckoned. */
  readonly costs: Map<ShopifyOperation, number>;
  /** Rows of a page of each, as answers told what a page costs; absent before one did. */
  readonly sizes: Map<ShopifyOperation, number>;
  /** The points that were left at each shop. */
  readonly left: Map<ShopKey, { readonly available: number; readonly perSecond: number; readonly at: EpochMs }>;
  /** The version that Shopify answered with last. */
  version: string;
}

export interface CallsOptions {
  readonly shop: ShopKey;
  readonly door: ShopifyDoor;
  readonly transport: Transport;
  readonly tokens: ShopifyTokens;
  readonly now: () => EpochMs;
  readonly timeoutMs: number;
  readonly memory: CallMemory;
  /** Hears Shopify's clock with each answer that tells it, a refusal too. */
  readonly heard?: (mallTime: EpochMs) => void;
  /** Called once a process when Shopify answers with another version of its API than was asked for. */
  readonly noteVersion: (answered: string) => void;
}

const documentOf = (operation: ShopifyOperation): string | undefined =>
  (queries as Readonly<Record<string, string>>)[operation];

/** The longest reply that is read. */
const maxBytes = 16 * 1024 * 1024;

/** The one way to call Shopify for a shop. */
export function createShopifyCalls(options: CallsOptions): CallShopify {
  const { shop, door, tokens, transport, now, memory } = options;

  const ask = async (
    call: { shop: ShopKey; operation: string },
    body: string,
    timeoutMs: number,
    token: string,
  ): Promise<ShopifyAnswer> => {
    try {
      const answer = await transport({
        method: 'POST',
        url: `${door.url}/admin/api/${apiVersion}/graphql.json`,
        headers: { 'x-shopify-access-token': token, 'content-type': 'application/json', accept: 'application/json' },
        body,
        timeoutMs,
        maxBytes,
      });
      return { status: answer.status, headers: answer.headers, body: readBody(answer.body) };
    } catch (error) {
      throw error instanceof TransportFailure ? (faultOf(call, error) ?? error) : error;
    }
  };

  /** What is left is told by replies and by refusals for points; another process may have used it since. */
  const note = (operation: ShopifyOperation, { headers, body }: ShopifyAnswer): void => {
    const status = throttleIn(body);
    if (status !== null) {
      memory.costs.set(operation, status.asked);
      memory.left.set(shop, { available: status.available, perSecond: status.perSecond, at: now() });
    }
    const version = headers['x-shopify-api-version'];
    if (version === undefined || version === memory.version || !/^[\w-]{1,20}$/.test(version)) return;
    memory.version = version;
    if (version !== apiVersion) options.noteVersion(version);
  };

  const waitMs = (operation: ShopifyOperation): number => {
    const left = memory.left.get(shop);
    if (left === undefined) return 0;
    const available = left.available + (Math.max(0, now() - left.at) / secondMs) * left.perSecond;
    return restoredAfterMs(memory.costs.get(operation) ?? 0, { available, perSecond: left.perSecond });
  };

  return async (
    operation,
    variables = {},
    { timeoutMs = options.timeoutMs, orderNumber, standing = false, document = documentOf(operation) } = {},
  ) => {
    const call = { shop, operation, standing, ...(orderNumber === undefined ? {} : { orderNumber }) };
    const wait = waitMs(operation);
    if (wait > 0) throw pointsUsedUp(call, wait);
    const askFor = (rows: number | null): Promise<ShopifyAnswer> => {
      const sized = rows === null ? variables : { ...variables, first: rows };
      const body = JSON.stringify({ query: document, variables: sized });
      return callWithToken(tokens, shop, door, {
        ask: (token) => ask(call, body, timeoutMs, token),
        isEnded: isTokenRefused,
      });
    };
    const answer = await askSized(memory.sizes, operation, variables.first, askFor);
    const mallTime = httpDate(answer.headers.date);
    if (mallTime !== null) options.heard?.(mallTime);
    // Before the fault: a version that has ended may be why a field does not exist, and what is refused for its points says how many are left.
    note(operation, answer);
    const fault = faultOf(call, answer);
    if (fault) throw fault;
    const { data } = Object(answer.body.kind === 'json' ? answer.body.value : null) as { readonly data?: unknown };
    const unreadable = (problem: string): TsunagiError => unreadableReply(call, answer.status, problem);
    const as = <T>(shape: Shape<T>, value: unknown, name: string): T => {
      if (shape.matches(value)) return value;
      throw unreadable(
        `${name}: ${mismatch(shape.schema, value) ?? 'expected what Shopify documents, got something else'}`,
      );
    };
    return {
      mallTime,
      part: (shape, ...path) =>
        as(
          shape,
          path.reduce<unknown>((at, step) => Object(at)[step], data),
          path.join('.'),
        ),
      as,
      unreadable,
    };
  };
}

/**
 * Asks for a page of as many rows as may be paid for. What an answer says of its cost decides how many the next pages of the process have;
 * a page that costs more than any call may is asked for again, smaller, until it does not or has one row.
 *
 * @param wish how many rows are wanted at most, where a caller needs few
 */
async function askSized(
  sizes: CallMemory['sizes'],
  operation: ShopifyOperation,
  wish: unknown,
  askFor: (rows: number | null) => Promise<ShopifyAnswer>,
): Promise<ShopifyAnswer> {
  const standard = pageSizes[operation];
  if (standard === undefined) return askFor(null);
  const resize = (rows: number, factor: number): void => {
    sizes.set(operation, Math.min(standard.most, Math.max(1, Math.floor(rows * factor))));
  };
  for (;;) {
    const usual = sizes.get(operation) ?? standard.first;
    const rows = typeof wish === 'number' ? Math.min(wish, usual) : usual;
    const answer = await askFor(rows);
    const tooDear = tooDearIn(answer.body);
    if (tooDear !== null && rows > 1) {
      const { cost, most } = tooDear;
      resize(rows, cost === null ? 0.5 : Math.min(0.5, Math.min(costWanted, (most ?? Infinity) / 2) / cost));
      continue;
    }
    const asked = throttleIn(answer.body)?.asked ?? 0;
    // Few rows say little of what a row costs.
    if (tooDear === null && asked > 0 && (rows === usual || asked > costWanted)) resize(rows, costWanted / asked);
    return answer;
  }
}

/** Where the page after this one begins; null after the last one. Pages that cannot be turned are no end: what follows would be lost. */
export function nextCursor(
  reply: ShopifyReply,
  { hasNextPage, endCursor }: { readonly hasNextPage: boolean; readonly endCursor?: string | null },
  after: string | null,
): string | null {
  if (!hasNextPage) return null;
  if (typeof endCursor === 'string' && endCursor !== '' && endCursor !== after) return endCursor;
  throw reply.unreadable('pageInfo.endCursor: expected where the next page begins, got no new place');
}

/** Every node of a connection, page by page. */
export async function allNodes(
  call: CallShopify,
  operation: ShopifyOperation,
  variables: Readonly<Record<string, unknown>>,
  { path = ['connection'], after = null }: { readonly path?: readonly string[]; readonly after?: string | null } = {},
): Promise<readonly unknown[]> {
  const nodes: unknown[] = [];
  for (let cursor = after; ; ) {
    const reply = await call(operation, { ...variables, after: cursor });
    const page = reply.part(connection, ...path);
    nodes.push(...page.nodes);
    cursor = nextCursor(reply, page.pageInfo, cursor);
    if (cursor === null) return nodes;
  }
}
