import type { SimRequest } from '../exchange.ts';
import { INVENTORY_NAMES, inventoryRoute } from './inventory/routes.ts';
import { licenseExpiry } from './license.ts';
import type { Operation } from './operation.ts';
import { ORDER_FUNCTIONS, PURCHASE_ITEM_FUNCTIONS } from './orders/functions.ts';
import { errors, json, type Reply } from './reply.ts';

/** Where a request leads: to an operation, or to nowhere with the answer for that. */
export type Route =
  | {
      found: true;
      operation: Operation;
      names: readonly string[];
      query: URLSearchParams;
      /** What is wrong with its method or its content type. */
      refusal: Reply | null;
    }
  | { found: false; reply: Reply };

const ORDER_PATHS = new Map<string, Operation>([
  ...ORDER_FUNCTIONS.map((operation) => [`/es/2.0/order/${operation.name}`, operation] as const),
  ...PURCHASE_ITEM_FUNCTIONS.map((operation) => [`/es/2.0/purchaseItem/${operation.name}`, operation] as const),
]);
const LICENSE_PATH = '/es/1.0/license-management/license-key/expiry-date';

/** Every operation by its name, as 利用機能編集 switches them one by one. */
export const OPERATION_NAMES: readonly string[] = [
  ...[...ORDER_PATHS.values()].map(({ name }) => name),
  ...INVENTORY_NAMES,
  licenseExpiry.name,
];

/** Shared: no code writes into a query. */
const NO_QUERY = new URLSearchParams();

/** Paths work with and without a slash at the end. */
export function routeOf(request: SimRequest): Route {
  const mark = request.path.indexOf('?');
  const fullPath = mark < 0 ? request.path : request.path.slice(0, mark);
  const path = fullPath.endsWith('/') ? fullPath.slice(0, -1) : fullPath;
  const query = mark < 0 ? NO_QUERY : new URLSearchParams(request.path.slice(mark + 1));

  const order = ORDER_PATHS.get(path);
  if (order) return { found: true, operation: order, names: [], query, refusal: orderRefusal(request) };
  if (path === LICENSE_PATH) {
    const refusal = request.method === 'GET' ? null : methodNotAllowed();
    return { found: true, operation: licenseExpiry, names: [], query, refusal };
  }
  const inventory = inventoryRoute(request.method, path);
  if (inventory === 'nowhere') return { found: false, reply: pathUnknown(path) };
  if (inventory === 'method') return { found: false, reply: methodNotAllowed() };
  return { found: true, ...inventory, query, refusal: inventoryRefusal(request) };
}

function pathUnknown(path: string): Reply {
  return path.includes('/inventories')
    ? errors(400, { code: 'GE0007', message: "Requested path doesn't exist" })
    : json(404, { Results: { errorCode: 'ES04-04', message: 'Not Found' } });
}

const methodNotAllowed = (): Reply => json(405, { Results: { errorCode: 'ES04-02', message: 'Method Not Allowed' } });

const mediaUnsupported = (): Reply =>
  json(415, { Results: { errorCode: 'ES04-03', message: 'Unsupported Media Type' } });

/** The order API takes POST only, and JSON only with its charset named. */
function orderRefusal(request: SimRequest): Reply | null {
  if (request.method !== 'POST') return methodNotAllowed();
  const contentType = request.headers['content-type'] ?? '';
  return /^application\/json\s*;\s*charset\s*=\s*"?utf-8"?\s*$/i.test(contentType) ? null : mediaUnsupported();
}

/** The inventory API takes JSON with or without its charset. */
function inventoryRefusal(request: SimRequest): Reply | null {
  const needsBody = request.method === 'POST' || request.method === 'PUT';
  const isJson = /^application\/json\b/i.test(request.headers['content-type'] ?? '');
  return needsBody && !isJson ? mediaUnsupported() : null;
}
