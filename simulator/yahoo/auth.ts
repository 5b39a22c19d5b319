import { DAY_MS } from '../jst.ts';
import { keepToken } from '../tokens.ts';
import { type Call, gatewayError, json, type Operation, type Reply } from './operation.ts';
import type { Application, Shop, World } from './state.ts';

/** Whose call this is, by its `Authorization: Bearer`; null if the token is unknown. */
export function shopOfBearer(world: World, headers: Record<string, string>): Shop | null {
  return world.accessTokens.get(tokenOf(headers))?.shop ?? null;
}

/** 401 if the token is unknown, has expired, its consent was withdrawn, or its application lacks the scope. */
export function bearerRefusal(world: World, headers: Record<string, string>): Reply | null {
  const token = world.accessTokens.get(tokenOf(headers));
  if (!token || token.shop.consent?.withdrawn) return tokenRefused('invalid token');
  if (world.timeMs >= token.expiresAt) return tokenRefused('expired token');
  if (token.shop.application.hasScope) return null;
  return challenged(world.settings.assumed.scopeStatus, 'insufficient_scope', 'insufficient scope');
}

export const tokenRefused = (description: string): Reply => challenged(401, 'invalid_token', description);

/** The gateway says what is wrong with a token in its header and in its body. */
function challenged(status: number, error: string, description: string): Reply {
  const challenge = `Bearer realm="yahooapis.jp", error="${error}", error_description="${description}"`;
  return {
    ...gatewayError(status, `\nPlease provide valid credentials. ${challenge}\n`),
    headers: { 'www-authenticate': challenge },
  };
}

const tokenOf = (headers: Record<string, string>): string =>
  /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';

/**
 * A person of the shop agrees in a browser: everything that hangs on the consent counts from here. The refresh token
 * stays the same string. Answers the code that the browser brings back.
 */
export function consent(world: World, shop: Shop): string {
  shop.consent = {
    at: world.timeMs,
    endsAt: world.timeMs + world.settings.auth.consentDays * DAY_MS,
    withdrawn: false,
  };
  const code = world.chance.keys.hex(24);
  world.codes.set(code, { shop, expiresAt: world.timeMs + world.settings.auth.codeSeconds * 1000 });
  return code;
}

function isConsentAlive(world: World, shop: Shop): boolean {
  return shop.consent !== null && !shop.consent.withdrawn && world.timeMs < shop.consent.endsAt;
}

/** A fresh access token. It also ends with its consent withdrawn. */
function newAccessToken(world: World, shop: Shop): string {
  const token = `at.${world.tokenChance.hex(60)}`;
  const expiresAt = world.timeMs + world.settings.auth.accessTokenSeconds * 1000;
  keepToken(world.accessTokens, token, { shop, expiresAt }, world.timeMs);
  return token;
}

/** `POST /yconnect/v2/token`: an access token for a code, or for the refresh token. */
export const tokenEndpoint: Operation = {
  name: 'token',
  api: 'token',
  write: false,
  perform: ({ world, request }) => {
    const application = applicationOf(world, request.headers.authorization);
    if (!application) return refused(401, 'invalid_client', 'client authentication failed');
    const form = new URLSearchParams(request.body);
    switch (form.get('grant_type')) {
      case 'refresh_token':
        return refreshed(world, application, form.get('refresh_token'));
      case 'authorization_code':
        return redeemed(world, application, form.get('code'));
      case null:
        return refused(400, 'invalid_request', 'grant_type is required');
      default:
        return refused(400, 'unsupported_grant_type', 'grant_type is not supported');
    }
  },
};

/** The shop a token request is about, for faults that concern one shop. */
export function shopOfTokenRequest(world: World, request: Call['request']): Shop | null {
  const form = new URLSearchParams(request.body);
  const code = form.get('code');
  if (code !== null) return world.codes.get(code)?.shop ?? null;
  return world.refreshTokens.get(form.get('refresh_token') ?? '') ?? null;
}

function applicationOf(world: World, authorization: string | undefined): Application | null {
  const encoded = /^Basic (.+)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return null;
  const [clientId = '', ...secret] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  const application = world.applications.get(clientId);
  return application?.clientSecret === secret.join(':') ? application : null;
}

/** No new refresh token comes with a refreshed access token: the old one stays good until its consent ends. */
function refreshed(world: World, application: Application, refreshToken: string | null): Reply {
  const shop = world.refreshTokens.get(refreshToken ?? '');
  if (shop?.application !== application || !isConsentAlive(world, shop)) {
    return refused(400, 'invalid_grant', 'refresh token is invalid');
  }
  return json(200, granted(world, shop));
}

function redeemed(world: World, application: Application, given: string | null): Reply {
  const code = world.codes.get(given ?? '');
  if (!code || code.shop.application !== application || world.timeMs >= code.expiresAt) {
    return refused(400, 'invalid_grant', 'authorization code is invalid');
  }
  const answer = { ...granted(world, code.shop), refresh_token: code.shop.refreshToken };
  return json(200, answer, () => world.codes.delete(given ?? ''));
}

function granted(world: World, shop: Shop) {
  return {
    access_token: newAccessToken(world, shop),
    token_type: 'Bearer',
    expires_in: world.settings.auth.accessTokenSeconds,
  };
}

function refused(status: number, error: string, description: string): Reply {
  return json(status, { error, error_description: description });
}
