import { compactDatetime, DAY_MS, jstDate, parseJstDate } from '../../jst.ts';
import { uuid } from '../../prng.ts';
import { isDeliveryCompany } from '../codes.ts';
import { noteReport, touch } from '../lifecycle.ts';
import { json, type Message, type Messages, messagesOf, type Reply } from '../operation.ts';
import type { Order, Package, ShippingRow, Shop, World } from '../state.ts';
import { type Fields, foreignOrder, type OrderCall, ownOrder, readFields, refused } from './request.ts';

const NUMBER_LENGTH_MAX = 120;
/** 機種依存文字, as far as 伝票番号 may meet them. */
const MACHINE_DEPENDENT = /[\u2160-\u217f\u2460-\u24ff\u3220-\u32ff\u3300-\u33ff№℡]/u;

/** What one entry of a ShippingModelList asks for. A field that is absent here stays as it is. */
interface RowChange {
  basketId: number;
  shippingDetailId: number | null;
  deletes: boolean;
  fields: Partial<Omit<ShippingRow, 'shippingDetailId'>>;
  /** 1-based over the whole request. */
  dataNumber: number;
}

type ShippingPlan = { changes: RowChange[]; problems: Message[] };

/** Reads a BasketidModelList and says everything that is wrong with its form. `more` goes into every message. */
function readShipping(world: World, body: Fields, messages: Messages, more: Partial<Message> = {}): ShippingPlan {
  const reader = readFields(body, messages, more);
  const plan: ShippingPlan = { changes: [], problems: reader.problems };
  for (const basket of reader.objects('BasketidModelList', { required: true }) ?? []) {
    const basketReader = readFields(basket, messages, more);
    const basketId = basketReader.number('basketId', { required: true });
    const rows = basketReader.objects('ShippingModelList', { required: true }) ?? [];
    if (rows.length > world.settings.shipping.rowsPerBasketMax) {
      basketReader.wrong(world.settings.assumed.tooManyEntries, 'ShippingModelList');
    }
    plan.problems.push(...basketReader.problems);
    for (const row of rows) {
      const dataNumber = plan.changes.length + 1;
      plan.changes.push(readRow(world, row, basketId ?? 0, dataNumber, messages, more, plan.problems));
    }
  }
  return plan;
}

function readRow(
  world: World,
  row: Fields,
  basketId: number,
  dataNumber: number,
  messages: Messages,
  more: Partial<Message>,
  problems: Message[],
): RowChange {
  const id = typeof row.shippingDetailId === 'number' ? row.shippingDetailId : null;
  const reader = readFields(row, messages, { ...more, dataNumber, shippingDetailId: id });
  const shippingDetailId = reader.number('shippingDetailId');
  const fields: RowChange['fields'] = {};
  if (row.deliveryCompany !== undefined) {
    const code = reader.text('deliveryCompany', { required: true });
    if (code !== null && !isDeliveryCompany(code)) reader.wrong('011', 'deliveryCompany');
    else fields.deliveryCompany = code ?? '';
  }
  if (row.shippingNumber !== undefined) {
    const number = reader.text('shippingNumber', { lengthMax: NUMBER_LENGTH_MAX });
    if (number !== null && MACHINE_DEPENDENT.test(number)) reader.wrong('011', 'shippingNumber');
    fields.shippingNumber = number;
  }
  if (row.shippingDate !== undefined) {
    const given = reader.text('shippingDate');
    const date = given === null ? null : readDate(world, given);
    if (given !== null && date === null) reader.wrong('011', 'shippingDate');
    fields.shippingDate = date;
  }
  const deletes = reader.number('shippingDeleteFlag', { oneOf: [0, 1] }) === 1;
  if (deletes && shippingDetailId === null) reader.wrong('009', 'shippingDetailId');
  problems.push(...reader.problems);
  return { basketId, shippingDetailId, deletes, fields, dataNumber };
}

/** `yyyy-MM-dd`; `yyyyMMdd` was reported to work once, so whether it does is a setting. */
function readDate(world: World, text: string): string | null {
  const joined = /^(\d{4})(\d\d)(\d\d)$/.exec(text);
  if (joined && world.settings.shipping.datesWithoutHyphens === 'accept') {
    return readDate(world, `${joined[1]}-${joined[2]}-${joined[3]}`);
  }
  const ms = parseJstDate(text);
  return ms === null ? null : jstDate(ms);
}

interface ShippingAnswer {
  messages: Message[];
  /** Absent when the order refuses: then nothing at all is changed. */
  apply?: () => void;
}

/**
 * What the changes do to an order: a row without an id is added, whatever is there already; one message for
 * each, in the order of the request. One wrong entry refuses them all.
 */
function planShipping(world: World, order: Order, changes: readonly RowChange[], messages: Messages): ShippingAnswer {
  if (order.progress === 800 || order.progress === 900) {
    const text = '指定された注文番号は既にキャンセルされているため、発送完了報告が出来る状態ではありませんでした。';
    return { messages: [messages.error('102', text, { dataNumber: null, shippingDetailId: null })] };
  }
  const problems: Message[] = [];
  const answers: Message[] = [];
  const effects: (() => void)[] = [];
  for (const change of changes) {
    const { dataNumber, shippingDetailId } = change;
    const pack = order.packages.find((one) => one.basketId === change.basketId && !one.deleted);
    const row = pack?.rows.find((one) => one.shippingDetailId === shippingDetailId);
    if (!pack || (shippingDetailId !== null && !row)) {
      const suffix = pack ? world.settings.assumed.unknownShippingRow : world.settings.assumed.unknownBasket;
      const name = pack ? 'shippingDetailId' : 'basketId';
      problems.push(messages.error(suffix, `${name}の書式が不正です。`, { dataNumber, shippingDetailId }));
    } else if (!row) {
      const added = newRow(world, change);
      effects.push(() => pack.rows.push(added));
      const more = { dataNumber, shippingDetailId: added.shippingDetailId };
      answers.push(messages.info('101', '発送情報の追加設定が完了しました。', more));
    } else if (change.deletes) {
      effects.push(() => removeRow(pack, row));
      answers.push(messages.info('103', '発送情報の削除設定が完了しました。', { dataNumber, shippingDetailId }));
    } else {
      effects.push(() => Object.assign(row, change.fields));
      answers.push(messages.info('102', '発送情報の更新設定が完了しました。', { dataNumber, shippingDetailId }));
    }
  }
  if (problems.length > 0) return { messages: problems };
  return {
    messages: answers,
    apply: () => {
      for (const effect of effects) effect();
      touch(order);
      noteReport(world, order);
    },
  };
}

function newRow(world: World, { fields }: RowChange): ShippingRow {
  return {
    shippingDetailId: world.nextId.shippingDetail++,
    deliveryCompany: fields.deliveryCompany ?? '',
    shippingNumber: fields.shippingNumber ?? null,
    shippingDate: fields.shippingDate ?? null,
  };
}

function removeRow(pack: Package, row: ShippingRow): void {
  const index = pack.rows.indexOf(row);
  if (index >= 0) pack.rows.splice(index, 1);
}

const ORDERS_MAX = 100;

/** What both forms say about the rows themselves: the results of the asynchronous one too. */
const ROWS = messagesOf('UPDATE_ORDERSHIPPING');

/** 発送完了報告, one order, at once. Nothing leaves 300 before the night batch. */
export function updateOrderShipping(call: OrderCall): Reply {
  const { world, body, messages, reader } = call;
  const number = reader.text('orderNumber', { required: true });
  const plan = readShipping(world, body, messages);
  const problems = [...reader.problems, ...plan.problems];
  if (problems.length > 0 || number === null) return json(400, { MessageModelList: problems });
  const order = ownOrder(call, number);
  if (!order) return refused(world, foreignOrder(call, number));
  const answer = planShipping(world, order, plan.changes, ROWS);
  return answer.apply
    ? json(200, { MessageModelList: answer.messages }, answer.apply)
    : refused(world, ...answer.messages);
}

/** 発送完了報告(非同期): up to 100 orders. What is wrong in form comes as 200 with ERROR and without a requestId. */
export function updateOrderShippingAsync(call: OrderCall): Reply {
  const { world, shop, messages, reader } = call;
  const models = reader.objects('OrderShippingModelList', { required: true }) ?? [];
  if (models.length > ORDERS_MAX) reader.wrong(world.settings.assumed.tooManyEntries, 'OrderShippingModelList');
  const plans = new Map<string, ShippingPlan>();
  for (const model of models) readModel(call, model, plans, reader.problems);
  if (reader.problems.length > 0) return json(200, { MessageModelList: reader.problems });

  const stamp = compactDatetime(world.timeMs);
  const requestId = `${uuid(world.chance.exchange)}_${stamp}`;
  const accepted = messages.info('101', '発送情報の更新を受付けました。', {
    requestId,
    dataNumber: null,
    shippingDetailId: null,
  });
  return json(200, { MessageModelList: [accepted] }, () => queue(world, shop, requestId, plans));
}

function readModel(call: OrderCall, model: Fields, plans: Map<string, ShippingPlan>, problems: Message[]): void {
  const reader = readFields(model, call.messages);
  const orderNumber = reader.text('orderNumber', { required: true });
  problems.push(...reader.problems);
  if (orderNumber === null) return;
  if (plans.has(orderNumber)) {
    const text = 'orderNumberが重複しています。';
    problems.push(call.messages.error(call.world.settings.assumed.outOfRange, text, { orderNumber }));
    return;
  }
  const plan = readShipping(call.world, model, call.messages, { orderNumber });
  problems.push(...plan.problems);
  plans.set(orderNumber, plan);
}

/** Carries an accepted request out after a while; its results can be asked for until they are forgotten. */
function queue(world: World, shop: Shop, requestId: string, plans: Map<string, ShippingPlan>): void {
  const { asyncDelayMs, asyncResultDays } = world.settings.shipping;
  const forgottenAt = world.timeMs + asyncResultDays * DAY_MS;
  world.agenda.at(world.timeMs + asyncDelayMs, () => {
    const results = [...plans].map(([orderNumber, plan]) => ({
      orderNumber,
      MessageModelList: carryOut(world, shop, orderNumber, plan),
    }));
    world.asyncResults.set(requestId, { shop, forgottenAt, results });
  });
}

function carryOut(world: World, shop: Shop, orderNumber: string, plan: ShippingPlan): Message[] {
  const order = world.orders.get(orderNumber);
  if (order?.shop !== shop) {
    const text = '指定された注文番号は他店舗の注文、または存在しない注文です。';
    const more = { dataNumber: null, shippingDetailId: null };
    return [ROWS.error(world.settings.assumed.foreignOrder, text, more)];
  }
  const answer = planShipping(world, order, plan.changes, ROWS);
  answer.apply?.();
  return answer.messages;
}

/** A request that is still running, unknown or forgotten gets the same answer. */
export function getResultUpdateOrderShippingAsync(call: OrderCall): Reply {
  const { world, shop, messages, reader } = call;
  const requestId = reader.text('requestId', { required: true });
  if (requestId === null) return json(400, { ResultShippingModelList: [{ MessageModelList: reader.problems }] });
  const found = world.asyncResults.get(requestId);
  if (found?.shop === shop && found.forgottenAt > world.timeMs) {
    return json(200, { ResultShippingModelList: found.results });
  }
  const nothing = messages.info('101', '指定されたリクエストIDの処理結果は存在しませんでした。');
  return json(200, { ResultShippingModelList: [{ MessageModelList: [nothing] }] });
}
