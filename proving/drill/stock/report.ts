import { hourMs, minuteMs } from '../../../core/kernel/time.ts';
import { type MovementEvent, takeMovements } from '../../../core/stock/take-movements.ts';
import { type Prng, prng, seedOf } from '../../../simulator/index.ts';
import type { Day } from '../day.ts';
import type { Good, Trader } from './goods.ts';

/** First counts come so long after the day began. */
const countedAfter = { from: 2 * minuteMs, to: 8 * minuteMs };
/** Pieces of what is short, and of the rest. */
const pieces = { short: { from: 2, to: 5 }, other: { from: 30, to: 90 } };
/** In the outage a merchant takes goods in so often, writes something off, and counts some shelf again. */
const inTheOutage = { received: 2, adjusted: 1, counted: 1 };
/** Of those who are short of something, some get more the next morning. */
const restocked = { share: 0.3, afterMs: 12 * hourMs };

/** Lets people count, take in and write off. */
export function letPeopleReport(day: Day): void {
  const chance = prng(seedOf(day.seed, 'reports'));
  const { from, to } = day.script;
  for (const trader of day.traders) {
    const { counted, short } = trader;
    const at = (moment: number, type: MovementEvent, items: readonly Item[]): void =>
      day.time.at(moment, () => report(day, trader, type, items));
    const someOther = (): Good => chance.pick(counted.filter((good) => !short.includes(good)));
    const first = counted.map(({ sku }, index) => {
      const { from: least, to: most } = short.includes(counted[index] as Good) ? pieces.short : pieces.other;
      return { sku, quantity: chance.int(least, most) };
    });
    at(day.start + chance.int(countedAfter.from, countedAfter.to), 'StockCounted', first);
    const during = (times: number, type: MovementEvent, quantity: (chance: Prng) => number): void => {
      for (let turn = 0; turn < times; turn++) {
        at(chance.int(from, to), type, [{ sku: someOther().sku, quantity: quantity(chance) }]);
      }
    };
    during(inTheOutage.received, 'StockReceived', () => chance.int(3, 20));
    during(inTheOutage.adjusted, 'StockAdjusted', () => -chance.int(1, 3));
    during(inTheOutage.counted, 'StockCounted', () => chance.int(20, 60));
    if (!chance.chance(restocked.share)) continue;
    at(to + restocked.afterMs + chance.int(0, hourMs), 'StockReceived', [
      { sku: chance.pick(short).sku, quantity: 20 },
    ]);
  }
}

interface Item {
  readonly sku: string;
  readonly quantity: number;
}

/** A warehouse reports by an event, as the queue of sync-stock gets it. */
function report(day: Day, { merchant }: Trader, type: MovementEvent, items: readonly Item[]): void {
  const { ports } = day.startProcess('person');
  const now = day.time.now();
  const detail = { format: 1, merchant, by: 'warehouse', items };
  const event = { id: `${type}-${merchant}-${now}`, source: 'warehouse', time: new Date(now).toISOString(), detail };
  const take = async (): Promise<void> => {
    const rejected = { keep: async () => {} };
    const taken = await takeMovements({ ...ports, rejected }, type, event, now);
    if (taken.kind === 'rejected') throw new Error(`A report was rejected: ${taken.reasons.join('; ')}`);
    await ports.stockQueue.spread(merchant, merchant, taken.moved.skus);
  };
  take().catch((error: unknown) => void day.unexpected.push(String(error)));
}
