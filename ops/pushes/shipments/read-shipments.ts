import { InputError } from '../../../core/kernel/index.ts';
import type { Shop } from '../../../core/model/index.ts';
import type { MallTraits, Ports } from '../../../core/ports/index.ts';
import { t } from '../../../language/index.ts';
import { mallDesks } from '../../../malls/mall-desks.ts';
import type { CsvLimits } from '../../files/csv.ts';
import type { Encoding } from '../../files/encoding.ts';
import { readTable, type SoundTable, type TableShape } from '../../files/named-table.ts';
import { bytesOfFile } from '../../files/read-file.ts';
import type { ShopSearchScope } from '../places.ts';
import { withOrderNumbers } from './brought-back.ts';
import {
  formatColumns,
  formatOf,
  type LineNote,
  type NamedColumns,
  type ShipmentField,
  type ShipmentFormat,
  shipmentShape,
} from './formats.ts';
import { ordersOfFile, type ShippedOrder, type ShippedOrders } from './orders-of-file.ts';
import { carrierOf, carriersText, type LineDefaults, type NumberForm } from './read-line.ts';

export interface FileSetting {
  readonly encoding: Encoding | undefined;
  /** Undefined: what its headings say. */
  readonly format: ShipmentFormat | undefined;
  readonly columns: NamedColumns;
  readonly headerless: boolean;
  /** Of every line, whatever its column says. */
  readonly carrier: string | undefined;
  readonly day: string | null;
  /** The day of a file without a column of days; absent: such a file needs `day`. */
  readonly standardDay?: string;
}

export interface ShipmentTable {
  readonly encoding: Encoding;
  readonly format: ShipmentFormat;
  readonly table: SoundTable<ShipmentField>;
  readonly carrier: string | null;
  readonly day: string | null;
}

export interface Shipments extends ShippedOrders, Pick<ShipmentTable, 'encoding' | 'format' | 'table'> {
  shopOf(order: ShippedOrder): Shop;
}

/** Reads a file of shipments. Throws an `InputError` with all that keeps it from being one; what is wrong with lines is in it. */
export async function readShipments(
  ports: Pick<Ports, 'orders' | 'merchants' | 'malls' | 'clock'>,
  setting: FileSetting & { readonly file: string },
  search: ShopSearchScope,
): Promise<Shipments> {
  return judgeShipments(ports, await readShipmentTable(await bytesOfFile('--file', setting.file), setting), search);
}

/** Reads the content of such a file, at most so much of it. Throws as `readShipments` does. */
export async function readShipmentTable(
  bytes: Uint8Array,
  setting: FileSetting,
  most?: CsvLimits,
): Promise<ShipmentTable> {
  const { columns: named, headerless, standardDay = null } = setting;
  let format = setting.format ?? 'tsunagi';
  const shapeOf = (headings: readonly string[]): TableShape<ShipmentField> => {
    if (setting.format === undefined && !headerless) format = formatOf(headings, named);
    return shipmentShape(format, { named, headerless });
  };
  const { table, encoding } = await readTable(bytes, setting.encoding, shapeOf, most);
  const carrier = setting.carrier ?? (table.columnNames.carrier === undefined ? formatColumns[format].carrier : null);
  const day = setting.day ?? (table.columnNames.shippedOn === undefined ? standardDay : null);
  checkDefaults({ table, carrier, day });
  return { encoding, format, table, carrier, day };
}

export async function judgeShipments(
  ports: Pick<Ports, 'orders' | 'merchants' | 'malls' | 'clock'>,
  { table, encoding, format, carrier, day }: ShipmentTable,
  search: ShopSearchScope,
): Promise<Shipments> {
  const forms = formsOf(ports, search);
  const { rows, places, ambiguous } = await withOrderNumbers(ports, table.rows, search, forms);
  const defaultsOf = (shop: Shop | null): LineDefaults => ({
    now: ports.clock.now(),
    carriers: carriersOf(shop),
    carrier,
    day,
    takes: shop === null ? null : takesOf(ports.malls.traits(shop.mall)),
  });
  const orders = ordersOfFile(
    rows,
    (number) => {
      const place = places.get(number);
      const problem = ambiguous.get(number) ?? place?.problem ?? null;
      return { defaults: defaultsOf(place?.shop ?? null), problem };
    },
    defaultsOf(search.named),
    forms,
  );
  const unstored = orders.orders.flatMap(({ orderNumber, lines }): LineNote[] => {
    const text = places.get(orderNumber)?.warning ?? null;
    return text === null ? [] : [{ line: lines[0] as number, field: 'orderNumber', text }];
  });
  return {
    ...orders,
    warnings: [...orders.warnings, ...unstored].sort((a, b) => a.line - b.line),
    encoding,
    format,
    table,
    // An order without a shop has a problem, and is not among these.
    shopOf: ({ orderNumber }) => places.get(orderNumber)?.shop as Shop,
  };
}

/** What order numbers look like at the malls of the shops that are looked through; at every mall of the installation where there is none. */
function formsOf({ malls }: Pick<Ports, 'malls'>, { among }: ShopSearchScope): readonly NumberForm[] {
  const used = among.map(({ mall }) => mall);
  return [...new Set(used.length === 0 ? malls.names : used)].map((mall) => malls.traits(mall).orderNumber);
}

/** Null for a mall where nothing can be changed: why is said of the whole order. */
const takesOf = ({ carrierCodes, status }: MallTraits): LineDefaults['takes'] =>
  status === undefined ? null : { carrierCodes, status };

function carriersOf(shop: Shop | null): LineDefaults['carriers'] {
  return (shop === null ? mallDesks.names : [shop.mall]).flatMap((mall) => mallDesks.of(mall).carriers);
}

/** What every line lacks is said once, and not line by line. */
function checkDefaults({
  table,
  carrier,
  day,
}: {
  readonly table: SoundTable<ShipmentField>;
  readonly carrier: string | null;
  readonly day: string | null;
}): void {
  const { columnNames } = table;
  const problems: string[] = [];
  const carriers = carriersOf(null);
  if (carrier === null && columnNames.carrier === undefined) {
    problems.push(
      t`There is no column of carriers. Name one with --columns carrier=…, or the carrier of all with --carrier.`,
    );
  }
  if (carrier !== null && carrierOf(carriers, carrier) === null) {
    problems.push(t`--carrier: got ${JSON.stringify(carrier)}, expected ${carriersText(carriers)}.`);
  }
  if (day === null && columnNames.shippedOn === undefined) {
    problems.push(t`There is no column of days. Name one with --columns shippedOn=…, or the day of all with --date.`);
  }
  if (problems.length > 0) throw new InputError(t`The file cannot be used like this`, problems);
}
