import type { PlainObject, TableName } from '../entry.ts';
import { flag, misfits, moment, number, text } from './shape.ts';
import type { Report, Taking, Terms, Trail } from './shelf.ts';

interface ListingRow extends Terms {
  readonly item: string;
  readonly sku: string;
  readonly linked: boolean;
  /** The listing is still to be processed, or awaits a decision by a person. */
  readonly waits: boolean;
}

/** What the rows of Stock and Listings say of levels. */
export interface LevelRows {
  /** By SKU: `<merchant>#<sku>`. */
  readonly claims: (Taking & { readonly sku: string })[];
  readonly reports: (Report & { readonly sku: string })[];
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

/** A claim as its row has it. */
interface Claim {
  readonly orderedAt: number;
  readonly quantity: number;
  readonly trail?: Trail;
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
    if (problems.length === 0) rows.reports.push({ ...(row as unknown as Report), sku, quantity: Number(row.pieces) });
    return problems;
  }
  if (row.lineId === undefined || row.kind !== undefined) return [];
  const problems = misfits(row, { sku: text, orderedAt: moment, quantity: number });
  if (problems.length > 0) return problems;
  // A claim written by a release without trails is assumed to have held its quantity from the start.
  const { orderedAt, quantity: held, trail = [[0, held]] } = row as unknown as Claim;
  rows.claims.push({ sku, orderedAt, trail, pieces: 1, held });
  return [];
}
