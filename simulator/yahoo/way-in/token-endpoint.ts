import type { Call, Operation } from '../operation.ts';
import { json, type Reply } from '../reply.ts';
import type { Application, Shop } from '../state.ts';
import type { World } from '../world.ts';
import { isConsentAlive, newAccessToken } from './consent.ts';

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
