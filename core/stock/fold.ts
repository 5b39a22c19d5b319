import type { EpochMs } from '../kernel/index.ts';
import { type Checkpoint, defaultStockSettings, isSteadySince, type StockSettings } from '../model/index.ts';
import type { StockLedger } from '../ports/index.ts';
import { type Account, countInForce, drawnBy, freeOf, momentOf, readBooks } from './ledger.ts';

/**
 * Sums a SKU's old entries into its row where that saves reading at least `foldEntriesMin` of them each time; entries stay. `now` is read before
 * the call. `left`: not worth it, or not possible now. `changed`: something changed in between; the next fold does it.
 */
export async function foldSku(
  ledger: Pick<StockLedger, 'skuRows' | 'entries' | 'keepCheckpoint'>,
  merchant: string,
  sku: string,
  now: EpochMs,
  settings: StockSettings = defaultStockSettings,
): Promise<'folded' | 'changed' | 'left'> {
  const account = (await readBooks(ledger, merchant, [sku])).accounts.get(sku);
  // A set has no pieces of its own: its orders are summed with its parts.
  if (account === undefined) return 'left';
  const boundary = now - settings.foldAfterMs;
  if (account.entries.filter((entry) => momentOf(entry) < boundary).length < settings.foldEntriesMin) return 'left';
  const checkpoint = checkpointAt(account, boundary);
  if (checkpoint === null) return 'left';
  const kept = await ledger.keepCheckpoint(merchant, sku, account.row.epoch, checkpoint);
  return kept === 'kept' ? 'folded' : 'changed';
}

/**
 * The sum of entries below `boundary`. With the count above it, or without one, what an old claim gives depends on the count, and an unmarked one
 * may come: so there is a checkpoint only if every old claim gives 0 to any count above. Null otherwise.
 */
function checkpointAt(account: Account, boundary: EpochMs): Checkpoint | null {
  const { row, sets, checkpoint: before, entries } = account;
  const epochs = Object.fromEntries([row, ...sets].map(({ sku, epoch }) => [sku, epoch]));
  const below = entries.filter((entry) => momentOf(entry) < boundary);
  const count = before?.counted ? null : countInForce(entries);
  if (before?.counted || (count !== null && count.at < boundary)) {
    return { boundary, carried: freeOf({ ...account, entries: below }) ?? 0, counted: true, epochs };
  }
  const since = count?.at ?? boundary;
  const isSteady = below.every(
    (entry) => entry.kind !== 'claim' || drawnBy(account, entry) === 0 || isSteadySince(entry.claim, since),
  );
  return isSteady ? { boundary, carried: 0, counted: false, epochs } : null;
}
