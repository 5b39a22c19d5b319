import { type EpochMs, mapLimited } from '../kernel/index.ts';
import { type Checkpoint, drawnOf, type Movement, presentParts, type SkuRow, takenSince } from '../model/index.ts';
import type { LedgerEntry, StockLedger } from '../ports/index.ts';

/**
 * Free pieces of a SKU; null while it is not counted, negative when more is ordered than there is.
 *
 * `entries` are those of the SKU and of all sets in its account, in any order: all of them, or with a checkpoint those from its boundary on;
 * what lies below it is passed over. The formula and its reasons: `docs/decisions/0020-stock.md`.
 */
export function reckon(
  account: Account,
  entries: readonly LedgerEntry[],
  checkpoint: Checkpoint | null = null,
): number | null {
  const counting = checkpoint === null ? entries : entriesFrom(entries, checkpoint.boundary);
  const base = baseOf(account, counting, checkpoint);
  if (base === null) return null;
  return counting.reduce((free, entry) => free + effectOf(account, entry, base.at), base.pieces);
}

/** What the reckoning starts from: pieces, and the moment after which movements and orders count. */
function baseOf(
  { row }: Account,
  entries: readonly LedgerEntry[],
  checkpoint: Checkpoint | null,
): { pieces: number; at: EpochMs } | null {
  // The count in force is summed already, so all that is not counts in full.
  if (checkpoint?.counted) return { pieces: checkpoint.carried, at: Number.NEGATIVE_INFINITY };
  const count = countInForce(row.sku, entries);
  return count && { pieces: count.quantity + (checkpoint?.carried ?? 0), at: count.at };
}

/** The count that counts: of the latest moment, and of two of one moment the one that was written down last. */
export function countInForce(sku: string, entries: readonly LedgerEntry[]): Movement | null {
  let inForce: Movement | null = null;
  for (const entry of entries) {
    if (entry.kind !== 'movement' || entry.movement.kind !== 'counted' || entry.movement.sku !== sku) continue;
    if (inForce === null || supersedes(entry.movement, inForce)) inForce = entry.movement;
  }
  return inForce;
}

function supersedes(one: Movement, other: Movement): boolean {
  if (one.at !== other.at) return one.at > other.at;
  if (one.writtenAt !== other.writtenAt) return one.writtenAt > other.writtenAt;
  return one.id > other.id;
}

/** Pieces that an entry adds to what a count at `countedAt` found, or takes when negative. */
export function effectOf(account: Account, entry: LedgerEntry, countedAt: EpochMs): number {
  switch (entry.kind) {
    case 'claim':
      return 0 - drawnBy(account, entry) * takenSince(entry.claim, countedAt);
    case 'movement': {
      const { sku, kind, at, quantity } = entry.movement;
      if (sku !== account.row.sku || kind === 'counted' || at <= countedAt) return 0;
      return quantity;
    }
  }
}

/** Pieces of the account's SKU that one piece of a claim draws. */
export function drawnBy(account: Account, { claim }: Extract<LedgerEntry, { kind: 'claim' }>): number {
  const sold = rowsOf(account).find(({ sku }) => sku === claim.sku);
  return sold === undefined ? 0 : drawnOf(sold, account.row.sku, claim.orderedAt);
}

function entriesFrom(entries: readonly LedgerEntry[], boundary: EpochMs): LedgerEntry[] {
  return entries.filter((entry) => momentOf(entry) >= boundary);
}

/** The rows that have a say in how many pieces of a SKU are free, read before any entry was. */
export interface Account {
  readonly row: SkuRow;
  /** The sets that contain it, or once did. */
  readonly sets: readonly SkuRow[];
}

export function accountOf(rows: ReadonlyMap<string, SkuRow>, sku: string): Account {
  const row = rowIn(rows, sku);
  return { row, sets: row.inSets.filter((set) => set !== sku).map((set) => rowIn(rows, set)) };
}

export function rowsOf({ row, sets }: Account): readonly SkuRow[] {
  return [row, ...sets];
}

/**
 * The checkpoint that stands for an account's entries below its boundary. Null when there is none, or when it is no longer good:
 * something below it may have changed, a count came, or a set contains the SKU whose entries were not summed.
 */
export function checkpointOf(account: Account): Checkpoint | null {
  const { checkpoint } = account.row;
  if (checkpoint === undefined) return null;
  // A SKU may be called `constructor`: only its own keys count.
  const holds = ({ sku, epoch }: SkuRow): boolean =>
    Object.hasOwn(checkpoint.epochs, sku) && checkpoint.epochs[sku] === epoch;
  return rowsOf(account).every(holds) ? checkpoint : null;
}

export function rowIn(rows: ReadonlyMap<string, SkuRow>, sku: string): SkuRow {
  const row = rows.get(sku);
  if (row === undefined) throw new Error(`The row of ${sku} was not read before it was needed: a defect of ours.`);
  return row;
}

/** The moment that an entry speaks of. */
export function momentOf(entry: LedgerEntry): EpochMs {
  switch (entry.kind) {
    case 'claim':
      return entry.claim.orderedAt;
    case 'movement':
      return entry.movement.at;
  }
}

/**
 * The rows of SKUs and of all that have a say in their levels: of sets the parts, of parts and plain SKUs all sets that contain them.
 * At most three reads, however many SKUs. Entries are read after all of them, so that what is later than the entries has a later mark.
 */
export async function readRows(
  ledger: Pick<StockLedger, 'skuRows'>,
  merchant: string,
  skus: readonly string[],
): Promise<ReadonlyMap<string, SkuRow>> {
  const rows = new Map<string, SkuRow>();
  const read = async (wanted: readonly string[]): Promise<SkuRow[]> => {
    const unread = [...new Set(wanted)].filter((sku) => !rows.has(sku));
    const found = unread.length === 0 ? [] : await ledger.skuRows(merchant, unread);
    for (const row of found) rows.set(row.sku, row);
    return found;
  };
  const parts = (await read(skus)).flatMap((row) => [...(presentParts(row)?.keys() ?? [])]);
  await read(parts);
  await read([...rows.values()].filter((row) => presentParts(row) === null).flatMap(({ inSets }) => inSets));
  return rows;
}

/** The account of one SKU's own pieces. */
export async function readAccount(
  ledger: Pick<StockLedger, 'skuRows'>,
  merchant: string,
  sku: string,
): Promise<Account> {
  const [row] = (await ledger.skuRows(merchant, [sku])) as [SkuRow];
  const sets = row.inSets.length === 0 ? [] : await ledger.skuRows(merchant, row.inSets);
  return accountOf(new Map([...sets, row].map((one) => [one.sku, one])), sku);
}

/** Queries of one reading of the ledger under way at once. */
export const readsAtOnce = 16;

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
): Promise<ReadonlyMap<string, number | null>> {
  const reckoned = accounts.map((account) => ({ account, checkpoint: checkpointOf(account) }));
  const entries = await readSpans(ledger, merchant, spansOf(reckoned));
  const contradicted = reckoned.filter((one) => isContradicted(one, entriesOf(one.account, entries)));
  const whole = contradicted.map(({ account }) => ({ account, checkpoint: null }));
  const again = await readSpans(ledger, merchant, spansOf(whole));
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
): Promise<Map<string, LedgerEntry[]>> {
  const read = await mapLimited([...spans], readsAtOnce, async ([sku, from]) => {
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
): Promise<LedgerEntry[]> {
  const spans = new Map(rowsOf(account).map(({ sku }) => [sku, from]));
  return entriesOf(account, await readSpans(ledger, merchant, spans));
}
