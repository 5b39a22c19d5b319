import type { ExchangeEntry, JournalEntry, LevelEntry, RowEntry } from '../../../journal/index.ts';
import { at, book, claim, rowIn } from './small-day.ts';

export const listing = (change: object = {}): RowEntry =>
  rowIn('Listings', {
    ...{ shop: 'rms#a', item: 'cup/cup', merchant: 'two', sku: 'CUP', linked: true, buffer: 0, cap: null, floor: null },
    ...change,
  });

/** A SKU's own row, with what it is made of. */
export const goods = (sku: string, buffer: number, parts: readonly object[] = []): RowEntry =>
  rowIn('Stock', { merchant: 'two', sku, buffer, recipes: parts.length === 0 ? [] : [{ from: 0, parts }] });

export const line = (change: Parameters<typeof book>[0] = {}) => book({ item: 'cup/cup', ...change });

export const shows = (minutes: number, level: number, change: Partial<LevelEntry> = {}): LevelEntry => ({
  ...{ kind: 'level', shop: 'rms#a', item: 'cup/cup', at: at(minutes), level, by: 'call', askedAt: at(minutes) },
  ...change,
});

/** A call that sets a level; the mall answers so. */
export function sets(minutes: number, level: number, status = 204): ExchangeEntry {
  const body = JSON.stringify({
    inventories: [{ mode: 'ABSOLUTE', manageNumber: 'cup', variantId: 'cup', quantity: level }],
  });
  const request = { method: 'POST', path: '/es/2.0/inventories/bulk-upsert', headers: {}, body };
  const outcome = { ending: 'answer', status, headers: {}, body: '', delayMs: 0 } as const;
  const startedAt = at(minutes);
  return { kind: 'exchange', at: startedAt, startedAt, shopUrl: 'a', caller: 'worker', request, outcome };
}

export const counted = (minutes: number, quantity: number): RowEntry =>
  rowIn('Stock', { merchant: 'two', sku: 'CUP', kind: 'counted', at: at(minutes), quantity, writtenAt: at(minutes) });

/** Ten cups, counted an hour before the outage and shown since, of which two are ordered at RMS and recorded. */
const small = {
  listings: [listing()],
  goods: [] as JournalEntry[],
  movements: [counted(-60, 10)],
  lines: [line()],
  claims: [claim()],
  levels: [shows(-60, 10), shows(10, 8, { by: 'order', askedAt: null })],
  sets: [sets(-60, 10)],
  others: [] as JournalEntry[],
};

export const smallStock = (change: Partial<typeof small> = {}): JournalEntry[] =>
  Object.values({ ...small, ...change }).flat();

export const smallLevels = small.levels;
