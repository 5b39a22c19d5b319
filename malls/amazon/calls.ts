import { type EpochMs, secondMs } from '../../core/kernel/index.ts';
import type { ShopKey } from '../../core/model/index.ts';
import { callWithToken } from '../access-tokens.ts';
import { readBody } from '../body.ts';
import { type HttpRequest, type Transport, TransportFailure } from '../http.ts';
import { httpDate } from '../jst.ts';
import { mismatch, type Shape } from '../shape.ts';
import { type AmazonAnswer, type AmazonCall, faultOf, isTokenRefused, unreadableReply } from './faults.ts';
import type { AmazonOperation } from './operations.ts';
import type { AmazonCredential } from './site.ts';
import type { AmazonTokens } from './tokens.ts';

/** What can be told about calls to Amazon. */
export interface AmazonSettings {
  /** For a whole call, in the clock's milliseconds; the fetching of a token has the same once more. */
  readonly timeoutMs: number;
  /** The same for a probe: what takes longer is no sign of life. */
  readonly probeTimeoutMs: number;
  /** The longest reply that is read; 100 orders with all their parts are a MB. */
  readonly maxBytes: number;
}

export const defaultAmazonSettings: AmazonSettings = {
  timeoutMs: 30 * secondMs,
  probeTimeoutMs: 10 * secondMs,
  maxBytes: 16 * 1024 * 1024,
};

/** A reply with nothing wrong in it as a whole. */
export interface AmazonReply {
  readonly call: AmazonCall;
  readonly status: number;
  readonly value: unknown;
  /** Amazon's clock when it answered; null where it did not tell. */
  readonly mallTime: EpochMs | null;
}

/** The value of a reply once it has the shape; throws `mall.unreadable` that names the place otherwise. */
export function checked<T>(shape: Shape<T>, { call, status, value }: AmazonReply): T {
  if (shape.matches(value)) return value;
  const problem = mismatch(shape.schema, value) ?? 'expected what Amazon documents, got something else';
  throw unreadableReply(call, status, problem);
}

/** One request, below the base URL. */
export interface AmazonRequest {
  readonly method: 'GET' | 'PATCH' | 'POST';
  /** With its query. */
  readonly path: string;
  readonly body?: string;
  readonly timeoutMs?: number;
  /** The order the call is about, for messages. */
  readonly orderNumber?: string;
  readonly standing?: boolean;
}

/**
 * Calls one operation. Gives back the parsed reply, or throws the typed fault of `faultOf`. Never repeats a call, but for one whose access
 * token had ended: the gateway turned it away, so it was not carried out.
 */
export type CallAmazon = (operation: AmazonOperation, request: AmazonRequest) => Promise<AmazonReply>;

export interface AmazonCallsOptions {
  readonly shop: ShopKey;
  readonly credential: AmazonCredential;
  /** Scheme and host, `https://sellingpartnerapi-fe.amazon.com`. */
  readonly baseUrl: string;
  readonly transport: Transport;
  readonly tokens: AmazonTokens;
  /** The caller's clock. */
  readonly now: () => EpochMs;
  /** Hears Amazon's clock with each answer that tells it, a refusal too. */
  readonly heard?: (mallTime: EpochMs) => void;
  readonly settings?: Partial<AmazonSettings>;
}

/** The one way to call Amazon for a shop. */
export function createAmazonCalls(options: AmazonCallsOptions): CallAmazon {
  const { shop, credential, tokens, transport } = options;
  const settings: AmazonSettings = { ...defaultAmazonSettings, ...options.settings };

  const ask = async (call: AmazonCall, request: AmazonRequest, token: string): Promise<AmazonAnswer> => {
    const { method, path, body, timeoutMs = settings.timeoutMs } = request;
    const http: HttpRequest = {
      method,
      url: `${options.baseUrl}${path}`,
      headers: {
        'x-amz-access-token': token,
        'x-amz-date': amzDate(options.now()),
        'user-agent': 'Tsunagi (Language=TypeScript)',
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body }),
      timeoutMs,
      maxBytes: settings.maxBytes,
    };
    try {
      const answer = await transport(http);
      return { status: answer.status, headers: answer.headers, body: readBody(answer.body) };
    } catch (error) {
      throw error instanceof TransportFailure ? (faultOf(call, error) ?? error) : error;
    }
  };

  return async (operation, request) => {
    const { orderNumber, standing = false } = request;
    const call: AmazonCall = { shop, operation, standing, ...(orderNumber === undefined ? {} : { orderNumber }) };
    const answer = await callWithToken(tokens, shop, credential, {
      ask: (token) => ask(call, request, token),
      isEnded: isTokenRefused,
    });
    const mallTime = httpDate(answer.headers.date);
    if (mallTime !== null) options.heard?.(mallTime);
    const fault = faultOf(call, answer);
    if (fault) throw fault;
    // 204 has no body.
    const value = answer.body.kind === 'json' ? answer.body.value : null;
    return { call, status: answer.status, value, mallTime };
  };
}

/** `20261124T064507Z`. */
const amzDate = (at: EpochMs): string => `${new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
