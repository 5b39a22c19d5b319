import { type Static, type TSchema, Type } from 'typebox';

/*
 * The few fields of Shopify's replies that we use, and nothing else. This file is for the build and the type checker only; at run time
 * `wire.generated.js` stands for it.
 */

const maybe = <T extends TSchema>(schema: T) => Type.Optional(schema);
const orNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
/** `#1001` as people see it: it is a key of our tables. */
const name = Type.String({ pattern: '^\\S(?:.{0,98}\\S)?$' });
const orderId = Type.String({ pattern: '^gid://shopify/Order/\\d{1,20}$' });
/** ISO 8601 in UTC. */
const moment = Type.String({
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(?:\\.\\d{1,9})?(?:Z|[+-]\\d{2}:\\d{2})$',
});
const word = Type.String({ pattern: '^[A-Z_]{1,40}$' });
const pageInfo = Type.Object({ hasNextPage: Type.Boolean(), endCursor: maybe(orNull(Type.String())) });

/** The nodes are checked one by one: one that cannot be read must not hide the others. */
const connection = Type.Object({ nodes: Type.Array(Type.Unknown()), pageInfo });

const idOf = (kind: string) => Type.String({ pattern: `^gid://shopify/${kind}/\\d{1,20}$` });
const assignedLocation = Type.Object({ location: maybe(orNull(Type.Object({ id: idOf('Location') }))) });

/** Which order it is. */
const namedOrder = Type.Object({ id: orderId, name });

const orderModel = Type.Object({
  id: orderId,
  name,
  createdAt: moment,
  updatedAt: moment,
  cancelledAt: orNull(moment),
  displayFinancialStatus: orNull(word),
  displayFulfillmentStatus: word,
  lineItems: Type.Object({
    nodes: Type.Array(
      Type.Object({
        id: Type.String({ pattern: '^gid://shopify/LineItem/\\d{1,20}$' }),
        sku: maybe(orNull(Type.String())),
        currentQuantity: Type.Integer({ minimum: 0 }),
        // Ours: pieces that other locations send.
        elsewhere: maybe(Type.Integer({ minimum: 0 })),
      }),
    ),
    pageInfo,
  }),
  // Not there once its buyer is removed.
  fulfillmentOrders: maybe(Type.Object({ nodes: Type.Array(Type.Object({ assignedLocation })), pageInfo })),
});

/** An order with what was sent of it. */
const orderStateModel = Type.Object({
  id: orderId,
  name,
  cancelledAt: orNull(moment),
  displayFinancialStatus: orNull(word),
  displayFulfillmentStatus: word,
  fulfillments: Type.Array(
    Type.Object({
      id: idOf('Fulfillment'),
      status: word,
      createdAt: moment,
      trackingInfo: Type.Array(
        Type.Object({ company: maybe(orNull(Type.String())), number: maybe(orNull(Type.String())) }),
      ),
      fulfillmentLineItems: maybe(
        Type.Object({
          nodes: Type.Array(Type.Object({ quantity: Type.Integer(), lineItem: Type.Object({ id: idOf('LineItem') }) })),
          pageInfo,
        }),
      ),
    }),
  ),
});

/** What a location sends of an order. */
const fulfillmentOrder = Type.Object({
  id: idOf('FulfillmentOrder'),
  status: word,
  assignedLocation,
  lineItems: connection,
});
const fulfillmentOrderLine = Type.Object({
  id: idOf('FulfillmentOrderLineItem'),
  totalQuantity: Type.Integer({ minimum: 0 }),
  remainingQuantity: Type.Integer({ minimum: 0 }),
  lineItem: Type.Object({ id: idOf('LineItem') }),
});

const inventoryItem = Type.Object({
  id: Type.String({ pattern: '^gid://shopify/InventoryItem/\\d{1,20}$' }),
  sku: maybe(orNull(Type.String())),
  tracked: Type.Unknown(),
  inventoryLevel: orNull(
    Type.Object({
      updatedAt: moment,
      quantities: Type.Array(Type.Object({ name: Type.String(), quantity: Type.Integer() })),
    }),
  ),
});

const userErrors = Type.Array(
  Type.Object({
    code: maybe(orNull(Type.String())),
    field: maybe(orNull(Type.Array(Type.String()))),
    message: Type.String(),
  }),
);
const changed = Type.Object({ userErrors });

const granted = Type.Object({ accessScopes: Type.Array(Type.Object({ handle: Type.String() })) });

/** What is compiled into `wire.generated.js`, by name. */
export const schemas = {
  connection,
  namedOrder,
  orderModel,
  inventoryItem,
  changed,
  granted,
  orderStateModel,
  fulfillmentOrder,
  fulfillmentOrderLine,
};

export type Connection = Static<typeof connection>;
export type NamedOrder = Static<typeof namedOrder>;
export type OrderModel = Static<typeof orderModel>;
export type OrderStateModel = Static<typeof orderStateModel>;
export type FulfillmentOrder = Static<typeof fulfillmentOrder>;
export type FulfillmentOrderLine = Static<typeof fulfillmentOrderLine>;
export type InventoryItem = Static<typeof inventoryItem>;
export type Changed = Static<typeof changed>;
export type Granted = Static<typeof granted>;
