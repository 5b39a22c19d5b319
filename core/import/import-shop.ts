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

/** Counts of what imports stored; of one that failed, what it had stored until then. */
export interface ImportTally {
  imported: number;
  missing: number;
  quarantined: number;
}

interface Progress extends ImportTally {
  /** Ages of new orders when they were stored, in ms since the mall showed them; empty unless the shop was in step. */
  readonly agesMs: number[];
  cursor: number;
  /** Once this is set, the cursor waits. */
  unproven: MetTrouble | null;
}

function addTo(tally: ImportTally, { imported, missing, quarantined }: ImportTally): void {
  tally.imported += imported;
  tally.missing += missing;
  tally.quarantined += quarantined;
}

/** Nothing done yet. */
export const emptyTally = (): ImportTally => ({ imported: 0, missing: 0, quarantined: 0 });

/** Trouble that a run met. Its row adds when the trouble began. */
type MetTrouble = Omit<ImportTrouble, 'since'>;

/** What one run did for one shop. */
export interface ShopImport extends Readonly<ImportTally> {
  /** False when the run's time or calls ended first; the next run continues from the cursor. */
  readonly caughtUp: boolean;
  /** False where the mall counted other rows than it listed: whether everything is here is not proven. */
  readonly isProven: boolean;
}

/**
 * Imports what a shop's cursor has not passed yet: every window since, each in slices that move the cursor as they are
 * stored. An idle shop costs one listing, and no write until its cursor has rested long enough.
 *
 * @param tally to which is added what was stored, by an import that fails, too; imports of several shops may share one
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
    // A run that must end first has not seen whether it is over.
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
 * The shop's cursor; where it is ahead of any clock, it is moved back first. How far it had really come is unknown, so
 * everything that one listing may ask for is listed again. Orders that the scan has imported since are known by their rows.
 */
async function believableCursor({ ports, shop, traits }: ImportSession): Promise<EpochMs> {
  const now = ports.clock.now();
  // Not of a shop that begins later.
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

/**
 * Imports window after window until the mall's present. A clock of ours that is an hour behind would end too early, or ask
 * for nothing at all: there is always one listing, and what it says of the mall's clock decides whether more is to come.
 */
async function importUntilNow(run: ImportSession, from: EpochMs, progress: Progress): Promise<boolean> {
  const to = Math.max(lastWholeSecond(run.mallNow()), from + minuteMs);
  for (const window of windowsBetween(from, to, run.traits.maxSpanMs)) {
    if (!(await importWindow(run, window, progress))) return false;
  }
  return run.mallNow() - to > run.settings.overlapMs ? importUntilNow(run, to, progress) : true;
}

/**
 * Imports one window; false when the run must end first. What is listed is read, planned and written slice by slice, and the cursor moves over each slice, and
 * over the window once all of it is stored.
 */
async function importWindow(run: ImportSession, window: Window, progress: Progress): Promise<boolean> {
  for (let rest = window; run.mayCall(); ) {
    const listing = await listNew(run, rest);
    const stored = await storeInOrder(run, listing, progress);
    const { changedAt, toCompare } = listing;
    if (stored && toCompare !== null && !(await readChanged(run, changedAt, toCompare)).finished) break;
    const last = progress.cursor;
    // Nothing after the mall's own time has happened yet, so the cursor must not pass it.
    if (stored && listing.whole) {
      const through = Math.min(lastWholeSecond(listing.mallTime), listing.through ?? Number.POSITIVE_INFINITY);
      advance(progress, Math.min(listing.window.to, through));
    }
    // Of what was shown an overlap before this listing, nothing comes late: a backlog is not listed with an overlap each time.
    run.settle(Math.min(progress.cursor, listing.mallTime - run.settings.overlapMs));
    if (!stored) break;
    if (listing.whole && listing.window.to >= window.to) return true;
    await run.ports.shops.moveCursor(run.shop, progress.cursor);
    // A part of a window that was too full is gone through to its end before the whole is asked for again.
    rest = listing.whole
      ? { from: listing.window.to, to: window.to }
      : { from: Math.max(rest.from, last), to: listing.window.to };
    // What is listed and not read is listed again by the next run. So of a backlog only what can be read to its end is listed.
    if (run.callsLeft() < (listing.whole ? 2 : 1 + batchesAListing)) break;
  }
  return false;
}

/** Stores new orders, those that were shown first before the others; after each batch everything shown before its last order is stored. */
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
    // An order that could not be separated from a bad neighbour in time is still to come: the cursor waits for it.
    if (batch.unread.length > 0) return false;
  }
  return true;
}

/** Moves the cursor, unless something before it may be missing. */
function advance(progress: Progress, to: EpochMs | null): void {
  if (to !== null && progress.unproven === null) progress.cursor = Math.max(progress.cursor, to);
}

/** Counts what was stored of a listing, and moves the cursor as far as the batch was read to its end. */
function advanceOver(
  run: ImportSession,
  { window, toCompare }: NewOrders,
  { chunk, batch }: { readonly chunk: readonly string[]; readonly batch: StoredBatch },
  progress: Progress,
): void {
  const listedAt = momentsWithin(window, batch);
  count(run, batch, listedAt, progress);
  // A listing that shows changes has changed orders, too, which are not read yet.
  if (batch.unread.length === 0 && toCompare === null) advance(progress, sliceEnd(chunk, listedAt));
}

/**
 * When the orders of a batch were shown. An order that was listed in a window and names a moment outside of it has a wrong
 * date, which is no measure of the import's progress.
 */
function momentsWithin({ from, to }: Window, { listedAt }: StoredBatch): ReadonlyMap<string, EpochMs> {
  // Malls measure in whole seconds.
  return new Map([...listedAt].filter(([, at]) => at > from - secondMs && at < to + secondMs));
}

/**
 * Finds how far a stored batch lets the cursor move: to a second before its last order, because others may share that second. Null
 * unless the batch came in the order in which the mall showed it.
 */
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

/** A shop that is further behind than this is catching up: a figure of its own explains why its orders are old. */
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

/**
 * Ends an import: notes how old new orders were, and writes the cursor when something came, or when it has rested long enough.
 * An idle poll writes nothing.
 */
async function restCursor(run: ImportSession, progress: Progress, startedAt: EpochMs): Promise<void> {
  // Orders that waited for their mall to come back have a figure of their own.
  if (progress.agesMs.length > 0 && !(await run.isComingBack())) {
    run.cache.waits.note(run.shop.mall, 'stored', progress.agesMs);
  }
  const { cursor } = progress;
  const moved = cursor - startedAt;
  const came = progress.imported + progress.missing + progress.quarantined > 0;
  if (moved > 0 && (came || moved >= run.settings.cursorRestMs)) await run.ports.shops.moveCursor(run.shop, cursor);
}

/** The trouble that an error means, where it is about the whole import of a shop; null for every other error. */
function troubleOf(error: unknown): MetTrouble | null {
  if (!(error instanceof TsunagiError)) return null;
  const isOfAll = isRefusing(error) || error.context.concerns === 'shop';
  return isOfAll ? { kind: 'refused', note: codesText(error) } : null;
}

/**
 * Notes at the shop what its import has met, or that it is over. Written, and logged, once: `ops status` and the alarm go by
 * the row, whichever process looks at it.
 */
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
