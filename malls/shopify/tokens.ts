import { type EpochMs, sentence, TsunagiError } from '../../core/kernel/index.ts';
import type { ShopKey } from '../../core/model/index.ts';
import { type AccessToken, type AccessTokens, keepTokens, readTokenAnswer, tokenBytesMax } from '../access-tokens.ts';
import { type Transport, TransportFailure } from '../http.ts';
import type { ShopifyCredential } from './site.ts';

/** A key, and where its shop is. */
export type ShopifyDoor = ShopifyCredential & { readonly url: string };
export type ShopifyTokens = AccessTokens<ShopifyDoor>;

interface TokensOptions {
  readonly transport: Transport;
  readonly now: () => EpochMs;
  readonly timeoutMs: number;
}

/** Access tokens of an app at its own shop (client credentials): they live a day. */
export const createShopifyTokens = (options: TokensOptions): ShopifyTokens =>
  keepTokens(options.now, (shop, door) => fetchToken(options, shop, door));

async function fetchToken(
  { transport, now, timeoutMs }: TokensOptions,
  shop: ShopKey,
  door: ShopifyDoor,
): Promise<AccessToken> {
  const asked = now();
  const { clientId, clientSecret, url } = door;
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
  });
  try {
    const answer = await transport({
      method: 'POST',
      url: `${url}/admin/oauth/access_token`,
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: form.toString(),
      timeoutMs,
      maxBytes: tokenBytesMax,
    });
    const { token, refusal } = readTokenAnswer(answer, asked);
    if (token !== null) return token;
    throw noToken(shop, answer.status, refusal);
  } catch (error) {
    // Whatever the call itself was to do, it was not sent: nothing of it is open.
    throw error instanceof TransportFailure ? notSent(shop, undefined, error) : error;
  }
}

/** A shop that is not there, and an app that is not installed, are answered by pages of any kind: the status tells. */
function noToken(shop: ShopKey, status: number, refusal: string | null): TsunagiError {
  const context = { shop, operation: 'access_token', status };
  if (status === 429) {
    const message = sentence`Shopify answered HTTP ${status} to the request for a token: too many, so no call of ${shop} was sent. It passes by itself.`;
    return new TsunagiError('mall.throttled', 'later', message, context);
  }
  if (refusal === null && ![400, 401, 403, 404].includes(status)) return notSent(shop, status);
  const message = sentence`Shopify gives no token for ${shop} (${refusal ?? `HTTP ${status}`}): the app is not installed at the shop, or the shop's name, the client id or the client secret is another one. Look them up in the Dev Dashboard, and store them.`;
  return new TsunagiError('key.refused', 'after-pause', message, {
    ...context,
    ...(refusal === null ? {} : { mallCodes: [refusal] }),
  });
}

function notSent(shop: ShopKey, status: number | undefined, cause?: unknown): TsunagiError {
  const what = status === undefined ? sentence`did not answer` : sentence`answered HTTP ${status}`;
  const message = sentence`Shopify ${what} to the request for a token, so no call of ${shop} was sent. Nothing to do but wait.`;
  return new TsunagiError(
    'mall.unreachable',
    'later',
    message,
    { shop, operation: 'access_token', ...(status === undefined ? {} : { status }) },
    { cause },
  );
}
