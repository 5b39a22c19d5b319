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

export interface SweepReport {
  announced: number;
  erased: number;
  retried: number;
}

/**
 * Redoes undone work in some buckets, the most overdue rows first: unaccepted revisions, problem orders due, intents of dead runs, personal
 * data past retention. Rows that cannot be handled now (paused, failing or removed shop, refusing bus) are set aside, so that all get a
 * turn. Failures are thrown at the end.
 *
 * @param report counts corrections, even if the sweep throws
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

/** Starts with another bucket each time, so that a lack of time hits none regularly. */
function fromAnywhere(buckets: readonly number[], chance: number): number[] {
  const first = Math.floor(chance * buckets.length);
  return [...buckets.slice(first), ...buckets.slice(0, first)];
}

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
  // The index lags: some rows may be done.
  return rows.filter((row): row is DueRow => row.dueAt !== undefined && row.dueAt <= now);
}

async function announceDue(context: RunContext, rows: readonly DueRow[], report: SweepReport): Promise<void> {
  const unannounced = rows.filter(hasUnannounced);
  const announcements = unannounced.reduce((sum, row) => sum + row.unannounced.length, 0);
  if (unannounced.length === 0) return;
  const shops = await context.ports.shops.those([...new Set(unannounced.map(({ shop }) => shop))]);
  const merchants = new Map(shops.map(({ key, merchant }) => [key, merchant]));
  const { ports, settings } = context;
  const traitsOf = (shop: ShopKey) => ports.malls.traits(mallOf(shop));
  const accepted = await announceRows(ports, settings, unannounced, traitsOf, (shop) => merchants.get(shop));
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

/** True for an order unreadable beyond retention: its content is removed and it is given up. */
function isHopeless(context: RunContext, row: OrderRow): boolean {
  if (row.problem === undefined) return false;
  const traits = context.ports.malls.traits(mallOf(row.shop));
  const keptMs = traits.settledAfterMs + retentionOf(traits, context.settings);
  return context.ports.clock.now() - row.problem.since > keptMs;
}

interface UndoneWork {
  readonly problems: SeenDue[];
  readonly intents: Intent[];
}

const shopsReadAtOnce = 16;

/** Rows of gone, paused or failing shops are set aside. Intents stay in any case, as the only trace of their claims. */
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

interface SeenDue extends OrderKey {
  readonly version: number;
  readonly dueAt: EpochMs;
}

async function setAside(
  { ports, settings }: Pick<RunContext, 'ports' | 'settings'>,
  rows: readonly SeenDue[],
): Promise<void> {
  const until = ports.clock.now() + settings.setAsideMs;
  await eachRow(rows, settings.writesAtOnce, async (row) => {
    await ports.orders.setAside(row, until);
  });
}

/** Erases an order's personal data, history first. The row stays forever as the dedup key, and final. Safe to repeat. */
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
