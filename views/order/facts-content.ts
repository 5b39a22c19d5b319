import { anyList, object, optional, orNull, type Shape, type Static } from '../../core/kernel/index.ts';
import { mallOf, type StoredOrder } from '../../core/model/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import { type Cell, orderFields, type SheetColumn, type SheetLine } from '../../malls/sheet.ts';
import { wordOrNumber } from '../shape.ts';

type Part = keyof typeof orderFields;
type FieldShape = Shape<Cell | null> & { readonly isOptional: true };

/** A field is absent where the order has none, and null where it has one that is hidden. */
const fieldsOf = <P extends Part>(part: P) =>
  Object.fromEntries(orderFields[part].map((name) => [name, optional(orNull(wordOrNumber))])) as {
    readonly [Name in (typeof orderFields)[P][number]]: FieldShape;
  };

/** What a person reads of an order, the same at every mall: who bought what, where it goes, and what it costs. */
export const contentShape = object({
  buyer: object(fieldsOf('buyer')),
  ...fieldsOf('order'),
  amounts: object(fieldsOf('amounts')),
  destinations: anyList(object({ ...fieldsOf('destination'), items: anyList(object(fieldsOf('item'))) })),
});

export type ContentFacts = Static<typeof contentShape>;
export type DestinationFacts = ContentFacts['destinations'][number];
export type ItemFacts = DestinationFacts['items'][number];

/** A line as the mall gave it, and what of it may be shown. */
interface Line {
  readonly whole: SheetLine;
  readonly shown: SheetLine | undefined;
}

/** Reads an order by the columns of its mall's export; `whole` has all, `shown` what of it may be shown. */
export function contentOf(row: StoredOrder, whole: string, shown: string): ContentFacts {
  const { sheet } = mallDesks.of(mallOf(row.shop));
  const all = sheet.linesOf(row, JSON.parse(whole));
  const open = shown === whole ? all : sheet.linesOf(row, JSON.parse(shown));
  const lines = all.map((line, index): Line => ({ whole: line, shown: open[index] }));
  const [first] = lines;
  const read = (part: Part, line: Line | undefined) => (line === undefined ? {} : valuesOf(sheet.columns, part, line));
  return {
    ...{ buyer: read('buyer', first), ...read('order', first), amounts: read('amounts', first) },
    destinations: [...Map.groupBy(lines, ({ whole: { parcel } }) => parcel).values()].map((own) => ({
      ...read('destination', own[0]),
      items: own.filter((line) => line.whole.item !== undefined).map((line) => read('item', line)),
    })),
  };
}

function valuesOf(columns: readonly SheetColumn[], part: Part, { whole, shown }: Line): Record<string, Cell | null> {
  const prefix = `${part}.`;
  return Object.fromEntries(
    columns.flatMap((column): [string, Cell | null][] => {
      if (column.field === undefined || !column.field.startsWith(prefix)) return [];
      const value = column.of(whole);
      if (value === '') return [];
      const isShown = shown !== undefined && column.of(shown) === value;
      return [[column.field.slice(prefix.length), isShown ? value : null]];
    }),
  );
}
