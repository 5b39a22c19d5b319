import { type EpochMs, minuteMs, secondMs, sentence, TsunagiError } from '../core/kernel/index.ts';
import type { ShopKey } from '../core/model/index.ts';
import { readBody } from './body.ts';
import type { HttpAnswer } from './http.ts';

/** A token that ends sooner than this is renewed before it is used: the call it goes with takes its time, too. */
const spareMs = minuteMs;
/** An answer of a token endpoint is a few kilobytes at most. */
export const tokenBytesMax = 64 * 1024;

/** The access tokens of a process's shops (OAuth 2.0). */
export interface AccessTokens<Credential> {
  /**
   * The token for a call of this shop; fetched if there is none that works. A caller that asks while a token is being fetched waits for
   * the same one. Throws `key.refused` if a person has to act, and the endpoint's own errors.
   */
  of(shop: ShopKey, credential: Credential): Promise<string>;
  /** Forgets a token that the mall did not take; one that came later stays. */
  drop(shop: ShopKey, token: string): void;
}

export interface AccessToken {
  readonly text: string;
  readonly endsAt: EpochMs;
}

/** What a token is fetched with; another one has another token. */
interface TokenCredential {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshToken?: string;
}

interface Kept {
  /** The credential's parts in one text. */
  readonly key: string;
  readonly token: Promise<AccessToken>;
  given: AccessToken | null;
}

/** A process keeps tokens until they end, an hour after they were given; they are stored nowhere. */
export function keepTokens<Credential extends TokenCredential>(
  now: () => EpochMs,
  fetchToken: (shop: ShopKey, credential: Credential) => Promise<AccessToken>,
): AccessTokens<Credential> {
  const kept = new Map<ShopKey, Kept>();
  return {
    async of(shop, credential) {
      const key = JSON.stringify([credential.clientId, credential.clientSecret, credential.refreshToken]);
      const standing = kept.get(shop);
      const isOver = standing?.given != null && standing.given.endsAt - spareMs <= now();
      if (standing?.key === key && !isOver) return (await standing.token).text;
      const entry: Kept = { key, token: fetchToken(shop, credential), given: null };
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

/** What a token endpoint itself is in trouble with: nothing is wrong with the request. */
const itsOwnTroubles: ReadonlySet<unknown> = new Set(['server_error', 'temporarily_unavailable']);

/** What a token endpoint answered: a token, its own word for why it gives none (RFC 6749, 5.2), or nothing of either. */
export function readTokenAnswer(
  { status, body }: HttpAnswer,
  askedAt: EpochMs,
): { readonly token: AccessToken | null; readonly refusal: string | null } {
  const read = readBody(body);
  const said = Object(read.kind === 'json' ? read.value : null) as Readonly<Record<string, unknown>>;
  const { access_token: text, expires_in: seconds, error } = said;
  if (status === 200 && typeof text === 'string' && /^[\x21-\x7e]{1,4000}$/.test(text)) {
    const lifeMs = typeof seconds === 'number' && seconds > 0 ? seconds * secondMs : 60 * minuteMs;
    return { token: { text, endsAt: askedAt + lifeMs }, refusal: null };
  }
  const isRefusal = (status === 400 || status === 401) && typeof error === 'string' && /^[a-z_]{3,40}$/i.test(error);
  return { token: null, refusal: isRefusal && !itsOwnTroubles.has(error) ? error : null };
}

/**
 * A refusal in which the token endpoint gives no word of its own: it says nothing of the key.
 *
 * @param address of the endpoint, or the parameter of the installation that has it
 */
export function tokenRefusedWithoutReason(who: string, shop: ShopKey, status: number, address: string): TsunagiError {
  const message = sentence`${who} answered HTTP ${status} without a reason to the request for a token, so no call of ${shop} was sent. If it lasts, a proxy or a wrong address (${address}) is to blame.`;
  return new TsunagiError('mall.failing', 'later', message, { shop, operation: 'token', status, sent: false });
}

/** Makes a call with the shop's token; once more with a new one where the gateway turned it away because its token had ended. */
export async function callWithToken<Credential, Answer>(
  tokens: AccessTokens<Credential>,
  shop: ShopKey,
  credential: Credential,
  { ask, isEnded }: { readonly ask: (token: string) => Promise<Answer>; readonly isEnded: (answer: Answer) => boolean },
): Promise<Answer> {
  const token = await tokens.of(shop, credential);
  const answer = await ask(token);
  if (!isEnded(answer)) return answer;
  tokens.drop(shop, token);
  return ask(await tokens.of(shop, credential));
}
