import { gatewayError, type Reply } from '../reply.ts';
import type { Shop } from '../state.ts';
import type { World } from '../world.ts';

/** Whose call this is, by its `Authorization: Bearer`; null where the token is nobody's. */
export function shopOfBearer(world: World, headers: Record<string, string>): Shop | null {
  return world.accessTokens.get(tokenOf(headers))?.shop ?? null;
}

/** 401 where the token is nobody's, has ended, or its consent was withdrawn. */
export function bearerRefusal(world: World, headers: Record<string, string>): Reply | null {
  const token = world.accessTokens.get(tokenOf(headers));
  if (!token || token.shop.consent?.withdrawn) return tokenRefused('invalid token');
  return world.timeMs < token.expiresAt ? null : tokenRefused('expired token');
}

/** The 401 of the gateway, in its header and its body. */
export function tokenRefused(description: string): Reply {
  const challenge = `Bearer realm="yahooapis.jp", error="invalid_token", error_description="${description}"`;
  return {
    ...gatewayError(401, `\nPlease provide valid credentials. ${challenge}\n`),
    headers: { 'www-authenticate': challenge },
  };
}

const tokenOf = (headers: Record<string, string>): string =>
  /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
