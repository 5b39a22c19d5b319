import {
  clockErrorMaxMs,
  codesText,
  type EpochMs,
  inChunks,
  isRefusing,
  jstText,
  minuteMs,
  secondMs,
  TsunagiError,
} from '../kernel/index.ts';
import { type ImportTrouble, importStart, lastWholeSecond, type Window, windowsBetween } from '../model/index.ts';
import type { ImportSession } from '../session/index.ts';
import { batchesAListing, listNew, type NewOrders } from './list-window.ts';
import { readAndStore, type StoredBatch } from './read-and-store.ts';
import { readChanged } from './reread-shop.ts';

/** Counts of stored orders; after a failure, those stored until then. */
export interface ImportTally {
  imported: number;
  missing: number;
  quarantined: number;
}

interface Progress extends ImportTally {
  /** Ages of new orders when stored, in ms since shown; empty unless the shop was in step. */
  readonly agesMs: number[];
  cursor: number;
  /** Once set, the cursor waits. */
  unproven: MetTrouble | null;
}

function addTo(tally: ImportTally, { imported, missing, quarantined }: ImportTally): void {
  tally.imported += imported;
  tally.missing += missing;
  tally.quarantined += quarantined;
}

export const emptyTally = (): ImportTally => ({ imported: 0, missing: 0, quarantined: 0 });

/** Trouble met by a run; its row adds the start. */
type MetTrouble = Omit<ImportTrouble, 'since'>;

export interface ShopImport extends Readonly<ImportTally> {
  /** False if time or calls ended first. */
  readonly caughtUp: boolean;
  /** False if the mall's count differed from its list, so that completeness is unproven. */
  readonly isProven: boolean;
}

/**
 * Imports window by window, moving the cursor with each stored slice. An idle shop costs one listing, and a write only after the cursor's
 * rest.
 *
 * @param tally adds up stored orders, also of a failed import; may be shared
 */
export async function importShop(run: ImportSession, tally: ImportTally = emptyTally()): Promise<ShopImport> {
  const { ports, settings, traits } = run;
  const shop = { ...run.shop, cursor: await believableCursor(run) };
  const start = importStart(shop, run.mallNow(), settings.overlapMs, traits.lookBackMs, run.settled());
  if (start.lost) {
    const from = Math.min(start.lost.from, shop.lostSpan?.from ?? start.lost.from);
    await ports.shops.recordLostSpan(shop.key, { from, to: start.lost.to });
    ports.log.error('import.span-lost', { shop: shop.key, from, to: start.lost.to });
  }
  const progress: Progress = { ...emptyTally(), cursor: shop.cursor, unproven: null, agesMs: [] };
  try {
    const caughtUp = await importUntilNow(run, start.from, progress);
    const { imported, missing, quarantined, unproven } = progress;
    const codes = run.numbersOnly();
    const met: MetTrouble | null = unproven ?? (codes === null ? null : { kind: 'numbers-only', note: codes });
    // A run that ends early does not know whether trouble is over.
    if (caughtUp || met !== null) await noteTrouble(run, met);
    return { imported, missing, quarantined, caughtUp, isProven: unproven === null };
  } catch (error) {
    const met = troubleOf(error);
    if (met !== null) await noteTrouble(run, met);
    throw error;
  } finally {
    addTo(tally, progress);
    await restCursor(run, progress, shop.cursor);
  }
}

/**
 * Moves back a cursor ahead of any clock. Its true place is unknown, so a whole listing's span is listed again; orders stored by scans are
 * known by their rows.
 */
async function believableCursor({ ports, shop, traits }: ImportSession): Promise<EpochMs> {
  const now = ports.clock.now();
  if (shop.cursor - now <= clockErrorMaxMs || shop.cursor <= shop.importFrom) return shop.cursor;
  const cursor = Math.max(shop.importFrom, now - traits.maxSpanMs);
  await ports.shops.bringCursorBack(shop, cursor);
  ports.log.error('import.cursor-ahead', {
    shop: shop.key,
    cursor: jstText(shop.cursor),
    broughtBackTo: jstText(cursor),
  });
  return cursor;
}

/** Lists at least once, since a slow clock of ours would end too early; the mall's clock then decides. */
async function importUntilNow(run: ImportSession, from: EpochMs, progress: Progress): Promise<boolean> {
  const to = Math.max(lastWholeSecond(run.mallNow()), from + minuteMs);
  for (const window of windowsBetween(from, to, run.traits.maxSpanMs)) {
    if (!(await importWindow(run, window, progress))) return false;
  }
  return run.mallNow() - to > run.settings.overlapMs ? importUntilNow(run, to, progress) : true;
}

/**
 * Imports one window by slices: reads, plans and writes each, moves the cursor over it, and over the window once all is stored. False if
 * the run must end first.
 */
async function importWindow(run: ImportSession, window: Window, progress: Progress): Promise<boolean> {
  for (let rest = window; run.mayCall(); ) {
    const listing = await listNew(run, rest);
    const stored = await storeInOrder(run, listing, progress);
    const { changedAt, toCompare } = listing;
    if (stored && toCompare !== null && !(await readChanged(run, changedAt, toCompare)).finished) break;
    const last = progress.cursor;
    // The cursor must not pass the mall's own time.
    if (stored && listing.whole) {
      const through = Math.min(lastWholeSecond(listing.mallTime), listing.through ?? Number.POSITIVE_INFINITY);
      advance(progress, Math.min(listing.window.to, through));
    }
    // Nothing comes late from before this listing's overlap, so a backlog is not listed with one each time.
    run.settle(Math.min(progress.cursor, listing.mallTime - run.settings.overlapMs));
    if (!stored) break;
    if (listing.whole && listing.window.to >= window.to) return true;
    await run.ports.shops.moveCursor(run.shop, progress.cursor);
    // A part of a full window is completed before the rest is requested.
    rest = listing.whole
      ? { from: listing.window.to, to: window.to }
      : { from: Math.max(rest.from, last), to: listing.window.to };
    // Unread listings are repeated by the next run, so a backlog is listed only as far as it can be read.
    if (run.callsLeft() < (listing.whole ? 2 : 1 + batchesAListing)) break;
  }
  return false;
}

/** Stores orders, the first shown first: after a batch, all is stored that was shown before its last order. */
async function storeInOrder(run: ImportSession, listing: NewOrders, progress: Progress): Promise<boolean> {
  const { toStore, orderNumbers, countedWrongly } = listing;
  if (countedWrongly !== undefined) {
    const note = `${orderNumbers.length} listed, ${countedWrongly} counted`;
    progress.unproven ??= { kind: 'total-wrong', note };
  }
  for (const chunk of inChunks(toStore, run.traits.readBatch)) {
    if (!run.mayCall()) return false;
    const batch = await readAndStore(
      run,
      chunk.map((orderNumber) => ({ orderNumber, seen: null })),
    );
    run.known.remember(run.shop.key, batch.rowed);
    advanceOver(run, listing, { chunk, batch }, progress);
    // The cursor waits for orders not separated from a bad neighbour in time.
    if (batch.unread.length > 0) return false;
  }
  return true;
}

/** Moves the cursor, unless something before it may be missing. */
function advance(progress: Progress, to: EpochMs | null): void {
  if (to !== null && progress.unproven === null) progress.cursor = Math.max(progress.cursor, to);
}

/** Counts stored orders, and moves the cursor as far as the batch was read completely. */
function advanceOver(
  run: ImportSession,
  { window, toCompare }: NewOrders,
  { chunk, batch }: { readonly chunk: readonly string[]; readonly batch: StoredBatch },
  progress: Progress,
): void {
  const listedAt = momentsWithin(window, batch);
  count(run, batch, listedAt, progress);
  // A listing by change has changed orders, too, not read yet.
  if (batch.unread.length === 0 && toCompare === null) advance(progress, sliceEnd(chunk, listedAt));
}

/** Moments at which a batch's orders were shown. One dated outside of its window has a wrong date, which does not measure progress. */
function momentsWithin({ from, to }: Window, { listedAt }: StoredBatch): ReadonlyMap<string, EpochMs> {
  // Malls measure in whole seconds.
  return new Map([...listedAt].filter(([, at]) => at > from - secondMs && at < to + secondMs));
}

/** New place of the cursor: a second before the batch's last order, since others may share that. Null unless in the order of showing. */
function sliceEnd(chunk: readonly string[], listedAt: ReadonlyMap<string, EpochMs>): number | null {
  const times = chunk.flatMap((orderNumber) => listedAt.get(orderNumber) ?? []);
  const last = times.at(-1);
  const ascending = times.every((time, index) => index === 0 || time >= (times[index - 1] as number));
  return last !== undefined && ascending ? last - secondMs : null;
}

function count(
  run: ImportSession,
  batch: StoredBatch,
  listedAt: ReadonlyMap<string, EpochMs>,
  progress: Progress,
): void {
  progress.imported += batch.imported.length;
  progress.missing += batch.missing.length;
  progress.quarantined += batch.quarantined.length;
  progress.agesMs.push(...agesOf(run, batch, listedAt));
  for (const orderNumber of batch.missing) run.ports.log.error('order.missing', { shop: run.shop.key, orderNumber });
  for (const orderNumber of batch.quarantined) {
    run.ports.log.error('order.quarantined', { shop: run.shop.key, orderNumber });
  }
}

/** Lag from which a shop is catching up, which another figure reports. */
const inStepMs = 30 * minuteMs;

function agesOf(
  { shop, ports }: ImportSession,
  { imported }: StoredBatch,
  listedAt: ReadonlyMap<string, EpochMs>,
): number[] {
  const now = ports.clock.now();
  if (now - shop.cursor > inStepMs) return [];
  return imported.flatMap(({ orderNumber }) => {
    const at = listedAt.get(orderNumber);
    return at === undefined ? [] : [now - at];
  });
}

/** Notes ages of new orders, and writes the cursor after news or a long rest. Idle polls write nothing. */
async function restCursor(run: ImportSession, progress: Progress, startedAt: EpochMs): Promise<void> {
  // Orders that waited for their mall's recovery have another figure.
  if (progress.agesMs.length > 0 && !(await run.isComingBack())) {
    run.cache.waits.note(run.shop.mall, 'stored', progress.agesMs);
  }
  const { cursor } = progress;
  const moved = cursor - startedAt;
  const came = progress.imported + progress.missing + progress.quarantined > 0;
  if (moved > 0 && (came || moved >= run.settings.cursorRestMs)) await run.ports.shops.moveCursor(run.shop, cursor);
}

/** Trouble of a shop's whole import, else null. */
function troubleOf(error: unknown): MetTrouble | null {
  if (!(error instanceof TsunagiError)) return null;
  const isOfAll = isRefusing(error) || error.context.concerns === 'shop';
  return isOfAll ? { kind: 'refused', note: codesText(error) } : null;
}

/** Notes trouble, or its end, once: `ops status` and the alarm follow the row. */
async function noteTrouble({ ports, shop }: ImportSession, met: MetTrouble | null): Promise<void> {
  const noted = shop.importTrouble;
  if (noted?.kind === met?.kind) return;
  if (met === null) {
    await ports.shops.noteImportTrouble(shop, null);
    ports.log.info('import.trouble-over', { shop: shop.key, trouble: noted?.kind ?? null });
    return;
  }
  await ports.shops.noteImportTrouble(shop, { ...met, since: ports.clock.now() });
  ports.log.error('import.trouble', { shop: shop.key, trouble: met.kind, note: met.note });
}
