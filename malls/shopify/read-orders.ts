import { InputError } from '../../core/kernel/index.ts';
import type { MallOrder, UnreadableOrder } from '../../core/model/index.ts';
import type { OrderReading } from '../../core/ports/index.ts';
import { allNodes, type CallShopify } from './calls.ts';
import { withElsewhere } from './fulfillment-orders.ts';
import { mapOrder } from './mapping.ts';
import { quoted } from './queries.ts';
import { shopifyTraits } from './traits.ts';
import { orderModel } from './wire.generated.js';

/** An order as it came; only its number and its id are known to be there. */
interface Found {
  readonly id: unknown;
  readonly name: unknown;
}

/** Reads orders by their numbers. A number that two orders share is neither of them: which one is meant, nothing tells. */
export async function readOrders(
  { call, location }: { readonly call: CallShopify; readonly location: string },
  orderNumbers: readonly string[],
): Promise<OrderReading> {
  const asked = [...new Set(orderNumbers)];
  if (asked.length === 0) return { orders: [], unreadable: [], absent: [] };
  if (asked.length > shopifyTraits.readBatch) {
    throw new InputError('These orders cannot be read in one call', [
      `got ${asked.length} order numbers, expected at most ${shopifyTraits.readBatch}`,
    ]);
  }
  const query = asked.map((orderNumber) => `name:${quoted(orderNumber)}`).join(' OR ');
  const found = (await allNodes(call, 'orders.whole', { query })) as readonly Found[];
  const orders: MallOrder[] = [];
  const unreadable: UnreadableOrder[] = [];
  const absent: string[] = [];
  for (const orderNumber of asked) {
    // A search may find more than was meant.
    const [model, ...others] = found.filter((one) => Object(one).name === orderNumber);
    if (model === undefined) {
      absent.push(orderNumber);
      continue;
    }
    const ofOrder: CallShopify = (operation, variables) => call(operation, variables, { orderNumber });
    const whole =
      others.length > 0
        ? [model, ...others]
        : await withElsewhere(ofOrder, await withAllLines(ofOrder, model), location);
    const mapped = Array.isArray(whole) ? sharedNumber(whole) : mapOrder(whole);
    if (mapped.kind === 'order') orders.push(mapped.order);
    else unreadable.push({ orderNumber, raw: JSON.stringify(whole), reason: mapped.reason });
  }
  return { orders, unreadable, absent };
}

function sharedNumber(orders: readonly Found[]): { readonly kind: 'unreadable'; readonly reason: string } {
  const ids = orders.map(({ id }) => (/^gid:\/\/shopify\/Order\/\d{1,20}$/.test(String(id)) ? id : 'another'));
  return { kind: 'unreadable', reason: `name: expected one order of this number, got ${ids.join(' and ')}` };
}

/** An order comes with its first lines; the others are read after them. */
async function withAllLines(call: CallShopify, model: Found): Promise<unknown> {
  if (!orderModel.matches(model)) return model;
  const { nodes, pageInfo } = model.lineItems;
  if (pageInfo.hasNextPage !== true) return model;
  const more = await allNodes(
    call,
    'order.lineItems',
    { id: model.id },
    { path: ['order', 'connection'], after: pageInfo.endCursor ?? null },
  );
  return { ...model, lineItems: { nodes: [...nodes, ...more], pageInfo: { hasNextPage: false } } };
}
