import { type Sentence, sentence } from '../../../core/kernel/index.ts';
import type { Parcel } from '../../../core/model/index.ts';
import type { LineNote, ShipmentRow } from './formats.ts';
import { type LineDefaults, type NumberForm, orderNumberOf, type ReadLine, readLine } from './read-line.ts';

export interface OrderSetting {
  readonly defaults: LineDefaults;
  /** Why nothing can be asked for this order; null when something can. */
  readonly problem: Sentence | null;
}

/** All lines of a file as orders with parcels. Every line ends in an order or in a problem. `without` holds for lines whose order is not known. */
export function ordersOfFile(
  rows: readonly ShipmentRow[],
  settingOf: (orderNumber: string) => OrderSetting,
  without: LineDefaults,
  forms: readonly NumberForm[],
): ShippedOrders {
  const nameless: LineNote[] = [];
  const lines: OrderLine[] = [];
  for (const row of rows) {
    const read = orderNumberOf(row, forms);
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

export interface ShippedOrder {
  readonly orderNumber: string;
  readonly lines: readonly number[];
  readonly parcels: readonly Parcel[];
}

export interface ShippedOrders {
  readonly orders: readonly ShippedOrder[];
  readonly problems: readonly LineNote[];
  readonly warnings: readonly LineNote[];
}

interface OrderLine extends ReadLine {
  readonly orderNumber: string;
}

/** Groups the lines by order. An order with a bad line is left out as a whole: with half its parcels it would look shipped. A repeated line is reported. */
function shippedOrders(lines: readonly OrderLine[]): ShippedOrders {
  const orders: ShippedOrder[] = [];
  const problems: LineNote[] = lines.flatMap((line) => line.problems);
  const warnings: LineNote[] = lines.flatMap((line) => line.warnings);
  for (const [orderNumber, own] of Map.groupBy(lines, (line) => line.orderNumber)) {
    const bad = own.filter(({ parcel }) => parcel === null).map(({ line }) => line);
    if (bad.length > 0) {
      const text = sentence`is good, but ${linesText(bad)} of the same order is not: its parcels go together.`;
      const good = own.filter(({ parcel }) => parcel !== null);
      problems.push(...good.map(({ line }): LineNote => ({ line, field: null, text })));
      continue;
    }
    const { parcels, repeats } = distinct(own);
    orders.push({ orderNumber, lines: own.map(({ line }) => line), parcels });
    warnings.push(...repeats);
  }
  return { orders, problems: problems.sort(byLine), warnings: [...warnings, ...acrossOrders(orders)].sort(byLine) };
}

/** `line 3`, `lines 3, 5`. */
function linesText(lines: readonly number[]): Sentence {
  return lines.length === 1 ? sentence`line ${lines[0] as number}` : sentence`lines ${lines.join(', ')}`;
}

function distinct(lines: readonly OrderLine[]): { parcels: Parcel[]; repeats: LineNote[] } {
  const seen = new Map<string, { line: number; parcel: Parcel }>();
  const repeats: LineNote[] = [];
  for (const { line, parcel } of lines) {
    if (parcel === null) continue;
    const { basketId = '', carrier, trackingNumber, shippedOn, corrects = '' } = parcel;
    const key = [basketId, carrier, trackingNumber ?? '', shippedOn, corrects].join('|');
    const before = seen.get(key);
    if (before === undefined) seen.set(key, { line, parcel });
    else if (isMore(parcel, before.parcel)) {
      const contents = [...(before.parcel.contents ?? []), ...(parcel.contents ?? [])];
      seen.set(key, { line: before.line, parcel: { ...before.parcel, contents } });
    } else
      repeats.push({
        line,
        field: null,
        text: sentence`says the same as line ${before.line}, and counts once with it.`,
      });
  }
  return { parcels: [...seen.values()].map(({ parcel }) => parcel), repeats };
}

/** True of a line that says what else is in a parcel: one file has a line for each line of the order. */
const isMore = ({ contents: [one] = [] }: Parcel, { contents: known }: Parcel): boolean =>
  one !== undefined && known !== undefined && !known.some(({ lineId }) => lineId === one.lineId);

/** One number on two orders: 同梱, or a line copied once too often. */
function acrossOrders(orders: readonly ShippedOrder[]): LineNote[] {
  const firstOf = new Map<string, ShippedOrder>();
  const notes: LineNote[] = [];
  for (const order of orders) {
    for (const trackingNumber of new Set(order.parcels.map((parcel) => parcel.trackingNumber))) {
      if (trackingNumber === null) continue;
      const first = firstOf.get(trackingNumber);
      if (first === undefined) firstOf.set(trackingNumber, order);
      else {
        const text = sentence`has the number of ${linesText(first.lines)}, which is another order: right only if both went in one box.`;
        notes.push({ line: order.lines[0] as number, field: 'trackingNumber', text });
      }
    }
  }
  return notes;
}

const byLine = (a: LineNote, b: LineNote): number => a.line - b.line;
