import { amazon } from './amazon.ts';
import type { JournalMall } from './mall.ts';
import { rms } from './rms.ts';
import { shopify } from './shopify.ts';
import { yahoo } from './yahoo.ts';

export type { JournalMall, Lines } from './mall.ts';

/** The malls that a journal is recounted for, by the names that shops have before their `#`. */
export const journalMalls = { rms, yahoo, amazon, shopify } as const satisfies Readonly<Record<string, JournalMall>>;
export type JournalMallName = keyof typeof journalMalls;

export const journalMallNames = Object.keys(journalMalls) as JournalMallName[];

/** A mall whose name an entry gives. An entry without one is of RMS, as all were at first. */
export function journalMall(name: JournalMallName = 'rms'): JournalMall {
  return journalMalls[name];
}

/** Of these malls, those that figures name: all that are never optional, and any other that was called. */
export function isCounted(name: JournalMallName, calls: number | undefined): boolean {
  return journalMall(name).isOptional !== true || (calls ?? 0) > 0;
}

/** True of a mall that a journal is recounted for. */
export function isJournalMall(name: string): name is JournalMallName {
  return Object.hasOwn(journalMalls, name);
}
