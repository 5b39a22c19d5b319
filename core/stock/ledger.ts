import { hash } from 'node:crypto';
import { type EpochMs, mapLimited } from '../kernel/index.ts';
import {
  type Checkpoint,
  defaultStockSettings,
  drawnOf,
  isSteadySince,
  type Listing,
  type ListingTerms,
  type Movement,
  presentParts,
  type SkuLevel,
  type SkuRow,
  type StockSettings,
  takenSince,
} from '../model/index.ts';
import type { LedgerEntry, StockLedger } from '../ports/index.ts';

/** All that decides a SKU's free pieces. Rows were read before entries. */
export interface Account {
  readonly row: SkuRow;
  readonly sets: readonly SkuRow[];
  /** Replaces entries below its boundary, which `entries` omits. */
  readonly checkpoint: Checkpoint | null;
  readonly entries: readonly LedgerEntry[];
}

export interface Books {
  readonly rows: ReadonlyMap<string, SkuRow>;
  readonly accounts: ReadonlyMap<string, Account>;
  /** Free pieces by SKU (`freeOf`); sets have none. */
  readonly free: ReadonlyMap<string, number | null>;
}

/** Free pieces; null if not counted, negative if oversold. Formula: `docs/decisions/0020-stock.md`. */
function freeOf(account: Account): number | null {
  const { checkpoint, entries } = account;
  // A count in the checkpoint leaves all other entries to count in full.
  const count = checkpoint?.counted ? null : countInForce(entries);
  if (count === null && !checkpoint?.counted) return null;
  const countedAt = count?.at ?? Number.NEGATIVE_INFINITY;
  const pieces = (count?.quantity ?? 0) + (checkpoint?.carried ?? 0);
  return entries.reduce((free, entry) => free + effectOf(account, entry, countedAt), pieces);
}

/** The latest count; of two at one moment the last written. */
export function countInForce(entries: readonly LedgerEntry[]): Movement | null {
  let inForce: Movement | null = null;
  for (const entry of entries) {
    if (entry.kind !== 'movement' || entry.movement.kind !== 'counted') continue;
    if (inForce === null || supersedes(entry.movement, inForce)) inForce = entry.movement;
  }
  return inForce;
}

function supersedes(one: Movement, other: Movement): boolean {
  if (one.at !== other.at) return one.at > other.at;
  if (one.writtenAt !== other.writtenAt) return one.writtenAt > other.writtenAt;
  return one.id > other.id;
}

/** Pieces added to a count at `countedAt`. */
export function effectOf(account: Account, entry: LedgerEntry, countedAt: EpochMs): number {
  if (entry.kind === 'claim') return 0 - drawnBy(account, entry) * takenSince(entry.claim, countedAt);
  const { kind, at, quantity } = entry.movement;
  return kind === 'counted' || at <= countedAt ? 0 : quantity;
}

/** Pieces of the account's SKU per piece claimed. */
export function drawnBy({ row, sets }: Account, { claim }: Extract<LedgerEntry, { kind: 'claim' }>): number {
  const sold = [row, ...sets].find(({ sku }) => sku === claim.sku);
  return sold === undefined ? 0 : drawnOf(sold, row.sku, claim.orderedAt);
}

/** The checkpoint; null if an entry below may have changed, a count came, or a set was not summed. */
export function checkpointOf(row: SkuRow, sets: readonly SkuRow[]): Checkpoint | null {
  const { checkpoint } = row;
  if (checkpoint === undefined) return null;
  // A SKU may be called `constructor`.
  const holds = ({ sku, epoch }: SkuRow): boolean =>
    Object.hasOwn(checkpoint.epochs, sku) && checkpoint.epochs[sku] === epoch;
  return [row, ...sets].every(holds) ? checkpoint : null;
}

/** The checkpoint has the count in force, yet a newer one lies above, with its mark under way. */
function isContradicted({ checkpoint, entries }: Account): boolean {
  return checkpoint?.counted === true && countInForce(entries) !== null;
}

export function rowIn(rows: ReadonlyMap<string, SkuRow>, sku: string): SkuRow {
  const row = rows.get(sku);
  if (row === undefined) throw new Error(`The row of ${sku} was not read before it was needed: a defect of ours.`);
  return row;
}

export function momentOf(entry: LedgerEntry): EpochMs {
  return entry.kind === 'claim' ? entry.claim.orderedAt : entry.movement.at;
}

/** Rows of SKUs with a set's parts or all sets of a part. At most three reads. */
async function readRows(
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

export const readsAtOnce = 16;

/**
 * Reads books of a merchant's SKUs, rows first: a change missing from the entries has a later mark, shown by the fingerprint. Entries are
 * read once from the earliest moment needed, or all (`whole`, or a contradicted checkpoint).
 */
export async function readBooks(
  ledger: Pick<StockLedger, 'skuRows' | 'entries'>,
  merchant: string,
  skus: readonly string[],
  whole?: 'whole',
): Promise<Books> {
  const rows = await readRows(ledger, merchant, skus);
  const accounts = new Map<string, Account>();
  let unread = [...new Set(skus.flatMap((sku) => piecesOf(rows, sku)))].map((sku): Account => {
    const row = rowIn(rows, sku);
    const sets = row.inSets.filter((set) => set !== sku).map((set) => rowIn(rows, set));
    return { row, sets, checkpoint: whole ? null : checkpointOf(row, sets), entries: [] };
  });
  while (unread.length > 0) {
    const read = await readEntries(ledger, merchant, unread);
    for (const account of read) accounts.set(account.row.sku, account);
    unread = read.filter(isContradicted).map((account) => ({ ...account, checkpoint: null }));
  }
  return { rows, accounts, free: new Map([...accounts].map(([sku, account]) => [sku, freeOf(account)])) };
}

async function readEntries(
  ledger: Pick<StockLedger, 'entries'>,
  merchant: string,
  accounts: readonly Account[],
): Promise<Account[]> {
  const from = new Map<string, EpochMs>();
  for (const { row, sets, checkpoint } of accounts) {
    const boundary = checkpoint?.boundary ?? Number.NEGATIVE_INFINITY;
    for (const { sku } of [row, ...sets]) from.set(sku, Math.min(boundary, from.get(sku) ?? boundary));
  }
  const read = new Map(
    await mapLimited([...from], readsAtOnce, async ([sku, since]) => {
      const entries = Number.isFinite(since) ? ledger.entries(merchant, sku, since) : ledger.entries(merchant, sku);
      return [sku, await entries] as const;
    }),
  );
  return accounts.map((account) => {
    const { row, sets, checkpoint } = account;
    const boundary = checkpoint?.boundary ?? Number.NEGATIVE_INFINITY;
    const isItsOwn = (entry: LedgerEntry): boolean => entry.kind === 'claim' || entry.movement.sku === row.sku;
    const all = [row, ...sets].flatMap(({ sku }) => read.get(sku) ?? []);
    return { ...account, entries: all.filter((entry) => isItsOwn(entry) && momentOf(entry) >= boundary) };
  });
}

export async function readLevels(
  ledger: Pick<StockLedger, 'skuRows' | 'entries'>,
  merchant: string,
  skus: readonly string[],
): Promise<ReadonlyMap<string, SkuLevel>> {
  const books = await readBooks(ledger, merchant, skus);
  return new Map(skus.map((sku) => [sku, levelOf(books, sku)]));
}

/** A part that is a set has no pieces. */
function piecesOf(rows: ReadonlyMap<string, SkuRow>, sku: string): string[] {
  const parts = [...(presentParts(rowIn(rows, sku))?.keys() ?? [sku])];
  return parts.filter((part) => presentParts(rowIn(rows, part)) === null);
}

function levelOf(books: Books, sku: string): SkuLevel {
  const { rows, accounts } = books;
  const row = rowIn(rows, sku);
  const parts = presentParts(row);
  const involved = piecesOf(rows, sku).flatMap((part) => {
    const account = accounts.get(part);
    return account === undefined ? [] : [account.row, ...account.sets];
  });
  const direct = [...(parts?.keys() ?? [])].map((part) => rowIn(rows, part));
  const { buffer } = row;
  const fingerprint = levelFingerprint([row, ...direct, ...involved]);
  if (parts === null) return { sku, free: books.free.get(sku) ?? null, buffer, fingerprint };
  const sets = [...parts].map(([part, needed]) => setsFrom(books, part, needed));
  const counted = sets.filter((most) => most !== null);
  return { sku, free: counted.length < sets.length ? null : Math.min(...counted), buffer, fingerprint };
}

/** Sets that a part's free pieces beyond its buffer allow; null if not counted. */
export function setsFrom(books: Books, part: string, needed: number): number | null {
  const free = books.free.get(part) ?? null;
  return free === null ? null : Math.max(0, Math.floor((free - rowIn(books.rows, part).buffer) / needed));
}

/** Longer marks are hashed, to keep rows of listings small. */
const textMax = 60;

/** 132 bits in Base64. */
const hashLength = 22;

/** The marks of all rows involved, in any order. */
export function levelFingerprint(rows: readonly SkuRow[]): string {
  const marks = new Map(rows.map(({ sku, mark }) => [sku, mark]));
  const text = JSON.stringify([...marks].sort(([one], [other]) => (one < other ? -1 : 1)));
  return text.length <= textMax ? text : hash('sha256', text, 'base64url').slice(0, hashLength);
}

export function listingFingerprint({ terms }: Pick<Listing, 'terms'>, level: SkuLevel): string {
  return `${terms}:${level.fingerprint}`;
}

interface Limits {
  readonly level: SkuLevel;
  readonly terms: ListingTerms;
  readonly highest: number;
}

/** Rules in order of application. */
const shownRules = {
  /** 確保在庫 of the SKU. */
  'sku-buffer': (left, { level }) => left - level.buffer,
  /** 安全在庫 of the listing. */
  'listing-buffer': (left, { terms }) => left - terms.buffer,
  /** 下限: fewer are shown as 0. */
  floor: (left, { terms }) => (left < (terms.floor ?? left) ? 0 : left),
  /** 上限 of the listing. */
  cap: (left, { terms }) => Math.min(left, terms.cap ?? left),
  'mall-highest': (left, { highest }) => Math.min(left, highest),
  clamp: (left) => Math.max(left, 0),
} satisfies Readonly<Record<string, (left: number, by: Limits) => number>>;
export type ShownStep = keyof typeof shownRules;

/** Each rule with what it left; null if no level is sent. */
export function shownSteps(level: SkuLevel, terms: ListingTerms, highest: number) {
  if (level.free === null || !terms.linked) return null;
  let left = level.free;
  return Object.entries(shownRules).map(([step, rule]) => {
    left = rule(left, { level, terms, highest });
    return { step: step as ShownStep, left };
  });
}

export function shownLevel(level: SkuLevel, terms: ListingTerms, highest: number): number | null {
  return shownSteps(level, terms, highest)?.at(-1)?.left ?? null;
}

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
