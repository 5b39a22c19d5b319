import { dayMs, type EpochMs, hourMs, jstOffsetMs, minuteMs } from '../kernel/index.ts';

/** Credentials sealed by the vault, with the shop as additional data. */
export interface SealedCredential {
  /** Raised by every rotation; a `credentials` pause names the refused one. */
  readonly version: number;
  readonly sealed: Uint8Array;
  /** End of the credential; absent if unknown. */
  readonly expiresAt?: EpochMs;
  /** The part that ends then; absent in rows of older releases. */
  readonly expiringPart?: ExpiringPart;
  /** The next part to end, if any; absent in rows of older releases. */
  readonly laterEnd?: KeyEnd;
  /** Last reading of the end, even without a result. */
  readonly checkedAt?: EpochMs;
}

/** A key that replaces the shop's once the mall accepts it. Sealed under the next version. */
export interface PendingCredential extends Pick<SealedCredential, 'version' | 'sealed'> {
  readonly since: EpochMs;
}

interface HasKey {
  readonly credential: SealedCredential;
  readonly pending?: PendingCredential;
}

/**
 * A part of a key that ends by itself, in its mall's word: `licence`, `consent`, `public-key`. Texts are in the mall's package (`mail.ts`,
 * `desk.ts`).
 */
export type ExpiringPart = string;

export interface KeyEnd {
  readonly part: ExpiringPart;
  readonly at: EpochMs;
}

/** The first end of a part of a shop's key. */
export interface KeyExpiry extends KeyEnd {
  /** The next part to end. Renewed by other work, so its merchant is told separately. */
  readonly later?: KeyEnd;
}

export type KeyExpiryFacts = Pick<SealedCredential, 'expiresAt' | 'expiringPart' | 'laterEnd' | 'checkedAt'>;

/** The part that rows of 0.1.0 mean, which knew licences only. */
const usualPart: ExpiringPart = 'licence';

export function keyExpiryOf({ credential }: HasKey): KeyEnd | null {
  const { expiresAt, expiringPart } = credential;
  return expiresAt === undefined ? null : { part: expiringPart ?? usualPart, at: expiresAt };
}

/** Known ends of a key's parts, the first one first. */
export function keyEndsOf(shop: HasKey): KeyEnd[] {
  const first = keyExpiryOf(shop);
  const { laterEnd } = shop.credential;
  return [...(first === null ? [] : [first]), ...(laterEnd === undefined ? [] : [laterEnd])];
}

/** Row fields for an expiry read at `checkedAt`; null: only that the mall was asked. */
export function expiryFacts(expiry: KeyExpiry | null, checkedAt: EpochMs): KeyExpiryFacts {
  if (expiry === null) return { checkedAt };
  const { part, at, later } = expiry;
  return { expiresAt: at, expiringPart: part, ...(later === undefined ? {} : { laterEnd: later }), checkedAt };
}

const readEveryMs = dayMs;
/** Interval after a failure: the mall may be down, or not tell for hours. */
const readAgainMs = hourMs;

/** `triedAt`: this process's last try, whatever the outcome. */
export function expiryReadingDue({ checkedAt }: SealedCredential, triedAt: EpochMs | null, now: EpochMs): boolean {
  const isOld = checkedAt === undefined || now - checkedAt >= readEveryMs;
  return isOld && (triedAt === null || now - triedAt >= readAgainMs);
}

/** Days before its end on which a merchant gets a mail about a key. */
export const warnedDaysBefore = [14, 7, 3, 1] as const;

/** Midnights in Japan until the end: 0 on its last day, negative afterwards. */
export function daysLeft(endsAt: EpochMs, now: EpochMs): number {
  return japaneseDay(endsAt) - japaneseDay(now);
}

const japaneseDay = (at: EpochMs): number => Math.floor((at + jstOffsetMs) / dayMs);

/** Eager tries: RMS refuses new keys for up to an hour and a half (`docs/malls/rms.md`). */
const eagerEveryMs = 2 * minuteMs;
const eagerMs = 2 * hourMs;
/** Later interval, since the key is wrong or the mall down for long. */
const laterEveryMs = 15 * minuteMs;
/** Time after which a key is given up and a person must look. */
export const givenUpAfterMs = 72 * hourMs;

/** The waiting key, unless another was stored since. Earlier releases leave it in the row. */
export function pendingOf({ credential, pending }: HasKey): PendingCredential | null {
  return pending !== undefined && pending.version === credential.version + 1 ? pending : null;
}

export function withPendingKey<Shop extends HasKey>(shop: Shop, { version, sealed }: PendingCredential): Shop {
  return { ...shop, credential: { version, sealed } };
}

export function isAwaited({ since }: PendingCredential, now: EpochMs): boolean {
  return now - since < eagerMs;
}

/** `triedAt`: this process's last try. */
export function pendingTryDue({ since }: PendingCredential, triedAt: EpochMs | null, now: EpochMs): boolean {
  const age = now - since;
  if (age >= givenUpAfterMs) return false;
  return triedAt === null || now - triedAt >= (age < eagerMs ? eagerEveryMs : laterEveryMs);
}
