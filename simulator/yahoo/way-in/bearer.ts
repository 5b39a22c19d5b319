import { gatewayError, type Reply } from '../reply.ts';
import type { Shop } from '../state.ts';
import type { World } from '../world.ts';

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
