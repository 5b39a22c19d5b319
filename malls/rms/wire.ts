import { type Static, type TSchema, Type } from 'typebox';

/*
 * The few fields of RMS's replies that we use, and nothing else: a field that is not named here may come, go or change its
 * type. What the documents call nullable, or what some version of getOrder lacks, is optional and may be null.
 * This file is for the build and the type checker only; at run time `wire.generated.js` stands for it.
 */

const orNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const maybe = <T extends TSchema>(schema: T) => Type.Optional(orNull(schema));
const notBlank = Type.String({ pattern: '\\S' });

const message = Type.Object({
  messageType: maybe(Type.String()),
  messageCode: maybe(Type.String()),
  message: maybe(Type.String()),
  orderNumber: maybe(Type.String()),
});

const searchOrderReply = Type.Object({
  orderNumberList: orNull(Type.Array(Type.Unknown())),
  MessageModelList: maybe(Type.Array(message)),
  PaginationResponseModel: maybe(
    Type.Object({
      totalRecordsAmount: maybe(Type.Integer({ minimum: 0 })),
      totalPages: maybe(Type.Integer({ minimum: 0 })),
      requestPage: maybe(Type.Integer()),
    }),
  ),
});

/** The orders inside are checked one by one, so that a bad one does not take its neighbours with it. */
const getOrderReply = Type.Object({
  MessageModelList: maybe(Type.Array(message)),
  OrderModelList: orNull(Type.Array(Type.Unknown())),
});

const orderModel = Type.Object({
  orderNumber: notBlank,
  orderProgress: Type.Integer(),
  orderDatetime: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\+09:?00$' }),
  PackageModelList: Type.Array(
    Type.Object({
      packageDeleteFlag: maybe(Type.Integer()),
      ItemModelList: Type.Array(
        Type.Object({
          itemDetailId: Type.Integer(),
          manageNumber: notBlank,
          units: Type.Integer({ minimum: 0 }),
          deleteItemFlag: maybe(Type.Integer()),
          SkuModelList: maybe(
            Type.Array(Type.Object({ variantId: maybe(Type.String()), merchantDefinedSkuId: maybe(Type.String()) })),
          ),
        }),
      ),
    }),
  ),
});

/** The same OrderModel, as far as pushes look at it: an order whose lines cannot be read can still be shipped. */
const orderStateModel = Type.Object({
  orderNumber: notBlank,
  orderProgress: Type.Integer(),
  subStatusId: maybe(Type.Integer()),
  memo: maybe(Type.String()),
  PackageModelList: Type.Array(
    Type.Object({
      basketId: Type.Integer(),
      packageDeleteFlag: maybe(Type.Integer()),
      ShippingModelList: maybe(
        Type.Array(
          Type.Object({
            shippingDetailId: Type.Integer(),
            deliveryCompany: maybe(Type.String()),
            shippingNumber: maybe(Type.String()),
            shippingDate: maybe(Type.String()),
          }),
        ),
      ),
    }),
  ),
});

/** What every function that changes orders answers. */
const changeReply = Type.Object({ MessageModelList: orNull(Type.Array(message)) });

/** What bulk.get and bulk.get.range answer. The rows inside are checked one by one, so that a bad one costs its own item only. */
const inventoriesReply = Type.Object({ inventories: Type.Array(Type.Unknown()) });

const inventoryRow = Type.Object({
  manageNumber: notBlank,
  variantId: notBlank,
  quantity: Type.Integer({ minimum: 0 }),
  updated: maybe(Type.String()),
});

/** The names of a row whose other fields are not as documented. */
const inventoryName = Type.Object({ manageNumber: notBlank, variantId: notBlank });

/** What the inventory API objects to. `propertyPath` names the entry of a bulk call: `inventories[3].quantity`. */
const inventoryErrors = Type.Object({
  errors: Type.Array(
    Type.Object({
      code: notBlank,
      message: maybe(Type.String()),
      metadata: maybe(Type.Object({ propertyPath: maybe(Type.String()) })),
    }),
  ),
});

const keyExpiryReply = Type.Object({ expiryDate: notBlank });

/** What is compiled into `wire.generated.js`, by name. */
export const schemas = {
  searchOrderReply,
  getOrderReply,
  orderModel,
  orderStateModel,
  changeReply,
  inventoriesReply,
  inventoryRow,
  inventoryName,
  inventoryErrors,
  keyExpiryReply,
};

export type SearchOrderReply = Static<typeof searchOrderReply>;
export type GetOrderReply = Static<typeof getOrderReply>;
export type OrderModel = Static<typeof orderModel>;
export type OrderStateModel = Static<typeof orderStateModel>;
export type ChangeReply = Static<typeof changeReply>;
export type InventoriesReply = Static<typeof inventoriesReply>;
export type InventoryRow = Static<typeof inventoryRow>;
export type InventoryName = Static<typeof inventoryName>;
export type InventoryErrors = Static<typeof inventoryErrors>;
export type KeyExpiryReply = Static<typeof keyExpiryReply>;
