import { inChunks } from '../../core/kernel/index.ts';
import type { Listing, Shop } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { differingFacts, type ListingFacts, type ListingStep, listingStep } from '../../core/stock/index.ts';
import type { Encoding } from '../files/encoding.ts';
import type { LineNote } from '../files/line-note.ts';
import { readTableFile } from '../files/read-table-file.ts';
import type { JudgedList } from '../files/take-list.ts';
import { type ListingField, listingShape } from './listing-fields.ts';
import { type ListingLine, readListingLine } from './read-listing-line.ts';

/** A listing of a file, and what it would do to what stands. */
export interface JudgedListing {
  readonly line: number;
  readonly facts: ListingFacts;
  readonly standing: Listing | null;
  readonly step: ListingStep;
  /** The facts that differ from what stands. */
  readonly differing: readonly string[];
}

const rowsAtOnce = 100;

/** Reads and judges a file of listings. Throws an `InputError` where it is no such file. */
export async function judgeListings(
  ports: Pick<Ports, 'listings' | 'shops' | 'malls' | 'merchants'>,
  path: string,
  encoding: Encoding | undefined,
): Promise<JudgedList<ListingField, JudgedListing>> {
  const file = await readTableFile(path, encoding, listingShape);
  const [shops, merchants] = await Promise.all([ports.shops.all(), ports.merchants.list()]);
  const read = file.table.rows.map((row) => readListingLine(row, shops, ports.malls));
  const lines = read.flatMap(({ listing }) => listing ?? []);
  const known = new Set(merchants.map(({ id }) => id));
  const problems = [...read.flatMap((one) => one.problems), ...twice(lines), ...unknownMerchants(lines, known)];
  const standing = await standingListings(ports, lines);
  const bad = new Set(problems.map(({ line }) => line));
  const withStock = new Set(merchants.filter(({ features }) => features.includes('stock')).map(({ id }) => id));
  return {
    file,
    problems: problems.sort((one, other) => one.line - other.line),
    warnings: withoutStock(lines, withStock),
    items: lines.filter(({ line }) => !bad.has(line)).map((line) => judged(line, standing)),
  };
}

async function standingListings(
  { listings }: Pick<Ports, 'listings'>,
  lines: readonly ListingLine[],
): Promise<ReadonlyMap<string, Listing>> {
  const found = new Map<string, Listing>();
  for (const some of inChunks(lines, rowsAtOnce)) {
    const rows = await listings.rows(some.map(({ shop, item }) => ({ shop: shop.key, item })));
    for (const row of rows) found.set(keyOf(row), row);
  }
  return found;
}

const keyOf = ({ shop, item }: { readonly shop: string; readonly item: string }): string => `${shop}\n${item}`;

function judged({ line, shop, item, sku, ...given }: ListingLine, all: ReadonlyMap<string, Listing>): JudgedListing {
  const standing = all.get(keyOf({ shop: shop.key, item })) ?? null;
  const { linked = true, buffer = 0, cap = null, floor = null } = standing ?? {};
  const facts = { shop: shop.key, item, merchant: shop.merchant, sku, linked, buffer, cap, floor, ...given };
  const differing = standing === null ? [] : differingFacts(standing, facts);
  return { line, facts, standing, step: listingStep(standing, facts), differing };
}

function twice(lines: readonly ListingLine[]): LineNote<ListingField>[] {
  const seen = new Map<string, number>();
  return lines.flatMap(({ line, shop, item }): LineNote<ListingField>[] => {
    const earlier = seen.get(keyOf({ shop: shop.key, item }));
    if (earlier === undefined) seen.set(keyOf({ shop: shop.key, item }), line);
    if (earlier === undefined) return [];
    return [{ line, field: 'item', text: `stands in line ${earlier} already (${item}). Give one line for it.` }];
  });
}

function unknownMerchants(lines: readonly ListingLine[], known: ReadonlySet<string>): LineNote<ListingField>[] {
  return lines
    .filter(({ shop }) => !known.has(shop.merchant))
    .map(({ line, shop }) => ({
      line,
      field: 'shop',
      text: `is a shop of ${shop.merchant}, of whom there is no row: ops merchants import.`,
    }));
}

/** One note for each shop: its listings are kept, and the mall gets no level until the feature is on. */
function withoutStock(lines: readonly ListingLine[], withStock: ReadonlySet<string>): LineNote<ListingField>[] {
  const first = new Map<Shop, number>();
  for (const { line, shop } of lines) if (!withStock.has(shop.merchant) && !first.has(shop)) first.set(shop, line);
  return [...first].map(([{ key, merchant }, line]) => ({
    line,
    field: 'shop',
    text: `${merchant} has no stock with us yet: ${key} gets no level until ops merchants change ${merchant} --features "…;stock".`,
  }));
}
