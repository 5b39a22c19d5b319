import { type EpochMs, minuteMs, type Sentence, secondMs, sentence, TsunagiError } from '../../core/kernel/index.ts';
import type { ShopKey } from '../../core/model/index.ts';
import { readBody } from '../body.ts';
import { type HttpAnswer, type Transport, TransportFailure } from '../http.ts';
import type { AmazonCredential } from './site.ts';

/** A token that ends sooner than this is renewed before it is used: the call it goes with takes its time, too. */
const spareMs = minuteMs;
/** An answer of the endpoint is a few kilobytes. */
const maxBytes = 64 * 1024;

/** The access tokens of a process's shops. */
export interface AmazonTokens {
  /**
   * The token for a call of this shop; fetched if there is none that works. A caller that asks while a token is being fetched waits for
   * the same one. Throws `key.refused` if a person has to act, and the endpoint's own errors.
   */
  of(shop: ShopKey, credential: AmazonCredential): Promise<string>;
  /** Forgets a token that the mall did not take; one that came later stays. */
  drop(shop: ShopKey, token: string): void;
}

export interface AmazonTokensOptions {
  /** Scheme and host of the token endpoint, `https://api.amazon.com`. */
  readonly authUrl: string;
  readonly transport: Transport;
  readonly now: () => EpochMs;
  readonly timeoutMs: number;
}

interface Token {
  readonly text: string;
  readonly endsAt: EpochMs;
}

interface Kept {
  /** The token's key in one text: another key has another token. */
  readonly key: string;
  readonly token: Promise<Token>;
  given: Token | null;
}

/** Access tokens of Login with Amazon. A process keeps them until they end, an hour after they were given; they are stored nowhere. */
export function createAmazonTokens(options: AmazonTokensOptions): AmazonTokens {
  const kept = new Map<ShopKey, Kept>();
  return {
    async of(shop, credential) {
      const key = `${credential.clientId} ${credential.clientSecret} ${credential.refreshToken}`;
      const standing = kept.get(shop);
      const isOver = standing?.given != null && standing.given.endsAt - spareMs <= options.now();
      if (standing?.key === key && !isOver) return (await standing.token).text;
      const entry: Kept = { key, token: fetchToken(options, shop, credential), given: null };
      kept.set(shop, entry);
      try {
        entry.given = await entry.token;
        return entry.given.text;
      } catch (error) {
        // The next caller fetches again: the fault may have passed.
        if (kept.get(shop) === entry) kept.delete(shop);
        throw error;
      }
    },
    drop(shop, token) {
      if (kept.get(shop)?.given?.text === token) kept.delete(shop);
    },
  };
}

async function fetchToken(options: AmazonTokensOptions, shop: ShopKey, credential: AmazonCredential): Promise<Token> {
  const { clientId, clientSecret, refreshToken } = credential;
  const asked = options.now();
  let answer: HttpAnswer;
  try {
    answer = await options.transport({
      method: 'POST',
      url: `${options.authUrl}/auth/o2/token`,
      headers: { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        refresh_token: refreshToken,
        client_id: clientId,
        client_secret: clientSecret,
      }).toString(),
      timeoutMs: options.timeoutMs,
      maxBytes,
    });
  } catch (error) {
    if (!(error instanceof TransportFailure)) throw error;
    // Whatever the call itself was to do, it was not sent: nothing of it is open.
    throw notSent(shop, sentence`did not answer`, error);
  }
  const { status } = answer;
  const said = fieldsOf(answer);
  const token = said.access_token;
  if (status === 200 && typeof token === 'string' && /^[\x21-\x7e]{1,4000}$/.test(token)) {
    const lifeMs =
      typeof said.expires_in === 'number' && said.expires_in > 0 ? said.expires_in * secondMs : 60 * minuteMs;
    return { text: token, endsAt: asked + lifeMs };
  }
  const code = status === 400 || status === 401 ? refusalIn(said) : null;
  if (code !== null) throw refused(shop, status, code);
  if (status === 429) throw tooMany(shop, status);
  throw notSent(shop, sentence`answered HTTP ${status}`, undefined, status);
}

/** What the endpoint itself is in trouble with: nothing is wrong with the request. */
const itsOwnTroubles: ReadonlySet<unknown> = new Set(['server_error', 'temporarily_unavailable']);

/** The error code of OAuth 2.0 (RFC 6749, 5.2) by which the endpoint refuses a request; null where it says none. */
function refusalIn({ error }: Readonly<Record<string, unknown>>): string | null {
  return typeof error === 'string' && /^[a-z_]{3,40}$/.test(error) && !itsOwnTroubles.has(error) ? error : null;
}

function adviceOn(code: string): Sentence {
  switch (code) {
    case 'invalid_grant':
      return sentence`the seller has taken the authorisation back, or the refresh token is another application's. The seller must authorise the application again, and the new refresh token be stored.`;
    case 'invalid_client':
    case 'unauthorized_client':
      return sentence`Amazon does not take the client secret, which ends 180 days after its rotation, or does not know the client id. The owner of the application must look both up, rotate the secret where it has ended, and store it.`;
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

function fieldsOf({ body }: HttpAnswer): Readonly<Record<string, unknown>> {
  const read = readBody(body);
  return Object(read.kind === 'json' ? read.value : null) as Readonly<Record<string, unknown>>;
}
