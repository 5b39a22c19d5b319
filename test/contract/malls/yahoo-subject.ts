import { createYahooCalls } from '../../../malls/yahoo/calls.ts';
import { createMallTime } from '../../../malls/yahoo/mall-time.ts';
import { createStockDoor } from '../../../malls/yahoo/stock-door.ts';
import { yahooStock } from '../../../malls/yahoo/stock-traits.ts';
import { createYahooTokens } from '../../../malls/yahoo/tokens.ts';
import type { YahooFault } from '../../../simulator/yahoo/faults.ts';
import { createYahoo } from '../../../simulator/yahoo/index.ts';
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
  title: 'Yahoo!ショッピング',
  traits: yahooStock,
  async open(): Promise<ServedMall> {
    const settings = { throttle: { enforce: false }, stock: { underscores: 'refuse' as const } };
    const yahoo = createYahoo({ now: () => start, seed: 7, settings });
    const given = yahoo.control.addShop({ sellerId });
    const line = await lineTo(yahoo);
    const now = (): number => yahoo.control.nowMs();
    const mallTime = createMallTime(now);
    const { transport, url } = line;
    const calls = createYahooCalls({
      shop: 'yahoo#kado-no-mise',
      sellerId,
      credential: credentialOf(given, start),
      baseUrl: url,
      transport,
      tokens: createYahooTokens({ authUrl: url, transport, now, timeoutMs: 10_000, mallTime }),
      mallTime,
    });
    const rowOf = (item: string) =>
      yahoo.control
        .books()
        .shops[0]?.stock.find(
          ({ itemCode, subCode }) => (subCode === '' ? itemCode : `${itemCode}:${subCode}`) === item,
        );
    return {
      shop: { stock: createStockDoor(calls, sellerId) },
      items: ['kome-0005', 'sencha-0880'],
      absent: 'nai',
      levelOf: (item) => rowOf(item)?.quantity,
      books: () => JSON.stringify(yahoo.control.books().shops.map((one) => ({ ...one, calls: null }))),
      advance: (ms) => {
        yahoo.control.advance(ms);
      },
      async break(name) {
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
        yahoo.control.break({ ...fault, api: 'stock' });
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
