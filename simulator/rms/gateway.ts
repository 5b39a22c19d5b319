import type { Gateway } from '../exchange.ts';
import { addressOf, type SimRequest } from '../http.ts';
import { httpDate, utcStamp } from '../jst.ts';
import { uuid } from '../prng.ts';
import { functionOff, isWorking, licenseExpiry, licenseOf, shopOf, unauthorised } from './auth.ts';
import { faults, throttled } from './faults.ts';
import { INVENTORY_NAMES, inventoryRoute } from './inventory/functions.ts';
import { errors, json, type Operation, type Reply, type RoutedCall } from './operation.ts';
import {
  updateOrderDelivery,
  updateOrderMemo,
  updateOrderOrderer,
  updateOrderRemarks,
  updateOrderSender,
  updateOrderSenderAfterShipping,
} from './orders/edit.ts';
import {
  cancelOrder,
  cancelOrderAfterShipping,
  confirmOrder,
  getSubStatusList,
  updateOrderSubStatus,
} from './orders/progress.ts';
import { getOrder, getOrderItem, getPayment } from './orders/read.ts';
import { orderFunction } from './orders/request.ts';
import { searchOrder } from './orders/search.ts';
import { getResultUpdateOrderShippingAsync, updateOrderShipping, updateOrderShippingAsync } from './orders/shipping.ts';
import type { Shop, World } from './state.ts';

const READ = { write: false };
const WRITE = { write: true };

/** The functions of RakutenPayOrderAPI, each with the part of its message codes that names it. */
const ORDER_FUNCTIONS: readonly Operation[] = [
  orderFunction('searchOrder', 'SEARCH_ORDER', searchOrder, READ),
  orderFunction('getOrder', 'GET_ORDER', getOrder, READ),
  orderFunction('confirmOrder', 'CONFIRM_ORDER', confirmOrder, WRITE),
  orderFunction('updateOrderShipping', 'UPDATE_ORDERSHIPPING', updateOrderShipping, WRITE),
  orderFunction('updateOrderShippingAsync', 'UPDATE_ORDERSHIPPING_ASYNC', updateOrderShippingAsync, WRITE),
  orderFunction(
    'getResultUpdateOrderShippingAsync',
    'GET_RESULT_UPDATEORDERSHIPPING_ASYNC',
    getResultUpdateOrderShippingAsync,
    READ,
  ),
  orderFunction('getSubStatusList', 'GET_SUBSTATUSLIST', getSubStatusList, { write: false, bodyless: true }),
  orderFunction('updateOrderSubStatus', 'UPDATE_ORDERSUBSTATUS', updateOrderSubStatus, WRITE),
  orderFunction('updateOrderMemo', 'UPDATE_ORDERMEMO', updateOrderMemo, WRITE),
  orderFunction('updateOrderRemarks', 'UPDATE_ORDERREMARKS', updateOrderRemarks, WRITE),
  orderFunction('updateOrderSender', 'UPDATE_ORDERSENDER', updateOrderSender, WRITE),
  orderFunction(
    'updateOrderSenderAfterShipping',
    'UPDATE_ORDERSENDERAFTERSHIPPING',
    updateOrderSenderAfterShipping,
    WRITE,
  ),
  orderFunction('cancelOrder', 'CANCEL_ORDER', cancelOrder, WRITE),
  orderFunction('cancelOrderAfterShipping', 'CANCEL_ORDERAFTERSHIPPING', cancelOrderAfterShipping, WRITE),
  orderFunction('updateOrderOrderer', 'UPDATE_ORDERORDERER', updateOrderOrderer, WRITE),
  orderFunction('updateOrderDelivery', 'UPDATE_ORDERDELIVERY', updateOrderDelivery, WRITE),
  orderFunction('getPayment', 'GET_PAYMENT', getPayment, READ),
];

/** PurchaseItemAPI, the twins without personal data; their message codes are the order API's. */
const PURCHASE_ITEM_FUNCTIONS: readonly Operation[] = [
  orderFunction('searchOrderItem', 'SEARCH_ORDER', searchOrder, READ),
  orderFunction('getOrderItem', 'GET_ORDER', getOrderItem, READ),
];

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

export const gateway: Gateway<RoutedCall, string> = {
  route: (world, request) => {
    const { path, query } = addressOf(request);
    return { world, request, shop: shopOf(world, request.headers), query, ...routeOf(request, path) };
  },
  perform: (call) => {
    const { world, request, operation, shop, refusal } = call;
    if (operation === null) return refusal ?? pathUnknown(request.path);
    if (shop === null || !isWorking(world, licenseOf(shop, request.headers))) return unauthorised(world);
    return (
      functionOff(world, shop, operation) ??
      refusal ??
      tooFast(world, shop, operation) ??
      operation.perform({ ...call, shop })
    );
  },
  replay: ({ operation, shop, ...call }) => operation && shop && operation.perform({ ...call, operation, shop }),
  write: ({ world, request }, reply) => ({ headers: headersOf(world, request.method, reply), body: reply.body }),
  faults,
};

/** Where a request leads, with or without a slash at the end of its path: to an operation, or to nowhere with the answer for that. */
function routeOf(request: SimRequest, fullPath: string): Pick<RoutedCall, 'operation' | 'names' | 'refusal'> {
  const path = fullPath.endsWith('/') ? fullPath.slice(0, -1) : fullPath;
  const order = ORDER_PATHS.get(path);
  if (order) return { operation: order, names: [], refusal: orderRefusal(request) };
  if (path === LICENSE_PATH) {
    return { operation: licenseExpiry, names: [], refusal: request.method === 'GET' ? null : methodNotAllowed() };
  }
  const inventory = inventoryRoute(request.method, path);
  if (inventory === 'nowhere') return { operation: null, names: [], refusal: pathUnknown(path) };
  if (inventory === 'method') return { operation: null, names: [], refusal: methodNotAllowed() };
  return { ...inventory, refusal: inventoryRefusal(request) };
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

const SECOND_MS = 1000;

/** The rate a shop's call counts against: one per API, and the bulk reads of the inventory API have their own. */
function tooFast(world: World, shop: Shop, operation: Operation): Reply | null {
  const { enforce, perSecond, inventoryReadsPerSecond } = world.settings.throttle;
  if (!enforce) return null;
  const isBulkRead = operation.api === 'inventory' && operation.name.startsWith('inventory.bulk.get');
  const rate = isBulkRead ? 'inventory bulk read' : operation.api;
  const allowed = isBulkRead ? inventoryReadsPerSecond : perSecond;
  const recent = (shop.recentCalls.get(rate) ?? []).filter((at) => at > world.timeMs - SECOND_MS);
  if (recent.length >= allowed) return throttled(world);
  recent.push(world.timeMs);
  shop.recentCalls.set(rate, recent);
  return null;
}

/**
 * The headers the live API was seen answering with, the useless ones too (VCR cassettes of 2020-08).
 * `Timestamp` is UTC without a zone; `Transfer-Encoding: chunked` is left to the server.
 */
function headersOf(world: World, method: string, { status, contentType }: Reply): Record<string, string> {
  const { exchange } = world.chance;
  const { connection, clockAheadMs } = world.settings.transport;
  const told = world.timeMs + clockAheadMs;
  const headers: Record<string, string> = {
    date: httpDate(told),
    server: 'openresty',
    connection,
    'cache-control': 'no-cache,no-store',
    pragma: 'no-cache',
    requestid: uuid(exchange),
    timestamp: utcStamp(told),
    vary: 'Accept-Encoding',
    'http.method': method,
    'http.status': String(status),
    'http.version': 'HTTP/1.1',
    'set-cookie': `WMONID=${exchange.hex(11)}; Domain=localhost; Path=/`,
  };
  if (contentType !== undefined || status !== 204) {
    headers['content-type'] = contentType ?? 'application/json;charset=UTF-8';
  }
  return headers;
}
