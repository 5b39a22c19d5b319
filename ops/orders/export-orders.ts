import { exportOrders } from '../../core/import/index.ts';
import { type MallName, type Shop, type ShopKey, type StoredOrder, unpack } from '../../core/model/index.ts';
import type { OrderStore } from '../../core/ports/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import type { Cell, Sheet, SheetLine } from '../../malls/sheet.ts';
import { jstIsoOrNull } from '../../views/plain.ts';
import type { Span } from '../arguments/meant.ts';
import { type CsvWriter, openCsvWriter } from '../files/csv.ts';
import type { Encoder } from '../files/encoding.ts';
import type { Sink } from '../files/sink.ts';

export const formats = ['csv', 'json'] as const;
export type Format = (typeof formats)[number];

export interface Exported {
  readonly orders: number;
  readonly lines: number;
  readonly erased: number;
  /** Orders with characters the encoding does not have. */
  readonly changed: number;
  readonly unreadable: readonly string[];
}

export interface ExportWork {
  readonly orders: Pick<OrderStore, 'range'>;
  readonly shops: readonly Pick<Shop, 'key' | 'mall'>[];
  readonly span: Span;
  readonly format: Format;
  readonly encoder: Encoder;
  readonly sink: Pick<Sink, 'write'>;
  onLost(orderNumber: string, characters: readonly string[]): void;
  onProgress(shop: ShopKey, rows: number, orders: number): void;
}

export async function writeExport(work: ExportWork): Promise<Exported> {
  const { sink, encoder, format, shops } = work;
  const done = { orders: 0, lines: 0, erased: 0, changed: 0, unreadable: [] as string[] };
  const csv = format === 'csv' ? await openCsvWriter() : null;
  const headers = headersOf(shops);
  await sink.write(encoder.start);
  if (csv !== null) await sink.write(encoder.encode(csv([headers])).bytes);
  for (const { key, mall } of shops) {
    const { sheet } = mallDesks.of(mall);
    const readers = readersOf(mall, headers);
    const before = done.orders;
    for await (const step of exportOrders(work.orders, key, work.span)) {
      switch (step.kind) {
        case 'passed':
          work.onProgress(key, step.rows, done.orders - before);
          break;
        case 'unreadable':
          done.unreadable.push(shops.length > 1 ? `${key} ${step.row.orderNumber}` : step.row.orderNumber);
          break;
        case 'order': {
          const lines = csv === null ? [jsonLine(sheet, step.row)] : csvLines(csv, readers, sheet, step.row);
          const { bytes, lost } = encoder.encode(lines.join(''));
          await sink.write(bytes);
          done.orders++;
          done.lines += lines.length;
          if (isErased(step.row)) done.erased++;
          if (lost.length > 0) {
            done.changed++;
            work.onLost(step.row.orderNumber, [...new Set(lost)]);
          }
        }
      }
    }
  }
  return done;
}

/** The column that tells malls apart, where there are several. */
const mallHeader = 'モール';

function headersOf(shops: ExportWork['shops']): string[] {
  const malls = [...new Set(shops.map(({ mall }) => mall))];
  const headers = malls.flatMap((mall) => mallDesks.of(mall).sheet.columns.map(({ header }) => header));
  return [...(malls.length > 1 ? [mallHeader] : []), ...new Set(headers)];
}

/** Reads the cell of each column from a line of a mall; columns that only another mall has stay empty. */
function readersOf(mall: MallName, headers: readonly string[]): ((line: SheetLine) => Cell)[] {
  const { name, sheet } = mallDesks.of(mall);
  const own = new Map(sheet.columns.map(({ header, of }) => [header, of]));
  return headers.map((header) => (header === mallHeader ? () => name : (own.get(header) ?? (() => ''))));
}

function csvLines(csv: CsvWriter, readers: ReturnType<typeof readersOf>, sheet: Sheet, row: StoredOrder): string[] {
  const order: unknown = isErased(row) ? null : JSON.parse(unpack(row.original));
  return sheet.linesOf(row, order).map((line) => csv([readers.map((cellOf) => cellOf(line))]));
}

/** The original as it came; JSON may hold line breaks between its tokens, and one order is one line here. */
function jsonLine(sheet: Sheet, row: StoredOrder): string {
  const text = isErased(row)
    ? JSON.stringify({ ...sheet.remainderOf(row), erasedAt: jstIsoOrNull(row.erasedAt) })
    : unpack(row.original);
  return `${text.replaceAll(/[\r\n]+/g, ' ')}\n`;
}

const isErased = (row: StoredOrder): boolean => row.original.length === 0;
