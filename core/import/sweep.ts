import { type EpochMs, inChunks, mapLimited } from '../kernel/index.ts';
import {
  type Intent,
  joinedKeys,
  type MissingOrder,
  mallOf,
  type OrderRow,
  type QuarantinedOrder,
  retentionOf,
  type Shop,
  type ShopKey,
  type StoredOrder,
} from '../model/index.ts';
import type { OrderKey, Ports } from '../ports/index.ts';
import { allPhases, eachRow, type ImportSession, type Phases, type RunContext, visitShops } from '../session/index.ts';
import { readAndStore } from './read-and-store.ts';
import type { Wanted } from './read-orders.ts';
import { announceRows } from './write-plans.ts';

/** What a sweep corrected. */
export interface SweepReport {
  announced: number;
  erased: number;
  /** Orders read again because a problem row was due or a dead run had left an intent. */
  retried: number;
}

/**
 * Finds what should have been done and was not, in some buckets: revisions the bus has not accepted, problem orders due
 * for another try, intents of dead runs, personal data past their time. Everything it does is the normal work, redone.
 *
 * It looks at the most overdue rows of each bucket. A row that it cannot handle now (its shop is paused, or fails, or is
 * gone; the bus refuses it) is set aside, so every due row gets its turn, however many are ahead of it. A failure
 * in one bucket, or of one shop, is thrown once everything else is done.
 *
 * @param report counts the corrections, also for callers of a sweep that throws
 */
export async function sweep(
  context: RunContext,
  buckets: readonly number[],
  report = emptySweep(),
): Promise<SweepReport> {
  const { ports, settings, budget } = context;
  const undone: UndoneWork = { problems: [], intents: [] };
  const phases = allPhases(ports.log);
  for (const bucket of fromAnywhere(buckets, ports.random.next())) {
    if (budget.remainingMs() <= settings.callReserveMs) break;
    const rows = await dueRows(context, bucket, phases);
    await phases.do('announce', () => announceDue(context, rows, report), undefined);
    await phases.do('erase', () => eraseDue(context, rows, report), undefined);
    const hopeful = rows.filter((row) => row.problem !== undefined && !isHopeless(context, row));
    undone.problems.push(
      ...hopeful.map(({ shop, orderNumber, version, dueAt }) => ({ shop, orderNumber, version, dueAt })),
    );
    const before = ports.clock.now() - settings.intentAbandonedMs;
    undone.intents.push(...(await phases.do('intents', () => ports.intents.abandoned(bucket, before), [])));
  }
  await phases.do('retry', () => retryUndone(context, undone, report), undefined);
  phases.end();
  return report;
}

function emptySweep(): SweepReport {
  return { announced: 0, erased: 0, retried: 0 };
}

/** The same buckets, begun with another one each time: where the time does not suffice, it is not always the last that wait. */
function fromAnywhere(buckets: readonly number[], chance: number): number[] {
  const first = Math.floor(chance * buckets.length);
  return [...buckets.slice(first), ...buckets.slice(0, first)];
}

/** A row whose time has come. */
type DueRow = OrderRow & { readonly dueAt: number };

async function dueRows(context: RunContext, bucket: number, phases: Phases): Promise<DueRow[]> {
  const { ports, settings } = context;
  const now = ports.clock.now();
  const keys = await phases.do('due', () => ports.orders.due(bucket, now, settings.dueAtOnce), []);
  const rows: OrderRow[] = [];
  for (const [shop, orders] of Map.groupBy(keys, (key): ShopKey => key.shop)) {
    const orderNumbers = orders.map(({ orderNumber }) => orderNumber);
    const ofShop = await phases.do('due', () => ports.orders.rows(shop, orderNumbers), new Map<string, OrderRow>());
    rows.push(...ofShop.values());
  }
  // The index lags behind the rows: what it calls due may have been dealt with.
  return rows.filter((row): row is DueRow => row.dueAt !== undefined && row.dueAt <= now);
}

async function announceDue(context: RunContext, rows: readonly DueRow[], report: SweepReport): Promise<void> {
  const unannounced = rows.filter(hasUnannounced);
  const announcements = unannounced.reduce((sum, row) => sum + row.unannounced.length, 0);
  const accepted = await announceRows(context.ports, context.settings, unannounced, (shop) =>
    context.ports.malls.traits(mallOf(shop)),
  );
  report.announced += accepted;
  if (accepted < announcements) await setAside(context, unannounced);
}

function hasUnannounced(row: DueRow): row is DueRow & StoredOrder {
  return row.kind === 'stored' && row.unannounced.length > 0;
}

async function eraseDue(context: RunContext, rows: readonly DueRow[], report: SweepReport): Promise<void> {
  await eachRow(rows, context.settings.writesAtOnce, async (row) => {
    if (row.kind === 'stored') {
      if (row.unannounced.length > 0 || !(row.final || isHopeless(context, row))) return;
      report.erased++;
      await eraseOrder(context.ports, row, context.runId);
    } else if (isHopeless(context, row)) {
      report.erased++;
      await giveUp(context.ports, row, context.runId);
    }
  });
}

/** True for an order that could not be read for longer than any order is kept: its received content is removed and it is given up. */
function isHopeless(context: RunContext, row: OrderRow): boolean {
  if (row.problem === undefined) return false;
  const traits = context.ports.malls.traits(mallOf(row.shop));
  const keptMs = traits.settledAfterMs + retentionOf(traits, context.settings);
  return context.ports.clock.now() - row.problem.since > keptMs;
}

/** Orders that have to be read from their malls again. */
interface UndoneWork {
  /** Problem rows whose time for another try has come. */
  readonly problems: SeenDue[];
  /** What dead runs were about to write. */
  readonly intents: Intent[];
}

/** Shops read at once. */
const shopsReadAtOnce = 16;

/**
 * Reads orders again, shop by shop, and counts them. The rows of shops that are gone, or paused, or fail, are set aside. An
 * intent stays in any case: it is the only trace of its claims.
 */
async function retryUndone(
  context: RunContext,
  { problems, intents }: UndoneWork,
  report: { retried: number },
): Promise<void> {
  const problemsOf = Map.groupBy(problems, ({ shop }) => shop);
  const intentsOf = Map.groupBy(intents, ({ shop }) => shop);
  const keys = [...new Set<ShopKey>([...problemsOf.keys(), ...intentsOf.keys()])];
  const found = await mapLimited(keys, shopsReadAtOnce, (key) => context.ports.shops.get(key));
  const left = new Set<ShopKey>(keys.filter((_, index) => !found[index]));
  const visit = async (run: ImportSession): Promise<void> => {
    const { key } = run.shop;
    report.retried += await retryOne(run, problemsOf.get(key) ?? [], intentsOf.get(key) ?? []);
  };
  const onLeft = ({ key }: Shop): void => void left.add(key);
  try {
    await visitShops(
      context,
      found.filter((shop) => shop !== null),
      visit,
      { onLeft },
    );
  } finally {
    await setAside(
      context,
      problems.filter(({ shop }) => left.has(shop)),
    );
  }
}

async function retryOne(run: ImportSession, problems: readonly SeenDue[], intents: readonly Intent[]): Promise<number> {
  const unsettled = new Set<string>();
  let retried = 0;
  for (const chunk of inChunks(wantedOf(intents, problems), run.traits.readBatch)) {
    if (!run.mayCall()) return retried;
    const batch = await readAndStore(run, chunk);
    for (const orderNumber of batch.unsettled) unsettled.add(orderNumber);
    retried += chunk.length;
  }
  for (const intent of intents) {
    const settled = intent.orderNumbers.every((orderNumber) => !unsettled.has(orderNumber));
    if (settled) await run.ports.intents.close(intent);
  }
  return retried;
}

/** The orders of dead runs, with every claim such a run may have written, then the other ones that are due; each once. */
function wantedOf(intents: readonly Intent[], problems: readonly SeenDue[]): Wanted[] {
  const joined = new Map<string, Wanted>();
  for (const { orderNumbers, claims } of intents) {
    for (const orderNumber of orderNumbers) {
      const carried = claims.filter((claim) => claim.orderNumber === orderNumber);
      const before = joined.get(orderNumber)?.carried ?? [];
      joined.set(orderNumber, { orderNumber, carried: joinedKeys(before, carried) });
    }
  }
  for (const { orderNumber } of problems) if (!joined.has(orderNumber)) joined.set(orderNumber, { orderNumber });
  return [...joined.values()];
}

/** A due row as a sweep has seen it. */
interface SeenDue extends OrderKey {
  readonly version: number;
  readonly dueAt: EpochMs;
}

/**
 * Lets due rows that cannot be handled now rest for a while, behind all others that are due. A row that another process
 * has handled since it was seen stays as it is.
 */
async function setAside(
  { ports, settings }: Pick<RunContext, 'ports' | 'settings'>,
  rows: readonly SeenDue[],
): Promise<void> {
  const until = ports.clock.now() + settings.setAsideMs;
  await eachRow(rows, settings.writesAtOnce, async (row) => {
    await ports.orders.setAside(row, until);
  });
}

/**
 * Removes personal data from an order: its history first, then the original in its row. The row itself stays for ever: it
 * is the dedup key; and it is final, whatever became of the order since. Repeating it changes nothing.
 */
export async function eraseOrder(
  ports: Pick<Ports, 'orders' | 'clock'>,
  row: StoredOrder,
  runId: string,
): Promise<'stored' | 'changed'> {
  await ports.orders.dropRevisions(row);
  const { dueAt: _, problem: __, ...rest } = row;
  const erased: StoredOrder = {
    ...rest,
    final: true,
    version: row.version + 1,
    writer: runId,
    original: new Uint8Array(),
    erasedAt: ports.clock.now(),
  };
  return ports.orders.put(erased, row.version);
}

/** Gives up an order that never became readable: its received content is removed, and it is not retried. */
async function giveUp(
  ports: Pick<Ports, 'orders'>,
  row: MissingOrder | QuarantinedOrder,
  runId: string,
): Promise<'stored' | 'changed'> {
  const { dueAt: _, ...rest } = row;
  const given = { ...rest, version: row.version + 1, writer: runId };
  const raw = new Uint8Array();
  return ports.orders.put(given.kind === 'missing' ? given : { ...given, raw }, row.version);
}
