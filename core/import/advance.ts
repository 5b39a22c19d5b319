import { type EpochMs, minuteMs, secondMs } from '../kernel/index.ts';
import type { ImportTrouble, Window } from '../model/index.ts';
import type { ImportSession } from '../session/index.ts';
import { wayOf } from './listing-ways.ts';
import type { StoredBatch } from './read-and-store.ts';

/** Counts of what imports stored; of one that failed, what it had stored until then. */
export interface ImportTally {
  imported: number;
  missing: number;
  quarantined: number;
}

export interface Progress extends ImportTally {
  /** Ages of new orders when they were stored, in ms since the mall showed them; empty unless the shop was in step. */
  readonly agesMs: number[];
  cursor: number;
  /** Once this is set, the cursor waits. */
  unproven: MetTrouble | null;
}

export function addTo(tally: ImportTally, { imported, missing, quarantined }: ImportTally): void {
  tally.imported += imported;
  tally.missing += missing;
  tally.quarantined += quarantined;
}

/** Nothing done yet. */
export const emptyTally = (): ImportTally => ({ imported: 0, missing: 0, quarantined: 0 });

/** Trouble that a run met. Its row adds when the trouble began. */
export type MetTrouble = Omit<ImportTrouble, 'since'>;

/** Moves the cursor, unless something before it may be missing. */
export function advance(progress: Progress, to: EpochMs | null): void {
  if (to !== null && progress.unproven === null) progress.cursor = Math.max(progress.cursor, to);
}

/** A batch of a listed window that was stored. */
interface Slice {
  readonly chunk: readonly string[];
  readonly window: Window;
  readonly batch: StoredBatch;
}

/** Counts what was stored, and moves the cursor as far as the batch was read to its end. */
export function advanceOver(run: ImportSession, { chunk, window, batch }: Slice, progress: Progress): void {
  const listedAt = momentsWithin(window, batch);
  count(run, batch, listedAt, progress);
  // A listing that shows changes has changed orders, too, which are not read yet.
  if (batch.unread.length === 0 && !wayOf(run.traits).showsChanges) advance(progress, sliceEnd(chunk, listedAt));
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
export async function restCursor(run: ImportSession, progress: Progress, startedAt: EpochMs): Promise<void> {
  // Orders that waited for their mall to come back have a figure of their own.
  if (progress.agesMs.length > 0 && !(await run.isComingBack())) {
    run.cache.waits.note(run.shop.mall, 'stored', progress.agesMs);
  }
  const { cursor } = progress;
  const moved = cursor - startedAt;
  const came = progress.imported + progress.missing + progress.quarantined > 0;
  if (moved > 0 && (came || moved >= run.settings.cursorRestMs)) await run.ports.shops.moveCursor(run.shop, cursor);
}
