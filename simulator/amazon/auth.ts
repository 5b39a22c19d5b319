import { DAY_MS } from '../jst.ts';
import { keepToken } from '../tokens.ts';
import { type Call, json, type Operation, type Reply, unauthorized } from './operation.ts';
import type { Application, Shop, World } from './state.ts';

/** amzn/selling-partner-api-models#4489. */
const ENDED_SECRET = 'The LWA secret token you provided has expired';
const GRANTLESS_SCOPE = 'sellingpartnerapi::notifications';

/** Whose call this is, by its `x-amz-access-token`; null if the token is unknown. */
export function shopOfToken(world: World, headers: Record<string, string>): Shop | null {
  return world.accessTokens.get(headers['x-amz-access-token'] ?? '')?.shop ?? null;
}

/** 401 without a token, 403 if it is unknown, has ended or its authorisation was taken back. */
export function tokenRefusal(world: World, headers: Record<string, string>): Reply | null {
  const given = headers['x-amz-access-token'];
  if (given === undefined || given === '') return unauthorized(401);
  const token = world.accessTokens.get(given);
  if (!token || token.shop.revoked || world.timeMs >= token.expiresAt) {
    return unauthorized(world.settings.auth.endedTokenStatus);
  }
  const { endedSecretAt } = world.settings.auth;
  if (endedSecretAt === 'call' && world.timeMs >= token.secretEndsAt) return unauthorized(403, ENDED_SECRET);
  return null;
}

/** The application whose token without a seller this is; null if it is unknown or has ended. */
export function applicationOfToken(world: World, headers: Record<string, string>): Application | null {
  const token = world.grantless.get(headers['x-amz-access-token'] ?? '');
  return token !== undefined && world.timeMs < token.expiresAt ? token.application : null;
}

/** `POST /auth/o2/token` of Login with Amazon. */
export const tokenEndpoint: Operation = {
  name: 'token',
  api: 'token',
  write: false,
  method: 'POST',
  perform: ({ world, request }) => {
    const form = new URLSearchParams(request.body);
    const grant = form.get('grant_type');
    if (grant === null) return refused(400, 'invalid_request', 'The request is missing a required parameter');
    if (grant !== 'refresh_token' && grant !== 'client_credentials') {
      return refused(400, 'unsupported_grant_type', 'The authorization grant type is not supported');
    }
    const application = world.applications.get(form.get('client_id') ?? '');
    const secret = application?.secrets.find((one) => one.secret === form.get('client_secret'));
    if (!application || !secret) return refused(401, 'invalid_client', 'Client authentication failed');
    if (world.timeMs >= secret.endsAt && world.settings.auth.endedSecretAt === 'token') {
      return refused(401, world.settings.auth.endedSecret, 'Client authentication failed');
    }
    if (grant === 'client_credentials') {
      if (form.get('scope') !== GRANTLESS_SCOPE) return refused(400, 'invalid_scope', 'The requested scope is invalid');
      return json(200, grantedTo(world, application));
    }
    const shop = world.refreshTokens.get(form.get('refresh_token') ?? '');
    if (shop?.application !== application || shop.revoked) {
      const words =
        "The request has an invalid grant parameter : refresh_token. User may have revoked or didn't grant the permission.";
      return refused(400, 'invalid_grant', words);
    }
    return json(200, granted(world, shop, secret.endsAt));
  },
};

/** The shop a token request is about, for faults that concern one shop. */
export function shopOfTokenRequest(world: World, request: Call['request']): Shop | null {
  return world.refreshTokens.get(new URLSearchParams(request.body).get('refresh_token') ?? '') ?? null;
}

function granted(world: World, shop: Shop, secretEndsAt: number) {
  const token = `Atza|${world.tokenChance.hex(80)}`;
  const { accessTokenSeconds } = world.settings.auth;
  const expiresAt = world.timeMs + accessTokenSeconds * 1000;
  keepToken(world.accessTokens, token, { shop, secretEndsAt, expiresAt }, world.timeMs);
  return {
    access_token: token,
    refresh_token: shop.refreshToken,
    token_type: 'bearer',
    expires_in: accessTokenSeconds,
  };
}

function grantedTo(world: World, application: Application) {
  const token = `Atc|${world.noticeChance.hex(80)}`;
  const { accessTokenSeconds } = world.settings.auth;
  const expiresAt = world.timeMs + accessTokenSeconds * 1000;
  keepToken(world.grantless, token, { application, expiresAt }, world.timeMs);
  return { access_token: token, token_type: 'bearer', expires_in: accessTokenSeconds };
}

const refused = (status: number, error: string, description: string): Reply =>
  json(status, { error, error_description: description });

/** Another client secret; the one before works for some days more. */
export function rotateSecret(world: World, application: Application, secret: string): void {
  const { secretDays, oldSecretDays } = world.settings.auth;
  for (const one of application.secrets) {
    one.endsAt = Math.min(one.endsAt, world.timeMs + oldSecretDays * DAY_MS);
  }
  application.secrets.push({ secret, endsAt: world.timeMs + secretDays * DAY_MS });
}
