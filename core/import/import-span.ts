import {
  type EpochMs,
  hourMs,
  InputError,
  inChunks,
  jstText,
  type Sentence,
  sentence,
  TsunagiError,
} from '../kernel/index.ts';
import {
  bucketOf,
  bucketsOfShard,
  firstHalf,
  type QueuedSpan,
  type Shop,
  type ShopKey,
  type Window,
  windowsBetween,
} from '../model/index.ts';
import type { Ports } from '../ports/index.ts';
import { type ImportSession, type RunContext, visitShops } from '../session/index.ts';
import { listWindow, patient, type WindowListing } from './list-window.ts';
import { readAndStore } from './read-and-store.ts';

const rereadingsMax = 3;

export interface SpanImport {
  listed: number;
  read: number;
  /** Orders spoilt by bad neighbours, without time to separate them. */
  unread: number;
  imported: number;
  changed: number;
  missing: number;
  quarantined: number;
}

function noSpanImport(): SpanImport {
  return { listed: 0, read: 0, unread: 0, imported: 0, changed: 0, missing: 0, quarantined: 0 };
}

/**
 * Imports a span again for a person, beside the schedule: every listed order is read, stored ones too, since those are in doubt. The cursor
 * stays. Throws `InputError` for an impossible span, and `mall.unreadable` after storing if the mall's count differs from its list.
 *
 * @param onWait called before waiting for the mall, with the moment
 */
export async function importSpan(
  run: ImportSession,
  span: Window,
  onProgress: (progress: Readonly<SpanImport>) => void,
  onWait: (until: EpochMs) => void = () => undefined,
): Promise<SpanImport> {
  checkSpan(run, span);
  const waiting = patient(run, onWait);
  const total = noSpanImport();
  let isProven = true;
  for (const window of windowsBetween(span.from, span.to, run.traits.maxSpanMs)) {
    for (let rest: Window | null = window; rest; ) {
      const listing: WindowListing = await listWindow(waiting, rest, { by: 'placed' });
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
 * Reads and stores orders; returns those unread. Rereads the rest in halved parts, since an equal request would be spoilt again.
 *
 * @param rereadings beyond the run's calls and time, so 0 for limited runs
 */
async function readThrough(
  run: ImportSession,
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
    sentence`The mall counts other orders of ${key} than it lists. What it lists is imported; whether that is all is not proven.`,
    { shop: key, operation: 'listOrders' },
  );
}

function checkSpan(run: ImportSession, span: Window): void {
  const problems: Sentence[] = [];
  const earliest = run.mallNow() - run.traits.lookBackMs;
  if (span.from >= span.to)
    problems.push(sentence`--from (${jstText(span.from)}) must lie before --to (${jstText(span.to)}).`);
  if (span.from < earliest) {
    problems.push(
      sentence`--from (${jstText(span.from)}) is further back than the mall answers; use ${jstText(earliest)} or later.`,
    );
  }
  if (problems.length > 0) throw new InputError(sentence`This span cannot be imported`, problems);
}

/** Length of the first part, doubled each time, so that runs can continue each other. */
const firstPartMs = hourMs;

/** Imports stored orders, too, as far as calls suffice; returns the number of spans done. Removes spans of shops that are gone. */
export async function importQueuedSpans(
  context: RunContext,
  shops: readonly Shop[],
  { shard, shards }: { readonly shard: number; readonly shards: number },
): Promise<number> {
  const { spans, log } = context.ports;
  const waiting = await spans.list();
  if (waiting.length === 0) return 0;
  const byShop = Map.groupBy(waiting, ({ shop }) => shop);
  await dropOrphans(context, byShop, shops, bucketsOfShard(shard, shards));
  let done = 0;
  const visit = async (run: ImportSession<Ports>): Promise<void> => {
    for (const span of byShop.get(run.shop.key) ?? []) {
      if (!(await importOne(run, span))) return;
      await spans.remove(span);
      log.info('span.imported', { shop: span.shop, from: span.from, to: span.to });
      done++;
    }
  };
  await visitShops(
    context,
    shops.filter(({ key }) => byShop.has(key)),
    visit,
  );
  return done;
}

async function importOne(run: ImportSession<Ports>, span: QueuedSpan): Promise<boolean> {
  const { spans } = run.ports;
  let from = Math.max(span.doneTo ?? span.from, run.mallNow() - run.traits.lookBackMs);
  let partMs = firstPartMs;
  while (from < span.to) {
    if (!run.mayCall()) return false;
    const part = { from, to: Math.min(from + partMs, from + run.traits.maxSpanMs, span.to) };
    const { orderNumbers, window, whole, countedWrongly } = await listWindow(run, part, { by: 'placed' });
    if (!whole) return false;
    const readings = Math.ceil(orderNumbers.length / run.traits.readBatch);
    const half = readings > run.callsLeft() ? firstHalf(window) : null;
    if (half) {
      partMs = half.to - half.from;
      continue;
    }
    for (const chunk of inChunks(orderNumbers, run.traits.readBatch)) {
      const unread = await readThrough(run, chunk, noSpanImport(), 0);
      if (unread.length > 0) return false;
    }
    // Something may be missing, so the span is not done.
    if (countedWrongly !== undefined) return false;
    from = window.to;
    partMs *= 2;
    if (from < span.to) await spans.advance(span, from);
  }
  return true;
}

/** Each span of a removed shop belongs to exactly one schedule. */
async function dropOrphans(
  { ports }: RunContext,
  byShop: ReadonlyMap<ShopKey, readonly QueuedSpan[]>,
  shops: readonly Shop[],
  buckets: readonly number[],
): Promise<void> {
  const own = new Set(shops.map(({ key }) => key));
  for (const [shop, spans] of byShop) {
    if (own.has(shop) || !buckets.includes(bucketOf(shop)) || (await ports.shops.get(shop)) !== null) continue;
    ports.log.warn('span.orphaned', { shop, spans: spans.length });
    for (const span of spans) await ports.spans.remove(span);
  }
}
