import { type NamedRow, type NamedTable, readNamedTable } from '../../files/named-table.ts';
import type { NamedColumns } from './columns-option.ts';
import type { FormatColumns, ShipmentField } from './formats.ts';

/** One line of a file of shipments. */
export type ShipmentRow = NamedRow<ShipmentField>;

/** A file of shipments as a table, or everything that keeps it from being one. */
export type ShipmentTable = NamedTable<ShipmentField>;

/** How a file is to be read. */
export interface ShipmentShape {
  readonly columns: FormatColumns;
  /** Named by the operator; they take precedence over the format's. */
  readonly named: NamedColumns;
  /** The first line is a shipment already. */
  readonly headerless: boolean;
}

/** Reads a file of shipments. */
export function readShipmentTable(text: string, { columns, ...more }: ShipmentShape): Promise<ShipmentTable> {
  return readNamedTable(text, {
    ...more,
    names: columns.names,
    needed: ['orderNumber', 'trackingNumber'],
    hint: 'Name columns with --columns, or choose the file’s --format.',
  });
}
