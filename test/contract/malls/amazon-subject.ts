import { hourMs } from '../../../core/kernel/time.ts';
import * as desks from '../../../malls/desks.ts';
import { createMalls } from '../../../malls/registry.ts';
import { memoryPorts } from '../../../proving/memory/index.ts';
import { type AmazonFault, createAmazon } from '../../../simulator/amazon/index.ts';
import { credentialOf } from '../../unit/malls/amazon/in-process.ts';
import { type FaultName, lineTo, type MallSubject, type ServedMall } from './subject.ts';

const start = Date.parse('2026-11-24T06:00:00Z');
const sellerId = 'A3KADONOMISE';

const faults: Readonly<Partial<Record<FaultName, AmazonFault>>> = {
  'a connection that breaks in the answer': { kind: 'reset' },
  'no answer, and nothing done': { kind: 'timeout-before' },
  'no answer, and done': { kind: 'timeout-after' },
  'no answer, and done later': { kind: 'apply-later' },
  '503': { kind: 'overloaded' },
  '503, and done': { kind: 'overloaded', applied: true },
  '503 with a page, as in maintenance': { kind: 'server-error-html' },
  '200 with a page': { kind: 'html-200' },
  '200 that says that all is well': { kind: 'all-well' },
  'a system error': { kind: 'internal-failure' },
  'maintenance, as the mall itself says it': { kind: 'overloaded' },
  'too many calls': { kind: 'throttle' },
  'an answer that says done, and nothing done': { kind: 'lost-write' },
  'a good key that is refused': { kind: 'auth-flap' },
};

const nothingToConfirm = (): string => {
  throw new Error('Amazon has no 注文確認.');
};

/** Amazon. What it accepts takes effect at once here; `test/unit/malls/amazon` has it later. */
export const amazonSubject: MallSubject = {
  mall: 'amazon',
  title: 'Amazon',
  async open(): Promise<ServedMall> {
    const settings = { throttle: { enforce: false }, stock: { applyAfterMs: 0 } };
    const amazon = createAmazon({ now: () => start, seed: 7, settings });
    const given = amazon.control.addShop({ sellerId });
    const line = await lineTo(amazon);
    const { shopWith } = createMalls({
      listers: desks,
      sites: { amazon: { baseUrl: line.url, authUrl: line.url } },
      transport: line.transport,
      vault: memoryPorts().vault,
      clock: { now: () => amazon.control.nowMs(), sleep: async () => {} },
    });
    const shop = shopWith({ key: `amazon#${sellerId}`, mall: 'amazon', code: sellerId }, credentialOf(given, start));
    return {
      shop,
      items: ['kome-0005', 'sencha-0880'],
      sold: amazon.control.stock(sellerId).map(({ sellerSku }) => sellerSku),
      absent: 'nai',
      taken: { kind: 'unproven', code: 'ACCEPTED' },
      levelOf: (item) => amazon.control.stock(sellerId).find(({ sellerSku }) => sellerSku === item)?.quantity,
      books: () => JSON.stringify(amazon.control.books().shops.map((one) => ({ ...one, calls: null }))),
      now: () => amazon.control.nowMs(),
      place: (count, at) => amazon.control.addOrders(sellerId, { count, at }),
      cancel: (orderNumber) => amazon.control.cancelOrder(sellerId, orderNumber),
      misList: (orderNumber, how) => amazon.control.spoilOrder(orderNumber, how),
      unitsOf: (orderNumber) => (amazon.control.order(orderNumber)?.lines ?? []).map(({ units }) => units),
      toConfirm: nothingToConfirm,
      toShip: () => {
        const lines = [{ sellerSku: 'kome-0005', units: 3 }];
        return amazon.control.addOrders(sellerId, { count: 1, at: amazon.control.nowMs() - hourMs, lines })[0] ?? '';
      },
      carrier: 'YAMATO',
      lineIdsOf: (orderNumber) =>
        (amazon.control.order(orderNumber)?.lines ?? []).map(({ orderItemId }) => orderItemId),
      keepsParcels: true,
      cancelledReason: 'content-refused',
      unknownOrder: '250-9999999-9999999',
      advance: (ms) => {
        amazon.control.advance(ms);
      },
      async break(name, api = 'stock') {
        if (name === 'no connection') {
          await line.cut();
          return true;
        }
        if (name === 'a key that has ended') {
          amazon.control.setAuthorized(sellerId, false);
          return true;
        }
        if (name === 'a function that the shop did not allow') {
          amazon.control.setRole(sellerId, false);
          return true;
        }
        const fault = faults[name];
        if (!fault) return false;
        if (name.startsWith('no answer')) line.hurry();
        amazon.control.break({ ...fault, api });
        return true;
      },
      mend: () => amazon.control.mend(),
      fullBatch: async () => ({ levels: [{ item: 'nai', level: 1 }], bad: 'nai' }),
      stop: () => line.stop(),
    };
  },
};
