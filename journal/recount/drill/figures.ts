import { type CallCount, countCalls } from './calls.ts';
import type { DrillDay } from './day.ts';
import { countMails, type MailCount } from './mails.ts';
import { countMinutes, type MinuteCount } from './minutes.ts';
import { countOrders, type OrderCount } from './orders.ts';
import { countStatuses, type StatusCount } from './statuses.ts';
import { countStock, type StockCount } from './stock/figures.ts';

/** The figures of `drill --json`. `docs/reference/drills.md` says what each means. */
export interface DrillFigures {
  readonly incident: string;
  readonly shops: number;
  readonly bystanders: number;
  readonly seed: number;
  readonly orders: OrderCount['figures'];
  readonly minutes: MinuteCount & { readonly toStatusesDone: number | null };
  readonly calls: CallCount;
  readonly mails: MailCount;
  readonly incidents: number;
  readonly status: StatusCount['figures'];
  readonly stock: StockCount['figures'];
}

/** Judges a day whose final tables are all there. */
export function drillFigures(day: DrillDay): { readonly figures: DrillFigures; readonly findings: readonly string[] } {
  const { figures: orders, findings } = countOrders(day);
  const statuses = countStatuses(day);
  const stock = countStock(day);
  const atRms = day.shops.filter(({ shop }) => shop.startsWith('rms#'));
  const keeping = new Set(day.merchants.filter(({ features }) => features.includes('stock')).map(({ id }) => id));
  const traders = atRms.filter(({ merchant }) => keeping.has(merchant));
  return {
    figures: {
      incident: day.settings.incident,
      shops: traders.length,
      bystanders: atRms.length - traders.length,
      seed: day.seed,
      orders,
      minutes: { ...countMinutes(day), toStatusesDone: statuses.toDone },
      calls: countCalls(day),
      mails: countMails(day),
      incidents: day.incidents,
      status: statuses.figures,
      stock: stock.figures,
    },
    findings: [...findings, ...statuses.findings, ...stock.findings],
  };
}
