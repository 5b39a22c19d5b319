import { parseJstDate } from '../../jst.ts';
import { touch } from '../flow/progress.ts';
import type { Reply } from '../reply.ts';
import type { OrderCall } from './order-function.ts';
import { changed, isCancelled, oneOrder, refused } from './own-order.ts';
import { type FieldReader, type Fields, isFields, readFields } from './read-fields.ts';

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
  const { body, messages } = call;
  const reader = readFields(body, messages);
  const memo = {
    memo: reader.text('memo', { lengthMax: 1000 }),
    operator: reader.text('operator', { lengthMax: 6 }),
    mailPlugSentence: reader.text('mailPlugSentence', { lengthMax: 1024 }),
    deliveryDate: readDate(reader, body),
    shippingTerm: readTerm(reader),
  };
  const deliveryClass = reader.number('deliveryClass', { min: 0, max: 8 });
  const subStatusId = reader.number('subStatusId');
  const { order, refusal } = oneOrder(call, reader);
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
  const { body, messages } = call;
  const reader = readFields(body, messages);
  const remarks = reader.text('remarks', { lengthMax: 4000 });
  const giftCheck = reader.number('giftCheck', { oneOf: [0, 1] });
  if (body.remarks === undefined && body.giftCheck === undefined) reader.wrong('009', 'remarks');
  const { order, refusal } = oneOrder(call, reader);
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
  const reader = readFields(call.body, call.messages);
  const deliveryName = reader.text('deliveryName', { required: true });
  if (deliveryName !== null && !DELIVERY_NAMES.includes(deliveryName)) reader.wrong('011', 'deliveryName');
  const { order, refusal } = oneOrder(call, reader);
  if (refusal) return refusal;
  if (isCancelled(order)) return cancelledAlready(call);
  return changed(call, order, '配送方法の更新設定が完了しました。', () => {
    order.delivery = { ...order.delivery, deliveryName };
    touch(order);
  });
}

/** 注文者情報更新: the whole address each time. */
export function updateOrderOrderer(call: OrderCall): Reply {
  const { body, messages } = call;
  const reader = readFields(body, messages);
  const model = body.OrdererModel;
  if (!isFields(model)) reader.wrong(model === undefined ? '009' : '011', 'OrdererModel');
  const orderer = isFields(model) ? readAddress(readFields(model, messages), reader) : {};
  const { order, refusal } = oneOrder(call, reader);
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
export function readAddress(reader: FieldReader, outer: FieldReader): Fields {
  const address: Fields = {};
  for (const name of ORDERER_REQUIRED) address[name] = reader.text(name, { required: true, lengthMax: 127 });
  for (const name of ORDERER_OPTIONAL) address[name] = reader.text(name, { lengthMax: 127 });
  outer.problems.push(...reader.problems);
  return address;
}
