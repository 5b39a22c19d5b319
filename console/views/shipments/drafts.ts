import { hash, randomUUID } from 'node:crypto';
import { InputError, jstDay, sentence } from '../../../core/kernel/index.ts';
import type { ShopKey } from '../../../core/model/index.ts';
import type { Ports } from '../../../core/ports/index.ts';
import { t } from '../../../language/index.ts';
import { type AnsweredWish, askForChanges, type Wish } from '../../../ops/pushes/ask.ts';
import { shopsToSearch } from '../../../ops/pushes/places.ts';
import { type DayMeant, dayMeant } from '../../../ops/pushes/push-asks.ts';
import { pushShip } from '../../../ops/pushes/push-ship.ts';
import type { ShipmentField } from '../../../ops/pushes/shipments/formats.ts';
import { dayForm, dayOf } from '../../../ops/pushes/shipments/read-line.ts';
import {
  type FileSetting,
  judgeShipments,
  readShipmentTable,
  type Shipments,
  type ShipmentTable,
} from '../../../ops/pushes/shipments/read-shipments.ts';
import { checkShipments } from '../../../ops/pushes/shipments/ship-file.ts';
import { fieldsIn, readTyped } from '../../fields.ts';
import { createProgress, type Progress } from './progress.ts';

/** Files that are kept until their shipments were requested, and a while longer. */
const keptMax = 20;
/** Lines of a file that a page can work on. */
const linesMax = 2_000;
/** Limits how much of a file is read, with empty lines and columns of other programs: the console shares its process with the clock of `npm start`. */
const readMost = { lines: 10 * linesMax, cells: 1_000_000 } as const;
/** A cell that a person enters: as long as any that is read. */
const cellMax = 200;

/** A file of shipments that a person looks at, corrects and requests. It holds the cells that are read, and no others. */
export interface Draft {
  readonly id: string;
  readonly name: string;
  readonly shop: string | undefined;
  readonly isAnother: boolean;
  readonly read: ShipmentTable;
  readonly progress: Progress | null;
}

export interface JudgedDraft {
  readonly shipments: Shipments;
  readonly wishes: readonly Wish[];
  readonly answered: readonly AnsweredWish[];
  /** The same for the same requests: only those that were shown are requested. */
  readonly seen: string;
}

const options = ['format', 'carrier', 'date', 'columns', 'shop', 'encoding', 'another'] as const;

export interface Drafts {
  /** Reads a file. Throws an `InputError` with all that keeps it from being one of shipments. */
  add(name: string, bytes: Uint8Array, form: Readonly<Record<string, unknown>>): Promise<Draft>;
  get(id: string): Draft | null;
  /** Puts what a person entered into the cells, by `line.field`. */
  edit(draft: Draft, form: Readonly<Record<string, unknown>>): void;
  /** Takes another day for a file without a column of days. Throws an `InputError` where it is none. */
  setDay(draft: Draft, typed: string): Promise<Draft>;
  judge(draft: Draft): Promise<JudgedDraft>;
  request(draft: Draft, judged: JudgedDraft, by: string): Promise<void>;
  all(): readonly Draft[];
}

const silent = { progress: () => undefined };

export function createDrafts(ports: Ports): Drafts {
  const drafts = new Map<string, Draft>();
  const keep = (draft: Draft): Draft => {
    drafts.set(draft.id, draft);
    for (const old of [...drafts.keys()].slice(0, -keptMax)) drafts.delete(old);
    return draft;
  };
  return {
    async add(name, bytes, form) {
      const now = ports.clock.now();
      const setting = { ...settingOf(name, form, now), standardDay: jstDay(now) };
      const read = await readShipmentTable(bytes, setting, readMost);
      const { table } = read;
      if (table.rows.length > linesMax)
        throw new InputError(t`The file is too large`, [
          t`It has ${table.rows.length} lines; a page works on ${linesMax} at most. Use the command: ops push ship --file <file>`,
        ]);
      // The other cells hold names and addresses, and nothing here needs them.
      const rows = table.rows.map((row) => ({ ...row, all: [] }));
      const { shop, another: isAnother } = setting;
      return keep({
        ...{ id: randomUUID(), name, shop, isAnother, progress: null },
        read: { ...read, table: { ...table, rows } },
      });
    },
    get: (id) => drafts.get(id) ?? null,
    edit(draft, form) {
      const rows = draft.read.table.rows.flatMap((row) => {
        if (form[`${row.line}.drop`] !== undefined) return [];
        const entered = editableFields(draft).flatMap((field) => {
          const cell = form[`${row.line}.${field}`];
          return typeof cell === 'string' ? [[field, cell.trim().slice(0, cellMax)] as const] : [];
        });
        return [{ ...row, cells: { ...row.cells, ...Object.fromEntries(entered) } }];
      });
      const isAnother = form.another !== undefined;
      keep({ ...draft, isAnother, read: { ...draft.read, table: { ...draft.read.table, rows } } });
    },
    async setDay(draft, typed) {
      const day = dayOf(typed);
      if (day === null) throw new InputError(t`The day was not changed`, [sentence`expected ${dayForm}.`]);
      return keep({ ...draft, read: { ...draft.read, day } });
    },
    async judge(draft) {
      const problems: string[] = [];
      const search = await shopsToSearch(ports, { shop: draft.shop, merchant: undefined }, problems);
      if (search === null) throw new InputError(t`Nothing was requested`, problems);
      const read = await judgeShipments(ports, draft.read, search);
      const { wishes, shipments } = await checkShipments(ports, read, draft.isAnother);
      const answered = await askForChanges({ ports, terminal: silent }, wishes, { by: '', dryRun: true });
      const named = wishes.map(({ shop, orderNumber, content }) => JSON.stringify([shop.key, orderNumber, content]));
      return { shipments, wishes, answered, seen: hash('sha256', named.join('\n'), 'base64url') };
    },
    async request(draft, { shipments, wishes }, by) {
      const answered = await askForChanges({ ports, terminal: silent }, wishes, { by, dryRun: false });
      const asked = new Set(wishes.map(({ orderNumber }) => orderNumber));
      const lines = new Set(
        shipments.orders.flatMap((order) => (asked.has(order.orderNumber) ? [...order.lines] : [])),
      );
      const rows = draft.read.table.rows.filter(({ line }) => !lines.has(line));
      const before = draft.progress?.requested ?? [];
      keep({
        ...draft,
        read: { ...draft.read, table: { ...draft.read.table, rows } },
        progress: createProgress(ports, [...before, ...answered]),
      });
    },
    all: () => [...drafts.values()].reverse(),
  };
}

export function editableFields({ read }: Pick<Draft, 'read'>): ShipmentField[] {
  const fields: ShipmentField[] = [
    ...(['orderNumber', 'carrier', 'trackingNumber', 'shippedOn', 'basketId', 'corrects'] as const),
    ...(['lineId', 'quantity'] as const).filter((field) => read.table.columnNames[field] !== undefined),
  ];
  return fields.filter((field) => field !== 'carrier' || read.carrier === null);
}

function settingOf(
  name: string,
  form: Readonly<Record<string, unknown>>,
  now: number,
): FileSetting & { readonly shop: ShopKey | undefined; readonly another: boolean } {
  interface Values extends Omit<FileSetting, 'columns' | 'day'> {
    readonly columns: FileSetting['columns'] | undefined;
    readonly date: DayMeant | undefined;
    readonly shop: ShopKey | undefined;
    readonly another: boolean;
  }
  const typed = { ...fieldsIn(form, options), file: name };
  const values = readTyped<Values>(pushShip, t`The file cannot be read`, typed);
  return { ...values, columns: values.columns ?? {}, day: dayMeant(values.date, now) };
}
