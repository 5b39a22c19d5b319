import { listOrders, type OrderQuery, problemOrders } from '../../core/import/index.ts';
import { anyList, exactly, object, optional, orNull, type Shape, type Static, text } from '../../core/kernel/index.ts';
import type { Shop } from '../../core/model/index.ts';
import { type ChangeFacts, changeFacts, changeShape, withoutMallWords } from '../../views/change/index.ts';
import {
  type OrderFacts,
  orderFactFields,
  orderListFacts,
  orderListShape,
  placeIn,
  problemOrderFacts,
  problemOrderShape,
  type RevisionFacts,
  readOrder,
  revisionFields,
} from '../../views/order/index.ts';
import { pausesOver } from '../../views/pause/index.ts';
import { instant, truth } from '../../views/shape.ts';
import { notFound, Problem, wrongRequest } from '../problem.ts';
import {
  type Given,
  limitOf,
  nothing,
  oldestFirst,
  pageOf,
  pageQuery,
  type Route,
  route,
  type Session,
  shopIn,
  shopsOf,
} from '../route.ts';

/** A value at a place of an original; a tree is written as JSON. */
const leaf: Shape<string | number | boolean | null> = {
  read: (value) => value as string,
  keep: (value) => value,
  schema: () => ({ type: ['string', 'number', 'boolean', 'null'] }),
};
const leafOf = (value: unknown) =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : (value as Static<typeof leaf>);

const differenceShape = object({
  ...{ path: text(), before: optional(leaf), after: optional(leaf), hidden: optional(exactly(true)) },
});
const revisionShape = object({ ...revisionFields, changes: orNull(anyList(differenceShape)) });
/** An order without its original, which every mall shapes in its own way. */
const { order: _, raw: __, ...fields } = orderFactFields;
const orderShape = object({ ...fields, revisions: anyList(revisionShape) });

const revisionOf = (facts: RevisionFacts): Static<typeof revisionShape> => ({
  ...facts,
  changes:
    facts.changes?.map(({ path, before, after, hidden }) => ({
      path,
      ...(before === undefined ? {} : { before: leafOf(before) }),
      ...(after === undefined ? {} : { after: leafOf(after) }),
      ...(hidden && { hidden }),
    })) ?? null,
});

function orderOf({ order: _, raw: __, revisions, ...facts }: OrderFacts): Static<typeof orderShape> {
  return { ...facts, revisions: revisions.map(revisionOf) };
}

/** The order that an address names, with its buyer where the key may read that; each such read is noted. */
async function orderIn(session: Session, given: Pick<Given, 'path'>): Promise<OrderFacts> {
  const shop = await shopIn(session, given);
  const { orderNumber = '' } = given.path;
  const isWhole = session.may('buyers:read');
  const facts = await readOrder(session.ports, shop, orderNumber, { isWhole });
  if (facts === null) throw notFound('order');
  if (isWhole) session.readBuyers(shop.key, [orderNumber]);
  return facts;
}

const listQuery = object({
  ...pageQuery,
  ...{ from: optional(instant), to: optional(instant), number: optional(text()), state: optional(text()) },
  ...{ unshipped: optional(truth), attention: optional(truth) },
});

async function listOf(session: Session, shops: readonly Shop[], query: Static<typeof listQuery>) {
  const { ports, importSettings } = session;
  const { from, to, number, state, unshipped, attention: needsAttention = false, cursor } = query;
  const after = cursor === undefined ? undefined : placeIn(cursor);
  if (after === null) throw wrongRequest(['cursor: expected what a page gave as its next.']);
  const malls = [...new Set(shops.map(({ mall }) => mall))];
  const meant = (mall: string): readonly string[] => (unshipped ? ports.malls.traits(mall).unshipped : [state ?? '']);
  const asked: OrderQuery = {
    ...{ number, after, needsAttention, limit: limitOf(query) },
    ...(from !== undefined && { from: Date.parse(from) }),
    ...(to !== undefined && { to: Date.parse(to) }),
    ...(unshipped || state !== undefined ? { states: new Map(malls.map((mall) => [mall, meant(mall)])) } : {}),
  };
  const listing = await listOrders(ports, shops, asked, importSettings);
  const pauses = await pausesOver(
    ports,
    shops,
    listing.orders.flatMap(({ pushes }) => pushes),
  );
  const facts = orderListFacts(ports, shops, listing, pauses);
  if (!session.may('buyers:read'))
    return {
      ...facts,
      orders: facts.orders.map((one) => ({ ...one, buyer: null, pushes: one.pushes.map(withoutMallWords) })),
    };
  for (const [shop, own] of Map.groupBy(facts.orders, (one) => one.shop))
    session.readBuyers(
      shop,
      own.map(({ orderNumber }) => orderNumber),
    );
  return facts;
}

/** Changes as the key may see them: what a mall said may quote a buyer. */
export function shownChanges(session: Session, changes: readonly ChangeFacts[]): readonly ChangeFacts[] {
  if (!session.may('buyers:read')) return changes.map(withoutMallWords);
  const quoting = changes.filter(({ words }) => words !== null);
  for (const [shop, own] of Map.groupBy(quoting, (one) => one.shop))
    session.readBuyers(shop, [...new Set(own.map(({ orderNumber }) => orderNumber))]);
  return changes;
}

/** The facts of all changes of the order that an address names. */
async function changesIn(session: Session, shop: Shop, { path }: Pick<Given, 'path'>) {
  const { ports } = session;
  const { orderNumber = '' } = path;
  const changes = await ports.changes.ofOrder({ shop: shop.key, orderNumber });
  const pauses = await pausesOver(ports, [shop], changes);
  return shownChanges(
    session,
    changes.map((change) => changeFacts(change, pauses, changes)),
  );
}

export const changePath = '/v1/shops/{mall}/{code}/orders/{orderNumber}/changes/{change}';

/** The facts of the change that an address names. */
export async function changeIn(session: Session, shop: Shop, given: Pick<Given, 'path'>) {
  const changes = await changesIn(session, shop, given);
  const found = changes.find(({ push }) => push === given.path.change);
  if (found === undefined) throw notFound('change');
  return found;
}

const changesShape = object({ pushes: anyList(changeShape), next: orNull(text()) });

/** Changes of one shop that are read for its list. */
const changesMax = 10_000;

export const orderRoutes: readonly Route[] = [
  route({
    name: 'listAllOrders',
    method: 'get',
    path: '/v1/orders',
    scope: 'orders:read',
    summary: 'Refused: orders are listed of a shop or of a merchant',
    answer: nothing,
    async run() {
      const detail = 'A list of the orders of all shops would read every shop for each page.';
      const todo =
        'List those of /v1/shops/{mall}/{code}/orders or /v1/merchants/{merchant}/orders. To follow all shops, take the events of the bus (docs/reference/events.md), which name each order that is new or changed.';
      throw new Problem('whole-installation', detail, todo);
    },
  }),
  route({
    name: 'listOrdersOfShop',
    method: 'get',
    path: '/v1/shops/{mall}/{code}/orders',
    scope: 'orders:read',
    summary: 'Orders of a shop, the newest first',
    query: listQuery,
    answer: orderListShape,
    run: async (session, given) => listOf(session, [await shopIn(session, given)], given.query),
  }),
  route({
    name: 'listOrdersOfMerchant',
    method: 'get',
    path: '/v1/merchants/{merchant}/orders',
    scope: 'orders:read',
    summary: 'Orders of all shops of a merchant, the newest first',
    query: listQuery,
    answer: orderListShape,
    touches: 'shops',
    async run(session, { path, query }) {
      const shops = await shopsOf(session, path.merchant ?? '');
      if (shops.length === 0) throw notFound('merchant with a shop');
      return listOf(session, shops, query);
    },
  }),
  route({
    name: 'getOrder',
    method: 'get',
    path: '/v1/shops/{mall}/{code}/orders/{orderNumber}',
    scope: 'orders:read',
    summary: 'One order: what was ordered, its parcels, revisions, changes and history',
    answer: orderShape,
    run: async (session, given) => orderOf(await orderIn(session, given)),
  }),
  route({
    name: 'listRevisions',
    method: 'get',
    path: '/v1/shops/{mall}/{code}/orders/{orderNumber}/revisions',
    scope: 'orders:read',
    summary: 'What each reading of an order changed, the oldest first',
    answer: object({ revisions: anyList(revisionShape) }),
    run: async (session, given) => ({ revisions: orderOf(await orderIn(session, given)).revisions }),
  }),
  route({
    name: 'listChangesOfOrder',
    method: 'get',
    path: '/v1/shops/{mall}/{code}/orders/{orderNumber}/changes',
    scope: 'orders:read',
    summary: 'All changes that were requested of an order, the oldest first',
    answer: object({ pushes: anyList(changeShape) }),
    run: async (session, given) => ({ pushes: await changesIn(session, await shopIn(session, given), given) }),
  }),
  route({
    name: 'getChange',
    method: 'get',
    path: changePath,
    scope: 'orders:read',
    summary: 'One change',
    answer: changeShape,
    run: async (session, given) => changeIn(session, await shopIn(session, given), given),
  }),
  route({
    name: 'listProblems',
    method: 'get',
    path: '/v1/shops/{mall}/{code}/problems',
    scope: 'orders:read',
    summary: 'Orders of a shop that cannot be read or stored, those that have waited longest first',
    query: object(pageQuery),
    answer: object({ problems: anyList(problemOrderShape), next: orNull(text()) }),
    async run(session, given) {
      const { ports, importSettings } = session;
      const { key } = await shopIn(session, given);
      const found = await problemOrders(ports.orders, importSettings, ports.clock.now(), key);
      const keyOf = ({ problem, orderNumber }: (typeof found)[number]): string =>
        `${oldestFirst(problem.since)} ${orderNumber}`;
      const { shown, next } = pageOf(found, keyOf, given.query);
      return { problems: shown.map(problemOrderFacts), next };
    },
  }),
  route({
    name: 'listOpenChanges',
    method: 'get',
    path: '/v1/shops/{mall}/{code}/changes',
    scope: 'orders:read',
    summary: 'The changes of a shop that are not at the mall yet, or failed, the oldest first',
    query: object(pageQuery),
    answer: changesShape,
    async run(session, given) {
      const shop = await shopIn(session, given);
      const { changes } = await session.ports.changes.open(shop.key, { failed: 0 }, changesMax);
      const keyOf = ({ requestedAt, orderNumber, id }: (typeof changes)[number]): string =>
        `${oldestFirst(requestedAt)} ${orderNumber} ${id}`;
      const { shown, next } = pageOf(changes, keyOf, given.query);
      const pauses = await pausesOver(session.ports, [shop], shown);
      const facts = shown.map((change) => changeFacts(change, pauses));
      return { pushes: shownChanges(session, facts), next };
    },
  }),
];
