import { dayMs, minuteMs } from '../../../core/kernel/time.ts';
import { prng, seedOf } from '../../../simulator/index.ts';
import type { Day } from '../day.ts';
import type { Trader, Ware } from './goods.ts';

/** Buyers who want what is short in the outage, at each mall. */
const buyers = { from: 2, to: 6 };
/** Orders of each shop at Yahoo!ショッピング that are changed and cancelled in the outage. */
const changes = 2;

/**
 * Lets buyers order scarce SKUs at both malls while one of them cannot be updated; each takes what the mall shows, and
 * nothing where it shows none. The market's other orders are planned ahead.
 */
export function letBuyersCome(day: Day): void {
  const chance = prng(seedOf(day.seed, 'buyers'));
  const { from, to } = day.script;
  const during = (work: () => void): void => day.time.at(chance.int(from + 5 * minuteMs, to - 5 * minuteMs), work);
  for (const trader of day.traders) {
    for (const ware of trader.short) {
      for (const mall of ['rms', 'yahoo'] as const) {
        for (let left = chance.int(buyers.from, buyers.to); left > 0; left--) {
          const units = chance.pick([1, 1, 2]);
          during(() => buy(day, trader, mall, ware, units));
        }
      }
    }
    for (let change = 0; change < changes; change++) {
      const draw = chance.next();
      during(() => changeAtYahoo(day, trader, draw, change === 0 ? 'edit' : 'cancel'));
    }
  }
}

function buy({ rms, yahoo }: Day, trader: Trader, mall: 'rms' | 'yahoo', ware: Ware, wanted: number): void {
  const [one, other] = ware.names;
  const code = codeOf(trader[mall]);
  const names = { manageNumber: one, variantId: other === '' ? one : other };
  const item = { itemCode: one, subCode: other };
  const shown = (mall === 'rms' ? rms.control.level(code, names) : yahoo.control.level(code, item)) ?? 0;
  const units = Math.min(wanted, shown);
  if (units <= 0) return;
  const order = { count: 1, kind: 'plain' } as const;
  if (mall === 'rms') rms.control.addOrders(code, { ...order, lines: [{ ...names, units }] });
  else yahoo.control.addOrders(code, { ...order, lines: [{ ...item, units }] });
}

/** What is shipped or cancelled by then stays as it is. */
function changeAtYahoo({ yahoo, time, start }: Day, trader: Trader, draw: number, how: 'edit' | 'cancel'): void {
  const code = codeOf(trader.yahoo);
  const open = yahoo.control
    .placedBetween(code, start - dayMs, time.now())
    .filter(({ orderStatus }) => orderStatus < 4);
  const order = open[Math.floor(draw * open.length)];
  if (order === undefined) return;
  if (how === 'edit') yahoo.control.editOrder(code, order.orderId);
  else yahoo.control.cancelOrder(code, order.orderId, { reason: 110 });
}

const codeOf = (shop: string): string => shop.slice(shop.indexOf('#') + 1);
