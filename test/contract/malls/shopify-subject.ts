import { hourMs } from '../../../core/kernel/time.ts';
import * as desks from '../../../malls/desks.ts';
import { createMalls } from '../../../malls/registry.ts';
import { memoryPorts } from '../../../proving/memory/index.ts';
import { createShopify, type ShopifyFault } from '../../../simulator/shopify/index.ts';
import { type FaultName, levelsFor, lineTo, type MallSubject, type ServedMall } from './subject.ts';

const start = Date.parse('2026-11-24T06:00:00Z');
const code = 'kado-no-mise';

const faults: Readonly<Partial<Record<FaultName, ShopifyFault>>> = {
  'a connection that breaks in the answer': { kind: 'reset' },
  'no answer, and nothing done': { kind: 'timeout-before' },
  'no answer, and done': { kind: 'timeout-after' },
  'no answer, and done later': { kind: 'apply-later' },
  '503': { kind: 'unavailable' },
  '503, and done': { kind: 'unavailable', applied: true },
  '503 with a page, as in maintenance': { kind: 'server-error-html' },
  '200 with a page': { kind: 'html-200' },
  '200 that says that all is well': { kind: 'all-well' },
  'a system error': { kind: 'internal-error' },
  'maintenance, as the mall itself says it': { kind: 'unavailable' },
  'too many calls': { kind: 'throttle' },
  'a good key that is refused': { kind: 'auth-flap' },
  'an answer that says done, and nothing done': { kind: 'lost-write' },
};

const nothingToConfirm = (): string => {
  throw new Error('Shopify has no 注文確認.');
};

const nobodysLine = {
  fulfillmentOrder: 'gid://shopify/FulfillmentOrder/1',
  id: 'gid://shopify/FulfillmentOrderLineItem/1',
  lineId: '1',
  quantity: 1,
};

/** Shopify, with more items than one change takes. */
export const shopifySubject: MallSubject = {
  mall: 'shopify',
  title: 'Shopify',
  async open(): Promise<ServedMall> {
    const shopify = createShopify({ now: () => start, seed: 7, settings: { throttle: { enforce: false } } });
    const { clientId, clientSecret, locationId } = shopify.control.addShop({ shop: code, skus: 260 });
    const line = await lineTo(shopify);
    const { shopWith } = createMalls({
      listers: desks,
      sites: { shopify: { baseUrl: line.url } },
      transport: line.transport,
      vault: memoryPorts().vault,
      clock: { now: () => shopify.control.nowMs(), sleep: async () => {} },
    });
    const credential = { mall: 'shopify', clientId, clientSecret, locationId };
    const shop = shopWith({ key: `shopify#${code}`, mall: 'shopify', code }, credential);
    const orders = () => shopify.control.books().shops.flatMap((one) => one.orders);
    const byName = (orderNumber: string) => orders().find(({ name }) => name === orderNumber);
    const stock = shopify.control.stock(code);
    const setBatch = shop.traits.stock.setBatch;
    return {
      shop,
      items: ['kome-0005', 'sencha-0880'],
      sold: stock.map(({ sku }) => sku),
      absent: 'nai',
      levelOf: (item) => shopify.control.stock(code).find(({ sku }) => sku === item)?.available,
      books: () => JSON.stringify(shopify.control.books().shops.map((one) => ({ ...one, calls: null }))),
      now: () => shopify.control.nowMs(),
      place: (count, at) =>
        shopify.control
          .addOrders(code, { count, at })
          .map((id) => orders().find(({ orderId }) => orderId === id)?.name ?? ''),
      cancel: (orderNumber) => shopify.control.cancelOrder(code, byName(orderNumber)?.orderId ?? ''),
      misList: (orderNumber, how) => shopify.control.spoilOrder(byName(orderNumber)?.orderId ?? '', how),
      unitsOf: (orderNumber) => (byName(orderNumber)?.lines ?? []).map(({ units }) => units),
      toConfirm: nothingToConfirm,
      toShip: () => {
        const lines = [{ sku: 'kome-0005', units: 3 }];
        const [id = ''] = shopify.control.addOrders(code, { count: 1, at: shopify.control.nowMs() - hourMs, lines });
        return orders().find(({ orderId }) => orderId === id)?.name ?? '';
      },
      carrier: 'YAMATO',
      lineIdsOf: (orderNumber) => (byName(orderNumber)?.lines ?? []).map(({ lineId }) => String(lineId)),
      cancelledReason: 'look-again',
      unknownReason: 'look-again',
      unknownKept: JSON.stringify({ left: [nobodysLine], isHeld: false }),
      unknownOrder: '#999999',
      advance: (ms) => {
        shopify.control.advance(ms);
      },
      async break(name, api = 'stock') {
        if (name === 'no connection') {
          await line.cut();
          return true;
        }
        if (name === 'a key that has ended') {
          shopify.control.rotateToken(code);
          shopify.control.break({ kind: 'auth-flap', api });
          return true;
        }
        if (name === 'a function that the shop did not allow') {
          shopify.control.setScopes(code, api === 'stock' ? ['read_orders'] : ['read_products']);
          return true;
        }
        const fault = faults[name];
        if (!fault) return false;
        if (name.startsWith('no answer')) line.hurry();
        shopify.control.break({ ...fault, api });
        return true;
      },
      mend: () => shopify.control.mend(),
      async fullBatch() {
        const items = stock.slice(0, setBatch - 1).map(({ sku }) => sku);
        const levels = await levelsFor(shop, items, 5);
        const kept = JSON.stringify(['1', 0, '']);
        return { levels: [...levels.slice(0, 100), { item: 'nai', level: 5, kept }, ...levels.slice(100)], bad: 'nai' };
      },
      stop: () => line.stop(),
    };
  },
};
