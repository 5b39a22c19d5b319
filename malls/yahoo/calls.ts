import { constants, createPublicKey, type KeyObject, publicEncrypt } from 'node:crypto';
import { type EpochMs, secondMs } from '../../core/kernel/index.ts';
import type { ShopKey } from '../../core/model/index.ts';
import { callWithToken } from '../access-tokens.ts';
import { type HttpRequest, type Transport, TransportFailure } from '../http.ts';
import type { XmlElement } from '../xml.ts';
import { readYahooBody } from './body.ts';
import type { CallCount } from './call-count.ts';
import { faultOf, tokenTroubleOf, type YahooAnswer, type YahooCall } from './faults.ts';
import { apiOf, pathOf, type YahooOperation } from './operations.ts';
import type { YahooCredential } from './site.ts';
import type { MallTime } from './times.ts';
import type { YahooTokens } from './tokens.ts';

/** What can be told about calls to Yahoo!ショッピング. */
export interface YahooSettings {
  /** For a whole call, in the clock's milliseconds; the fetching of a token has the same once more. */
  readonly timeoutMs: number;
  /** The same for a probe: what takes longer is no sign of life. */
  readonly probeTimeoutMs: number;
  /** The longest reply that is read; 2,000 rows of orderList are half a MB, one order of 1,000 lines as much. */
  readonly maxBytes: number;
}

export const defaultYahooSettings: YahooSettings = {
  timeoutMs: 30 * secondMs,
  probeTimeoutMs: 10 * secondMs,
  maxBytes: 16 * 1024 * 1024,
};

/** A reply with nothing wrong in it as a whole. */
export interface YahooReply {
  readonly call: YahooCall;
  /** 200, or 207 where setStock failed for some items. */
  readonly status: number;
  readonly root: XmlElement;
  /** Yahoo's clock when it answered; null where it did not tell. */
  readonly mallTime: EpochMs | null;
}

interface CallOptions {
  readonly timeoutMs?: number;
  /** The order the call is about, for messages. */
  readonly orderNumber?: string;
  readonly standing?: boolean;
}

/**
 * Calls one function with its body: an XML document (`<Req>…`) for the order API, form fields for the stock API and the item API. Gives back the
 * parsed reply, or throws the typed fault of `faultOf`. Never repeats a call, but for one whose access token had ended: the gateway
 * turned it away, so it was not carried out.
 */
export type CallYahoo = (operation: YahooOperation, body: string, options?: CallOptions) => Promise<YahooReply>;

export interface YahooCallsOptions {
  readonly shop: ShopKey;
  /** ストアアカウント. */
  readonly sellerId: string;
  readonly credential: YahooCredential;
  /** Scheme and host, `https://circus.shopping.yahooapis.jp`. */
  readonly baseUrl: string;
  readonly transport: Transport;
  readonly tokens: YahooTokens;
  readonly mallTime: MallTime;
  readonly callCount: CallCount;
  readonly settings?: Partial<YahooSettings>;
}

/** The one way to call Yahoo!ショッピング for a shop. No order call goes out without its signature. */
export function createYahooCalls(options: YahooCallsOptions): CallYahoo {
  const { shop, credential, tokens, transport, mallTime } = options;
  const settings: YahooSettings = { ...defaultYahooSettings, ...options.settings };

  const ask = async (call: YahooCall, body: string, token: string, timeoutMs: number): Promise<YahooAnswer> => {
    const headers = { authorization: `Bearer ${token}`, ...headersOf(options, call.operation, mallTime.now()) };
    const url = `${options.baseUrl}${pathOf(call.operation)}`;
    const { maxBytes } = settings;
    const request: HttpRequest =
      apiOf(call.operation) === 'item'
        ? { method: 'GET', url: `${url}?${body}`, headers, timeoutMs, maxBytes }
        : { method: 'POST', url, headers, body, timeoutMs, maxBytes };
    options.callCount.made(credential.clientId);
    try {
      const answer = await transport(request);
      return { status: answer.status, headers: answer.headers, body: readYahooBody(answer.body) };
    } catch (error) {
      throw error instanceof TransportFailure ? (faultOf(call, error) ?? error) : error;
    }
  };

  return async (operation, body, { timeoutMs = settings.timeoutMs, orderNumber, standing = false } = {}) => {
    const call: YahooCall = { shop, operation, standing, ...(orderNumber === undefined ? {} : { orderNumber }) };
    const answer = await callWithToken(tokens, shop, credential, {
      ask: (token) => ask(call, body, token, timeoutMs),
      isEnded: (one) => tokenTroubleOf(one) === 'ended',
    });
    const at = mallTime.heard(answer.headers);
    const fault = faultOf(call, answer);
    if (fault) throw fault;
    if (answer.body.kind !== 'xml') throw new Error('An answer without XML has a fault.');
    return { call, status: answer.status, root: answer.body.root, mallTime: at };
  };
}

function headersOf(
  { sellerId, credential }: YahooCallsOptions,
  operation: YahooOperation,
  at: EpochMs,
): Readonly<Record<string, string>> {
  switch (apiOf(operation)) {
    case 'item':
      return {};
    case 'stock':
      return { 'content-type': 'application/x-www-form-urlencoded' };
    case 'order':
      return {
        'content-type': 'application/xml; charset=utf-8',
        'x-sws-signature': signatureOf(sellerId, credential.publicKey, at),
        'x-sws-signature-version': credential.publicKeyVersion,
      };
  }
}

/** Keys as they were read last: reading one takes longer than using it, and a shop's is used at every call. */
const keys = new Map<string, KeyObject>();
/** Some megabytes. */
const keysMax = 2_000;

/**
 * The 公開鍵認証 of one order call: `<sellerId>:<unix seconds>`, encrypted with the shop's public key. It differs each time.
 * Throws where the key is none: keys are looked at when they are handed in (`desk.ts`).
 */
export function signatureOf(sellerId: string, publicKey: string, at: EpochMs): string {
  const said = Buffer.from(`${sellerId}:${Math.floor(at / secondMs)}`, 'utf8');
  return publicEncrypt({ key: keyOf(publicKey), padding: constants.RSA_PKCS1_PADDING }, said).toString('base64');
}

function keyOf(publicKey: string): KeyObject {
  const known = keys.get(publicKey);
  if (known !== undefined) return known;
  const key = createPublicKey(publicKey);
  if (keys.size >= keysMax) keys.clear();
  keys.set(publicKey, key);
  return key;
}
