import type { KeyErrorCode } from '../errors.ts';
import type { Capability } from '../health/capability.ts';
import type { MallName, ShopKey } from '../merchants/shop.ts';
import type { EpochMs } from '../units.ts';

/** Who may lift a pause follows from its cause: the probe, the calendar and the probe, only a person, only a working key. */
export type PauseCause = 'outage' | 'maintenance' | 'manual' | 'credentials';

/** A reason why a shop, or a whole mall, is not worked on at present. A shop runs only when none holds. */
export interface Pause {
  readonly cause: PauseCause;
  readonly scope: ShopKey | MallName;
  /** Only this kind of work; everything when absent. */
  readonly capability?: Capability;
  readonly since: EpochMs;
  readonly by: string;
  /** What happened and what to do, in a sentence. */
  readonly note: string;
  /** `credentials`: what is the matter, which decides who has to do what; absent in rows of a release that did not note it. */
  readonly code?: KeyErrorCode;
  /** `credentials`, with `key.function-off`: the function, as whoever switches it on finds it at the mall; absent where nobody knows. */
  readonly function?: string;
  /** `credentials`: the refused credential's version. Another version in the shop's row lifts the pause. */
  readonly credentialVersion?: number;
  /** `credentials`: when the same key is tried again; RMS refuses a fresh key for some minutes. */
  readonly retryAt?: EpochMs;
  /** `maintenance`: when it is planned to be over. */
  readonly plannedUntil?: EpochMs;
  /** `outage`, `maintenance`: the step of the ramp, once the mall answers again and some of the shops are let through. */
  readonly rampStep?: number;
}

/** A pause's key: one per cause, scope and, where it concerns one only, capability. */
export function pauseId(pause: Pick<Pause, 'cause' | 'scope' | 'capability'>): string {
  const concerns = pause.capability === undefined ? '' : `#${pause.capability}`;
  return `${pause.scope}#${pause.cause}${concerns}`;
}

/** The mall that a pause holds, or some shop of. */
export function mallOfScope(scope: Pause['scope']): MallName {
  return scope.split('#', 1)[0] as MallName;
}

/**
 * The pause that holds a shop's work of one kind now, or null; in a ramp a pause holds all the same, and the gate
 * (`core/health/gate.ts`) knows who may pass. A credentials pause lets one try through when its `retryAt` has come, and
 * stops counting as soon as the shop has another key.
 */
export function holdingPause(
  pauses: readonly Pause[],
  shop: { readonly key: ShopKey; readonly mall: MallName; readonly credential: { readonly version: number } },
  now: EpochMs,
  capability: Capability = 'import',
): Pause | null {
  const holds = (pause: Pause): boolean => {
    if (pause.capability !== undefined && pause.capability !== capability) return false;
    if (pause.scope !== shop.key && pause.scope !== shop.mall) return false;
    if (pause.cause !== 'credentials') return true;
    const otherKey = pause.credentialVersion !== shop.credential.version;
    const tryAgain = pause.retryAt !== undefined && pause.retryAt <= now;
    return !otherKey && !tryAgain;
  };
  return pauses.find(holds) ?? null;
}
