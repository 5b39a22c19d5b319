import type { GraphQLResolveInfo } from 'graphql';
import { missesRow, withRepeats } from '../world.ts';
import { mustHave, tooManyInputs } from './errors.ts';
import { itemModel, levelModel, locationModel, variantModel } from './item-model.ts';
import { financialStatus, fulfillmentStatus } from './lifecycle.ts';
import type { Context } from './operation.ts';
import { findOrder, fulfillmentModel, fulfillmentOrderModel, invalidId, orderModel } from './order-model.ts';
import { connection, listed, type PageArguments } from './pages.ts';
import { type Field, readSearch } from './search.ts';
import { shownSince } from './shops.ts';
import { gid, levelKey, type Order, readGid, statusOf, type Variant, type World } from './state.ts';
import { newest, supportedVersions } from './versions.ts';

type Info = GraphQLResolveInfo;
type SortKey = 'CREATED_AT' | 'ID' | 'PROCESSED_AT' | 'UPDATED_AT';
type Searching = PageArguments & { query?: string | null };

/** The updatedAt that the index of searches has of an order; null where it does not have the order. */
const indexedAt = ({ timeMs }: Pick<World, 'timeMs'>, order: Order): number | null =>
  timeMs >= order.reindexedAt ? order.updatedAt : timeMs >= order.visibleAt ? order.indexed : null;

const orderFields = ({ world, version }: Context): Readonly<Record<string, Field<Order>>> => ({
  updated_at: { kind: 'moment', of: (order) => indexedAt(world, order) ?? Number.NaN },
  created_at: { kind: 'moment', of: (order) => order.placedAt },
  processed_at: { kind: 'moment', of: (order) => order.placedAt },
  name: {
    kind: 'text',
    of: ({ name }) => (world.settings.orders.nameWithoutHash ? [name, name.slice(1)] : [name]),
  },
  id: { kind: 'text', of: ({ orderId }) => [orderId] },
  status: {
    kind: 'text',
    of: (order) => (order.cancelledAt === null ? ['open', 'not_closed', 'any'] : ['cancelled', 'closed', 'any']),
  },
  financial_status: { kind: 'text', of: (order) => [financialStatus(order)] },
  fulfillment_status: {
    kind: 'text',
    of: (order) => {
      const status = fulfillmentStatus(order, version);
      return status === 'FULFILLED'
        ? ['fulfilled', 'shipped']
        : [status, ...(statusOf(order) === 'CANCELLED' ? [] : ['unshipped'])];
    },
  },
  tag: { kind: 'text', of: ({ tags }) => tags },
});

const variantFields: Readonly<Record<string, Field<Variant>>> = {
  sku: { kind: 'text', of: ({ sku }) => [sku] },
  id: { kind: 'text', of: ({ id }) => [String(id)] },
  product_id: { kind: 'text', of: ({ productId }) => [String(productId)] },
};
const itemFields: Readonly<Record<string, Field<Variant>>> = {
  sku: { kind: 'text', of: ({ sku }) => [sku] },
  id: { kind: 'text', of: ({ itemId }) => [String(itemId)] },
};

/** What is wrong with a search goes out beside the answer. */
function warn(
  { warnings }: Context,
  { fieldName }: Info,
  query: string | null | undefined,
  found: { warnings: Context['warnings'][number]['warnings'] },
): void {
  if (found.warnings.length > 0) warnings.push({ path: [fieldName], query: query ?? '', warnings: found.warnings });
}

function orders(
  { query, sortKey = 'PROCESSED_AT', ...asked }: Searching & { sortKey?: SortKey },
  context: Context,
  info: Info,
) {
  mustHave(context, info, 'read_orders');
  const { world, shop } = context;
  const search = readSearch(query, orderFields(context));
  warn(context, info, query, search);
  const since = shownSince(world, shop);
  const sortedBy = (order: Order): number => {
    if (sortKey === 'UPDATED_AT') return indexedAt(world, order) ?? 0;
    return sortKey === 'ID' ? Number(order.orderId) : order.placedAt;
  };
  // Asked for by its number, and not by a span of time.
  const isReading = query?.includes('name:') === true;
  const rows = shop.orders.filter(
    (order) =>
      indexedAt(world, order) !== null &&
      order.placedAt >= since &&
      search.matches(order) &&
      !(isReading && missesRow(world, order.orderId)),
  );
  const show = (order: Order): object => orderModel(world, order);
  const page = connection(rows, asked, {
    keyOf: (order) => ({ value: sortedBy(order), id: Number(order.orderId) }),
    show,
    pageMax: world.settings.orders.pageMax,
  });
  if (page.pageInfo.hasNextPage) return page;
  const repeats = withRepeats(world, rows, ({ orderId }) => orderId)
    .slice(rows.length)
    .map(show);
  return { ...page, nodes: [...page.nodes, ...repeats] };
}

/** Whatever has this global id, of the types that are simulated. */
function node({ id }: { id: string }, context: Context, info: Info): object | null {
  const { world, shop } = context;
  const asked = readGid(id);
  if (!asked) throw invalidId(id);
  const number = Number(asked.id);
  switch (asked.type) {
    case 'Order': {
      mustHave(context, info, 'read_orders');
      const order = findOrder(context, asked.id, shownSince(world, shop));
      return order && orderModel(world, order);
    }
    case 'ProductVariant': {
      mustHave(context, info, 'read_products');
      const variant = shop.variants.find((one) => one.id === number);
      return variant ? variantModel(world, shop, variant) : null;
    }
    case 'InventoryItem': {
      mustHave(context, info, 'read_inventory', 'read_products');
      const variant = shop.variants.find((one) => one.itemId === number);
      return variant ? itemModel(world, shop, variant) : null;
    }
    case 'InventoryLevel': {
      mustHave(context, info, 'read_inventory');
      const [, item = ''] = /inventory_item_id=(\d+)/.exec(id) ?? [];
      const level = shop.levels.get(levelKey(Number(item), number));
      return level ? levelModel(world, shop, level) : null;
    }
    case 'Location': {
      mustHave(context, info, 'read_locations');
      const location = shop.locations.find((one) => one.id === number);
      return location ? locationModel(location) : null;
    }
    case 'FulfillmentOrder':
      mustHave(context, info, 'read_merchant_managed_fulfillment_orders');
      for (const order of shop.orders) {
        const found = order.fulfillmentOrders.find((one) => one.id === number);
        if (found) return fulfillmentOrderModel(world, order, found);
      }
      return null;
    case 'Fulfillment':
      mustHave(context, info, 'read_orders');
      for (const order of shop.orders) {
        const found = order.fulfillments.find((one) => one.id === number);
        if (found) return fulfillmentModel(world, found);
      }
      return null;
    default:
      return null;
  }
}

/** One thing by its id, which must be of this type. */
const byId =
  (type: string) =>
  ({ id }: { id: string }, context: Context, info: Info): object | null => {
    if (readGid(id)?.type !== type) throw invalidId(id);
    return node({ id }, context, info);
  };

/** The resolvers of the fields of `Query`. */
export const queries = {
  shop: (_: unknown, { shop }: Context) => ({
    __typename: 'Shop',
    id: gid('Shop', shop.shopId),
    name: shop.code,
    myshopifyDomain: `${shop.code}.myshopify.com`,
    currencyCode: 'JPY',
    ianaTimezone: 'Asia/Tokyo',
  }),
  currentAppInstallation: (_: unknown, { shop }: Context) => ({
    __typename: 'AppInstallation',
    id: gid('AppInstallation', shop.shopId),
    accessScopes: [...shop.scopes].map((handle) => ({ handle })),
  }),
  publicApiVersions: (_: unknown, { world }: Context) =>
    [...supportedVersions(world), newest(world, 1)].map((handle, index, all) => ({
      handle,
      displayName: handle,
      supported: index < all.length - 1,
    })),
  node,
  nodes: ({ ids }: { ids: readonly string[] }, context: Context, info: Info) => {
    const { pageMax } = context.world.settings.orders;
    if (ids.length > pageMax) throw tooManyInputs(ids.length, pageMax);
    return ids.map((id) => node({ id }, context, info));
  },
  order: byId('Order'),
  orders,
  location: ({ id }: { id?: string | null }, context: Context, info: Info) =>
    byId('Location')({ id: id ?? gid('Location', context.shop.locations[0]?.id ?? 0) }, context, info),
  locations: (asked: PageArguments, context: Context, info: Info) => {
    mustHave(context, info, 'read_locations');
    return listed(context.shop.locations, asked, locationModel);
  },
  productVariant: byId('ProductVariant'),
  productVariants: ({ query, ...asked }: Searching, context: Context, info: Info) => {
    mustHave(context, info, 'read_products');
    const { world, shop } = context;
    const search = readSearch(query, variantFields);
    warn(context, info, query, search);
    return connection(shop.variants.filter(search.matches), asked, {
      keyOf: ({ id }) => ({ value: id, id }),
      show: (variant) => variantModel(world, shop, variant),
    });
  },
  inventoryItem: byId('InventoryItem'),
  inventoryItems: ({ query, ...asked }: Searching, context: Context, info: Info) => {
    mustHave(context, info, 'read_inventory', 'read_products');
    const { world, shop } = context;
    const search = readSearch(query, itemFields);
    warn(context, info, query, search);
    const isReading = query?.includes('sku:') === true;
    const found = shop.variants.filter(
      (one) => search.matches(one) && !(isReading && missesRow(world, `${one.itemId}`)),
    );
    return connection(found, asked, {
      keyOf: ({ itemId }) => ({ value: itemId, id: itemId }),
      show: (variant) => itemModel(world, shop, variant),
    });
  },
  inventoryLevel: byId('InventoryLevel'),
};
