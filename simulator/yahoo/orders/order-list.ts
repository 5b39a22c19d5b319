import { LIST_FIELD_NAMES } from '../model/field-names.ts';
import { leavesOf } from '../model/fields.ts';
import { type Reply, xml } from '../reply.ts';
import type { Order } from '../state.ts';
import type { World } from '../world.ts';
import { allAt, textAt } from '../xml/read-xml.ts';
import { leaf, type Tree, tree } from '../xml/tree.ts';
import { readConditions } from './conditions.ts';
import { listError } from './order-errors.ts';
import { type OrderCall, orderFunction } from './order-function.ts';
import { readFields } from './read-fields.ts';

const RESULT_DEFAULT = 10;

/** 注文検索: what the conditions match, a page of it, and how many there are in all. */
export const orderList = orderFunction('orderList', { write: false, refuse: listError }, (call) => {
  const { world, req } = call;
  const search = allAt(req, 'Search')[0];
  if (!search) return listError(world, 'Search is required.');
  const { tests, problems } = readConditions(world, search);
  const fields = readFields(world, textAt(search, 'Field'), LIST_FIELD_NAMES, problems);
  const sort = textAt(search, 'Sort') ?? '+order_time';
  if (sort !== '+order_time' && sort !== '-order_time') problems.push('Sort is invalid.');
  const start = readCount(textAt(search, 'Start'), 1, 'Start', problems);
  const asked = readCount(textAt(search, 'Result'), RESULT_DEFAULT, 'Result', problems);
  const { resultMax, overMax } = world.settings.list;
  if (asked > resultMax && overMax === 'error') problems.push('Result is too large.');
  if (problems.length > 0) return listError(world, problems.join(' '));

  const matching = sorted(
    call,
    call.shop.orders.filter((order) => tests.every((test) => test(order))),
    sort,
  );
  const first = Math.max(0, start - 1);
  const page = matching.slice(first, first + Math.min(asked, resultMax));
  return listed(world, matching.length, page, first, fields);
});

/** A whole number; the mall's own samples ask for 0 results, too. */
function readCount(text: string | null, fallback: number, name: string, problems: string[]): number {
  if (text === null) return fallback;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  problems.push(`${name} is invalid.`);
  return fallback;
}

/** By 注文日時. The order within the same second is undocumented. */
function sorted({ world }: OrderCall, orders: Order[], sort: string): Order[] {
  const sign = sort === '-order_time' ? -1 : 1;
  const shuffled = world.settings.list.pageOrder === 'ties-shuffled';
  const rank = new Map(orders.map((order) => [order, shuffled ? world.chance.exchange.next() : 0]));
  return orders.sort(
    (a, b) =>
      sign * (a.placedAt - b.placedAt) ||
      (rank.get(a) ?? 0) - (rank.get(b) ?? 0) ||
      sign * a.orderId.localeCompare(b.orderId),
  );
}

/** A page behind the last row has one empty OrderInfo, and none where nothing matched at all. */
function listed(
  world: World,
  total: number,
  page: readonly Order[],
  first: number,
  fields: ReadonlySet<string>,
): Reply {
  const rows = page.map((order, index) => row(world, order, first + index + 1, fields));
  const shown = rows.length === 0 && total > 0 ? [tree('OrderInfo', [])] : rows;
  return xml(200, tree('Result', [leaf('Status', 'OK'), tree('Search', [leaf('TotalCount', total), ...shown])]));
}

/** One row: flat but for its Item, which is the first line whatever the order holds. */
function row(world: World, order: Order, index: number, fields: ReadonlySet<string>): Tree {
  const { flat, items } = leavesOf(world, order, fields);
  const asked = flat.filter((one) => fields.has(one.name) && one.name !== 'SellerId');
  const item = (items[0] ?? []).filter((one) => fields.has(one.name));
  return tree('OrderInfo', [
    leaf('Index', index),
    leaf('SellerId', order.shop.sellerId),
    ...asked,
    ...(item.length > 0 ? [tree('Item', item)] : []),
  ]);
}
