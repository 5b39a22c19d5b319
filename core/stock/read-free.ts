import { mapLimited } from '../pacing/limited.ts';
import type { LedgerEntry, StockLedger } from '../ports/stock-ledger.ts';
import type { EpochMs } from '../units.ts';
import { type Account, checkpointOf, rowsOf } from './account.ts';
import { countInForce, entriesFrom, reckon } from './reckon.ts';
import type { Checkpoint } from './sku-row.ts';

/** From where on the entries of each SKU are to be read; null for all of them. */
type Spans = ReadonlyMap<string, EpochMs | null>;

/** An account, and the checkpoint that may stand for its older entries. */
interface Reckoned {
  readonly account: Account;
  readonly checkpoint: Checkpoint | null;
}

/**
 * Free pieces of each account's SKU. The entries of each SKU are read once, however many accounts need them, and only from the
 * earliest moment that one of them needs.
 */
export async function readFree(
  ledger: Pick<StockLedger, 'entries'>,
  merchant: string,
  accounts: readonly Account[],
  atOnce: number,
): Promise<ReadonlyMap<string, number | null>> {
  const reckoned = accounts.map((account) => ({ account, checkpoint: checkpointOf(account) }));
  const entries = await readSpans(ledger, merchant, spansOf(reckoned), atOnce);
  const contradicted = reckoned.filter((one) => isContradicted(one, entriesOf(one.account, entries)));
  const whole = contradicted.map(({ account }) => ({ account, checkpoint: null }));
  const again = await readSpans(ledger, merchant, spansOf(whole), atOnce);
  const all = new Map([...entries, ...again]);
  const distrusted = new Set<Reckoned>(contradicted);
  return new Map(
    reckoned.map((one) => {
      const { account, checkpoint } = one;
      const free = reckon(account, entriesOf(account, all), distrusted.has(one) ? null : checkpoint);
      return [account.row.sku, free];
    }),
  );
}

/**
 * A checkpoint that has the count in force below its boundary, while one lies above: that one was just written, and its mark is on its way. Only
 * then are entries read a second time, all of them.
 */
export function isContradicted({ account, checkpoint }: Reckoned, entries: readonly LedgerEntry[]): boolean {
  if (!checkpoint?.counted) return false;
  return countInForce(account.row.sku, entriesFrom(entries, checkpoint.boundary)) !== null;
}

function spansOf(reckoned: readonly Reckoned[]): Spans {
  const spans = new Map<string, EpochMs | null>();
  for (const { account, checkpoint } of reckoned) {
    for (const { sku } of rowsOf(account)) {
      const other = spans.get(sku);
      const isWhole = checkpoint === null || other === null;
      spans.set(sku, isWhole ? null : Math.min(checkpoint.boundary, other ?? checkpoint.boundary));
    }
  }
  return spans;
}

async function readSpans(
  ledger: Pick<StockLedger, 'entries'>,
  merchant: string,
  spans: Spans,
  atOnce: number,
): Promise<Map<string, LedgerEntry[]>> {
  const read = await mapLimited([...spans], atOnce, async ([sku, from]) => {
    const entries = from === null ? ledger.entries(merchant, sku) : ledger.entries(merchant, sku, from);
    return [sku, await entries] as const;
  });
  return new Map(read);
}

function entriesOf(account: Account, entries: ReadonlyMap<string, readonly LedgerEntry[]>): LedgerEntry[] {
  return rowsOf(account).flatMap(({ sku }) => entries.get(sku) ?? []);
}

/** Entries that have a say in an account, its own and its sets', from a moment on or all of them. */
export async function readEntries(
  ledger: Pick<StockLedger, 'entries'>,
  merchant: string,
  account: Account,
  from: EpochMs | null,
  atOnce: number,
): Promise<LedgerEntry[]> {
  const spans = new Map(rowsOf(account).map(({ sku }) => [sku, from]));
  return entriesOf(account, await readSpans(ledger, merchant, spans, atOnce));
}
