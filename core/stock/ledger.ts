import { hash } from 'node:crypto';
import { type EpochMs, mapLimited } from '../kernel/index.ts';
import {
  type Checkpoint,
  drawnOf,
  type Listing,
  type ListingTerms,
  type Movement,
  presentParts,
  type SkuLevel,
  type SkuRow,
  takenSince,
} from '../model/index.ts';
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
  if (entry.kind === 'claim') return 0 - drawnBy(account, entry) * takenSince(entry.claim, countedAt);
  const { sku, kind, at, quantity } = entry.movement;
  return sku !== account.row.sku || kind === 'counted' || at <= countedAt ? 0 : quantity;
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
  return entry.kind === 'claim' ? entry.claim.orderedAt : entry.movement.at;
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

/** An account, and the checkpoint that may stand for its older entries. */
interface Reckoned {
  readonly account: Account;
  readonly checkpoint: Checkpoint | null;
}

/**
 * Free pieces of each account's SKU. The entries of each SKU are read once, however many accounts need them, and only from the
 * earliest moment that one of them needs. Only for accounts whose checkpoint is contradicted they are read a second time, all of them.
 */
async function readFree(
  ledger: Pick<StockLedger, 'entries'>,
  merchant: string,
  accounts: readonly Account[],
): Promise<ReadonlyMap<string, number | null>> {
  const free = new Map<string, number | null>();
  let left = accounts.map((account): Reckoned => ({ account, checkpoint: checkpointOf(account) }));
  while (left.length > 0) {
    const entries = await readSpans(ledger, merchant, left);
    const contradicted: Reckoned[] = [];
    for (const one of left) {
      const { account, checkpoint } = one;
      const own = entriesOf(account, entries);
      if (isContradicted(one, own)) contradicted.push({ account, checkpoint: null });
      else free.set(account.row.sku, reckon(account, own, checkpoint));
    }
    left = contradicted;
  }
  return free;
}

/** A checkpoint that has the count in force below its boundary, while one lies above: that one was just written, and its mark is on its way. */
export function isContradicted({ account, checkpoint }: Reckoned, entries: readonly LedgerEntry[]): boolean {
  if (!checkpoint?.counted) return false;
  return countInForce(account.row.sku, entriesFrom(entries, checkpoint.boundary)) !== null;
}

/** The entries of every SKU that has a say in these accounts, by SKU, from the earliest boundary on that one of them needs. */
async function readSpans(
  ledger: Pick<StockLedger, 'entries'>,
  merchant: string,
  reckoned: readonly { readonly account: Account; readonly checkpoint: Pick<Checkpoint, 'boundary'> | null }[],
): Promise<ReadonlyMap<string, LedgerEntry[]>> {
  const spans = new Map<string, EpochMs | null>();
  for (const { account, checkpoint } of reckoned) {
    for (const { sku } of rowsOf(account)) {
      const other = spans.get(sku);
      const isWhole = checkpoint === null || other === null;
      spans.set(sku, isWhole ? null : Math.min(checkpoint.boundary, other ?? checkpoint.boundary));
    }
  }
  const read = await mapLimited([...spans], readsAtOnce, async ([sku, from]) => {
    const entries = from === null ? ledger.entries(merchant, sku) : ledger.entries(merchant, sku, from);
    return [sku, await entries] as const;
  });
  return new Map(read);
}

function entriesOf(account: Account, entries: ReadonlyMap<string, readonly LedgerEntry[]>): LedgerEntry[] {
  return rowsOf(account).flatMap(({ sku }) => entries.get(sku) ?? []);
}

/** Entries that have a say in an account, its own and its sets', from its checkpoint on; all of them without one. */
export async function readEntries(
  ledger: Pick<StockLedger, 'entries'>,
  merchant: string,
  account: Account,
  checkpoint: Checkpoint | null = null,
): Promise<LedgerEntry[]> {
  return entriesOf(account, await readSpans(ledger, merchant, [{ account, checkpoint }]));
}

/**
 * Levels of SKUs of one merchant as the ledger has them now, by SKU. Rows are read before entries: a change that is not in a level has
 * a later mark than its fingerprint, so that a comparison of fingerprints shows it.
 */
export async function readLevels(
  ledger: Pick<StockLedger, 'skuRows' | 'entries'>,
  merchant: string,
  skus: readonly string[],
): Promise<ReadonlyMap<string, SkuLevel>> {
  const rows = await readRows(ledger, merchant, skus);
  const plain = new Set(skus.flatMap((sku) => piecesOf(rows, sku)));
  const accounts = [...plain].map((sku) => accountOf(rows, sku));
  const free = await readFree(ledger, merchant, accounts);
  return new Map(skus.map((sku) => [sku, levelOf(rows, free, sku)]));
}

/** The SKUs whose pieces decide a level: the SKU itself, or a set's parts. A part that is a set itself has no pieces of its own. */
function piecesOf(rows: ReadonlyMap<string, SkuRow>, sku: string): string[] {
  const row = rowIn(rows, sku);
  const parts = [...(presentParts(row)?.keys() ?? [sku])];
  return parts.filter((part) => presentParts(rowIn(rows, part)) === null);
}

function levelOf(rows: ReadonlyMap<string, SkuRow>, free: ReadonlyMap<string, number | null>, sku: string): SkuLevel {
  const row = rowIn(rows, sku);
  const parts = presentParts(row);
  const accounts = piecesOf(rows, sku).flatMap((part) => rowsOf(accountOf(rows, part)));
  const direct = [...(parts?.keys() ?? [])].map((part) => rowIn(rows, part));
  const freeBeyondBuffer = (part: string): number | null => {
    const pieces = free.get(part) ?? null;
    return pieces === null ? null : pieces - rowIn(rows, part).buffer;
  };
  return {
    sku,
    free: parts === null ? (free.get(sku) ?? null) : setsFrom(parts, freeBeyondBuffer),
    buffer: row.buffer,
    fingerprint: levelFingerprint([row, ...direct, ...accounts]),
  };
}

/**
 * How many sets can be made: of each part what is free of it beyond its buffer, by what a set needs, and the least of these. Never
 * negative; null while one part is not counted.
 */
export function setsFrom(
  parts: ReadonlyMap<string, number>,
  freeBeyondBufferOf: (part: string) => number | null,
): number | null {
  let sets = Number.POSITIVE_INFINITY;
  for (const [part, needed] of parts) {
    const free = freeBeyondBufferOf(part);
    if (free === null) return null;
    sets = Math.min(sets, Math.floor(free / needed));
  }
  return Math.max(0, sets);
}

/** A longer text of marks is hashed, so that a set of many parts does not fill the rows of its listings. */
const textMax = 60;

/** Base64 digits of a hash: 132 bits. */
const hashLength = 22;

/** What a level was computed from: the marks of all rows involved, in a form that does not depend on their order. */
export function levelFingerprint(rows: readonly SkuRow[]): string {
  const marks = new Map(rows.map(({ sku, mark }) => [sku, mark]));
  const text = JSON.stringify([...marks].sort(([one], [other]) => (one < other ? -1 : 1)));
  return text.length <= textMax ? text : hash('sha256', text, 'base64url').slice(0, hashLength);
}

/** What a listing's level was made from: `terms` counts the changes of its terms and of its SKU, the rest is the level's. */
export function listingFingerprint({ terms }: Pick<Listing, 'terms'>, level: SkuLevel): string {
  return `${terms}:${level.fingerprint}`;
}

/** The rules between the free pieces and what a listing shows, in the order in which they are applied. */
export type ShownStep =
  /** 確保在庫 of the SKU. */
  | 'sku-buffer'
  /** 安全在庫 of the listing. */
  | 'listing-buffer'
  /** 下限: fewer than this are shown as 0. */
  | 'floor'
  /** 上限 of the listing. */
  | 'cap'
  /** The highest level that the mall takes. */
  | 'mall-highest'
  /** A mall shows no less than 0. */
  | 'clamp';

/** A rule, and what it left. */
export interface StepTaken {
  readonly step: ShownStep;
  readonly left: number;
}

/**
 * From the free pieces to the level that a listing shows, rule by rule; the last rule leaves the level. Null when no level is sent to the
 * mall: the level is not known, or the listing is not linked. `highest` is the mall's (`StockTraits.highest`).
 */
export function shownSteps(level: SkuLevel, terms: ListingTerms, highest: number): readonly StepTaken[] | null {
  if (level.free === null || !terms.linked) return null;
  const floor = terms.floor ?? Number.NEGATIVE_INFINITY;
  const rules: readonly (readonly [ShownStep, (left: number) => number])[] = [
    ['sku-buffer', (left) => left - level.buffer],
    ['listing-buffer', (left) => left - terms.buffer],
    ['floor', (left) => (left < floor ? 0 : left)],
    ['cap', (left) => Math.min(left, terms.cap ?? left)],
    ['mall-highest', (left) => Math.min(left, highest)],
    ['clamp', (left) => Math.max(left, 0)],
  ];
  let left = level.free;
  return rules.map(([step, rule]) => {
    left = rule(left);
    return { step, left };
  });
}

/** Pieces that a listing shows, or null when no level is sent to the mall. */
export function shownLevel(level: SkuLevel, terms: ListingTerms, highest: number): number | null {
  return shownSteps(level, terms, highest)?.at(-1)?.left ?? null;
}
