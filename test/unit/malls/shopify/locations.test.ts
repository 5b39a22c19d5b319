import { describe, expect, it } from 'vitest';
import type { ShopifySettingsChange } from '../../../../simulator/shopify/index.ts';
import { importsInto } from '../../../contract/malls/imports-into.ts';
import { began, code, hourMs, inProcess } from './in-process.ts';
import { location, order, page, scripted } from './scripted.ts';

const rice = 'kome-0005';

/** A shop of two locations, of which the first is linked. */
function twoLocations(settings: ShopifySettingsChange = {}) {
  const opened = inProcess(settings, { locations: 2 });
  const { shopify, shop } = opened;
  const [, till = ''] = shopify.control.shops()[0]?.locationIds ?? [];
  const place = (units: number, kind: 'plain' | 'pos' = 'plain') => {
    const at = began - hourMs;
    const [id = ''] = shopify.control.addOrders(code, { count: 1, at, kind, lines: [{ sku: rice, units }] });
    return { id, name: shopify.control.order(id)?.name ?? '' };
  };
  const held = async ({ name }: { name: string }) => {
    const [order] = (await shop.readOrders([name])).orders;
    if (order === undefined) throw new Error(`${name} cannot be read`);
    const { original } = order;
    expect(shop.traits.readOriginal(original)).toEqual(order);
    expect(shop.traits.readOriginal(shop.traits.redactOriginal(original)).lines).toEqual(order.lines);
    return order.lines.map(({ quantity }) => quantity);
  };
  return { ...opened, till, place, held };
}

describe('pieces of the simulated Shopify', () => {
  it('that another location sells at its till are not taken from the linked shelf', async () => {
    const { shop, place, held, levelOf, clock } = twoLocations();
    const [sold, sent] = [place(3, 'pos'), place(2)];
    expect(levelOf(rice)).toBe(98);
    expect(await held(sold)).toEqual([0]);
    expect(await held(sent)).toEqual([2]);
    const listed = await shop.listOrders({ from: began - 24 * hourMs, to: began, page: 1, whole: true });
    expect(listed.orderNumbers).toEqual([sold.name, sent.name]);
    expect(listed.orders?.map(({ orderNumber }) => orderNumber)).toEqual([sent.name]);
    const into = importsInto(shop, () => clock.at);
    await into.run();
    expect(into.rows().map(({ kind }) => kind)).toEqual(['stored', 'stored']);
  });

  it('are claimed where Shopify has no fulfillment order of them', async () => {
    const { place, held } = twoLocations({ orders: { posFulfillmentOrder: 'none' } });
    expect(await held(place(3, 'pos'))).toEqual([3]);
  });

  it('are not guessed without the scope for fulfillment orders: no order comes in, and the error names the scope', async () => {
    const { shopify, shop, place } = twoLocations();
    const { name } = place(3, 'pos');
    shopify.control.setScopes(code, ['read_orders']);
    await expect(shop.readOrders([name])).rejects.toMatchObject({
      code: 'key.function-off',
      context: { function: 'read_merchant_managed_fulfillment_orders' },
    });
  });

  it('move to another location with their fulfillment order, as a whole or in part, and come back', async () => {
    const { shopify, shop, place, held, till, clock } = twoLocations();
    const [whole, part] = [place(3), place(3)];
    clock.at += 60_000;
    shopify.control.relocateOrder(code, whole.id, { locationId: till });
    shopify.control.relocateOrder(code, part.id, { locationId: till, units: 1 });
    const since = { from: began + 30_000, to: clock.at, page: 1, by: 'shown' } as const;
    expect((await shop.listOrders(since)).orderNumbers).toEqual([whole.name, part.name]);
    expect(await held(whole)).toEqual([0]);
    expect(await held(part)).toEqual([2]);
    shopify.control.moveOrder(code, part.id, 'FULFILLED');
    expect(await held(part)).toEqual([2]);
    const [own = ''] = shopify.control.shops()[0]?.locationIds ?? [];
    shopify.control.relocateOrder(code, whole.id, { locationId: own });
    expect(await held(whole)).toEqual([3]);
  });

  it.each(['kept', 'none'] as const)(
    'that are refunded are held by nobody (removed units: %s)',
    async (removedUnits) => {
      const { shopify, place, held, till } = twoLocations({ flow: { removedUnits } });
      const [sold, part] = [place(3), place(3)];
      shopify.control.relocateOrder(code, sold.id, { locationId: till });
      shopify.control.refundOrder(code, sold.id, { units: 1 });
      expect(await held(sold)).toEqual([0]);
      shopify.control.relocateOrder(code, part.id, { locationId: till, units: 1 });
      // Of which location the two are, `kept` does not say: as many as may be ours are.
      shopify.control.refundOrder(code, part.id, { units: 1 });
      expect(await held(part)).toEqual([removedUnits === 'kept' ? 2 : 1]);
    },
  );
});

describe('orders of Shopify', () => {
  const from = (...ids: readonly (string | null)[]) =>
    ids.map((id) => ({ assignedLocation: { location: id === null ? null : { id: `gid://shopify/Location/${id}` } } }));

  it('of the linked location alone are whole, by one call; of another one they are read by themselves', async () => {
    const own = order('#1', { fulfillmentOrders: page(from(location, location)) });
    const gone = order('#2', { fulfillmentOrders: page(from(null)) });
    const other = order('#3', { fulfillmentOrders: page(from('7')) });
    const more = order('#4', { fulfillmentOrders: page(from(location, location), 'cursor') });
    const { shop, asked } = scripted(({ operation }) => ({
      body: {
        data:
          operation === 'orders' ? { connection: page([own, gone, other, more]) } : { order: { connection: page([]) } },
      },
    }));
    const listed = await shop.listOrders({ from: began - hourMs, to: began, page: 1, whole: true });
    expect(listed.orders?.map(({ orderNumber }) => orderNumber)).toEqual(['#1', '#2']);
    expect(asked).toHaveLength(1);
    const { orders } = await shop.readOrders(['#1', '#2', '#3', '#4']);
    // What no fulfillment order has is ours.
    expect(orders.map(({ lines }) => lines[0]?.quantity)).toEqual([1, 1, 1, 1]);
    expect(asked.slice(1).map(({ operation }) => operation)).toEqual([
      'orders',
      'fulfillmentOrders',
      'fulfillmentOrders',
    ]);
  });
});
