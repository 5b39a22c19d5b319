import iconv from 'iconv-lite';
import { amazonTraits } from '../../../../malls/amazon/traits.ts';
import { rmsCarriers } from '../../../../malls/rms/carriers.ts';
import { rmsTraits } from '../../../../malls/rms/traits.ts';
import { decodeText } from '../../../../ops/files/decode.ts';
import { readNamedTable } from '../../../../ops/files/named-table.ts';
import {
  formatColumns,
  type NamedColumns,
  type ShipmentFormat,
  shipmentShape,
} from '../../../../ops/pushes/shipments/formats.ts';
import { ordersOfFile, type ShippedOrders } from '../../../../ops/pushes/shipments/orders-of-file.ts';
import { carrierOf } from '../../../../ops/pushes/shipments/read-line.ts';

/** The day on which the files of these tests are read. */
export const today = Date.parse('2026-11-24T15:45:00+09:00');

/** How a test reads a file. */
export interface Reading {
  readonly format?: ShipmentFormat;
  readonly named?: NamedColumns;
  readonly headerless?: boolean;
  readonly day?: string | null;
  readonly carrier?: string | null;
  /** As at Amazon. */
  readonly keepsContents?: boolean;
}

/** Reads a file of shipments as the command does, without looking for its shops. */
export async function reading(
  file: string | Buffer,
  {
    format = 'tsunagi',
    named = {},
    headerless = false,
    day = null,
    carrier = null,
    keepsContents = false,
  }: Reading = {},
): Promise<ShippedOrders & { readonly broken?: readonly string[]; readonly rows: number }> {
  const none = { orders: [], problems: [], warnings: [], rows: 0 };
  const decoded = await decodeText(typeof file === 'string' ? Buffer.from(file) : file, undefined);
  if (decoded.kind === 'unreadable') return { ...none, broken: [decoded.problem] };
  const table = await readNamedTable(decoded.text, shipmentShape(format, { named, headerless }));
  if (table.kind === 'broken') return { ...none, broken: table.problems };
  const { status } = keepsContents ? amazonTraits : rmsTraits;
  const defaults = {
    now: today,
    carriers: rmsCarriers,
    carrier: carrier ?? formatColumns[format].carrier,
    day,
    takes: status === undefined ? null : { carrierCodes: rmsTraits.carrierCodes, status },
  };
  const forms = [rmsTraits.orderNumber];
  const orders = ordersOfFile(table.rows, () => ({ defaults, problem: null }), defaults, forms);
  return { ...orders, rows: table.rows.length };
}

/** A file as Windows programs in Japan write it. */
export const cp932 = (lines: readonly string[]): Buffer => iconv.encode(`${lines.join('\r\n')}\r\n`, 'cp932');

/** A number with the check digit that ヤマト, 佐川 and 日本郵便 have. */
export const trackingNumber = (serial: number): string => {
  const digits = String(30_000_000_000 + serial);
  return `${digits}${Number(digits) % 7}`;
};

export const codeOf = (name: string): string => carrierOf(rmsCarriers, name)?.code ?? '';
