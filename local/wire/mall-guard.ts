import type { ServeGuard } from '../../simulator/index.ts';
import { bearing, fromHere } from './guard.ts';

/**
 * The requests that a served mall accepts: at its API, every caller on this machine, because the mall itself requires a shop's key; at its
 * control API, only callers on this machine that give the token.
 *
 * @param where where the token is found, in words
 */
export function mallGuard(token: string, where: string): ServeGuard {
  const withToken = bearing(token, where);
  return (request, asked) => (asked === 'control' ? withToken(request) : fromHere(request));
}
