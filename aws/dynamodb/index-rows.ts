import type { EpochMs } from '../../core/kernel/index.ts';
import type { ShopKey } from '../../core/model/index.ts';
import { text, textOf } from './attributes.ts';
import { readItems } from './batch-read.ts';
import { Expression } from './expression.ts';
import { queryPage } from './query.ts';
import type { Item, Table } from './table.ts';

/** Keys of one page of an index: what one read of rows takes. */
const pageMax = 100;

/** A partition of a sparse index of a table whose rows lie by shop, one shop's after the other's: its sort keys are `<shop>#…`. */
export interface IndexPartition {
  readonly index: string;
  /** The attributes that are the index's keys. */
  readonly partition: string;
  readonly sort: string;
  readonly value: string;
}

/** A stretch of one shop's. */
export interface Stretch extends IndexPartition {
  readonly from: string;
  readonly to: string;
}

/** Which attribute identifies a row within a shop, how an item is read, and whether a row still matches. */
export interface Reading<Row> {
  readonly id: string;
  rowOf(item: Item): Row;
  isWanted(row: Row): boolean;
}

/**
 * Rows of a stretch that are as wanted now, at most `limit`, in the index's order. The index may lag: the rows themselves are read, strongly
 * consistent, and one that has moved on is left out.
 */
export async function rowsIn<Row>(
  table: Table,
  stretch: Stretch,
  limit: number,
  { id, rowOf, isWanted }: Reading<Row>,
): Promise<Row[]> {
  const found = new Map<string, Row>();
  let start: Item | undefined;
  do {
    const { items, last } = await queryPage(table, {
      ...within(stretch),
      // Rows that are passed over lie at the head, so further pages are whole.
      Limit: start === undefined ? Math.min(pageMax, limit) : pageMax,
      ...(start && { ExclusiveStartKey: start }),
    });
    // A row that moves is in the index at both places for a while, and a batch that names a key twice is refused as a whole.
    const keys = new Map(
      items.map((item): [string, Item] => [
        textOf(item, id),
        { shop: text(textOf(item, 'shop')), [id]: text(textOf(item, id)) },
      ]),
    );
    const rows = new Map(
      (await readItems(table, [...keys.values()], { consistent: true })).map((item) => [textOf(item, id), rowOf(item)]),
    );
    for (const name of keys.keys()) {
      const row = rows.get(name);
      if (row !== undefined && isWanted(row)) found.set(name, row);
    }
    start = last;
  } while (start !== undefined && found.size < limit);
  return [...found.values()].slice(0, limit);
}

/** The query for a stretch. */
function within({ index, partition, sort, value, from, to }: Stretch) {
  const expression = new Expression();
  const ofPartition = expression.compare(partition, '=', text(value));
  return { IndexName: index, ...expression.keys(ofPartition, expression.between(sort, from, to)) };
}

/** The moment at the end of a sort key. */
export function momentOfKey(key: string): EpochMs {
  return Number(key.slice(key.lastIndexOf('#') + 1));
}

/** Shops of a partition whose first key is one that is meant; one small read a shop. */
export async function shopsIn(
  table: Table,
  { index, partition, sort, value }: IndexPartition,
  isMeant: (key: string, shop: ShopKey) => boolean,
): Promise<ShopKey[]> {
  const shops: ShopKey[] = [];
  for (let after = '#'; ; ) {
    const expression = new Expression();
    const ofPartition = expression.compare(partition, '=', text(value));
    const further = expression.compare(sort, '>', text(after));
    const query = { IndexName: index, Limit: 1, ...expression.keys(ofPartition, further) };
    const [first] = (await queryPage(table, query)).items;
    if (first === undefined) return shops;
    const shop = textOf(first, 'shop') as ShopKey;
    if (isMeant(textOf(first, sort), shop)) shops.push(shop);
    // Behind everything that begins with the shop and "#", and before any other shop: no name has a "$".
    after = `${shop}$`;
  }
}
