import type { MallName, ShopKey } from '../merchants/shop.ts';
import type { EpochMs } from '../units.ts';

/** Who may lift a pause follows from its cause: the probe, the calendar and the probe, only a person, only a working key. */
export type PauseCause = 'outage' | 'maintenance' | 'manual' | 'credentials';

/** A reason why a shop, or a whole mall, is not worked on at present. A shop runs only when none holds. */
export interface Pause {
  readonly cause: PauseCause;
  readonly scope: ShopKey | MallName;
  readonly since: EpochMs;
  readonly by: string;
  /** What happened and what to do, in a sentence. */
  readonly note: string;
  /** `credentials`: the refused credential's version. Another version in the shop's row lifts the pause. */
  readonly credentialVersion?: number;
  /** `credentials`: when the same key is tried again; RMS refuses a fresh key for some minutes. */
  readonly retryAt?: EpochMs;
}

/** A pause's key: one per cause and scope. */
export function pauseId(pause: Pick<Pause, 'cause' | 'scope'>): string {
  return `${pause.scope}#${pause.cause}`;
}

/**
 * The pause that holds a shop now, or null. A credentials pause lets one try through when its `retryAt` has come, and
 * stops counting as soon as the shop has another key.
 */
export function holdingPause(
  pauses: readonly Pause[],
  shop: { readonly key: ShopKey; readonly mall: MallName; readonly credential: { readonly version: number } },
  now: EpochMs,
): Pause | null {
  const holds = (pause: Pause): boolean => {
    if (pause.scope !== shop.key && pause.scope !== shop.mall) return false;
    if (pause.cause !== 'credentials') return true;
    const otherKey = pause.credentialVersion !== shop.credential.version;
    const tryAgain = pause.retryAt !== undefined && pause.retryAt <= now;
    return !otherKey && !tryAgain;
  };
  return pauses.find(holds) ?? null;
}
