import type { Counts } from './counts.ts';
import { assumptions, type CostLine } from './reckon.ts';

/**
 * Cost of an event that comes to its merchant's feed alone: a row, the mark of the row before, and the expiry of the one before that.
 * `test/contract/feed-units.test.ts` counts it on an emulator.
 */
export const feedEvent = {
  writeUnits: 3,
  /** The last row and the order's mark. */
  readUnits: 2,
  /** Bytes of the row, kept for 30 days, and of the mark, kept for 60: reckoned as if each lay for a month. */
  bytesKept: 700,
} as const;

/** The function: memory, events of a run at most, and how long a run waits for the tables. */
export const feedRun = { memoryMiB: 256, events: 100, seconds: 0.2 } as const;

const [million, gigabyte] = [1e6, 1e9];

/** A month of the feeds of merchants, line by line, where each order is imported and its changes end, and each event comes alone. */
export function feedLines({ order, push }: Counts, shops: number, ordersAShopADay: number): CostLine[] {
  const orders = shops * ordersAShopADay * assumptions.daysAMonth;
  const events = orders * (order.events + assumptions.changesAnOrder * push.events);
  const monthSeconds = assumptions.daysAMonth * 24 * 60 * 60;
  const aRun = Math.min(feedRun.events, Math.max(1, events / monthSeconds / assumptions.looksAtOnce));
  const runs = events / aRun;
  const kept = (events * feedEvent.bytesKept) / gigabyte;
  const looks = (assumptions.looksAtOnce * monthSeconds) / assumptions.lookSeconds;
  return [
    { what: 'Events: row, mark, expiry', price: 'writeUnit', amount: (events * feedEvent.writeUnits) / million },
    { what: 'Reads before an event', price: 'readUnit', amount: (events * feedEvent.readUnits) / million },
    { what: 'Events of a month, with marks', price: 'storage', amount: kept },
    { what: 'Their backups of 35 nights', price: 'backup', amount: assumptions.nightlyBackups * kept },
    { what: 'Runs', price: 'compute', amount: (runs * feedRun.seconds * feedRun.memoryMiB) / 1_024 / million },
    { what: 'Starts of runs', price: 'invocation', amount: runs / million },
    { what: 'Messages', price: 'queueRequest', amount: (events + 2 * runs) / million },
    { what: 'Looking for messages', price: 'queueRequest', amount: looks / million },
  ];
}
