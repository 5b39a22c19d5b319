import { type EpochMs, jstText, type Sentence, sentence, TsunagiError, type Words } from '../../core/kernel/index.ts';
import type { ShopKey } from '../../core/model/index.ts';
import {
  type AccessToken,
  type AccessTokens,
  keepTokens,
  readTokenAnswer,
  tokenBytesMax,
  tokenRefusedWithoutReason,
} from '../access-tokens.ts';
import { type HttpAnswer, type Transport, TransportFailure } from '../http.ts';
import type { YahooCredential } from './site.ts';
import { consentEndsAt } from './site.ts';
import type { MallTime } from './times.ts';

export type YahooTokens = AccessTokens<YahooCredential>;

export interface YahooTokensOptions {
  /** Scheme and host of the token endpoint, `https://auth.login.yahoo.co.jp`. */
  readonly authUrl: string;
  readonly transport: Transport;
  readonly now: () => EpochMs;
  readonly timeoutMs: number;
  readonly mallTime: MallTime;
}

/** Access tokens by YConnect v2. */
export function createYahooTokens(options: YahooTokensOptions): YahooTokens {
  return keepTokens(options.now, (shop, credential) => fetchToken(options, shop, credential));
}

async function fetchToken(
  options: YahooTokensOptions,
  shop: ShopKey,
  credential: YahooCredential,
): Promise<AccessToken> {
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
      maxBytes: tokenBytesMax,
    });
  } catch (error) {
    if (!(error instanceof TransportFailure)) throw error;
    // Whatever the call itself was to do, it was not sent: nothing of it is open.
    throw notSent(shop, 'did not answer', error);
  }
  options.mallTime.heard(answer.headers);
  const { status } = answer;
  const { token, refusal } = readTokenAnswer(answer, asked);
  if (token !== null) return token;
  if (refusal === 'invalid_grant') throw consentOver(shop, credential, options.now());
  if (refusal !== null) throw refused(shop, status, refusal, adviceOn(refusal));
  // As of any call of Yahoo's: too many, and no trouble of the mall.
  if (status === 403 || status === 429) throw tooMany(shop, status);
  if (status === 400) throw tokenRefusedWithoutReason('Yahoo! JAPAN', shop, status, 'yahooAuthUrl');
  throw notSent(shop, `answered HTTP ${status}`, undefined, status);
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

const notSent = (shop: ShopKey, what: Words, cause?: unknown, status?: number): TsunagiError =>
  new TsunagiError(
    'mall.unreachable',
    'later',
    sentence`Yahoo! JAPAN's token endpoint ${what}, so no call of ${shop} was sent. Nothing to do but wait.`,
    { shop, operation: 'token', ...(status === undefined ? {} : { status }) },
    { cause },
  );
