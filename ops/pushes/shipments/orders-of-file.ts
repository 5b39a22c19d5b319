import type { LineNote } from './line-note.ts';
import { type LineDefaults, orderNumberOf, readLine } from './read-line.ts';
import type { ShipmentRow } from './shipment-table.ts';
import { type OrderLine, type ShippedOrders, shippedOrders } from './shipped-orders.ts';

/** What is known of an order before its lines are read: what holds for them, and what is wrong with it. */
export interface OrderSetting {
  readonly defaults: LineDefaults;
  /** Why nothing can be asked for this order; null when something can. */
  readonly problem: string | null;
}

/**
 * All lines of a file as orders with parcels. Every line ends in an order or in a problem, and all problems come at once: a line
 * without an order number is read like the others.
 *
 * @param without what holds for lines whose order is not known
 */
export function ordersOfFile(
  rows: readonly ShipmentRow[],
  settingOf: (orderNumber: string) => OrderSetting,
  without: LineDefaults,
): ShippedOrders {
  const nameless: LineNote[] = [];
  const lines: OrderLine[] = [];
  for (const row of rows) {
    const read = orderNumberOf(row);
    if ('problem' in read) {
      nameless.push(read.problem, ...readLine(row, without).problems);
      continue;
    }
    const { defaults, problem } = settingOf(read.orderNumber);
    const line = readLine(row, defaults);
    const unknown: LineNote[] = problem === null ? [] : [{ line: row.line, field: 'orderNumber', text: problem }];
    const problems = [...unknown, ...line.problems];
    lines.push({ ...line, ...read, parcel: problem === null ? line.parcel : null, problems });
  }
  const orders = shippedOrders(lines);
  return { ...orders, problems: [...nameless, ...orders.problems].sort((a, b) => a.line - b.line) };
}
