import { fieldError } from './errors.ts';

/** What a list is asked for. */
export interface PageArguments {
  first?: number | null;
  last?: number | null;
  after?: string | null;
  before?: string | null;
  reverse?: boolean;
}

/** By what a list is sorted; rows of the same value by their number. */
export interface RowKey {
  value: number | string;
  id: number;
}

const PAGE_MAX = 250;

/** A cursor names a row by what the list is sorted by: a row that has moved since is found where it is now. */
const cursorOf = ({ value, id }: RowKey): string =>
  Buffer.from(JSON.stringify({ last_id: id, last_value: value })).toString('base64');

function readCursor(cursor: string): RowKey {
  try {
    const read: unknown = JSON.parse(Buffer.from(cursor, 'base64').toString('utf8'));
    const { last_id: id, last_value: value } = Object(read);
    if (typeof id === 'number' && (typeof value === 'number' || typeof value === 'string')) return { id, value };
  } catch {
    // Not one of ours.
  }
  throw fieldError(`Invalid cursor for current pagination sort.`, 'BAD_REQUEST');
}

const compare = (one: RowKey, other: RowKey): number =>
  one.value < other.value ? -1 : one.value > other.value ? 1 : one.id - other.id;

/** A page of a list. `keyOf` sorts it; `show` makes a row what the schema has of it. */
export function connection<Row>(
  rows: readonly Row[],
  { first, last, after, before, reverse = false }: PageArguments,
  { keyOf, show, pageMax = PAGE_MAX }: { keyOf(row: Row): RowKey; show(row: Row): object; pageMax?: number },
) {
  if (typeof first !== 'number' && typeof last !== 'number') {
    throw fieldError('you must provide one of first or last', 'BAD_REQUEST');
  }
  if (typeof first === 'number' && typeof last === 'number') {
    throw fieldError('providing both first and last is not supported', 'BAD_REQUEST');
  }
  const size = first ?? last ?? 0;
  if (size < 0 || size > pageMax) {
    throw fieldError(`${typeof first === 'number' ? 'first' : 'last'} must be between 0 and ${pageMax}`, 'BAD_REQUEST');
  }
  const direction = reverse ? -1 : 1;
  const keyed = rows.map((row) => ({ row, key: keyOf(row) }));
  keyed.sort((one, other) => direction * compare(one.key, other.key));
  const from = typeof after === 'string' ? readCursor(after) : null;
  const to = typeof before === 'string' ? readCursor(before) : null;
  const within = keyed.filter(
    ({ key }) =>
      (from === null || direction * compare(key, from) > 0) && (to === null || direction * compare(key, to) < 0),
  );
  const shown = typeof first === 'number' ? within.slice(0, size) : within.slice(Math.max(0, within.length - size));
  const isCut = shown.length < within.length;
  const edges = shown.map(({ row, key }) => ({ cursor: cursorOf(key), node: show(row) }));
  return {
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: {
      hasNextPage: typeof first === 'number' ? isCut : to !== null,
      hasPreviousPage: typeof first === 'number' ? from !== null : isCut,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

/** The same of a list that stands in its order. */
export const listed = <Row>(rows: readonly Row[], asked: PageArguments, show: (row: Row) => object) =>
  connection([...rows.entries()], asked, {
    keyOf: ([index]) => ({ value: index, id: index }),
    show: ([, row]) => show(row),
  });
