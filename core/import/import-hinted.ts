import { codeOrName, wholeSecond } from '../kernel/index.ts';
import {
  holdingPause,
  type MallOrder,
  type OrderRow,
  pausesOf,
  type Shop,
  type ShopKey,
  storedOrderOf,
} from '../model/index.ts';
import type { ImportPorts, OrderHint, Ports, TimeBudget } from '../ports/index.ts';
import {
  eachShop,
  type ImportSession,
  type ImportSettings,
  isInternalError,
  openGate,
  openImportSession,
  type ProcessCache,
} from '../session/index.ts';
import { readAndStore } from './read-and-store.ts';

export interface ShopHint extends OrderHint {
  readonly shop: ShopKey;
}

export interface HintRun {
  readonly ports: ImportPorts & Pick<Ports, 'malls'>;
  readonly settings: ImportSettings;
  readonly cache: ProcessCache;
  readonly budget: TimeBudget;
  readonly runId: string;
}

export interface HintReport {
  imported: number;
  changed: number;
  same: number;
  /** Hints without a call: stored already, or repeated. */
  known: number;
  /** Hints without a call: the shop is paused or gone. */
  dropped: number;
  absent: number;
  /** Hints out of time or calls, or refused; left to the next listing. */
  left: number;
}

/** Calls per shop and run; beyond that a listing is cheaper. */
const callsPerShop = 20;

/**
 * Reads and stores orders that the mall reports as changed. Hints may be lost, late, doubled or forged, so no cursor moves, paused shops
 * stay so, and the mall's failures cause no retry. Returns our failures by shop, whose messages must come again.
 */
export async function importHinted(
  run: HintRun,
  hints: readonly ShopHint[],
): Promise<{ readonly report: HintReport; readonly internalErrors: ReadonlyMap<ShopKey, unknown> }> {
  const report: HintReport = { imported: 0, changed: 0, same: 0, known: 0, dropped: 0, absent: 0, left: 0 };
  const byShop = Map.groupBy(hints, ({ shop }) => shop);
  const internalErrors = await eachShop(run, [...byShop.keys()], 'hint.broke', async (key, shop) => {
    const ofShop = latestOfEach(byShop.get(key) ?? []);
    report.known += (byShop.get(key)?.length ?? 0) - ofShop.length;
    if (shop === null || (await isPaused(run, shop))) report.dropped += ofShop.length;
    else await importOf(run, shop, ofShop, report);
    return new Map();
  });
  return { report, internalErrors };
}

export const hasImportedHinted = ({ known: _, ...work }: HintReport): boolean =>
  Object.values(work).some((count) => count > 0);

function latestOfEach(hints: readonly ShopHint[]): ShopHint[] {
  const byChange = hints.toSorted((one, other) => (one.changedAt ?? Infinity) - (other.changedAt ?? Infinity));
  return [...new Map(byChange.map((hint) => [hint.orderNumber, hint])).values()];
}

/** Any pause counts: polls retry refused keys, and recovering malls admit polls first. */
async function isPaused({ ports, cache }: Pick<HintRun, 'ports' | 'cache'>, shop: Shop): Promise<boolean> {
  const pauses = pausesOf(await cache.standing.read(ports.pauses), ports.clock.now());
  return holdingPause(pauses, shop, Number.NEGATIVE_INFINITY) !== null;
}

async function importOf(run: HintRun, shop: Shop, hints: readonly ShopHint[], report: HintReport): Promise<void> {
  const { ports } = run;
  const rows = await ports.orders.rows(
    shop.key,
    hints.map(({ orderNumber }) => orderNumber),
  );
  const news = hints.filter((hint) => !isStored(run, shop, hint, rows.get(hint.orderNumber)));
  report.known += hints.length - news.length;
  if (news.length === 0) return;
  let done = 0;
  try {
    const mall = await ports.malls.shop(shop);
    const gate = openGate(run, { capability: 'import', ramp: null });
    const session = openImportSession({ ...run, shop, mall, share: 'import', calls: callsPerShop, gate });
    for (const { orderNumber } of news) {
      if (!session.mayCall()) break;
      report[await importOne(session, orderNumber, rows.has(orderNumber))]++;
      done++;
    }
  } catch (error) {
    if (isInternalError(error)) throw error;
    // The poll meets trouble of mall or key, too, and acts.
    ports.log.warn('hint.left', { shop: shop.key, code: codeOrName(error) });
  }
  report.left += news.length - done;
}

/** Whether the stored order is as new as a hint. A row without an order is reread. */
function isStored({ ports }: HintRun, { mall }: Shop, { changedAt }: ShopHint, row: OrderRow | undefined): boolean {
  if (row?.kind !== 'stored') return false;
  // Final: removed with its buyer.
  if (row.original.length === 0) return true;
  if (changedAt === null) return false;
  const stored = storedOrderOf(row.original, row, ports.malls.traits(mall)).changedAt;
  // A mall's two moments of a change may differ in fractions of a second.
  return stored !== undefined && wholeSecond(stored) >= wholeSecond(changedAt);
}

/** Reads an order without a row before noting anything: its number may be invented. */
async function importOne(
  session: ImportSession,
  orderNumber: string,
  hasRow: boolean,
): Promise<'imported' | 'changed' | 'same' | 'absent'> {
  if (hasRow) {
    const { changed, imported } = await readAndStore(session, [{ orderNumber }]);
    return changed.length > 0 ? 'changed' : imported.length > 0 ? 'imported' : 'same';
  }
  const { orders } = await session.readOrders([orderNumber]);
  const inHand = new Map<string, MallOrder>(orders.map((order) => [order.orderNumber, order]));
  if (!inHand.has(orderNumber)) return 'absent';
  const takeListed = (asked: string): MallOrder | null => {
    const order = inHand.get(asked) ?? null;
    inHand.delete(asked);
    return order;
  };
  const { imported, changed, listedAt } = await readAndStore({ ...session, takeListed }, [{ orderNumber, seen: null }]);
  const { cache, ports, shop } = session;
  const now = ports.clock.now();
  if (imported.length > 0)
    cache.waits.note(
      shop.mall,
      'stored',
      [...listedAt.values()].map((at) => now - at),
    );
  return imported.length > 0 ? 'imported' : changed.length > 0 ? 'changed' : 'same';
}
