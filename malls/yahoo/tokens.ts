import {
  type EpochMs,
  jstText,
  minuteMs,
  type Sentence,
  secondMs,
  sentence,
  TsunagiError,
  type Words,
} from '../../core/kernel/index.ts';
import type { ShopKey } from '../../core/model/index.ts';
import { readBody } from '../body.ts';
import { type HttpAnswer, type Transport, TransportFailure } from '../http.ts';
import type { YahooCredential } from './site.ts';
import { consentEndsAt } from './site.ts';
import type { MallTime } from './times.ts';

/** A token that ends sooner than this is renewed before it is used: the call it goes with takes its time, too. */
const spareMs = minuteMs;
/** An answer of the endpoint is a few hundred bytes. */
const maxBytes = 64 * 1024;

/** The access tokens of a process's shops. */
export interface YahooTokens {
  /**
   * The token for a call of this shop; fetched if there is none that works. A caller that asks while a token is being fetched
   * waits for the same one. Throws `key.refused` if a person has to agree again, and the endpoint's own errors.
   */
  of(shop: ShopKey, credential: YahooCredential): Promise<string>;
  /** Forgets a token that the mall did not take; one that came later stays. */
  drop(shop: ShopKey, token: string): void;
}

export interface YahooTokensOptions {
  /** Scheme and host of the token endpoint, `https://auth.login.yahoo.co.jp`. */
  readonly authUrl: string;
  readonly transport: Transport;
  readonly now: () => EpochMs;
  readonly timeoutMs: number;
  readonly mallTime: MallTime;
}

interface Kept {
  readonly credential: YahooCredential;
  readonly token: Promise<Token>;
}

interface Token {
  readonly text: string;
  readonly endsAt: EpochMs;
}

/** Access tokens by YConnect v2. A process keeps them until they end, an hour after they were given; they are stored nowhere. */
export function createYahooTokens(options: YahooTokensOptions): YahooTokens {
  const kept = new Map<ShopKey, Kept>();
  const given = new Map<ShopKey, Token>();

  const fetchToken = async (shop: ShopKey, credential: YahooCredential): Promise<Token> => {
    const token = await refresh(options, shop, credential);
    given.set(shop, token);
    return token;
  };
  return {
    async of(shop, credential) {
      const before = kept.get(shop);
      const standing = given.get(shop);
      const isOver = standing !== undefined && standing.endsAt - spareMs <= options.now();
      if (before && isSame(before.credential, credential) && !isOver) return (await before.token).text;
      given.delete(shop);
      const entry = { credential, token: fetchToken(shop, credential) };
      kept.set(shop, entry);
      try {
        return (await entry.token).text;
      } catch (error) {
        // The next caller fetches again: the fault may have passed.
        if (kept.get(shop) === entry) kept.delete(shop);
        throw error;
      }
    },
    drop(shop, token) {
      if (given.get(shop)?.text !== token) return;
      given.delete(shop);
      kept.delete(shop);
    },
  };
}

async function refresh(options: YahooTokensOptions, shop: ShopKey, credential: YahooCredential): Promise<Token> {
  const { clientId, clientSecret, refreshToken } = credential;
  const basic = Buffer.from(`${clientId}:${clientSecret}`, 'utf8').toString('base64');
  const asked = options.now();
  let answer: HttpAnswer;
  try {
    answer = await options.transport({
      method: 'POST',
      url: `${options.authUrl}/yconnect/v2/token`,
      headers: { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken }).toString(),
      timeoutMs: options.timeoutMs,
      maxBytes,
    });
  } catch (error) {
    if (!(error instanceof TransportFailure)) throw error;
    // Whatever the call itself was to do, it was not sent: nothing of it is open.
    throw notSent(shop, 'did not answer', error);
  }
  options.mallTime.heard(answer.headers);
  const { status } = answer;
  const said = fieldsOf(answer);
  const token = said.access_token;
  if (status === 200 && typeof token === 'string' && /^[\x21-\x7e]{1,4000}$/.test(token)) {
    const lifeMs =
      typeof said.expires_in === 'number' && said.expires_in > 0 ? said.expires_in * secondMs : 60 * minuteMs;
    return { text: token, endsAt: asked + lifeMs };
  }
  const code = status === 400 || status === 401 ? refusalIn(said) : null;
  if (code === 'invalid_grant') throw consentOver(shop, credential, options.now());
  if (code !== null) throw refused(shop, status, code, adviceOn(code));
  // As of any call of Yahoo's: too many, and no trouble of the mall.
  if (status === 403 || status === 429) throw tooMany(shop, status);
  if (status === 400) throw withoutReason(shop);
  throw notSent(shop, `answered HTTP ${status}`, undefined, status);
}

/** What the endpoint itself is in trouble with: nothing is wrong with the request. */
const itsOwnTroubles: ReadonlySet<unknown> = new Set(['server_error', 'temporarily_unavailable']);

/** The error code of OAuth 2.0 (RFC 6749, 5.2) by which the endpoint refuses a request; null where it says none. */
function refusalIn({ error }: Readonly<Record<string, unknown>>): string | null {
  return typeof error === 'string' && /^[a-z_]{3,40}$/.test(error) && !itsOwnTroubles.has(error) ? error : null;
}

function adviceOn(code: string): Sentence {
  switch (code) {
    case 'invalid_client':
    case 'unauthorized_client':
      return sentence`Yahoo does not know the application. The owner of the application must look up its client id and secret, and store them for this shop.`;
    default:
      return sentence`Yahoo does not accept the request for a token. Usually a part of the stored key is empty or damaged: enter client id, client secret and refresh token of this shop again. If every shop is refused, the address is wrong: the operator of this installation must check its parameter yahooAuthUrl.`;
  }
}

/** Only a person of the shop can give a new consent: the message says who, and how. */
function consentOver(shop: ShopKey, credential: YahooCredential, now: EpochMs): TsunagiError {
  const endedAt = consentEndsAt(credential);
  const why =
    endedAt <= now
      ? sentence`the consent of ${jstText(credential.consentedAt)} ended after four weeks`
      : sentence`the consent was withdrawn, or the password of its Yahoo! JAPAN ID was changed`;
  const what = sentence`A manager of the shop must sign in at Yahoo! JAPAN and agree to the application again; then store the new refresh token and the day of the consent for this shop.`;
  return refused(shop, 400, 'invalid_grant', sentence`${why}. ${what}`);
}

const refused = (shop: ShopKey, status: number, code: string, advice: Words): TsunagiError =>
  new TsunagiError(
    'key.refused',
    'after-pause',
    sentence`Yahoo! JAPAN gives no token for ${shop} (${code}): ${advice}`,
    {
      shop,
      operation: 'token',
      status,
      mallCodes: [code],
    },
  );

const tooMany = (shop: ShopKey, status: number): TsunagiError =>
  new TsunagiError(
    'mall.throttled',
    'later',
    sentence`Yahoo! JAPAN's token endpoint answered HTTP ${status}: too many calls, so none of ${shop} was sent. It passes by itself.`,
    { shop, operation: 'token', status },
  );

const withoutReason = (shop: ShopKey): TsunagiError =>
  new TsunagiError(
    'mall.failing',
    'later',
    sentence`Yahoo! JAPAN's token endpoint answered HTTP 400 without a reason, so no call of ${shop} was sent. If it lasts, a proxy or the parameter yahooAuthUrl of this installation is to blame.`,
    { shop, operation: 'token', status: 400 },
  );

const notSent = (shop: ShopKey, what: Words, cause?: unknown, status?: number): TsunagiError =>
  new TsunagiError(
    'mall.unreachable',
    'later',
    sentence`Yahoo! JAPAN's token endpoint ${what}, so no call of ${shop} was sent. Nothing to do but wait.`,
    { shop, operation: 'token', ...(status === undefined ? {} : { status }) },
    { cause },
  );

function fieldsOf({ body }: HttpAnswer): Readonly<Record<string, unknown>> {
  const read = readBody(body);
  const value = read.kind === 'json' ? read.value : null;
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function isSame(one: YahooCredential, other: YahooCredential): boolean {
  return (
    one.clientId === other.clientId &&
    one.clientSecret === other.clientSecret &&
    one.refreshToken === other.refreshToken
  );
}
