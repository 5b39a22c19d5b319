import { bucketOf, bucketsOfShard, type Shop, type ShopKey } from '../merchants/shop.ts';
import { hourMs, inChunks } from '../units.ts';
import { noSpanImport, readThrough } from './import-span.ts';
import { listWindow } from './list-window.ts';
import type { QueuedSpan } from './queued-span.ts';
import type { ShopRun } from './run.ts';
import { type Round, visitShops } from './visit-shops.ts';
import { firstHalf } from './windows.ts';

/** A span is imported in parts, so that a run that ends in between is gone on with. The first one is so long, each next one twice. */
const firstPartMs = hourMs;

/**
 * Imports the spans that people asked for while the mall could not be asked, of shops that nothing holds any more; returns how
 * many are done. Like an import by hand it reads what is stored, too. A run takes as much of a shop's spans as its calls
 * suffice for; the rest waits for the next one. Spans of shops that are gone are taken out.
 */
export async function importQueuedSpans(
  round: Round,
  shops: readonly Shop[],
  { shard, shards }: { readonly shard: number; readonly shards: number },
): Promise<number> {
  const { spans, log } = round.ports;
  const waiting = await spans.list();
  if (waiting.length === 0) return 0;
  const byShop = Map.groupBy(waiting, ({ shop }) => shop);
  await dropOrphans(round, byShop, shops, bucketsOfShard(shard, shards));
  let done = 0;
  const visit = async (run: ShopRun): Promise<void> => {
    for (const span of byShop.get(run.shop.key) ?? []) {
      if (!(await importOne(run, span))) return;
      await spans.remove(span);
      log.info('span.imported', { shop: span.shop, from: span.from, to: span.to });
      done++;
    }
  };
  await visitShops(
    round,
    shops.filter(({ key }) => byShop.has(key)),
    visit,
  );
  return done;
}

/** True when nothing of the span is left to import. */
async function importOne(run: ShopRun, span: QueuedSpan): Promise<boolean> {
  const { spans } = run.ports;
  let from = Math.max(span.doneTo ?? span.from, run.mallNow() - run.traits.lookBackMs);
  let partMs = firstPartMs;
  while (from < span.to) {
    if (!run.mayCall()) return false;
    const part = { from, to: Math.min(from + partMs, from + run.traits.maxSpanMs, span.to) };
    const { orderNumbers, window, countedWrongly } = await listWindow(run, part, { by: 'placed' });
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
    // Some of it may be missing, so it is not done.
    if (countedWrongly !== undefined) return false;
    from = window.to;
    partMs *= 2;
    if (from < span.to) await spans.advance(span, from);
  }
  return true;
}

/** A shop that was removed may leave spans behind; one schedule looks after each of them. */
async function dropOrphans(
  { ports }: Round,
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
