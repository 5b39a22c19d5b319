import type { DayFacts } from '../facts.ts';
import { type CallFigures, countCalls } from './count-calls.ts';
import { countMails, type MailFigures } from './count-mails.ts';
import { countMinutes, type MinuteFigures } from './count-minutes.ts';
import { countOrders, type OrderFigures } from './count-orders.ts';
import { countPushes, minutesToStatusesDone, type StatusFigures } from './count-pushes.ts';
import { rmsShops, traders } from './rms-shops.ts';
import { countStock, type StockFigures } from './stock/count-stock.ts';

/** The figures of a drill, as `drill --json` prints them. `docs/reference/drills.md` says what each means. */
export interface DrillFigures {
  readonly incident: string;
  readonly shops: number;
  readonly bystanders: number;
  readonly seed: number;
  readonly orders: OrderFigures;
  readonly minutes: MinuteFigures & { readonly toStatusesDone: number | null };
  readonly calls: CallFigures;
  readonly mails: MailFigures;
  readonly incidents: number;
  readonly status: StatusFigures;
  readonly stock: StockFigures;
}

/** Counts a day. */
export function countDay(day: DayFacts): DrillFigures {
  return {
    incident: day.script.id,
    shops: traders(day).length,
    bystanders: rmsShops(day).length - traders(day).length,
    seed: day.seed,
    orders: countOrders(day),
    minutes: { ...countMinutes(day), toStatusesDone: minutesToStatusesDone(day) },
    calls: countCalls(day),
    mails: countMails(day),
    incidents: day.incidents,
    status: countPushes(day),
    stock: countStock(day),
  };
}
