import { type EpochMs, hourMs, minuteMs } from '../units.ts';
import type { PendingCredential, Shop } from './shop.ts';

/** A new key is tried this often for an hour: RMS refuses one for 10 to 30 minutes (`docs/malls/rms.md`). */
const eagerEveryMs = 2 * minuteMs;
const eagerMs = hourMs;
/** Then only so often, since it is wrong or the mall is away for long. */
const laterEveryMs = 15 * minuteMs;
/** After so long it is tried no more: a person has to look. */
export const givenUpAfterMs = 72 * hourMs;

/**
 * The key that waits to take a shop's key's place, as long as it is the next one: once another key was stored, whatever waited
 * counts no more. A release before this one leaves it in the row when it stores a key.
 */
export function pendingOf({ credential, pending }: Pick<Shop, 'credential' | 'pending'>): PendingCredential | null {
  return pending !== undefined && pending.version === credential.version + 1 ? pending : null;
}

/** The shop with the key that waits in its key's place: what the mall is asked with to see whether it takes that. */
export function withPendingKey(shop: Shop, { version, sealed }: PendingCredential): Shop {
  return { ...shop, credential: { version, sealed } };
}

/** True while nobody has to wonder: the mall may still come to take the key by itself. */
export function isAwaited({ since }: PendingCredential, now: EpochMs): boolean {
  return now - since < eagerMs;
}

/** True when a waiting key is to be tried. `triedAt`: when this process last did. */
export function pendingTryDue({ since }: PendingCredential, triedAt: EpochMs | null, now: EpochMs): boolean {
  const age = now - since;
  if (age >= givenUpAfterMs) return false;
  return triedAt === null || now - triedAt >= (age < eagerMs ? eagerEveryMs : laterEveryMs);
}
