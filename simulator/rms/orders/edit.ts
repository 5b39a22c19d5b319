import { parseJstDate } from '../../jst.ts';
import { moveStockOf, touch } from '../lifecycle.ts';
import { NOT_FIXED } from '../money.ts';
import type { Reply } from '../operation.ts';
import type { Line, Order, OrderProgress, Package, World } from '../state.ts';
import {
  asNumber,
  changed,
  type FieldReader,
  type Fields,
  isCancelled,
  isFields,
  type OrderCall,
  oneOrder,
  readFields,
  refused,
} from './request.ts';

const DELIVERY_NAMES = [
  ...['宅配便', '小型宅配便', '大型宅配便', 'クール便', 'メール便', '国際配送'],
  ...['コンビニ受取', 'ロッカー受取', '店頭受取', '発送を伴わない', '郵便局受取'],
];
const ORDERER_REQUIRED = [
  ...['zipCode1', 'zipCode2', 'prefecture', 'city', 'subAddress', 'familyName'],
  ...['phoneNumber1', 'phoneNumber2', 'phoneNumber3'],
];
const ORDERER_OPTIONAL = ['firstName', 'familyNameKana', 'firstNameKana'];

/** ひとことメモ更新: a field that is left out stays, null clears. */
export function updateOrderMemo(call: OrderCall): Reply {
  const { body, reader } = call;
  const memo = {
    memo: reader.text('memo', { lengthMax: 1000 }),
    operator: reader.text('operator', { lengthMax: 6 }),
    mailPlugSentence: reader.text('mailPlugSentence', { lengthMax: 1024 }),
    deliveryDate: readDate(reader, body),
    shippingTerm: readTerm(reader),
  };
  const deliveryClass = reader.number('deliveryClass', { min: 0, max: 8 });
  const subStatusId = reader.number('subStatusId');
  const { order, refusal } = oneOrder(call);
  if (refusal) return refusal;
  if (subStatusId !== null && !order.shop.subStatuses.some((one) => one.subStatusId === subStatusId)) {
    reader.wrong('011', 'subStatusId');
    return refused(call.world, ...reader.problems);
  }
  return changed(call, order, 'ひとことメモ、担当者情報等の更新設定が完了しました。', () => {
    order.patch = { ...order.patch, ...given(body, memo) };
    order.delivery = { ...order.delivery, ...given(body, { deliveryClass }) };
    if (body.subStatusId !== undefined) order.subStatusId = subStatusId;
    touch(order);
  });
}

/** Of `values`, those whose field stands in the body. */
function given(body: Fields, values: Fields): Fields {
  return Object.fromEntries(Object.entries(values).filter(([name]) => body[name] !== undefined));
}

function readDate(reader: FieldReader, body: Fields): string | null {
  const date = reader.text('deliveryDate');
  if (date !== null && parseJstDate(date) === null && body.deliveryDate !== undefined) {
    reader.wrong('011', 'deliveryDate');
    return null;
  }
  return date;
}

/** 0 なし, 1 午前, 2 午後, 9 その他, else h1h2 with 7 ≤ h1 < h2 ≤ 24. */
function readTerm(reader: FieldReader): number | null {
  const term = reader.number('shippingTerm');
  if (term === null || [0, 1, 2, 9].includes(term)) return term;
  const [from, to] = [Math.floor(term / 100), term % 100];
  if (from >= 7 && from < to && to <= 24) return term;
  reader.wrong('011', 'shippingTerm');
  return null;
}

/** 備考情報更新: at least one of its two fields. */
export function updateOrderRemarks(call: OrderCall): Reply {
  const { body, reader } = call;
  const remarks = reader.text('remarks', { lengthMax: 4000 });
  const giftCheck = reader.number('giftCheck', { oneOf: [0, 1] });
  if (body.remarks === undefined && body.giftCheck === undefined) reader.wrong('009', 'remarks');
  const { order, refusal } = oneOrder(call);
  if (refusal) return refusal;
  return changed(call, order, '備考情報の更新設定が完了しました。', () => {
    order.patch = {
      ...order.patch,
      ...(body.remarks !== undefined && { remarks }),
      ...(giftCheck !== null && { giftCheckFlag: giftCheck }),
    };
    touch(order);
  });
}

/** 配送方法更新. */
export function updateOrderDelivery(call: OrderCall): Reply {
  const { reader } = call;
  const deliveryName = reader.text('deliveryName', { required: true });
  if (deliveryName !== null && !DELIVERY_NAMES.includes(deliveryName)) reader.wrong('011', 'deliveryName');
  const { order, refusal } = oneOrder(call);
  if (refusal) return refusal;
  if (isCancelled(order)) return cancelledAlready(call);
  return changed(call, order, '配送方法の更新設定が完了しました。', () => {
    order.delivery = { ...order.delivery, deliveryName };
    touch(order);
  });
}

/** 注文者情報更新: the whole address each time. */
export function updateOrderOrderer(call: OrderCall): Reply {
  const { body, messages, reader } = call;
  const model = body.OrdererModel;
  if (!isFields(model)) reader.wrong(model === undefined ? '009' : '011', 'OrdererModel');
  const orderer = isFields(model) ? readAddress(readFields(model, messages), reader) : {};
  const { order, refusal } = oneOrder(call);
  if (refusal) return refusal;
  if (isCancelled(order)) return cancelledAlready(call);
  return changed(call, order, '注文者情報の更新設定が完了しました。', () => {
    order.orderer = { ...order.orderer, ...orderer };
    order.edited = true;
    touch(order);
  });
}

function cancelledAlready({ world, messages }: OrderCall): Reply {
  const text = '指定された注文番号は既にキャンセルされているため、更新が出来る状態ではありませんでした。';
  return refused(world, messages.error(world.settings.assumed.wrongProgress, text));
}

/** The address fields an OrdererModel and a SenderModel share; problems go to `outer`. */
function readAddress(reader: FieldReader, outer: FieldReader): Fields {
  const address: Fields = {};
  for (const name of ORDERER_REQUIRED) address[name] = reader.text(name, { required: true, lengthMax: 127 });
  for (const name of ORDERER_OPTIONAL) address[name] = reader.text(name, { lengthMax: 127 });
  outer.problems.push(...reader.problems);
  return address;
}

const COD = 2;
const TAX_RATES = [0, 0.08, 0.1];
const ITEM_FLAGS = ['includePostageFlag', 'includeTaxFlag', 'includeCashOnDeliveryPostageFlag'];
const ITEM_PATCHED = [
  ...['itemName', 'itemNumber', 'taxRate', 'includePostageFlag', 'includeTaxFlag'],
  ...['includeCashOnDeliveryPostageFlag', 'selectedChoice', 'restoreInventoryFlag', 'SkuModelList'],
];

type Effect = () => void;

export const updateOrderSender = (call: OrderCall): Reply => update(call, [100, 200, 300]);
export const updateOrderSenderAfterShipping = (call: OrderCall): Reply => update(call, [500, 600, 700]);

/** 送付先情報更新: every destination and line that is named is replaced whole. */
function update(call: OrderCall, from: readonly OrderProgress[]): Reply {
  const { world, body, messages, reader } = call;
  const packages = reader.objects('PackageModelList', { required: true }) ?? [];
  const after = reader.number('afterSettlementMethodCode');
  const { order, refusal } = oneOrder(call);
  if (refusal) return refusal;
  const { orderNumber } = order;
  if (!from.includes(order.progress) || (after !== null && order.progress !== 100)) {
    const text = '指定された注文番号は送付先情報の更新が出来る状態ではありませんでした。';
    return refused(world, messages.error(world.settings.assumed.wrongProgress, text, { orderNumber }));
  }
  const effects = packages.flatMap((model) => planPackage(call, order, model, reader));
  if (reader.problems.length > 0) return refused(world, ...reader.problems);
  if (after === COD && packages.some(lacksCodFee)) {
    const text =
      '支払方法を代金引換に変更する場合、代引料の設定が必須となります。代引料を設定し、再度リクエストを行ってください。';
    return refused(world, messages.error('136', text, { orderNumber }));
  }
  return changed(call, order, '送付先情報の更新設定が完了しました。', () => {
    for (const effect of effects) effect();
    if (after !== null) order.settlementCode = after;
    wrap(order, body);
    order.edited = true;
    touch(order);
  });
}

function lacksCodFee(model: Fields): boolean {
  const fee = asNumber(model.deliveryPrice);
  const items = Array.isArray(model.ItemModelList) ? model.ItemModelList.filter(isFields) : [];
  return (fee === null || fee === NOT_FIXED) && items.some((item) => item.includeCashOnDeliveryPostageFlag === 0);
}

function planPackage(call: OrderCall, order: Order, model: Fields, outer: FieldReader): Effect[] {
  const { world, messages } = call;
  const reader = readFields(model, messages);
  const basketId = reader.number('basketId', { required: true });
  const postage = reader.number('postagePrice', { min: NOT_FIXED });
  const fee = reader.number('deliveryPrice', { min: NOT_FIXED });
  if (!TAX_RATES.includes(Number(model.postageTaxRate))) reader.wrong('009', 'postageTaxRate');
  const deletes = reader.number('packageDeleteFlag', { oneOf: [0, 1] }) === 1;
  const items = reader.objects('ItemModelList', { required: true }) ?? [];
  const pack = order.packages.find((one) => one.basketId === basketId);
  if (basketId !== null && !pack) reader.wrong(world.settings.assumed.unknownBasket, 'basketId');
  if (!isFields(model.SenderModel)) reader.wrong('009', 'SenderModel');
  outer.problems.push(...reader.problems);
  const sender = isFields(model.SenderModel) ? readAddress(readFields(model.SenderModel, messages), outer) : {};
  if (!pack) return [];
  return [
    ...items.flatMap((item) => planItem(call, order, pack, item, outer)),
    () => {
      pack.postageYen = postage ?? pack.postageYen;
      pack.codFeeYen = fee ?? pack.codFeeYen;
      pack.deleted = deletes;
      pack.sender = { ...pack.sender, ...sender };
      pack.patch = {
        ...pack.patch,
        ...patchOf(model, ['noshi', 'postageTaxRate', 'deliveryTaxRate', 'dropOffLocation']),
      };
    },
  ];
}

function planItem(call: OrderCall, order: Order, pack: Package, item: Fields, outer: FieldReader): Effect[] {
  const { world, messages } = call;
  const reader = readFields(item, messages);
  const id = reader.number('itemDetailId', { required: true });
  reader.text('itemName', { required: true, lengthMax: 1000 });
  const price = reader.number('price', { required: true, min: 0, max: 999_999_999 });
  const units = reader.number('units', { required: true, min: 0, max: 999_999_999 });
  if (!TAX_RATES.includes(Number(item.taxRate))) reader.wrong('009', 'taxRate');
  for (const flag of ITEM_FLAGS) reader.number(flag, { required: true, oneOf: [0, 1] });
  const deletes = reader.number('deleteItemFlag', { oneOf: [0, 1] }) === 1;
  const restores = reader.number('restoreInventoryFlag', { oneOf: [0, 1, 2] }) ?? 0;
  const line = pack.lines.find((one) => one.itemDetailId === id);
  if (id !== null && !line) reader.wrong(world.settings.assumed.unknownBasket, 'itemDetailId');
  outer.problems.push(...reader.problems);
  if (line && lacksSkuInfo(line, item)) {
    outer.problems.push(messages.error('139', 'マルチSKUの場合、SKU情報は必須です。'));
  }
  if (!line) return [];
  return [() => replaceLine(world, order, line, item, { price, units, deletes, restores })];
}

function lacksSkuInfo(line: Line, item: Fields): boolean {
  if (line.sku.skuInfo === null || !Array.isArray(item.SkuModelList)) return false;
  return item.SkuModelList.some((sku) => isFields(sku) && (sku.skuInfo === null || sku.skuInfo === ''));
}

function replaceLine(
  world: World,
  order: Order,
  line: Line,
  item: Fields,
  to: { price: number | null; units: number | null; deletes: boolean; restores: number },
): void {
  const before = line.deleted ? 0 : line.units;
  line.priceYen = to.price ?? line.priceYen;
  line.units = to.units ?? line.units;
  line.deleted = to.deletes;
  line.patch = { ...line.patch, ...patchOf(item, ITEM_PATCHED) };
  const moves = to.restores === 1 || (to.restores === 0 && world.settings.inventory.restoreByProductSetting);
  if (moves) moveStockOf(world, order, line, before - (line.deleted ? 0 : line.units));
}

function patchOf(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(names.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]])));
}

/** A wrapping that is sent is added, also when it is there already; one sent with deleteWrappingFlag goes. */
function wrap(order: Order, body: Fields): void {
  for (const model of [body.WrappingModel1, body.WrappingModel2]) {
    if (!isFields(model)) continue;
    if (model.deleteWrappingFlag === 1) {
      order.wrappings = order.wrappings.filter((one) => one.title !== model.title);
    } else {
      const price = asNumber(model.price) ?? 0;
      order.wrappings = [...order.wrappings, { ...model, price, deleteWrappingFlag: 0, taxPrice: 0 }];
    }
  }
}
