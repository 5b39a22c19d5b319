import type { MallShop } from '../../../../core/ports/mall.ts';
import type { HttpRequest } from '../../../../malls/http.ts';
import { shopifyMall } from '../../../../malls/shopify/index.ts';

/** One call as Shopify got it. */
interface Asked {
  readonly operation: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly token: string | undefined;
  readonly url: string;
}

type Reply = { readonly status?: number; readonly headers?: Record<string, string>; readonly body: unknown };

/** What an answer is made of: `data` alone is a reply. */
export type Answer = (asked: Asked) => Reply;

export const began = Date.parse('2026-11-24T06:45:07Z');
const shopKey = 'shopify#kado-no-mise';
export const location = '65432198765';

/** A shop whose Shopify is a function: for answers that a simulator does not give by itself. */
export function scripted(answer: Answer) {
  const clock = { at: began };
  const asked: Asked[] = [];
  const tokens: string[] = [];
  const logged: unknown[] = [];
  const transport = async (request: HttpRequest) => {
    if (request.url.endsWith('/admin/oauth/access_token')) {
      tokens.push(`token-${tokens.length + 1}`);
      return json({ body: { access_token: tokens.at(-1), scope: '', expires_in: 86_399 } });
    }
    const { query, variables } = JSON.parse(request.body ?? '');
    const operation = /connection:(\w+)|currentAppInstallation|inventorySetQuantities/.exec(query);
    const one = {
      operation: operation?.[1] ?? String(operation?.[0]),
      variables,
      token: request.headers['x-shopify-access-token'],
      url: request.url,
    };
    asked.push(one);
    return json(answer(one));
  };
  const json = ({ status = 200, headers = {}, body }: Reply) => ({
    status,
    headers: { date: new Date(clock.at).toUTCString(), 'x-shopify-api-version': '2026-10', ...headers },
    body: JSON.stringify(body),
  });
  const connect = () =>
    shopifyMall.connect(
      { baseUrl: 'https://{shop}.myshopify.com' },
      { transport, now: () => clock.at, log: { error: (event, fields) => void logged.push([event, fields]) } },
    );
  const credential = { mall: 'shopify', clientId: 'id', clientSecret: 'secret', locationId: location };
  const shop: MallShop = connect().open({ key: shopKey, code: 'kado-no-mise' }, credential);
  return { clock, asked, tokens, logged, shop };
}

export const page = (nodes: readonly unknown[], endCursor: string | null = null) => ({
  nodes,
  pageInfo: { hasNextPage: endCursor !== null, endCursor },
});

let count = 0;

export function line(sku: string | null, currentQuantity = 1) {
  count++;
  return { id: `gid://shopify/LineItem/${count}`, sku, name: 'Ｔシャツ', quantity: currentQuantity, currentQuantity };
}

export function order(name: string, given: Readonly<Record<string, unknown>> = {}) {
  count++;
  return {
    id: `gid://shopify/Order/${count}`,
    name,
    createdAt: '2026-11-24T05:00:00Z',
    updatedAt: '2026-11-24T06:00:00Z',
    cancelledAt: null,
    displayFinancialStatus: 'PAID',
    displayFulfillmentStatus: 'UNFULFILLED',
    lineItems: page([line('t-shirt')]),
    ...given,
  };
}

export function item(sku: string, available: number, given: Readonly<Record<string, unknown>> = {}) {
  count++;
  return {
    id: `gid://shopify/InventoryItem/${count}`,
    sku,
    tracked: true,
    inventoryLevel: {
      updatedAt: '2026-11-24T06:00:00Z',
      quantities: [{ name: 'available', quantity: available }],
    },
    ...given,
  };
}
