import type {
  ClaimFact,
  LevelFact,
  LineFact,
  ListingFact,
  SetFact,
  StockFacts,
} from '../../../proving/drill/stock/facts.ts';
import { at } from './small-day.ts';

const ware = { shop: 'rms#a', item: 'cup/cup' } as const;

export const listing = (change: Partial<ListingFact> = {}): ListingFact => ({
  ...ware,
  merchant: 'two',
  sku: 'CUP',
  linked: true,
  buffer: 0,
  cap: null,
  floor: null,
  ...change,
});

export const line = (change: Partial<LineFact> = {}): LineFact => ({
  ...ware,
  orderNumber: 'A-1',
  lineId: '1',
  orderedAt: at(10),
  units: 2,
  ...change,
});

/** The entry of that line, written a minute after it was ordered. */
export const claimed = (change: Partial<ClaimFact> = {}): ClaimFact => ({
  merchant: 'two',
  sku: 'CUP',
  shop: 'rms#a',
  orderNumber: 'A-1',
  lineId: '1',
  orderedAt: at(10),
  trail: [[at(11), 2]],
  ...change,
});

export const shows = (minutes: number, level: number, change: Partial<LevelFact> = {}): LevelFact => ({
  ...ware,
  at: at(minutes),
  level,
  by: 'call',
  askedAt: at(minutes),
  ...change,
});

export const sets = (minutes: number, level: number, change: Partial<SetFact> = {}): SetFact => ({
  shop: 'rms#a',
  startedAt: at(minutes),
  at: at(minutes),
  levels: new Map([['cup/cup', level]]),
  isTaken: true,
  ...change,
});

export const counted = (minutes: number, quantity: number) =>
  ({ merchant: 'two', sku: 'CUP', kind: 'counted', at: at(minutes), quantity, writtenAt: at(minutes) }) as const;

/** Ten cups, counted an hour before the outage and shown since, of which two are ordered at RMS and recorded. */
export function smallStock(change: Partial<StockFacts> = {}): StockFacts {
  return {
    listings: [listing()],
    goods: [{ merchant: 'two', sku: 'CUP', buffer: 0, parts: [] }],
    movements: [counted(-60, 10)],
    lines: [line()],
    claims: [claimed()],
    levels: [shows(-60, 10), shows(10, 8, { by: 'order', askedAt: null })],
    sets: [sets(-60, 10)],
    oversold: [],
    ...change,
  };
}
