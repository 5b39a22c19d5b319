import { addressOf } from '../http.ts';
import { listedNumber, missesRow, withRepeats } from '../world.ts';
import { isFba } from './lifecycle.ts';
import { invalidInput, json, notFound, type Operation, type Reply, refusal, type ShopCall } from './operation.ts';
import { orderModel, stamp } from './order-model.ts';
import { MARKETPLACE, type Order, STATUSES, type World } from './state.ts';

const PARAMETERS: ReadonlySet<string> = new Set([
  'createdAfter',
  'createdBefore',
  'lastUpdatedAfter',
  'lastUpdatedBefore',
  'fulfillmentStatuses',
  'marketplaceIds',
  'fulfilledBy',
  'maxResultsPerPage',
  'paginationToken',
  'includedData',
]);

/** What may differ from page to page. */
const FREE: ReadonlySet<string> = new Set(['paginationToken', 'maxResultsPerPage', 'includedData']);

const HOUR_MS = 3_600_000;

/** `GET /orders/2026-01-01/orders`. */
export const searchOrders: Operation = {
  name: 'searchOrders',
  api: 'order',
  write: false,
  method: 'GET',
  perform: (call) => {
    const { query } = addressOf(call.request);
    const asked = readSearch(call.world, query);
    if ('problem' in asked) return invalidInput(asked.problem);
    return pageOf(call, query, asked);
  },
};

interface Search {
  by: 'createdTime' | 'lastUpdatedTime';
  after: number;
  before: number;
  statuses: readonly string[];
  fulfilledBy: readonly string[];
  rows: number;
  included: ReadonlySet<string>;
}

function readSearch(world: World, query: URLSearchParams): Search | { problem: string } {
  const unknown = [...query.keys()].find((name) => !PARAMETERS.has(name));
  if (unknown !== undefined) return { problem: `${unknown} is not a parameter of this operation.` };
  const [created, updated] = [query.get('createdAfter'), query.get('lastUpdatedAfter')];
  if ((created === null) === (updated === null)) {
    return { problem: 'Exactly one of createdAfter and lastUpdatedAfter must be provided.' };
  }
  const [by, other] = created === null ? (['lastUpdated', 'created'] as const) : (['created', 'lastUpdated'] as const);
  if (query.has(`${other}Before`)) return { problem: `${other}Before may not be provided with ${by}After.` };
  const { beforeAgeMs, usualBefore, resultMax } = world.settings.orders;
  const after = Date.parse(created ?? updated ?? '');
  const latest = world.timeMs - beforeAgeMs;
  const given = query.get(`${by}Before`);
  const before = given === null ? (usualBefore === 'age' ? latest : world.timeMs) : Date.parse(given);
  if (Number.isNaN(after) || Number.isNaN(before)) return { problem: 'The date must be in ISO 8601 format.' };
  if (given !== null && before > latest) {
    return { problem: `${by}Before must be at least two minutes before the time of the request.` };
  }
  if (given !== null && before < after) return { problem: `${by}Before must be equal to or after ${by}After.` };
  const statuses = listIn(query, 'fulfillmentStatuses');
  if (statuses.some((one) => !(STATUSES as readonly string[]).includes(one))) {
    return { problem: 'fulfillmentStatuses has an unknown value.' };
  }
  const rows = Number(query.get('maxResultsPerPage') ?? resultMax);
  if (!Number.isInteger(rows) || rows < 1 || rows > resultMax) {
    return { problem: `maxResultsPerPage must be between 1 and ${resultMax}.` };
  }
  if (listIn(query, 'marketplaceIds').some((one) => one !== MARKETPLACE)) {
    return { problem: 'marketplaceIds has a marketplace that the seller is not in.' };
  }
  return {
    by: `${by}Time`,
    after,
    before,
    statuses,
    fulfilledBy: listIn(query, 'fulfilledBy'),
    rows,
    included: new Set(listIn(query, 'includedData')),
  };
}

const listIn = (query: URLSearchParams, name: string): string[] =>
  (query.get(name) ?? '').split(',').filter((one) => one !== '');

function pageOf({ world, shop }: ShopCall, query: URLSearchParams, search: Search): Reply {
  const { tokenHours, changedParameters } = world.settings.orders;
  const parameters = parametersOf(query);
  const token = query.get('paginationToken');
  const page = token === null ? { start: 0, before: search.before } : world.pages.get(token);
  if (token !== null) {
    const known = world.pages.get(token);
    const isGood = known !== undefined && known.shop === shop && world.timeMs < known.expiresAt;
    if (!isGood || (changedParameters === 'refuse' && known.parameters !== parameters)) {
      return invalidInput('The paginationToken is not valid for this request.');
    }
  }
  const { start, before } = page ?? { start: 0, before: search.before };
  const found = withRepeats(world, matching(world, shop.orders, { ...search, before }), ({ orderId }) => orderId);
  const shown = found.slice(start, start + search.rows);
  const next = start + search.rows < found.length ? world.chance.exchange.hex(40) : null;
  const body = {
    orders: shown.map((order) => ({
      ...orderModel(world, order, search.included),
      orderId: listedNumber(world, order.orderId),
    })),
    ...(next === null ? {} : { pagination: { nextToken: next } }),
    [search.by === 'createdTime' ? 'createdBefore' : 'lastUpdatedBefore']: stamp(world, before),
  };
  if (next !== null) {
    const expiresAt = world.timeMs + tokenHours * HOUR_MS;
    world.pages.set(next, { shop, parameters, start: start + search.rows, before, expiresAt });
  }
  return json(200, body);
}

/** What has to be the same on every page, in one form. */
function parametersOf(query: URLSearchParams): string {
  const fields = [...query].filter(([name]) => !FREE.has(name)).map(([name, value]) => `${name}=${value}`);
  return fields.sort().join('&');
}

const momentOf = (order: Order, by: Search['by']): number => (by === 'createdTime' ? order.placedAt : order.updatedAt);

/** The orders of a search, in its order. */
function matching(world: World, orders: readonly Order[], search: Omit<Search, 'rows' | 'included'>): Order[] {
  const { by, after, before, statuses, fulfilledBy } = search;
  const found = orders.filter(
    (order) =>
      order.visibleAt <= world.timeMs &&
      !world.unlisted.has(order.orderId) &&
      momentOf(order, by) >= after &&
      momentOf(order, by) <= before &&
      (statuses.length === 0 || statuses.includes(order.status)) &&
      (fulfilledBy.length === 0 || fulfilledBy.includes(isFba(order) ? 'AMAZON' : 'MERCHANT')),
  );
  const { sortedBy } = world.settings.orders;
  if (sortedBy === 'orderId') return found.sort((one, other) => (one.orderId < other.orderId ? -1 : 1));
  const key = sortedBy === 'createdTime' ? 'createdTime' : by;
  return found.sort((one, other) => momentOf(one, key) - momentOf(other, key));
}

/** `GET /orders/2026-01-01/orders/{orderId}`. */
export const getOrder: Operation = {
  name: 'getOrder',
  api: 'order',
  write: false,
  method: 'GET',
  perform: (call) => {
    const { world, shop, request } = call;
    const { path, query } = addressOf(request);
    const id = decodeURIComponent(path.split('/').at(-1) ?? '');
    if (!/^\d{3}-\d{7}-\d{7}$/.test(id)) return invalidInput('orderId is not valid.');
    const order = world.orders.get(id);
    if (order?.shop !== shop || world.hidden.has(id) || missesRow(world, id)) return notFound();
    const model = orderModel(world, order, new Set(listIn(query, 'includedData')));
    switch (world.spoilt.get(id)) {
      case undefined:
        return json(200, { order: model });
      case 'server-error':
        return refusal(500, 'InternalFailure', 'We encountered an internal error. Please try again.');
      case 'broken-json':
        return { status: 200, body: JSON.stringify({ order: model }).slice(0, 200) };
      case 'missing-field': {
        const { orderItems: _, ...rest } = model;
        return json(200, { order: rest });
      }
      case 'wrong-type':
        return json(200, { order: { ...model, orderItems: 'none' } });
    }
  },
};
