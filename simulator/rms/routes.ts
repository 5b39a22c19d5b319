import type { SimRequest } from '../exchange.ts';
import { licenseExpiry } from './license.ts';
import type { Operation } from './operation.ts';
import { ORDER_FUNCTIONS } from './orders/functions.ts';
import { errors, json, type Reply } from './reply.ts';

/** Where a request leads: to an operation, or to nowhere with the answer for that. */
export type Route =
  | { found: true; operation: Operation; names: readonly string[]; query: URLSearchParams; refusal: Reply | null }
  | { found: false; reply: Reply };

const ORDER_PATHS = new Map(ORDER_FUNCTIONS.map((operation) => [`/es/2.0/order/${operation.name}`, operation]));
const LICENSE_PATH = '/es/1.0/license-management/license-key/expiry-date';

/** Paths work with and without a slash at the end. */
export function routeOf(request: SimRequest): Route {
  const mark = request.path.indexOf('?');
  const fullPath = mark < 0 ? request.path : request.path.slice(0, mark);
  const path = fullPath.endsWith('/') ? fullPath.slice(0, -1) : fullPath;
  const query = new URLSearchParams(mark < 0 ? '' : request.path.slice(mark + 1));

  const order = ORDER_PATHS.get(path);
  if (order) return { found: true, operation: order, names: [], query, refusal: orderRefusal(request) };
  if (path === LICENSE_PATH) {
    return { found: true, operation: licenseExpiry, names: [], query, refusal: methodRefusal(request, 'GET') };
  }
  return { found: false, reply: nowhere(path) };
}

function nowhere(path: string): Reply {
  return path.includes('/inventories')
    ? errors(400, { code: 'GE0007', message: "Requested path doesn't exist" })
    : json(404, { Results: { errorCode: 'ES04-04', message: 'Not Found' } });
}

function methodRefusal(request: SimRequest, method: string): Reply | null {
  return request.method === method
    ? null
    : json(405, { Results: { errorCode: 'ES04-02', message: 'Method Not Allowed' } });
}

/** The order API takes POST only, and JSON only with its charset named. */
function orderRefusal(request: SimRequest): Reply | null {
  const refused = methodRefusal(request, 'POST');
  if (refused) return refused;
  return /^application\/json\s*;\s*charset\s*=\s*"?utf-8"?\s*$/i.test(request.headers['content-type'] ?? '')
    ? null
    : json(415, { Results: { errorCode: 'ES04-03', message: 'Unsupported Media Type' } });
}
