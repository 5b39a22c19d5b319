import type { Gateway } from '../exchange.ts';
import { addressOf } from '../http.ts';
import { httpDate, jstMidnight } from '../jst.ts';
import { bearerRefusal, shopOfBearer, shopOfTokenRequest, tokenEndpoint } from './auth.ts';
import { faults, throttled } from './faults.ts';
import { getItem, myItemList, stCategoryList } from './items.ts';
import { type Call, gatewayError, type Operation, type Reply } from './operation.ts';
import { orderChange } from './orders/change.ts';
import { orderInfo } from './orders/info.ts';
import { orderList } from './orders/list.ts';
import { orderShipStatusChange, orderSplit } from './orders/shipping.ts';
import { orderPayStatusChange, orderStatusChange } from './orders/status.ts';
import { orderGate } from './signature.ts';
import type { Rate, Shop, World } from './state.ts';
import { getStock, setStock } from './stock.ts';
import { type Tree, writeXml } from './xml.ts';

const ORDER_FUNCTIONS: readonly Operation[] = [
  orderList,
  orderInfo,
  orderStatusChange,
  orderShipStatusChange,
  orderPayStatusChange,
  orderChange,
  orderSplit,
];

/** The two hosts of the mall are one here. */
const PATHS = new Map<string, Operation>([
  ['/yconnect/v2/token', tokenEndpoint],
  ...[...ORDER_FUNCTIONS, setStock, getStock, stCategoryList, myItemList, getItem].map(
    (operation) => [`/ShoppingWebService/V1/${operation.name}`, operation] as const,
  ),
]);

export const gateway: Gateway<Call, Tree | string> = {
  route: (world, request) => {
    const operation = PATHS.get(addressOf(request).path) ?? null;
    const isToken = operation?.api === 'token';
    const shop = isToken ? shopOfTokenRequest(world, request) : shopOfBearer(world, request.headers);
    return { world, request, operation, shop };
  },
  perform,
  replay: ({ operation, shop, ...call }) =>
    operation && shop && operation.api !== 'token' ? operation.perform({ ...call, operation, shop }) : null,
  write: ({ world }, { body, contentType = 'application/xml;charset=UTF-8', headers }) => ({
    headers: {
      date: httpDate(world.timeMs),
      connection: world.settings.transport.connection,
      'content-type': contentType,
      ...headers,
    },
    body: typeof body === 'string' ? body : writeXml(body, world.settings.answers),
  }),
  faults,
};

function perform(call: Call): Reply {
  const { world, request, operation, shop } = call;
  if (operation === null) return gatewayError(404, 'Not Found');
  const method = 'method' in operation ? operation.method : 'POST';
  if (request.method !== method) return gatewayError(world.settings.assumed.gatewayMethodStatus, 'Bad Request');
  if (operation.api === 'token') return operation.perform(call);
  const refusal = bearerRefusal(world, request.headers);
  if (refusal || !shop) return refusal ?? gatewayError(401, 'Unauthorized');
  const slower = tooFast(world, shop, operation);
  if (slower) return slower;
  const gate = operation.api === 'order' ? orderGate(world, shop, request.headers) : { refusal: null, headers: {} };
  const reply = gate.refusal ?? operation.perform({ ...call, shop });
  return { ...reply, headers: { ...reply.headers, ...gate.headers } };
}

const SECOND_MS = 1000;

/** One query a second for each address, and so many a day for an application. Too many are a 403, never a 429. */
function tooFast(world: World, shop: Shop, operation: Operation): Reply | null {
  const { enforce, perSecond, perDay, countedBy, blockMs } = world.settings.throttle;
  if (!enforce) return null;
  const { clientId } = shop.application;
  const caller = countedBy === 'application' ? clientId : `${clientId} ${shop.code}`;
  const day = rateOf(world, clientId);
  const rate = rateOf(world, `${caller} ${operation.name}`);
  day.today += 1;
  rate.recent = rate.recent.filter((at) => at > world.timeMs - SECOND_MS);
  if (day.today > perDay || world.timeMs < rate.blockedUntil) return throttled(world);
  if (rate.recent.length >= perSecond) {
    rate.blockedUntil = world.timeMs + blockMs;
    return throttled(world);
  }
  rate.recent.push(world.timeMs);
  return null;
}

function rateOf(world: World, name: string): Rate {
  const day = jstMidnight(world.timeMs);
  const known = world.rates.get(name) ?? { recent: [], blockedUntil: 0, day, today: 0 };
  if (known.day !== day) Object.assign(known, { day, today: 0 });
  world.rates.set(name, known);
  return known;
}
