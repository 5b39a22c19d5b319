import type { SimRequest } from '../http.ts';
import { json, type Reply } from './operation.ts';
import type { Shop, World } from './state.ts';

const refused = (error: string, description: string): Reply => json(400, { error, error_description: description });

/** `POST /admin/oauth/access_token`: a token of a day for an app of the shop's own organisation, by its client id and secret. */
export function tokenEndpoint(world: World, shop: Shop, { body, headers }: SimRequest): Reply {
  const fields = fieldsOf(body, headers['content-type'] ?? '');
  if (fields.get('grant_type') !== 'client_credentials') {
    return refused('unsupported_grant_type', 'The grant type is not supported.');
  }
  const isKnown = fields.get('client_id') === shop.clientId && fields.get('client_secret') === shop.clientSecret;
  if (!isKnown) return refused('invalid_client', 'The client is not known, or its secret is wrong.');
  const token = `shpat_${world.tokenChance.hex(32)}`;
  const { tokenSeconds } = world.settings.access;
  shop.tokens.set(token, world.timeMs + tokenSeconds * 1000);
  return json(200, { access_token: token, scope: [...shop.scopes].join(','), expires_in: tokenSeconds });
}

function fieldsOf(body: string, type: string): Map<string, string> {
  if (!type.startsWith('application/json')) return new Map(new URLSearchParams(body));
  try {
    return new Map(Object.entries(Object(JSON.parse(body))).map(([name, value]) => [name, String(value)]));
  } catch {
    return new Map();
  }
}
