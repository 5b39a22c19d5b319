import { type Static, type TSchema, Type } from 'typebox';

/*
 * The few fields of Yahoo!ショッピング's replies that we use, and nothing else: a field that is not named here may come, go or change its
 * form. All of XML is text; what may be an empty element is optional.
 * This file is for the build and the type checker only; at run time `wire.generated.js` stands for it.
 */

const maybe = <T extends TSchema>(schema: T) => Type.Optional(schema);
const notBlank = Type.String({ pattern: '\\S' });
/** RFC 3339 in Japan's time, with its zone or without one, or the fourteen digits of an old sample. */
const moment = Type.String({ pattern: '^(?:\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(?:\\+09:?00)?|\\d{14})$' });
/** A moment that an order can do without: whatever stands there that is none counts as none (`parseYahooMoment`). */
const anyMoment = Type.Optional(Type.Unknown());

/** The rows are checked one by one: one of them may be an empty element. */
const orderListReply = Type.Object({
  Status: Type.String({ pattern: '^OK$' }),
  Search: Type.Object({
    TotalCount: Type.String({ pattern: '^\\d{1,9}$' }),
    OrderInfo: maybe(Type.Array(Type.Unknown())),
  }),
});

const orderModel = Type.Object({
  OrderId: notBlank,
  OrderStatus: Type.String({ pattern: '^\\d$' }),
  OrderTime: moment,
  PublicationTime: anyMoment,
  LastUpdateTime: anyMoment,
  IsSplit: maybe(Type.String()),
  ParentOrderId: maybe(Type.String()),
  ChildOrderId: maybe(Type.String()),
  IsReadOnly: maybe(Type.String()),
  Ship: maybe(Type.Unknown()),
  Item: Type.Array(
    Type.Object({
      LineId: Type.String({ pattern: '^\\d{1,9}$' }),
      ItemId: notBlank,
      SubCode: maybe(Type.String()),
      Quantity: Type.String({ pattern: '^\\d{1,9}$' }),
    }),
  ),
});

/** How an order stands, of an answer with fewer fields. */
const orderStateModel = Type.Object({
  OrderId: notBlank,
  OrderStatus: Type.String({ pattern: '^\\d$' }),
  IsSeen: Type.String({ pattern: '^(?:true|false)$' }),
  IsReadOnly: maybe(Type.String()),
  LastUpdateTime: anyMoment,
  Notes: maybe(Type.String()),
  Pay: maybe(Type.Unknown()),
  Ship: maybe(Type.Unknown()),
});

/** What is compiled into `wire.generated.js`, by name. */
export const schemas = { orderListReply, orderModel, orderStateModel };

export type OrderListReply = Static<typeof orderListReply>;
export type OrderModel = Static<typeof orderModel>;
export type OrderStateModel = Static<typeof orderStateModel>;
