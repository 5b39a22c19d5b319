import { InputError, TsunagiError } from '../errors.ts';
import type { Shop } from '../merchants/shop.ts';
import { inChunks, jstText } from '../units.ts';
import { listWindow } from './list-window.ts';
import { readAndStore } from './read-and-store.ts';
import type { ShopRun } from './run.ts';
import { type Window, windowsBetween } from './windows.ts';

/** How often what stayed unread is read again. */
const rereadingsMax = 3;

/** How far an import by hand has come. */
export interface SpanImport {
  listed: number;
  read: number;
  /** Orders that were listed and could not be read: bad neighbours spoilt the answers, and there was no time to tell them apart. */
  unread: number;
  imported: number;
  changed: number;
  missing: number;
  quarantined: number;
}

/** Nothing yet. */
export function noSpanImport(): SpanImport {
  return { listed: 0, read: 0, unread: 0, imported: 0, changed: 0, missing: 0, quarantined: 0 };
}

/**
 * Imports a span again, by hand: every order that was placed in it and that the mall lists is read and stored through the same keys as the
 * schedule, which may run beside it. Stored orders are read too, because whoever asks doubts what is stored. The cursor
 * is not touched. Throws an `InputError` for a span that cannot be asked for, and `mall.unreadable` once all that is listed is stored
 * where the mall counts other orders than it lists.
 */
export async function importSpan(
  run: ShopRun,
  span: Window,
  onProgress: (progress: Readonly<SpanImport>) => void,
): Promise<SpanImport> {
  checkSpan(run, span);
  const total = noSpanImport();
  let isProven = true;
  for (const window of windowsBetween(span.from, span.to, run.traits.maxSpanMs)) {
    for (let rest: Window | null = window; rest; ) {
      const listing: Awaited<ReturnType<typeof listWindow>> = await listWindow(run, rest, { by: 'placed' });
      isProven &&= listing.countedWrongly === undefined;
      total.listed += listing.orderNumbers.length;
      onProgress(total);
      for (const chunk of inChunks(listing.orderNumbers, run.traits.readBatch)) {
        total.unread += (await readThrough(run, chunk, total, rereadingsMax)).length;
        onProgress(total);
      }
      rest = listing.window.to < window.to ? { from: listing.window.to, to: window.to } : null;
    }
  }
  if (!isProven) throw countedWrongly(run.shop);
  return total;
}

/**
 * Reads and stores orders; returns those that stayed unread. What a reading leaves is read again, in parts half as large each
 * time: the same answer would only be spoilt again.
 *
 * @param rereadings how often; each goes beyond the run's calls and time, so a run with a limit takes none
 */
export async function readThrough(
  run: ShopRun,
  orderNumbers: readonly string[],
  total: SpanImport,
  rereadings: number,
): Promise<readonly string[]> {
  let left = orderNumbers;
  let size = run.traits.readBatch;
  for (let reading = 0; left.length > 0 && reading <= rereadings; reading++) {
    const unread: string[] = [];
    for (const part of inChunks(left, size)) {
      const batch = await readAndStore(
        run,
        part.map((orderNumber) => ({ orderNumber })),
      );
      unread.push(...batch.unread);
      total.read += part.length - batch.unread.length;
      total.imported += batch.imported.length;
      total.changed += batch.changed.length;
      total.missing += batch.missing.length;
      total.quarantined += batch.quarantined.length;
    }
    left = unread;
    size = Math.ceil(Math.min(size, left.length) / 2);
  }
  return left;
}

function countedWrongly({ key }: Shop): TsunagiError {
  return new TsunagiError(
    'mall.unreadable',
    'later',
    `The mall counts other orders of ${key} than it lists. What it lists is imported; whether that is all is not proven.`,
    { shop: key, operation: 'listOrders' },
  );
}

function checkSpan(run: ShopRun, span: Window): void {
  const problems: string[] = [];
  const earliest = run.mallNow() - run.traits.lookBackMs;
  if (span.from >= span.to) problems.push(`--from (${jstText(span.from)}) must lie before --to (${jstText(span.to)}).`);
  if (span.from < earliest) {
    problems.push(
      `--from (${jstText(span.from)}) is further back than the mall answers; use ${jstText(earliest)} or later.`,
    );
  }
  if (problems.length > 0) throw new InputError('This span cannot be imported', problems);
}
