import type { ServeGuard } from '../../simulator/serve.ts';
import { bearing, fromHere } from './guard.ts';

/**
 * What a served mall lets in: to its API whoever is on this machine, since the mall itself asks for a shop's key; to its control door
 * who gives the token besides.
 *
 * @param where where the token is found, in words
 */
export function mallGuard(token: string, where: string): ServeGuard {
  const door = bearing(token, where);
  return (request, asked) => (asked === 'door' ? door(request) : fromHere(request));
}
