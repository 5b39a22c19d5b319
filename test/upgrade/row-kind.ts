import { dayMs, hourMs } from '../../core/kernel/time.ts';
import type { Ports } from '../../core/ports/ports.ts';
import type { TableName } from '../../proving/tables.ts';
import type { RawItem } from '../../proving/trial/table-gateway.ts';
import type { Trial } from '../../proving/trial/trial.ts';

/** A kind of row: where it lies, how its format is numbered, and how a release writes one and reads it. */
export interface RowKind<Written = unknown> {
  readonly table: TableName;
  /** The constant in the sources that numbers its format. */
  readonly format: string;
  /** True for an item of this kind, in its table. */
  is(item: RawItem): boolean;
  /** Writes one that has everything such a row can have. */
  write(ports: Ports): Promise<Written>;
  /** Everything that a release makes of the row. */
  read(ports: Ports, written: Written, trial: Trial): Promise<unknown>;
}

/** Lets each kind's `read` get what its `write` returned. */
export function rowKind<Written>(kind: RowKind<Written>): RowKind {
  return kind as RowKind;
}

/** Noon in Japan, when all of these rows are written. */
export const noon = Date.parse('2026-11-24T12:00:00+09:00');
export const far = noon + 1_000 * dayMs;
export const shop = 'rms#sample' as const;
export const orderNumber = '365123-20261124-0000000001';
export const order = { shop, orderNumber };
export const base = { ...order, version: noon, writer: 'run-a', dueAt: noon + hourMs };
export const line = { merchant: 'hanamori', sku: 'tea-01', ...order, lineId: '1', orderedAt: noon };

/** True for items of the table Control whose partition begins like this, and whose entry as well, if that is asked. */
export const inScope =
  (scope: string, entry = '') =>
  (item: RawItem): boolean =>
    String(item.scope?.S).startsWith(scope) && String(item.entry?.S).startsWith(entry);

/** True for entries of a SKU's ledger of this kind, `claim` or `move`. */
export const isEntry = (item: RawItem, word: string): boolean =>
  !String(item.sku?.S).startsWith('#') && String(item.entry?.S).split('#')[1] === word;

/** True for a SKU's own row. */
export const isSkuRow = (item: RawItem): boolean => item.entry?.S === '#sku';
