import { jstStamp } from '../../jst.ts';
import { uuid } from '../../prng.ts';
import { json, type Message, messagesOf, type Reply } from '../reply.ts';
import type { Shop } from '../state.ts';
import type { World } from '../world.ts';
import type { OrderCall } from './order-function.ts';
import { foreignOrder, ownOrder, refused } from './own-order.ts';
import { type Fields, readFields } from './read-fields.ts';
import { planShipping, readShipping, type ShippingPlan } from './shipping-rows.ts';

const ORDERS_MAX = 100;
const DAY_MS = 86_400_000;

/** What both forms say about the rows themselves: the results of the asynchronous one too. */
const ROWS = messagesOf('UPDATE_ORDERSHIPPING');

/** 発送完了報告, one order, at once. Nothing leaves 300 before the night batch. */
export function updateOrderShipping(call: OrderCall): Reply {
  const { world, body, messages } = call;
  const reader = readFields(body, messages);
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
  const { world, shop, body, messages } = call;
  const reader = readFields(body, messages);
  const models = reader.objects('OrderShippingModelList', { required: true }) ?? [];
  if (models.length > ORDERS_MAX) reader.wrong(world.settings.assumed.tooManyEntries, 'OrderShippingModelList');
  const plans = new Map<string, ShippingPlan>();
  for (const model of models) readModel(call, model, plans, reader.problems);
  if (reader.problems.length > 0) return json(200, { MessageModelList: reader.problems });

  const stamp = jstStamp(world.timeMs).replaceAll(/[-:T]/g, '');
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
  const { world, shop, body, messages } = call;
  const reader = readFields(body, messages);
  const requestId = reader.text('requestId', { required: true });
  if (requestId === null) return json(400, { ResultShippingModelList: [{ MessageModelList: reader.problems }] });
  const found = world.asyncResults.get(requestId);
  if (found?.shop === shop && found.forgottenAt > world.timeMs) {
    return json(200, { ResultShippingModelList: found.results });
  }
  const nothing = messages.info('101', '指定されたリクエストIDの処理結果は存在しませんでした。');
  return json(200, { ResultShippingModelList: [{ MessageModelList: [nothing] }] });
}
