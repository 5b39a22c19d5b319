import { clockErrorMaxMs, type EpochMs, inChunks, minuteMs } from '../kernel/index.ts';
import type { Shop, Window } from '../model/index.ts';
import type { MallTraits, OpenOrder } from '../ports/index.ts';
import type { ImportSession, ImportSettings } from '../session/index.ts';
import { lateOptions, listWindow, type WindowListing, wayOf } from './list-window.ts';
import { readAndStore } from './read-and-store.ts';
import type { Wanted } from './read-orders.ts';

export interface ShopScan {
  readonly imported: number;
  readonly changed: number;
  readonly finished: boolean;
}

/** True also after a date noted by a fast clock. */
export function scanDue(
  { scannedAt }: Shop,
  now: EpochMs,
  settings: Pick<ImportSettings, 'scanEveryMs'>,
  listings?: MallTraits['listings'],
): boolean {
  const scanEveryMs = listings?.scanEveryMs ?? settings.scanEveryMs;
  return now - scannedAt >= scanEveryMs || scannedAt - now > clockErrorMaxMs;
}

/**
 * Finds changed progress, cancels and late orders. RMS has no "updated since", so the scan lists one progress after another and rereads
 * what differs from the store, over several runs if necessary.
 */
export async function scanShop(run: ImportSession): Promise<ShopScan> {
  const { ports, settings, shop, traits } = run;
  const now = run.mallNow();
  const from = Math.max(now - traits.maxSpanMs, shop.importFrom);
  const span: Window = { from, to: Math.max(now, from + minuteMs) };
  const open = await ports.orders.openOrders(shop.key);
  const steps = scanSteps(traits.alwaysScanned, open, span, now - settings.lateSpanMs);
  const found = { imported: 0, changed: 0 };
  for (const step of stepsFrom(steps, shop.scanPlace ?? '')) {
    // The import sees every change there.
    if (wayOf(traits).showsChanges && step.kind === 'listed' && step.progress !== null) continue;
    const finished = step.kind === 'older' ? await readOlder(run, step, found) : await scanStep(run, step, found);
    if (!finished) return { ...found, finished: false };
  }
  await ports.shops.recordScan(shop, now);
  return { ...found, finished: true };
}

interface Found {
  imported: number;
  changed: number;
}

/** Lists a step by parts; false if the run must end first. */
async function scanStep(run: ImportSession, step: ScanStep & { kind: 'listed' }, found: Found): Promise<boolean> {
  const { traits, shop, settings, ports } = run;
  for (let rest: Window | null = step.window; rest; ) {
    if (!run.mayCall()) return unfinished(run, step, rest.from);
    // Half the calls are kept for reading: a part never read would be listed forever.
    const pagesMax = Math.max(1, Math.floor(run.callsLeft() / 2));
    const ofStep = step.progress === null ? lateOptions(traits) : { progress: step.progress };
    const options = { pagesMax, by: 'placed', ...ofStep } as const;
    const { from } = rest;
    const listing: WindowListing = await listWindow(run, rest, options).catch(async (error: unknown) => {
      if (from > step.window.from) await unfinished(run, step, from);
      throw error;
    });
    if (!listing.whole) return unfinished(run, step, from);
    // A cursor waiting for a wrong count does not show the import's progress.
    const isWaiting = shop.importTrouble?.kind === 'total-wrong';
    const importIsNear = isWaiting || run.mallNow() - shop.cursor <= settings.scanLagMaxMs;
    const unknown = importIsNear ? await run.known.unknown(ports.orders, shop.key, listing.orderNumbers) : [];
    const suspicions = suspiciousOrders({ progress: step.progress, open: step.open, listing, unknown });
    // In a listing of all progresses, suspicious orders have no row.
    const seen = step.progress === null ? { seen: null } : {};
    if ((await readAgain(run, suspicions, found, seen)).length > 0) return unfinished(run, step, rest.from);
    const done = listing.window.to;
    rest = done < step.window.to ? { from: done, to: step.window.to } : null;
    if (rest && run.callsLeft() < traits.alwaysScanned.length) return unfinished(run, step, rest.from);
  }
  return true;
}

async function readOlder(run: ImportSession, step: ScanStep & { kind: 'older' }, found: Found): Promise<boolean> {
  const left = await readAgain(run, step.orderNumbers, found);
  if (left.length === 0) return true;
  const done = step.orderNumbers.length - left.length;
  return unfinished(run, step, step.orderNumbers[done - 1] ?? '');
}

async function readAgain(
  run: ImportSession,
  orderNumbers: readonly string[],
  found: Found,
  seen: Pick<Wanted, 'seen'> = {},
): Promise<readonly string[]> {
  let done = 0;
  for (const chunk of inChunks(orderNumbers, run.traits.readBatch)) {
    if (!run.mayCall()) return orderNumbers.slice(done);
    const batch = await readAndStore(
      run,
      chunk.map((orderNumber) => ({ orderNumber, ...seen })),
    );
    run.known.remember(run.shop.key, batch.rowed);
    found.imported += batch.imported.length;
    found.changed += batch.changed.length;
    if (batch.unread.length > 0) return orderNumbers.slice(done);
    done += chunk.length;
  }
  return [];
}

async function unfinished(run: ImportSession, step: ScanStep, after: EpochMs | string): Promise<false> {
  await run.ports.shops.recordScanPlace(run.shop, placeText(step, after));
  return false;
}

/** `listed`: placed in a window, in one progress or (null) any. `older`: too old to be listed, read by number. */
type ScanStep =
  | {
      readonly kind: 'listed';
      readonly name: string;
      readonly progress: string | null;
      readonly window: Window;
      readonly open: readonly OpenOrder[];
    }
  | { readonly kind: 'older'; readonly name: string; readonly orderNumbers: readonly string[] };

/** Steps in an order shared by all runs: late orders, each progress, orders too old to be listed. */
export function scanSteps(
  alwaysScanned: readonly string[],
  open: readonly OpenOrder[],
  span: Window,
  lateFrom: EpochMs,
): ScanStep[] {
  const progressValues = [...new Set([...alwaysScanned, ...open.map((order) => order.progress)])].sort();
  const late = { from: Math.max(lateFrom, span.from), to: span.to };
  const older = open.filter((order) => order.orderedAt < span.from).map((order) => order.orderNumber);
  older.sort();
  return [
    { kind: 'listed', name: '1-late', progress: null, window: late, open },
    ...progressValues.map(
      (progress): ScanStep => ({ kind: 'listed', name: `2-${progress}`, progress, window: span, open }),
    ),
    { kind: 'older', name: '3-older', orderNumbers: older },
  ];
}

/** A resume point: step, and moment or number to continue after. */
export function placeText(step: ScanStep, after: EpochMs | string): string {
  return `${step.name}@${after}`;
}

/** Steps from a resume point, matched by name; all without one. */
export function stepsFrom(steps: readonly ScanStep[], place: string): ScanStep[] {
  const [name = '', after = ''] = place.split('@');
  return steps
    .filter((step) => step.name >= name)
    .map((step) => {
      if (step.name !== name) return step;
      if (step.kind === 'older') return { ...step, orderNumbers: step.orderNumbers.filter((number) => number > after) };
      const from = Math.max(step.window.from, Number(after));
      // A place beyond the window was noted by a fast clock.
      return from > step.window.to ? step : { ...step, window: { ...step.window, from } };
    });
}

interface ScanEvidence {
  /** Progress listed; null: any. */
  readonly progress: string | null;
  readonly listing: {
    readonly orderNumbers: readonly string[];
    readonly window: Window;
    readonly countedWrongly?: number;
  };
  readonly open: readonly OpenOrder[];
  readonly unknown: readonly string[];
}

/**
 * Orders to reread: listed but not stored; listed under another progress than stored; stored under this progress within the window but
 * absent from a complete listing. Pure.
 */
export function suspiciousOrders({ progress, listing, open, unknown }: ScanEvidence): string[] {
  const listed = new Set(listing.orderNumbers);
  const { from, to } = listing.window;
  const misfits = open.filter((order) => {
    if (progress === null) return false;
    if (listed.has(order.orderNumber)) return order.progress !== progress;
    if (listing.countedWrongly !== undefined) return false;
    return order.progress === progress && order.orderedAt >= from && order.orderedAt < to;
  });
  return [...new Set([...unknown, ...misfits.map((order) => order.orderNumber)])];
}
