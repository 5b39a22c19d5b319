import { DAY_MS } from '../../jst.ts';
import type { Shop } from '../state.ts';
import type { World } from '../world.ts';

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

export function isConsentAlive(world: World, shop: Shop): boolean {
  return shop.consent !== null && !shop.consent.withdrawn && world.timeMs < shop.consent.endsAt;
}

/** A fresh access token. It also ends with its consent withdrawn. */
export function newAccessToken(world: World, shop: Shop): string {
  const token = `at.${world.chance.accessTokens.hex(60)}`;
  world.accessTokens.set(token, { shop, expiresAt: world.timeMs + world.settings.auth.accessTokenSeconds * 1000 });
  return token;
}
