import type { EpochMs } from '../kernel/index.ts';
import {
  type Checkpoint,
  defaultStockSettings,
  isSteadySince,
  presentParts,
  type StockSettings,
} from '../model/index.ts';
import type { LedgerEntry, StockLedger } from '../ports/index.ts';
import {
  type Account,
  checkpointOf,
  countInForce,
  drawnBy,
  isContradicted,
  momentOf,
  readAccount,
  readEntries,
  reckon,
  rowsOf,
} from './ledger.ts';

/** `left`: not worth it, or not possible now. `changed`: something changed in between; the next fold does it. */
export type Folded = 'folded' | 'changed' | 'left';

/**
 * Sums a SKU's old entries into its row where that saves reading at least `foldEntriesMin` of them each time, on top of the existing
 * checkpoint. Entries stay. `now` is read before the call. Costs a read of the SKU: for a nightly path, not after each change.
 */
export async function foldSku(
  ledger: Pick<StockLedger, 'skuRows' | 'entries' | 'keepCheckpoint'>,
  merchant: string,
  sku: string,
  now: EpochMs,
  settings: StockSettings = defaultStockSettings,
): Promise<Folded> {
  const account = await readAccount(ledger, merchant, sku);
  // A set has no pieces of its own: its orders are summed with its parts.
  if (presentParts(account.row) !== null) return 'left';
  const before = checkpointOf(account);
  const boundary = now - settings.foldAfterMs;
  if (before !== null && before.boundary >= boundary) return 'left';
  const entries = await readEntries(ledger, merchant, account, before);
  if (isContradicted({ account, checkpoint: before }, entries)) return 'changed';
  if (entries.filter((entry) => momentOf(entry) < boundary).length < settings.foldEntriesMin) return 'left';
  const checkpoint = checkpointAt(account, entries, before, boundary);
  if (checkpoint === null) return 'left';
  const kept = await ledger.keepCheckpoint(merchant, sku, account.row.epoch, checkpoint);
  return kept === 'kept' ? 'folded' : 'changed';
}

/**
 * What entries below `boundary` come to. With the count in force below it, that is a sum. With the count above, or without one, what an old claim
 * gives depends on which count it is, and one that is not marked yet may come: so there is a checkpoint only while every old claim
 * gives 0 to any count above, having held the same ever since. Null otherwise: the next count makes it possible.
 */
export function checkpointAt(
  account: Account,
  entries: readonly LedgerEntry[],
  before: Checkpoint | null,
  boundary: EpochMs,
): Checkpoint | null {
  const epochs = Object.fromEntries(rowsOf(account).map(({ sku, epoch }) => [sku, epoch]));
  const below = entries.filter((entry) => momentOf(entry) < boundary);
  const count = before?.counted ? null : countInForce(account.row.sku, entries);
  if (before?.counted || (count !== null && count.at < boundary)) {
    return { boundary, carried: reckon(account, below, before) ?? 0, counted: true, epochs };
  }
  const since = count?.at ?? boundary;
  const isSteady = below.every(
    (entry) => entry.kind !== 'claim' || drawnBy(account, entry) === 0 || isSteadySince(entry.claim, since),
  );
  return isSteady ? { boundary, carried: 0, counted: false, epochs } : null;
}
