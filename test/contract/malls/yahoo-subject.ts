import { hourMs } from '../../../core/kernel/time.ts';
import * as desks from '../../../malls/desks.ts';
import { createMalls } from '../../../malls/registry.ts';
import { memoryPorts } from '../../../proving/memory/index.ts';
import { createYahoo, type YahooFault } from '../../../simulator/yahoo/index.ts';
import { credentialOf } from '../../unit/malls/yahoo/in-process.ts';
import { type FaultName, lineTo, type MallSubject, type ServedMall } from './subject.ts';

const start = Date.parse('2026-11-24T06:00:00Z');
const sellerId = 'kado-no-mise';

const faults: Readonly<Partial<Record<FaultName, YahooFault>>> = {
  'a connection that breaks in the answer': { kind: 'reset' },
  'no answer, and nothing done': { kind: 'timeout-before' },
  'no answer, and done': { kind: 'timeout-after' },
  'no answer, and done later': { kind: 'apply-later' },
  '503': { kind: 'server-error-xml' },
  '503, and done': { kind: 'server-error-xml', applied: true },
  '503 with a page, as in maintenance': { kind: 'server-error-html' },
  '200 with a page': { kind: 'html-200' },
  '200 that says that all is well': { kind: 'all-well' },
  'a system error': { kind: 'system-error' },
  'maintenance, as the mall itself says it': { kind: 'maintenance' },
  'too many calls': { kind: 'throttle' },
  'an answer that says done, and nothing done': { kind: 'lost-write' },
  'stock that is being uploaded': { kind: 'busy' },
  'written, and not read back by the mall': { kind: 'reread-failed' },
  'a good key that is refused': { kind: 'auth-flap' },
};

/** Yahoo!ショッピング. */
export const yahooSubject: MallSubject = {
  mall: 'yahoo',
  title: 'Yahoo!ショッピング',
  async open(): Promise<ServedMall> {
    const settings = { throttle: { enforce: false }, stock: { underscores: 'refuse' as const } };
    const yahoo = createYahoo({ now: () => start, seed: 7, settings });
    const given = yahoo.control.addShop({ sellerId });
    const line = await lineTo(yahoo);
    const { shopWith } = createMalls({
      listers: desks,
      sites: { rms: { baseUrl: line.url }, yahoo: { baseUrl: line.url, authUrl: line.url } },
      transport: line.transport,
      vault: memoryPorts().vault,
      clock: { now: () => yahoo.control.nowMs(), sleep: async () => {} },
    });
    const shop = shopWith({ key: `yahoo#${sellerId}`, mall: 'yahoo', code: sellerId }, credentialOf(given, start));
    // Placed so long ago that its buyer cannot take it back.
    const settled = (): string =>
      yahoo.control.addOrders(sellerId, { count: 1, kind: 'plain', at: yahoo.control.nowMs() - hourMs })[0] ?? '';
    const rowOf = (item: string) =>
      yahoo.control
        .books()
        .shops[0]?.stock.find(
          ({ itemCode, subCode }) => (subCode === '' ? itemCode : `${itemCode}:${subCode}`) === item,
        );
    return {
      shop,
      items: ['kome-0005', 'sencha-0880'],
      sold: yahoo.control
        .stock(sellerId)
        .map(({ itemCode, subCode }) => (subCode === '' ? itemCode : `${itemCode}:${subCode}`)),
      absent: 'nai',
      levelOf: (item) => rowOf(item)?.quantity,
      books: () => JSON.stringify(yahoo.control.books().shops.map((one) => ({ ...one, calls: null }))),
      now: () => yahoo.control.nowMs(),
      place: (count, at) => yahoo.control.addOrders(sellerId, { count, at }),
      cancel: (orderNumber) => yahoo.control.cancelOrder(sellerId, orderNumber, { reason: 100 }),
      misList: (orderNumber, how) => yahoo.control.spoilOrder(orderNumber, how),
      unitsOf: (orderNumber) => (yahoo.control.order(orderNumber)?.lines ?? []).map(({ units }) => units),
      unknownOrder: `${sellerId}-99999999`,
      advance: (ms) => {
        yahoo.control.advance(ms);
      },
      carrier: '1001',
      toConfirm: settled,
      toShip: settled,
      async break(name, api = 'stock') {
        if (name === 'no connection') {
          await line.cut();
          return true;
        }
        if (name === 'a key that has ended') {
          yahoo.control.withdrawConsent(sellerId);
          return true;
        }
        if (name === 'a function that the shop did not allow') {
          yahoo.control.setScope(sellerId, false);
          return true;
        }
        const fault = faults[name];
        if (!fault) return false;
        if (name.startsWith('no answer')) line.hurry();
        yahoo.control.break({ ...fault, api });
        return true;
      },
      mend: () => yahoo.control.mend(),
      async fullBatch() {
        const bad = 'bad_item';
        const levels = Array.from({ length: 999 }, (_, index) => ({
          item: `item-${index}`,
          level: index % 50,
          kept: '0',
        }));
        return { levels: [...levels.slice(0, 600), { item: bad, level: 1, kept: '0' }, ...levels.slice(600)], bad };
      },
      sellWithoutLimit: (itemCode) => yahoo.control.setStock(sellerId, { itemCode, quantity: null }),
      close: (itemCode) => yahoo.control.setStock(sellerId, { itemCode, closed: true }),
      stop: () => line.stop(),
    };
  },
};
