import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import {
  type BookEntry,
  type EventEntry,
  type ExchangeEntry,
  type JournalEntry,
  openJournal,
  type RowEntry,
  type RunEndEntry,
  type RunEntry,
  recount,
} from '../../../journal/index.ts';

/** When the small run begins and ends. */
export const runAt = Date.UTC(2026, 1, 2, 3);
export const endAt = runAt + 90_000;
const second = 1_000;

/** A folder that is gone after the test. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'tsunagi-journal-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

export const runEntry: RunEntry = {
  kind: 'run',
  at: runAt,
  of: 'start',
  mall: 'simulated',
  seed: 1,
  settings: { speed: 1 },
};
export const runEnd: RunEndEntry = { kind: 'run-end', at: endAt };

export function shopRow(change: object = {}): RowEntry {
  const row = { shop: 'rms#shop-1', code: 'shop-1', importFrom: runAt - 3_600_000, ...change };
  return { kind: 'row', at: endAt, table: 'Shops', row };
}

export function book(change: Partial<BookEntry> = {}): BookEntry {
  return {
    kind: 'book',
    at: endAt,
    shopUrl: 'shop-1',
    orderNumber: 'A-1',
    orderDatetimeMs: runAt + 10 * second,
    orderProgress: 100,
    lines: [{ itemDetailId: 11, units: 2, deleted: false }],
    visible: true,
    ...change,
  };
}

export function orderRow(change: object = {}): RowEntry {
  const row = {
    shop: 'rms#shop-1',
    orderNumber: 'A-1',
    kind: 'stored',
    orderedAt: runAt + 10 * second,
    storedAt: runAt + 14_300,
    readAt: runAt + 14_000,
    original: { base64: 'AAAA' },
    ...change,
  };
  return { kind: 'row', at: endAt, table: 'Orders', row };
}

export function claimRow(change: object = {}): RowEntry {
  const row = {
    sku: 'merchant-1#sku-1',
    entry: '2026-02-02T03:00:10.000Z#claim#rms#shop-1#A-1#11',
    merchant: 'merchant-1',
    shop: 'rms#shop-1',
    orderNumber: 'A-1',
    lineId: '11',
    orderedAt: runAt + 10 * second,
    quantity: 2,
    ...change,
  };
  return { kind: 'row', at: endAt, table: 'Stock', row };
}

export function event(change: object = {}): EventEntry {
  const detail = { id: 'rms#shop-1#A-1#1', shop: 'rms#shop-1', orderNumber: 'A-1', revision: 1, ...change };
  return { kind: 'event', at: runAt + 15_000, source: 'tsunagi', detailType: 'OrderImported', detail };
}

/** getOrder's answer about one order, as the small run's mall gives it. */
export function reading(order: { at?: number; progress?: number; units?: number; deleted?: boolean }): ExchangeEntry {
  const { at = runAt + 14_100, progress = 100, units = 2, deleted = false } = order;
  const item = { itemDetailId: 11, units, deleteItemFlag: deleted ? 1 : 0 };
  const model = {
    orderNumber: 'A-1',
    orderProgress: progress,
    PackageModelList: [{ packageDeleteFlag: 0, ItemModelList: [item] }],
  };
  return exchange({ at, path: '/es/2.0/order/getOrder/', body: JSON.stringify({ OrderModelList: [model] }) });
}

export function exchange({ at = runAt + 5_000, path = '/es/2.0/order/searchOrder/', body = '{}' }): ExchangeEntry {
  return {
    kind: 'exchange',
    at,
    shopUrl: 'shop-1',
    request: { method: 'POST', path, headers: {}, body: '{}' },
    outcome: { ending: 'answer', status: 200, headers: {}, body, delayMs: 100 },
  };
}

/** One order that came, was stored, claimed and announced. */
export const soundOrder: readonly JournalEntry[] = [book(), orderRow(), claimRow(), event()];

/** A journal written from entries, in a folder of its own. */
export async function journalOf(entries: readonly JournalEntry[]): Promise<string> {
  const path = join(folder(), 'run.ndjson');
  const journal = openJournal(path);
  for (const entry of entries) journal.write(entry);
  await journal.close();
  return path;
}

/** The figures and findings of a small run with these entries between its beginning and its end. */
export async function recountStart(entries: readonly JournalEntry[], run: JournalEntry = runEntry) {
  const result = await recount(await journalOf([run, shopRow(), ...entries, runEnd]));
  if (result.of !== 'start') throw new Error(`Recounted as ${result.of}.`);
  return result;
}

/** A journal's file, with its text changed. */
export function rewrite(path: string, change: (text: string) => string): void {
  writeFileSync(path, change(readFileSync(path, 'utf8')));
}
