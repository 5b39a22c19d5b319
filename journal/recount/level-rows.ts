import type { PlainObject, TableName } from '../entry.ts';
import { flag, misfits, moment, number, text } from './shape.ts';

/** What a claim held from a version on. */
type Held = readonly [version: number, quantity: number];

/** What one order line takes of a SKU, with what it held before, the present last. */
export interface LineClaim {
  /** `<merchant>#<sku>` */
  readonly sku: string;
  readonly orderedAt: number;
  readonly quantity: number;
  readonly trail: readonly Held[];
}

/** What people said of a shelf. */
export interface ShelfReport {
  readonly sku: string;
  readonly at: number;
  readonly kind: string;
  readonly pieces: number;
  readonly writtenAt: number;
  readonly id: string;
}

export interface ListingRow {
  readonly shop: string;
  readonly item: string;
  readonly sku: string;
  readonly linked: boolean;
  readonly buffer: number;
  readonly cap: number | null;
  readonly floor: number | null;
  /** The listing is still to be processed, or awaits a decision by a person. */
  readonly waits: boolean;
}

/** What the rows of Stock and Listings say of levels. */
export interface LevelRows {
  readonly claims: LineClaim[];
  readonly reports: ShelfReport[];
  readonly listings: ListingRow[];
  /** Pieces of a SKU that are held back from sale, if any. */
  readonly buffers: Map<string, number>;
  /** SKUs that moved, and whose listings have not been processed since. */
  readonly moved: Set<string>;
  /** SKUs that are made of others, or that others are made of. */
  readonly inSets: Set<string>;
}

export function noLevelRows(): LevelRows {
  return { claims: [], reports: [], listings: [], buffers: new Map(), moved: new Set(), inSets: new Set() };
}

const waiting = ['dueAt', 'lookAgainAt', 'unknownAt', 'claim', 'wait', 'drift', 'orphanSince'] as const;

/** Takes in a row of DynamoDB's; returns what is wrong with it. Rows of other tables say nothing of levels. */
export function takeLevelRow(rows: LevelRows, table: TableName, row: PlainObject): readonly string[] {
  if (table === 'Listings') return takeListing(rows, row);
  return table === 'Stock' ? takeOfLedger(rows, row) : [];
}

function takeListing(rows: LevelRows, row: PlainObject): readonly string[] {
  const problems = misfits(row, { shop: text, item: text, sku: text, linked: flag, buffer: number });
  if (problems.length > 0) return problems;
  const { shop, item, sku, linked, buffer, cap = null, floor = null } = row as unknown as ListingRow;
  const waits = waiting.some((name) => row[name] !== undefined);
  rows.listings.push({ shop, item, sku, linked, buffer, cap, floor, waits });
  return [];
}

/** The ledger has claims, which have a line and no kind, reports with their kind, and one row for each SKU with a write. */
function takeOfLedger(rows: LevelRows, row: PlainObject): readonly string[] {
  const sku = String(row.sku);
  if (row.entry === '#sku') {
    if (typeof row.buffer === 'number') rows.buffers.set(sku, row.buffer);
    if (row.dirtySince !== undefined) rows.moved.add(sku);
    if (row.inSets !== undefined || (row.recipes !== undefined && row.recipes !== '[]')) rows.inSets.add(sku);
    return [];
  }
  if (typeof row.kind === 'string' && row.pieces !== undefined) {
    const problems = misfits(row, { sku: text, at: moment, pieces: number, writtenAt: moment, id: text });
    if (problems.length === 0) rows.reports.push(row as unknown as ShelfReport);
    return problems;
  }
  if (row.lineId === undefined || row.kind !== undefined) return [];
  const problems = misfits(row, { sku: text, orderedAt: moment, quantity: number });
  if (problems.length > 0) return problems;
  // A claim written by a release without trails is assumed to have held its quantity from the start.
  const { orderedAt, quantity, trail = [[0, quantity]] } = row as unknown as LineClaim;
  rows.claims.push({ sku, orderedAt, quantity, trail });
  return [];
}
