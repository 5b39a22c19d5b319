import { DAY_MS, parseJstDate } from '../../jst.ts';
import { firstFrom } from '../../sales.ts';
import { listedNumber, withRepeats } from '../../world.ts';
import { json, type Message, type Reply } from '../operation.ts';
import type { Order, World } from '../state.ts';
import { asNumber, type FieldReader, type Fields, isFields, type OrderCall } from './request.ts';
import { readConditions } from './search-conditions.ts';

const SPAN_DAYS_MAX = 63;
const LOOK_BACK_DAYS_MAX = 730;

/** 受注検索: the numbers of the orders that meet every condition, one page of them, by 注文日時. */
export function searchOrder(call: OrderCall): Reply {
  const { world, shop, body, messages, reader } = call;
  const dateType = reader.number('dateType', { required: true, oneOf: [1, 2, 3, 4, 5, 6] });
  const start = reader.datetime('startDatetime', { required: true });
  const end = reader.datetime('endDatetime', { required: true });
  const meets = readConditions(reader);
  const page = readPage(body, reader, world.settings.assumed.outOfRange);
  if (start !== null && end !== null) checkSpan(world, reader, start, end);
  if (reader.problems.length > 0 || dateType === null || start === null || end === null) {
    return refusal(reader.problems);
  }

  const meeting = shopOrdersWithin(world, shop.orders, dateType, start, end).filter(meets);
  const found = withRepeats(world, meeting, ({ orderNumber }) => orderNumber);
  const limit = limited(world, found.length);
  if (limit === 'error')
    return refusal([messages.error(world.settings.assumed.outOfRange, '検索結果が上限を超えています。')]);
  const { totalTooHigh } = world.settings.search;
  const total = limit.total + totalTooHigh;
  if (total === 0) {
    return json(200, {
      MessageModelList: [messages.info('102', '注文検索に成功しました。(検索結果０件)')],
      orderNumberList: [],
      PaginationResponseModel: { totalRecordsAmount: null, totalPages: null, requestPage: null },
    });
  }
  const totalPages = Math.ceil(total / page.size);
  if (page.number > totalPages && world.settings.search.pageBeyondLast === 'error') {
    return refusal([messages.error(world.settings.assumed.outOfRange, 'requestPageの書式が不正です。')]);
  }
  const rows = inOrder(world, found, page.descending)
    .slice(0, limit.reachable)
    .slice((page.number - 1) * page.size, page.number * page.size);
  return json(200, {
    MessageModelList: [messages.info('101', '注文検索に成功しました。')],
    orderNumberList: rows.map((order) => listedNumber(world, order.orderNumber)),
    PaginationResponseModel: { totalRecordsAmount: total, totalPages, requestPage: page.number },
  });
}

/** On an error the list and the pagination are null. */
function refusal(problems: Message[]): Reply {
  return json(400, { MessageModelList: problems, orderNumberList: null, PaginationResponseModel: null });
}

function checkSpan(world: World, reader: FieldReader, start: number, end: number): void {
  const { assumed } = world.settings;
  if (end < start) reader.wrong(assumed.endBeforeStart, 'endDatetime');
  if (end - start > SPAN_DAYS_MAX * DAY_MS) reader.wrong(assumed.spanTooLong, 'endDatetime');
  if (start < world.timeMs - LOOK_BACK_DAYS_MAX * DAY_MS) reader.wrong(assumed.tooFarBack, 'startDatetime');
}

function shopOrdersWithin(
  world: World,
  orders: readonly Order[],
  dateType: number,
  start: number,
  end: number,
): Order[] {
  const { startInclusive, endInclusive } = world.settings.search;
  const from = startInclusive ? start : start + 1;
  const until = endInclusive ? end + 1000 : end;
  const candidates = dateType === 1 ? orders.slice(firstFrom(orders, from), firstFrom(orders, until)) : orders;
  return candidates.filter((order) => {
    if (order.visibleAt > world.timeMs) return false;
    if (dateType === 1) return true;
    const date = dateOf(order, dateType);
    return date !== null && date >= from && date < until;
  });
}

/** What is reachable of so many rows, and what the answer says the total is. */
function limited(world: World, count: number): { total: number; reachable: number } | 'error' {
  const { overLimit, resultsMax } = world.settings.search;
  if (count <= resultsMax) return { total: count, reachable: count };
  switch (overLimit) {
    case 'truncate':
      return { total: resultsMax, reachable: resultsMax };
    case 'report':
      return { total: count, reachable: resultsMax };
    case 'error':
      return 'error';
  }
}

/** `orders` comes ascending by 注文日時, then by number. Orders of the same second have no promised order. */
function inOrder(world: World, orders: Order[], descending: boolean): Order[] {
  if (world.settings.search.pageOrder === 'ties-shuffled') shuffleTies(world, orders);
  return descending ? orders.reverse() : orders;
}

function shuffleTies(world: World, orders: Order[]): void {
  for (let index = 1; index < orders.length; index += 1) {
    const [before, here] = [orders[index - 1], orders[index]];
    if (before && here && before.placedAt === here.placedAt && world.chance.exchange.chance(0.5)) {
      orders[index - 1] = here;
      orders[index] = before;
    }
  }
}

const PAGE_SIZE_DEFAULT = 30;
const PAGE_SIZE_MAX = 1000;

/** Which page, how long, and in which direction of 注文日時. */
interface Page {
  size: number;
  number: number;
  descending: boolean;
}

/** Without a PaginationRequestModel: 30 rows, page 1, newest first. Unknown names, `sortModelList` too, do nothing. */
function readPage(body: Fields, reader: FieldReader, outOfRange: string): Page {
  const model = body.PaginationRequestModel;
  if (model === undefined || model === null) return { size: PAGE_SIZE_DEFAULT, number: 1, descending: true };
  if (!isFields(model)) {
    reader.wrong('011', 'PaginationRequestModel');
    return { size: PAGE_SIZE_DEFAULT, number: 1, descending: true };
  }
  const whole = (name: string, fallback: number, max: number): number => {
    const value = model[name];
    if (value === undefined || value === null) return fallback;
    const number = asNumber(value);
    if (number !== null && Number.isInteger(number) && number >= 1 && number <= max) return number;
    reader.wrong(number === null ? '011' : outOfRange, name);
    return fallback;
  };
  return {
    size: whole('requestRecordsAmount', PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX),
    number: whole('requestPage', 1, Number.MAX_SAFE_INTEGER),
    descending: isDescending(model, reader),
  };
}

function isDescending(model: Fields, reader: FieldReader): boolean {
  const list = model.SortModelList;
  if (list === undefined || list === null) return true;
  const first: unknown = Array.isArray(list) ? list[0] : undefined;
  if (!isFields(first)) {
    if (!Array.isArray(list) || list.length > 0) reader.wrong('011', 'SortModelList');
    return true;
  }
  if (first.sortColumn !== undefined && asNumber(first.sortColumn) !== 1) reader.wrong('011', 'sortColumn');
  const direction = first.sortDirection ?? 2;
  if (![1, 2].includes(asNumber(direction) ?? 0)) reader.wrong('011', 'sortDirection');
  return asNumber(direction) !== 1;
}

/** The date a dateType means: 1 注文日, 2 注文確認日, 3 注文確定日, 4 発送日, 5 発送完了報告日, 6 決済確定日. */
function dateOf(order: Order, dateType: number): number | null {
  switch (dateType) {
    case 1:
      return order.placedAt;
    case 2:
      return wholeSeconds(order.confirmedAt);
    case 3:
      return wholeSeconds(order.fixedAt);
    case 4:
      return firstShippingDate(order);
    case 5:
      return wholeSeconds(order.shippedReportAt);
    default:
      return wholeSeconds(order.settledAt);
  }
}

const wholeSeconds = (ms: number | null): number | null => (ms === null ? null : Math.floor(ms / 1000) * 1000);

function firstShippingDate(order: Order): number | null {
  for (const pack of order.packages) {
    for (const row of pack.rows) if (row.shippingDate !== null) return parseJstDate(row.shippingDate);
  }
  return null;
}
