import {
  clockErrorMaxMs,
  codesText,
  type EpochMs,
  inChunks,
  isRefusing,
  jstText,
  minuteMs,
  TsunagiError,
} from '../kernel/index.ts';
import { importStart, lastWholeSecond, type Window, windowsBetween } from '../model/index.ts';
import type { ImportSession } from '../session/index.ts';
import {
  addTo,
  advance,
  advanceOver,
  emptyTally,
  type ImportTally,
  type MetTrouble,
  type Progress,
  restCursor,
} from './advance.ts';
import { listWindow } from './list-window.ts';
import { wayOf } from './listing-ways.ts';
import { readAndStore } from './read-and-store.ts';
import { readChanged } from './reread-shop.ts';

/** A listing has as many rows as this many batches (楽天: 1,000 and 100). */
const batchesAListing = 10;

/** What one run did for one shop. */
export interface ShopImport {
  readonly imported: number;
  readonly missing: number;
  readonly quarantined: number;
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
 * Imports one window, slice by slice; false when the run must end first. A page is turned only while nothing new was listed:
 * new orders are stored first, and the next listing begins at the last of them. A row that goes or comes between two pages
 * can hide another, so the less they are turned the better; and the calls are as many.
 */
async function importWindow(run: ImportSession, window: Window, progress: Progress): Promise<boolean> {
  for (let rest = window; ; ) {
    if (!run.mayCall()) return false;
    const unknownOf = askOnce((numbers) => run.known.unknown(run.ports.orders, run.shop.key, numbers));
    const hasNew = async (listed: readonly string[]): Promise<boolean> => (await unknownOf(listed)).length > 0;
    const options = { pastOnly: true, whole: true, ...wayOf(run.traits).pagesOf(run, hasNew) };
    const { orderNumbers, ...listed } = await listWindow(run, rest, options);
    const unknown = await unknownOf(orderNumbers);
    // More is to be listed: what does not fill a batch comes again with what follows, and is read in the same call.
    const toStore = listed.whole ? unknown : fullBatches(unknown, run.traits.readBatch);
    run.reading.listed = unknown;
    if (listed.countedWrongly !== undefined) {
      const note = `${orderNumbers.length} listed, ${listed.countedWrongly} counted`;
      progress.unproven ??= { kind: 'total-wrong', note };
    }
    const stored = await storeInOrder(run, toStore, listed.window, progress);
    if (stored && !(await readChanged(run, { orderNumbers, ...listed }, unknown))) return false;
    const last = progress.cursor;
    // Nothing after the mall's own time has happened yet, so the cursor must not pass it.
    if (stored && listed.whole) {
      const through = Math.min(lastWholeSecond(listed.mallTime), listed.through ?? Number.POSITIVE_INFINITY);
      advance(progress, Math.min(listed.window.to, through));
    }
    // Of what was shown an overlap before this listing, nothing comes late: a backlog is not listed with an overlap each time.
    run.settle(Math.min(progress.cursor, listed.mallTime - run.settings.overlapMs));
    if (!stored) return false;
    if (listed.whole && listed.window.to >= window.to) return true;
    await run.ports.shops.moveCursor(run.shop, progress.cursor);
    // A part of a window that was too full is gone through to its end before the whole is asked for again.
    rest = listed.whole
      ? { from: listed.window.to, to: window.to }
      : { from: Math.max(rest.from, last), to: listed.window.to };
    // What is listed and not read is listed again by the next run. So of a backlog only what can be read to its end is listed.
    if (run.callsLeft() < (listed.whole ? 2 : 1 + batchesAListing)) return false;
  }
}

/**
 * The numbers without those that fill no batch; all of them where they are fewer than one, or lack so few that a call for them
 * is no dearer than their places in the next listing.
 */
function fullBatches(orderNumbers: readonly string[], batch: number): readonly string[] {
  const left = orderNumbers.length % batch;
  if (left === orderNumbers.length || left >= batch / (1 + 1 / batchesAListing)) return orderNumbers;
  return orderNumbers.slice(0, orderNumbers.length - left);
}

/** Asks which numbers are unknown, and never twice for the same: a listing is looked at after each of its pages. */
function askOnce(
  ask: (orderNumbers: readonly string[]) => Promise<string[]>,
): (orderNumbers: readonly string[]) => Promise<string[]> {
  const asked = new Set<string>();
  const unknown = new Set<string>();
  return async (orderNumbers) => {
    const fresh = orderNumbers.filter((orderNumber) => !asked.has(orderNumber));
    for (const orderNumber of fresh) asked.add(orderNumber);
    for (const orderNumber of await ask(fresh)) unknown.add(orderNumber);
    return orderNumbers.filter((orderNumber) => unknown.has(orderNumber));
  };
}

/** Stores orders, those that were shown first before the others; after each batch everything shown before its last order is stored. */
async function storeInOrder(
  run: ImportSession,
  unknown: readonly string[],
  window: Window,
  progress: Progress,
): Promise<boolean> {
  for (const chunk of inChunks(unknown, run.traits.readBatch)) {
    if (!run.mayCall()) return false;
    const batch = await readAndStore(
      run,
      chunk.map((orderNumber) => ({ orderNumber, seen: null })),
    );
    run.known.remember(run.shop.key, batch.rowed);
    advanceOver(run, { chunk, window, batch }, progress);
    // An order that could not be separated from a bad neighbour in time is still to come: the cursor waits for it.
    if (batch.unread.length > 0) return false;
  }
  return true;
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
