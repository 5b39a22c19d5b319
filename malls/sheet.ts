import type { StoredOrder } from '../core/model/index.ts';

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

/** What a person reads of an order, by the part of it: codes that are the same at every mall. */
export const orderFields = {
  buyer: ['name', 'kana', 'company', 'zip', 'address', 'phone', 'mail'],
  order: ['payment', 'shipping', 'wishedDay', 'wishedTime', 'deliverBy', 'pickUp', 'remarks', 'memo'],
  amounts: ['goods', 'postage', 'codFee', 'payFee', 'discount', 'coupon', 'points', 'total', 'due'],
  destination: ['id', 'name', 'kana', 'company', 'zip', 'address', 'phone', 'gift'],
  item: ['lineId', 'name', 'number', 'sku', 'option', 'quantity', 'unitPrice', 'deleted', 'giftMessage'],
} as const;

type OrderPart = keyof typeof orderFields;

/** `buyer.name`, `item.quantity` */
export type OrderField = { [Part in OrderPart]: `${Part}.${(typeof orderFields)[Part][number]}` }[OrderPart];

/** One column of the CSV of a mall's orders. */
export interface SheetColumn {
  readonly header: string;
  of(line: SheetLine): Cell;
  /** What it is to a person who reads one order; absent where the order says it elsewhere. */
  readonly field?: OrderField;
}

/** How one mall's orders become lines. */
export interface Sheet {
  readonly columns: readonly SheetColumn[];
  linesOf(row: StoredOrder, order: unknown): readonly SheetLine[];
  /** What is left of an order whose personal data were removed, by the names its original would use; the export adds when they were. */
  remainderOf(row: StoredOrder): object;
}

/** A place in an order's original, read without trusting it: whatever is not there is undefined. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let here = value;
  for (const step of path) {
    if (typeof here !== 'object' || here === null) return undefined;
    here = (here as Readonly<Record<string, unknown>>)[step];
  }
  return here;
}

/** The list at a place; empty when there is none. */
export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const list = at(value, ...path);
  return Array.isArray(list) ? list : [];
}

/** The text or number at a place as text; empty for anything else. */
export function textAt(value: unknown, ...path: readonly string[]): string {
  const found = at(value, ...path);
  return typeof found === 'string' || typeof found === 'number' ? String(found) : '';
}

/** Several texts joined, the empty ones left out. */
export function joined(separator: string, ...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(separator);
}

/** How a column is read from a line. */
export type Read = SheetColumn['of'];

export const column = (header: string, of: Read, field?: OrderField): SheetColumn => ({
  ...{ header, of },
  ...(field === undefined ? {} : { field }),
});

/** あり while a cancel of the order is requested and not decided. */
export const cancelRequested: Read = ({ row }) => (row.cancelRequested === true ? 'あり' : '');

/** The text at a place of the order, of the destination or of the item that a line is of. */
export const textOf =
  (part: 'order' | 'parcel' | 'item', ...path: readonly string[]): Read =>
  (line) =>
    textAt(line[part], ...path);

/** A number that the mall sends as text; what is none stays text. */
export const numberOf =
  (part: 'order' | 'item', ...path: readonly string[]): Read =>
  (line) => {
    const text = textAt(line[part], ...path);
    return /^-?\d{1,12}$/.test(text) ? Number(text) : text;
  };

/** One line for each item of an order; one without any for an order that has none. */
export function sheetLines(
  row: StoredOrder,
  order: unknown,
  items: readonly Pick<SheetLine, 'parcel' | 'item'>[],
): readonly SheetLine[] {
  const all = items.length > 0 ? items : [{ parcel: undefined, item: undefined }];
  return all.map((one) => ({ row, order, ...one }));
}
