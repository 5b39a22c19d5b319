import type { StoredOrder } from '../../core/model/index.ts';

/** A cell: text is guarded against being taken for a formula, a number is written as it is. */
export type Cell = string | number;

/** One line of one order, with what it belongs to. */
export interface SheetLine {
  readonly row: StoredOrder;
  /** The whole order; null once personal data were removed. */
  readonly order: unknown;
  /** The destination; undefined when there is none. */
  readonly parcel: unknown;
  readonly item: unknown;
}

/** One column of the CSV of a mall's orders. */
export interface SheetColumn {
  readonly header: string;
  of(line: SheetLine): Cell;
}

/** How one mall's orders become lines. */
export interface Sheet {
  readonly columns: readonly SheetColumn[];
  linesOf(row: StoredOrder, order: unknown): readonly SheetLine[];
  /** What is left of an order whose personal data were removed, by the names its original would use. */
  remainderOf(row: StoredOrder): object;
}
