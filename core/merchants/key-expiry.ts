import { dayMs, type EpochMs, hourMs, jstOffsetMs } from '../units.ts';
import type { MallName, SealedCredential, Shop } from './shop.ts';

/**
 * The parts of shops' keys that end by themselves, whatever the mall: a licence that the mall issues, the consent of a person, a key pair's
 * public half. A mall whose keys end in another way adds its word here, and its words for merchants in `core/mail/key-ways.ts`.
 */
export const expiringParts = ['licence', 'consent', 'public-key'] as const;
export type ExpiringPart = (typeof expiringParts)[number];

/** The end of a part of a shop's key. */
export interface KeyEnd {
  readonly part: ExpiringPart;
  readonly at: EpochMs;
}

/** When a shop's key stops working, and which part of it ends then. Where several parts end, it is the one that ends first. */
export interface KeyExpiry extends KeyEnd {
  /** The part that ends after it, where there is one: it is renewed by other work, so its merchant hears of it by itself. */
  readonly later?: KeyEnd;
}

/** What a shop's row keeps of the end of its key. */
export type KeyExpiryFacts = Pick<SealedCredential, 'expiresAt' | 'expiringPart' | 'laterEnd' | 'checkedAt'>;

/** What ends first of a mall's keys where a row does not say it: a release before this one noted the moment alone. */
const usualPart: Readonly<Record<MallName, ExpiringPart>> = { rms: 'licence', yahoo: 'consent' };

/** When a shop's stored key ends, as it is known; null while nobody knows. */
export function keyExpiryOf({ mall, credential }: Pick<Shop, 'mall' | 'credential'>): KeyEnd | null {
  const { expiresAt, expiringPart } = credential;
  return expiresAt === undefined ? null : { part: expiringPart ?? usualPart[mall], at: expiresAt };
}

/** When each part of a shop's stored key ends, as far as it is known, the first one first. */
export function keyEndsOf(shop: Pick<Shop, 'mall' | 'credential'>): KeyEnd[] {
  const first = keyExpiryOf(shop);
  const { laterEnd } = shop.credential;
  return [...(first === null ? [] : [first]), ...(laterEnd === undefined ? [] : [laterEnd])];
}

/** What a shop's row keeps of an expiry that was read at `checkedAt`; of one that the mall does not tell, that it was asked. */
export function expiryFacts(expiry: KeyExpiry | null, checkedAt: EpochMs): KeyExpiryFacts {
  if (expiry === null) return { checkedAt };
  const { part, at, later } = expiry;
  return { expiresAt: at, expiringPart: part, ...(later === undefined ? {} : { laterEnd: later }), checkedAt };
}

/** How long after a reading the next one is due. */
const readEveryMs = dayMs;
/** How long after one that failed: the mall may be away, or nobody may be told for hours. */
const readAgainMs = hourMs;

/** True when the end of a shop's key is to be read. `triedAt`: when this process last tried, whatever came of it. */
export function expiryReadingDue({ checkedAt }: SealedCredential, triedAt: EpochMs | null, now: EpochMs): boolean {
  const isOld = checkedAt === undefined || now - checkedAt >= readEveryMs;
  return isOld && (triedAt === null || now - triedAt >= readAgainMs);
}

/** So many days before its end a merchant is written to about a key. */
export const warnedDaysBefore = [14, 7, 3, 1] as const;

/** Midnights in Japan between now and the end: 0 on its last day, 1 on the day before; negative afterwards. */
export function daysLeft(endsAt: EpochMs, now: EpochMs): number {
  return japaneseDay(endsAt) - japaneseDay(now);
}

const japaneseDay = (at: EpochMs): number => Math.floor((at + jstOffsetMs) / dayMs);
