import type { ServeGuard } from '../../simulator/serve.ts';
import { bearing, fromHere } from './guard.ts';

/**
 * The requests that a served mall accepts: at its API, every caller on this machine, because the mall itself requires a shop's key; at its
 * control door, only callers on this machine that give the token.
 *
 * @param where where the token is found, in words
 */
export function mallGuard(token: string, where: string): ServeGuard {
  const door = bearing(token, where);
  return (request, asked) => (asked === 'door' ? door(request) : fromHere(request));
}
