import * as desks from '../../../malls/desks.ts';
import { createMalls } from '../../../malls/registry.ts';
import { memoryPorts } from '../../../proving/memory/index.ts';
import { createRms, type Fault } from '../../../simulator/rms/index.ts';
import { type FaultName, lineTo, type MallSubject, type ServedMall } from './subject.ts';

const start = Date.parse('2026-11-24T06:00:00Z');
const shopUrl = 'tsunagi-shop';

const faults: Readonly<Partial<Record<FaultName, Fault>>> = {
  'a connection that breaks in the answer': { kind: 'reset' },
  'no answer, and nothing done': { kind: 'timeout-before' },
  'no answer, and done': { kind: 'timeout-after' },
  'no answer, and done later': { kind: 'apply-later' },
  '503': { kind: 'server-error-json' },
  '503, and done': { kind: 'server-error-json', applied: true },
  '503 with a page, as in maintenance': { kind: 'server-error-html' },
  '200 with a page': { kind: 'html-200' },
  '200 that says that all is well': { kind: 'all-well' },
  'a system error': { kind: 'system-error-500' },
  // RMS documents one answer for overload and for maintenance.
  'maintenance, as the mall itself says it': { kind: 'server-error-json' },
  'too many calls': { kind: 'throttle' },
  'an answer that says done, and nothing done': { kind: 'lost-write' },
  'a conflict with another process': { kind: 'conflict' },
  'a shop whose state the mall cannot find': { kind: 'shop-status' },
  'a good key that is refused': { kind: 'auth-flap' },
};

/** 楽天 RMS. Throttling is 429, which is what our client is set to take for it. */
export const rmsSubject: MallSubject = {
  mall: 'rms',
  title: '楽天',
  async open(): Promise<ServedMall> {
    const rms = createRms({ now: () => start, seed: 7, settings: { throttle: { status: 429 } } });
    const { serviceSecret, licenseKey } = rms.control.addShop({ shopUrl });
    const line = await lineTo(rms);
    const { shopWith } = createMalls({
      listers: desks,
      sites: { rms: { baseUrl: line.url } },
      transport: line.transport,
      vault: memoryPorts().vault,
      clock: { now: () => rms.control.nowMs(), sleep: async () => {} },
    });
    const shop = shopWith({ key: `rms#${shopUrl}`, mall: 'rms', code: shopUrl }, { serviceSecret, licenseKey });
    return {
      shop,
      items: ['kome-0005/kome-0005', 'sencha-0880/sencha-0880'],
      sold: rms.control.inventory(shopUrl).map(({ manageNumber, variantId }) => `${manageNumber}/${variantId}`),
      absent: 'nai/nai',
      levelOf: (item) =>
        rms.control
          .books()
          .shops[0]?.inventory.find(({ manageNumber, variantId }) => `${manageNumber}/${variantId}` === item)?.quantity,
      books: () => JSON.stringify(rms.control.books().shops.map((one) => ({ ...one, calls: null }))),
      now: () => rms.control.nowMs(),
      place: (count, at) => rms.control.addOrders(shopUrl, { count, at, kind: 'plain' }),
      cancel: (orderNumber) => rms.control.cancelOrder(shopUrl, orderNumber),
      misList: (orderNumber, how) => rms.control.spoilOrder(orderNumber, how),
      unitsOf: (orderNumber) => (rms.control.order(orderNumber)?.lines ?? []).map(({ units }) => units),
      unknownOrder: '370001-20261124-0999999999',
      advance: (ms) => {
        rms.control.advance(ms);
      },
      carrier: '1001',
      toConfirm: () => rms.control.addOrders(shopUrl, { count: 1, kind: 'plain' })[0] ?? '',
      toShip() {
        const [orderNumber = ''] = rms.control.addOrders(shopUrl, { count: 1, kind: 'plain' });
        rms.control.moveOrder(shopUrl, orderNumber, 300);
        return orderNumber;
      },
      async break(name, api = 'stock') {
        if (name === 'no connection') {
          await line.cut();
          return true;
        }
        if (name === 'a key that has ended') {
          rms.control.expireKey(shopUrl);
          return true;
        }
        if (name === 'a function that the shop did not allow') {
          if (api === 'stock') rms.control.switchApi(shopUrl, 'inventory', false);
          else rms.control.switchFunction(shopUrl, 'updateOrderShipping', false);
          return true;
        }
        if (name === 'a shop that was not migrated to SKU') {
          rms.control.setMigrated(shopUrl, false);
          return true;
        }
        const fault = faults[name];
        if (!fault) return false;
        if (name.startsWith('no answer')) line.hurry();
        rms.control.break(fault);
        return true;
      },
      mend: () => rms.control.mend(),
      async fullBatch() {
        // 400 SKUs of one item are all that RMS takes: the next one is refused by name.
        const full = Array.from({ length: 400 }, (_, index) => ({ item: `full/${index}`, level: 1 }));
        await shop.stock.set(full);
        const bad = 'full/one-more';
        const levels = full.slice(0, 399).map(({ item }, index) => ({ item, level: index % 50 }));
        return { levels: [...levels.slice(0, 250), { item: bad, level: 1 }, ...levels.slice(250)], bad };
      },
      stop: () => line.stop(),
    };
  },
};
