import type { JournalEntry } from '../../entry.ts';
import { type CallCount, countCalls } from './calls.ts';
import { type DrillDay, type GrowingDay, growDay, isAtMallOf } from './day.ts';
import { countLags, countOrders, countSeconds, type OrderCount, storedMoments } from './orders.ts';
import { countStatuses, type StatusCount } from './statuses.ts';
import { countStock, type StockCount } from './stock/figures.ts';
import { countFirstCalls } from './stock/first-calls.ts';

/** The figures of `drill --json`. `docs/reference/drills.md` says what each means. */
export interface DrillFigures {
  readonly incident: string;
  readonly shops: number;
  readonly bystanders: number;
  readonly seed: number;
  readonly orders: OrderCount['figures'];
  readonly lag: ReturnType<typeof countLags>;
  readonly seconds: ReturnType<typeof countSeconds>;
  readonly firstCalls: ReturnType<typeof countFirstCalls>;
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
      lag: countLags(day),
      seconds: countSeconds(day),
      firstCalls: countFirstCalls(day),
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

/** The `minutes` of a drill. */
interface MinuteCount {
  readonly toDetect: number | null;
  readonly toNameTheRefused: number | null;
  readonly toFirstOrderAfterRecovery: number | null;
  readonly toCaughtUp: number | null;
}

function countMinutes(day: DrillDay): MinuteCount {
  const { from, to, out, keyless } = day.settings;
  const down = day.healths.filter(
    ({ at, capability, state }) => state.kind === 'down' && at >= from && out.includes(capability),
  );
  const stored = storedMoments(day);
  let first: number | null = null;
  for (const [id, at] of stored) {
    if (isAtMallOf(day, id) && at >= to && (first === null || at < first)) first = at;
  }
  let caughtUp: number | null = to;
  for (const { id, shop, orderedAt, visibleAt } of day.books.values()) {
    if (!isAtMallOf(day, shop) || orderedAt < from || orderedAt >= to || visibleAt > to) continue;
    // A shop whose key the mall refuses at the end has to wait for its merchant, not for us.
    if (keyless.some((span) => span.shop === shop && span.from <= to && to < span.to)) continue;
    const at = stored.get(id);
    caughtUp = at === undefined || caughtUp === null ? null : Math.max(caughtUp, at);
  }
  return {
    toDetect: since(from, down.length === 0 ? null : Math.min(...down.map(({ at }) => at))),
    toNameTheRefused: toNameTheRefused(day),
    toFirstOrderAfterRecovery: out.includes('import') ? since(to, first) : null,
    toCaughtUp: since(to, caughtUp),
  };
}

/** From the first call for import that the mall refused by a code in the outage until it was named as degraded or down. */
function toNameTheRefused({ settings, refusedAt, healths }: DrillDay): number | null {
  const first = refusedAt.find((at) => at >= settings.from && at < settings.to);
  const named = healths.find(
    ({ at, state }) => at >= (first ?? 0) && ['degraded', 'down'].includes(String(state.kind)),
  );
  return first === undefined ? null : since(first, named?.at ?? null);
}

/** Minutes with one decimal. */
function since(moment: number, at: number | null): number | null {
  return at === null ? null : Math.round((at - moment) / 6_000) / 10;
}

/** The `mails` of a drill. */
interface MailCount {
  readonly affectedMin: number;
  readonly affectedMax: number;
  readonly unaffected: number;
  readonly corrections: number;
  readonly digests: number;
  readonly total: number;
}

function countMails(day: DrillDay): MailCount {
  const { settings, shops, merchants, mails } = day;
  // A correction sets an all-clear right; it is counted apart.
  const isCorrection = (subject: string): boolean => subject.includes('の再照合');
  const owners = new Set(shops.flatMap(({ shop, merchant }) => (isAtMallOf(day, shop) ? [merchant] : [])));
  const mailsByMerchant = new Map<string, number>();
  const merchantOf = new Map<string, string>();
  for (const { id, features, contacts } of merchants) {
    if (!owners.has(id) || !features.some((feature) => settings.out.includes(feature))) continue;
    mailsByMerchant.set(id, 0);
    for (const contact of contacts) merchantOf.set(contact, id);
  }
  let [unaffected, corrections, digests] = [0, 0, 0];
  for (const { to, subject } of mails) {
    // A digest tells a merchant of changes that failed, and nothing of the outage.
    if (/^【要対応 [0-9]+件】/.test(subject)) {
      digests += 1;
      continue;
    }
    const reached = new Set(to.map((address) => merchantOf.get(address)));
    if (reached.has(undefined)) unaffected += 1;
    if (isCorrection(subject)) corrections += 1;
    else for (const id of reached) if (id !== undefined) mailsByMerchant.set(id, (mailsByMerchant.get(id) ?? 0) + 1);
  }
  const counts = [...mailsByMerchant.values()];
  return {
    affectedMin: counts.length === 0 ? 0 : Math.min(...counts),
    affectedMax: counts.length === 0 ? 0 : Math.max(...counts),
    unaffected,
    corrections,
    digests,
    total: mails.length,
  };
}

/** A drill that is counted by the entries of its journal while they are written. */
export interface CountedDay {
  /** Takes the next entry, the run first. Throws for one that no recount would take. */
  take(entry: JournalEntry): void;
  /** Throws before the run. */
  readonly day: DrillDay;
}

/** Begins to count a drill; what is counted needs no file. */
export function countDay(): CountedDay {
  let growing: GrowingDay | null = null;
  const refuse = (problems: readonly string[]): void => {
    if (problems.length > 0) throw new Error(`An entry of a drill is wrong: ${problems.join('; ')}`);
  };
  return {
    take(entry) {
      if (growing !== null) return refuse(growing.take(entry));
      const begun = entry.kind === 'run' ? growDay(entry) : [`a ${entry.kind} before the run`];
      if ('take' in begun) growing = begun;
      else refuse(begun);
    },
    get day() {
      if (growing === null) throw new Error('The drill has not begun.');
      return growing.now;
    },
  };
}
