import { SETTLEMENT_CODES } from '../codes.ts';
import { composeOrder, NEWEST_VERSION, type OrderModel } from '../order-model.ts';
import { linesOf, ORDER_PROGRESSES, type Order } from '../state.ts';
import type { FieldReader } from './request.ts';

type Condition = (order: Order) => boolean;

const FLAG = { oneOf: [0, 1] };

/** Every condition of the body besides the dates; an order has to meet all of them. */
export function readConditions(reader: FieldReader): Condition {
  const conditions: Condition[] = [];
  const add = (condition: Condition): void => {
    conditions.push(condition);
  };

  const progresses = reader.numbers('orderProgressList', { oneOf: ORDER_PROGRESSES });
  if (progresses) add((order) => progresses.includes(order.progress));
  const subStatuses = reader.numbers('subStatusIdList');
  if (subStatuses?.includes(-1) && progresses === null) reader.wrong('009', 'orderProgressList');
  if (subStatuses) add((order) => subStatuses.includes(order.subStatusId ?? -1));
  const types = reader.numbers('orderTypeList', { oneOf: [1, 4, 5, 6] });
  if (types) add((order) => types.includes(order.orderType));
  const settlement = reader.number('settlementMethod', { oneOf: SETTLEMENT_CODES });
  if (settlement !== null) add((order) => order.settlementCode === settlement);

  if (reader.number('shippingDateBlankFlag', FLAG) === 1) add((order) => hasBlank(order, 'shippingDate'));
  if (reader.number('shippingNumberBlankFlag', FLAG) === 1) add((order) => hasBlank(order, 'shippingNumber'));
  if (reader.number('couponUseFlag', FLAG) === 1) add((order) => order.usesCoupon);
  for (const name of ['asurakuFlag', 'drugFlag', 'oneDayOperationFlag'] as const) {
    if (reader.number(name, FLAG) === 1) add(onModel((model) => model[name] === 1));
  }

  const deliveryName = reader.text('deliveryName');
  if (deliveryName !== null) add(onModel((model) => model.DeliveryModel.deliveryName === deliveryName));
  const mail = reader.text('ordererMailAddress');
  if (mail !== null) add(onModel((model) => model.OrdererModel.emailAddress === mail));
  const reserve = reader.text('reserveNumber');
  if (reserve !== null) add(onModel((model) => model.reserveNumber === reserve));
  addPhone(reader, add);
  addKeyword(reader, add);
  return (order) => conditions.every((condition) => condition(order));
}

const onModel =
  (test: (model: OrderModel) => boolean): Condition =>
  (order) =>
    test(composeOrder(order, NEWEST_VERSION));

/** No row at all counts as blank. */
function hasBlank(order: Order, field: 'shippingDate' | 'shippingNumber'): boolean {
  return order.packages.some((pack) => pack.rows.length === 0 || pack.rows.some((row) => row[field] === null));
}

function addPhone(reader: FieldReader, add: (condition: Condition) => void): void {
  const type = reader.number('phoneNumberType', { oneOf: [1, 2] });
  const phone = reader.text('phoneNumber')?.replaceAll('-', '');
  if (type === null || phone === undefined) return;
  const matches = (one: { phoneNumber1: string | null; phoneNumber2: string; phoneNumber3: string }): boolean =>
    `${one.phoneNumber1 ?? ''}${one.phoneNumber2}${one.phoneNumber3}` === phone;
  add(
    onModel((model) =>
      type === 1 ? matches(model.OrdererModel) : model.PackageModelList.some((pack) => matches(pack.SenderModel)),
    ),
  );
}

/** 1 商品名 2 商品番号 3 ひとことメモ 4 注文者氏名 5 同フリガナ 6 送付先氏名 7 SKU管理番号 8 システム連携用SKU番号 9 SKU情報. */
function addKeyword(reader: FieldReader, add: (condition: Condition) => void): void {
  const type = reader.number('searchKeywordType', { oneOf: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] }) ?? 0;
  const keyword = reader.text('searchKeyword', { lengthMax: 4000 });
  if (type === 0 || keyword === null) return;
  const fromSku = { 1: 'itemName', 2: 'itemNumber', 7: 'variantId', 8: 'merchantDefinedSkuId', 9: 'skuInfo' } as const;
  if (type in fromSku) {
    const field = fromSku[type as keyof typeof fromSku];
    add((order) => linesOf(order).some((line) => line.sku[field]?.includes(keyword) ?? false));
    return;
  }
  add(onModel((model) => wordsOf(model, type).some((word) => word.includes(keyword))));
}

function wordsOf(model: OrderModel, type: number): string[] {
  const { OrdererModel: orderer } = model;
  if (type === 3) return [String(model.memo ?? '')];
  if (type === 4) return [`${orderer.familyName}${orderer.firstName}`];
  if (type === 5) return [`${orderer.familyNameKana ?? ''}${orderer.firstNameKana ?? ''}`];
  return model.PackageModelList.map(({ SenderModel: sender }) => `${sender.familyName}${sender.firstName}`);
}
