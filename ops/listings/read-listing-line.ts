import { type ListingTerms, quantityMax, type Shop } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { findShop } from '../../core/tenants/index.ts';
import { type CellReading, readPieces, readSku, readUnlessEmpty, readWord } from '../files/cells.ts';
import type { LineNote } from '../files/line-note.ts';
import type { NamedRow } from '../files/named-table.ts';
import { type ListingField, linkedWords } from './listing-fields.ts';

/** A line of a file of listings, understood. A term is absent where the file has no column of it: it stays as it is. */
export interface ListingLine extends Partial<ListingTerms> {
  readonly line: number;
  readonly shop: Shop;
  /** In the mall's one form. */
  readonly item: string;
  readonly sku: string;
}

const pieces = { from: 0, to: quantityMax };

/** Understands a line; every cell that is wrong is a problem. An empty cell of a column that is there is the usual term. */
export function readListingLine(
  { line, cells }: NamedRow<ListingField>,
  shops: readonly Shop[],
  malls: Pick<Ports['malls'], 'traits'>,
): { readonly listing: ListingLine | null; readonly problems: readonly LineNote<ListingField>[] } {
  const problems: LineNote<ListingField>[] = [];
  const take = <Value>(field: ListingField, read: (cell: string) => CellReading<Value>): Value | null => {
    const cell = cells[field] ?? '';
    const reading = read(cell);
    if ('value' in reading) return reading.value;
    problems.push({ line, field, text: `${cell === '' ? 'is empty; ' : ''}expected ${reading.expected}.` });
    return null;
  };
  const shop = take('shop', (cell) => readShop(cell, shops, malls));
  // What an item looks like is its mall's to say.
  const item = shop === null ? null : take('item', (cell) => readItem(cell, malls.traits(shop.mall).stock));
  const sku = take('sku', readSku);
  const terms: Partial<{ -readonly [Name in keyof ListingTerms]: ListingTerms[Name] }> = {};
  if (cells.linked !== undefined) {
    terms.linked = take('linked', (cell) => readUnlessEmpty(cell, (word) => readWord(word, linkedWords))) ?? true;
  }
  const readTerm = (cell: string): CellReading<number | null> =>
    readUnlessEmpty(cell, (word) => readPieces(word, pieces));
  if (cells.buffer !== undefined) terms.buffer = take('buffer', readTerm) ?? 0;
  if (cells.cap !== undefined) terms.cap = take('cap', readTerm);
  if (cells.floor !== undefined) terms.floor = take('floor', readTerm);
  if (problems.length > 0 || shop === null || item === null || sku === null) return { listing: null, problems };
  return { listing: { line, shop, item, sku, ...terms }, problems: [] };
}

function readShop(cell: string, shops: readonly Shop[], malls: Pick<Ports['malls'], 'traits'>): CellReading<Shop> {
  const search = findShop(shops, cell);
  switch (search.kind) {
    case 'ambiguous':
      return { expected: `a shop's key, because shops of several malls have this code: ${search.keys.join(' or ')}` };
    case 'unknown':
      return { expected: 'the code or the key of a shop that there is (ops shops list)' };
    case 'found':
      if (malls.traits(search.shop.mall).capabilities.includes('stock')) return { value: search.shop };
      return { expected: 'a shop whose mall can be told stock' };
  }
}

function readItem(cell: string, stock: ReturnType<Ports['malls']['traits']>['stock']): CellReading<string> {
  const item = cell === '' ? '' : stock.normalItem(cell.normalize('NFKC'));
  return stock.item.form.test(item) ? { value: item } : { expected: stock.item.wanted };
}
