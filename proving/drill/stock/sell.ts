import { dayMs, minuteMs } from '../../../core/kernel/time.ts';
import { prng, seedOf } from '../../../simulator/index.ts';
import { codeOf, mallAt, type WorldMall } from '../../worlds/world-mall.ts';
import type { Day } from '../day.ts';
import type { DrillMall } from '../malls-beside.ts';
import { type Good, shopAt } from './goods.ts';

/** Buyers who want what is short in the outage, at each mall. */
const buyers = { from: 2, to: 6 };
/** Orders of each shop beside RMS that are changed and cancelled in the outage. */
const changes = 2;

/**
 * Lets buyers order scarce SKUs at all malls while one of them cannot be updated; each takes what the mall shows, and
 * nothing where it shows none. The market's other orders are planned ahead.
 */
export function letBuyersCome(day: Day): void {
  const chance = prng(seedOf(day.seed, 'buyers'));
  const { from, to } = day.script;
  const during = (work: () => void): void => day.time.at(chance.int(from + 5 * minuteMs, to - 5 * minuteMs), work);
  for (const trader of day.traders) {
    for (const ware of trader.short) {
      for (const shop of trader.shops) {
        for (let left = chance.int(buyers.from, buyers.to); left > 0; left--) {
          const units = chance.pick([1, 1, 2]);
          during(() => buy(mallAt(day, shop), codeOf(shop), ware, units));
        }
      }
    }
    for (const mall of day.beside) {
      const code = codeOf(shopAt(trader, mall));
      for (let change = 0; change < changes; change++) {
        const draw = chance.next();
        during(() => changeBeside(day, mall, code, draw, change === 0 ? 'edit' : 'cancel'));
      }
    }
  }
}

function buy(mall: WorldMall, code: string, { ware }: Good, wanted: number): void {
  const item = mall.itemOf(ware);
  const units = Math.min(wanted, mall.level(code, item) ?? 0);
  if (units > 0) mall.sell(code, item, units);
}

/** What is shipped or cancelled by then stays as it is. */
function changeBeside(
  { start }: Pick<Day, 'start'>,
  { control, changeable, cancel }: DrillMall,
  code: string,
  draw: number,
  how: 'edit' | 'cancel',
): void {
  const open = changeable(code, start - dayMs);
  const order = open[Math.floor(draw * open.length)];
  if (order === undefined) return;
  if (how === 'edit') control.editOrder(code, order);
  else cancel(code, order);
}
