import type { SimRequest } from '../http.ts';
import { html, json, type Reply } from './operation.ts';
import type { Shop, World } from './state.ts';

/** A wrong secret is an invalid request; the reason stands in the title of a page. Recorded in 2026. */
function refused({ settings }: World, error: string, description: string): Reply {
  if (settings.access.grantErrors === 'json') return json(400, { error, error_description: description });
  const title = `400 - Oauth error ${error}: ${description}`;
  return html(400, `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`);
}

/** `POST /admin/oauth/access_token`: a token of a day for an app of the shop's own organisation, by its client id and secret. */
export function tokenEndpoint(world: World, shop: Shop, { body, headers }: SimRequest): Reply {
  const fields = fieldsOf(body, headers['content-type'] ?? '');
  const clientId = fields.get('client_id') ?? '';
  if (clientId !== shop.clientId) {
    return refused(
      world,
      'application_cannot_be_found',
      `Could not find Shopify API application with api_key ${clientId}`,
    );
  }
  if (fields.get('client_secret') !== shop.clientSecret || fields.get('grant_type') !== 'client_credentials') {
    return refused(world, 'invalid_request', 'The request is missing a required parameter, or is otherwise malformed.');
  }
  if (!shop.isInstalled) return refused(world, 'app_not_installed', 'The application is not installed on this shop.');
  const token = `shpat_${world.tokenChance.hex(32)}`;
  const { tokenSeconds } = world.settings.access;
  for (const [known, ends] of shop.tokens) if (ends !== null && ends <= world.timeMs) shop.tokens.delete(known);
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
