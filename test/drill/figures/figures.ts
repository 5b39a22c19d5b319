import type { DayFacts } from '../facts.ts';
import { type CallFigures, countCalls } from './count-calls.ts';
import { countMails, type MailFigures } from './count-mails.ts';
import { countMinutes, type MinuteFigures } from './count-minutes.ts';
import { countOrders, type OrderFigures } from './count-orders.ts';

/** The figures of a drill, as `drill --json` prints them. `docs/drills.md` says what each means. */
export interface DrillFigures {
  readonly incident: string;
  readonly shops: number;
  readonly seed: number;
  readonly orders: OrderFigures;
  readonly minutes: MinuteFigures;
  readonly calls: CallFigures;
  readonly mails: MailFigures;
  readonly incidents: number;
  /** Filled once statuses and stock are pushed. */
  readonly status: null;
  readonly stock: null;
}

/** Counts a day. */
export function countDay(day: DayFacts): DrillFigures {
  return {
    incident: day.script.id,
    shops: day.shops.length,
    seed: day.seed,
    orders: countOrders(day),
    minutes: countMinutes(day),
    calls: countCalls(day),
    mails: countMails(day),
    incidents: day.incidents,
    status: null,
    stock: null,
  };
}
