import { type EpochMs, type Sentence, sentence, TsunagiError } from '../../core/kernel/index.ts';
import type { ShopKey } from '../../core/model/index.ts';
import {
  type AccessToken,
  type AccessTokens,
  keepTokens,
  readTokenAnswer,
  tokenBytesMax,
  tokenRefusedWithoutReason,
} from '../access-tokens.ts';
import { isMallsOwnTrouble } from '../faults.ts';
import { type HttpAnswer, type Transport, TransportFailure } from '../http.ts';
import { type AmazonCredential, rotation } from './site.ts';

export type AmazonTokens = AccessTokens<AmazonCredential>;

export interface AmazonTokensOptions {
  /** Scheme and host of the token endpoint, `https://api.amazon.com`. */
  readonly authUrl: string;
  readonly transport: Transport;
  readonly now: () => EpochMs;
  readonly timeoutMs: number;
  /** For calls that belong to the application, and to no seller; the seller's own authorisation when absent. */
  readonly scope?: string;
}

/** Access tokens of Login with Amazon. */
export function createAmazonTokens(options: AmazonTokensOptions): AmazonTokens {
  return keepTokens(options.now, (shop, credential) => fetchToken(options, shop, credential));
}

async function fetchToken(
  options: AmazonTokensOptions,
  shop: ShopKey,
  credential: AmazonCredential,
): Promise<AccessToken> {
  const { clientId, clientSecret, refreshToken } = credential;
  const { scope } = options;
  const asked = options.now();
  let answer: HttpAnswer;
  try {
    answer = await options.transport({
      method: 'POST',
      url: `${options.authUrl}/auth/o2/token`,
      headers: { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
      body: new URLSearchParams({
        ...(scope === undefined
          ? { grant_type: 'refresh_token', refresh_token: refreshToken }
          : { grant_type: 'client_credentials', scope }),
        client_id: clientId,
        client_secret: clientSecret,
      }).toString(),
      timeoutMs: options.timeoutMs,
      maxBytes: tokenBytesMax,
    });
  } catch (error) {
    if (!(error instanceof TransportFailure)) throw error;
    // Whatever the call itself was to do, it was not sent: nothing of it is open.
    throw notSent(shop, sentence`did not answer`, error);
  }
  const { status } = answer;
  const { token, refusal } = readTokenAnswer(answer, asked);
  if (token !== null) return token;
  if (refusal !== null) throw refused(shop, status, refusal);
  if (status === 429) throw tooMany(shop, status);
  if (status >= 400 && !isMallsOwnTrouble(status))
    throw tokenRefusedWithoutReason('Login with Amazon', shop, status, 'amazonAuthUrl');
  throw notSent(shop, sentence`answered HTTP ${status}`, undefined, status);
}

function adviceOn(code: string): Sentence {
  switch (code) {
    case 'invalid_grant':
      return sentence`the seller has taken the authorisation back, or the refresh token is another application's. The seller must authorise the application again, and the new refresh token be stored.`;
    case 'invalid_client':
    case 'unauthorized_client':
      return sentence`Amazon does not take the client secret, which ends 180 days after its rotation, or does not know the client id. The owner of the application must look both up, rotate the secret where it has ended (${rotation}), and store it with the moment of its rotation (ops keys rotate).`;
    default:
      return sentence`Amazon does not accept the request for a token. Usually a part of the stored key is empty or damaged: enter client id, client secret and refresh token of this shop again. If every shop is refused, the address is wrong: the operator of this installation must check its parameter amazonAuthUrl.`;
  }
}

const refused = (shop: ShopKey, status: number, code: string): TsunagiError =>
  new TsunagiError(
    'key.refused',
    'after-pause',
    sentence`Login with Amazon gives no token for ${shop} (${code}): ${adviceOn(code)}`,
    { shop, operation: 'token', status, mallCodes: [code] },
  );

const tooMany = (shop: ShopKey, status: number): TsunagiError =>
  new TsunagiError(
    'mall.throttled',
    'later',
    sentence`Login with Amazon answered HTTP ${status}: too many calls, so none of ${shop} was sent. It passes by itself.`,
    { shop, operation: 'token', status },
  );

const notSent = (shop: ShopKey, what: Sentence, cause?: unknown, status?: number): TsunagiError =>
  new TsunagiError(
    'mall.unreachable',
    'later',
    sentence`Login with Amazon ${what}, so no call of ${shop} was sent. Nothing to do but wait.`,
    { shop, operation: 'token', ...(status === undefined ? {} : { status }) },
    { cause },
  );
