import type { Gateway } from '../exchange.ts';
import { addressOf, type SimRequest } from '../http.ts';
import { httpDate } from '../jst.ts';
import { uuid } from '../prng.ts';
import { answer, operationOf, readAsked } from './engine.ts';
import { faults } from './faults.ts';
import { type Body, badToken, type Call, notFound, type Reply, refusal } from './operation.ts';
import type { Shop, World } from './state.ts';
import { tokenEndpoint } from './token.ts';
import { answeringVersion } from './versions.ts';

/** `/{shop}/admin/api/2026-10/graphql.json`; the shop may stand in the name of the host instead, and the version be left out. */
const GRAPHQL = /^(?:\/([a-z0-9][a-z0-9-]*))?\/admin\/api(?:\/([^/]+))?\/graphql\.json$/;
const TOKEN = /^(?:\/([a-z0-9][a-z0-9-]*))?\/admin\/oauth\/access_token$/;

/** The shop that a path names; null where it names none. */
export const shopInPath = (path: string): string | null => (GRAPHQL.exec(path) ?? TOKEN.exec(path))?.[1] ?? null;

function shopOf(world: World, { path, headers }: Pick<SimRequest, 'path' | 'headers'>): Shop | null {
  const ofHost = /^([a-z0-9-]+)\.myshopify\.com(?::\d+)?$/.exec(headers.host ?? '')?.[1];
  return world.shops.get(shopInPath(addressOf({ path }).path) ?? ofHost ?? '') ?? null;
}

export const gateway: Gateway<Call, Body> = {
  route(world, request) {
    const { path } = addressOf(request);
    const shop = shopOf(world, request);
    const none = { world, request, shop, version: null, asked: null };
    if (request.method !== 'POST') return { ...none, operation: null };
    if (TOKEN.test(path)) return { ...none, operation: { name: 'access_token', api: 'token', write: false } };
    const found = GRAPHQL.exec(path);
    if (!found) return { ...none, operation: null };
    const asked = readAsked(request);
    return { ...none, version: answeringVersion(world, found[2] ?? null), asked, operation: operationOf(asked) };
  },
  perform,
  replay: ({ shop, ...call }) => (shop && call.asked ? answer({ ...call, shop }, { isCounted: false }) : null),
  write: ({ world, version }, { body, contentType = 'application/json; charset=utf-8', headers }) => ({
    headers: {
      date: httpDate(world.timeMs),
      connection: world.settings.transport.connection,
      'content-type': contentType,
      'x-request-id': uuid(world.chance.exchange),
      ...(version === null ? {} : { 'x-shopify-api-version': version }),
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  }),
  faults,
};

function perform(call: Call): Reply {
  const { world, request, shop, operation, asked } = call;
  if (!shop || shop.state === 'gone') return notFound();
  if (operation?.api === 'token') return tokenEndpoint(world, shop, request);
  if (!asked || call.version === null) return notFound();
  if (shop.state === 'frozen') return refusal(402, 'Unavailable Shop');
  if (shop.state === 'locked') return refusal(423, 'Shop is locked');
  const ends = shop.tokens.get(request.headers['x-shopify-access-token'] ?? '');
  if (ends === undefined || (ends !== null && world.timeMs >= ends)) return badToken();
  if (shop.state === 'forbidden') return refusal(403, 'Forbidden');
  return answer({ ...call, shop }, { isCounted: true });
}
