import { type EpochMs, jstText, type KeyErrorCode, minuteMs, type Sentence, sentence } from '../kernel/index.ts';
import { type Capability, capabilities } from './health.ts';
import type { MallName, Shop, ShopKey } from './shop.ts';

/** Decides who lifts a pause: the probe (`outage`), calendar and probe, a person, a working key. */
export type PauseCause = 'outage' | 'maintenance' | 'manual' | 'credentials';

/** A reason why a shop or mall is not worked on. A shop runs only without any. */
export interface Pause {
  readonly cause: PauseCause;
  readonly scope: ShopKey | MallName;
  /** Work held; absent: all. */
  readonly capability?: Capability;
  readonly since: EpochMs;
  readonly by: string;
  readonly note: string;
  /** The translatable note; absent for people's words and in rows of older releases. */
  readonly words?: Sentence;
  /** `credentials`: the problem, which decides who must act; absent in rows of older releases. */
  readonly code?: KeyErrorCode;
  /** `key.function-off`: the mall's name of the function, if known. */
  readonly function?: string;
  /** `credentials`: version refused. Another version in the shop's row lifts the pause. */
  readonly credentialVersion?: number;
  /** `credentials`: next try; RMS refuses fresh keys for some minutes. */
  readonly retryAt?: EpochMs;
  /** `maintenance`: planned end. */
  readonly plannedUntil?: EpochMs;
  /** `outage`, `maintenance`: step of the ramp, once the mall answers and some shops pass. */
  readonly rampStep?: number;
}

/** One per cause, scope and capability. */
export function pauseId(pause: Pick<Pause, 'cause' | 'scope' | 'capability'>): string {
  const concerns = pause.capability === undefined ? '' : `#${pause.capability}`;
  return `${pause.scope}#${pause.cause}${concerns}`;
}

export function mallOfScope(scope: Pause['scope']): MallName {
  return scope.split('#', 1)[0] as MallName;
}

/**
 * The pause that holds a shop's work, or null. Ramps hold, too; the gate (`core/session/gate.ts`) knows who passes. A credentials pause
 * allows a try at `retryAt`, and ends with another key.
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

export interface Maintenance {
  /** Id unique within the mall, made of the start. */
  readonly id: string;
  readonly mall: MallName;
  readonly capabilities: readonly Capability[];
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly note: string;
  readonly by: string;
  /** End by capability: answered after the window, or turned into an outage. */
  readonly ended?: Readonly<Partial<Record<Capability, EpochMs>>>;
  /** Time of planning; absent in rows of 0.1.0. */
  readonly plannedAt?: EpochMs;
  /** Start of each capability's ramp by our clock, if the mall's shows another time. */
  readonly rampSince?: Readonly<Partial<Record<Capability, EpochMs>>>;
  /** First step of each capability's ramp; default the first. */
  readonly rampFrom?: Readonly<Partial<Record<Capability, number>>>;
  readonly endedAt?: EpochMs;
}

/** Tolerated overrun of a window; later failures are an outage. */
export const overrunMs = 15 * minuteMs;

export function isInMaintenance(
  maintenances: readonly Maintenance[],
  mall: MallName,
  capability: Capability,
  at: EpochMs,
): boolean {
  return maintenances.some(
    (maintenance) =>
      maintenance.mall === mall &&
      maintenance.capabilities.includes(capability) &&
      maintenance.from <= at &&
      at < Math.min(maintenance.to + overrunMs, maintenance.ended?.[capability] ?? Number.POSITIVE_INFINITY),
  );
}

/** Whether a later window of all its capabilities began before this one ended, and continues it. */
export function isContinuedBy(window: Maintenance, later: Maintenance, now: EpochMs): boolean {
  return (
    later.mall === window.mall &&
    later.from > window.from &&
    later.from <= (window.endedAt ?? now) &&
    window.capabilities.every((capability) => later.capabilities.includes(capability))
  );
}

export function isContinued(window: Maintenance, all: readonly Maintenance[], now: EpochMs): boolean {
  return all.some((later) => isContinuedBy(window, later, now));
}

/** End of the last window on the capability, by our clock: `now` during one or shortly after, 0 if none began. */
export function windowsOverSince(
  maintenances: readonly Maintenance[],
  mall: MallName,
  capability: Capability,
  now: EpochMs,
): EpochMs {
  const begun = maintenances.filter(
    (maintenance) =>
      maintenance.mall === mall && maintenance.capabilities.includes(capability) && maintenance.from <= now,
  );
  // After the overrun failures are an outage. No probe hears the end for something that cannot be probed.
  const latest = ({ to }: Maintenance): EpochMs => Math.min(now, to + overrunMs);
  return Math.max(0, ...begun.map((one) => one.rampSince?.[capability] ?? one.ended?.[capability] ?? latest(one)));
}

/**
 * The window with these capabilities ended now; unchanged before its `to`.
 *
 * @param now by the mall's clock
 * @param ramp start by our clock, and first step
 */
export function withEnded(
  maintenance: Maintenance,
  ended: readonly Capability[],
  now: EpochMs,
  ramp: { readonly since: EpochMs; readonly from: number } = { since: now, from: 0 },
): Maintenance {
  if (now < maintenance.to) return maintenance;
  const isNew = (capability: Capability): boolean =>
    ended.includes(capability) && maintenance.ended?.[capability] === undefined;
  const fresh = maintenance.capabilities.filter(isNew);
  if (fresh.length === 0) return maintenance;
  const each = <T>(value: T) => Object.fromEntries(fresh.map((capability) => [capability, value]));
  const all = { ...maintenance.ended, ...each(now) };
  const isOver = maintenance.capabilities.every((capability) => all[capability] !== undefined);
  const rampFrom = ramp.from === 0 ? {} : { rampFrom: { ...maintenance.rampFrom, ...each(ramp.from) } };
  const rampSince = ramp.since === now ? {} : { rampSince: { ...maintenance.rampSince, ...each(ramp.since) } };
  return { ...maintenance, ended: all, ...rampFrom, ...rampSince, ...(isOver ? { endedAt: now } : {}) };
}

export function problemsOfMaintenance(
  wanted: Pick<Maintenance, 'mall' | 'from' | 'to' | 'capabilities'>,
  standing: readonly Maintenance[],
  now: EpochMs,
): Sentence[] {
  const problems: Sentence[] = [];
  if (wanted.from >= wanted.to) {
    problems.push(sentence`--to (${jstText(wanted.to)}) must lie after --from (${jstText(wanted.from)}).`);
  }
  if (wanted.to <= now) problems.push(sentence`--to (${jstText(wanted.to)}) is over already.`);
  if (wanted.capabilities.length === 0) {
    problems.push(sentence`--capabilities: name at least one of ${capabilities.join(', ')}.`);
  }
  const other = standing.find(
    (maintenance) =>
      maintenance.mall === wanted.mall &&
      maintenance.endedAt === undefined &&
      maintenance.from < wanted.to &&
      wanted.from < maintenance.to &&
      maintenance.capabilities.some((capability) => wanted.capabilities.includes(capability)),
  );
  if (other)
    problems.push(sentence`It overlaps the window ${other.id} (${jstText(other.from)} to ${jstText(other.to)}).`);
  return problems;
}

type ByHand =
  /** `despite`: pauses by people that this work ignores. */
  | { readonly kind: 'allowed'; readonly despite: readonly Pause[] }
  /** The mall cannot be asked now: work that can wait is queued. */
  | { readonly kind: 'waits'; readonly pause: Pause }
  /** Refused until a person acts. */
  | { readonly kind: 'refused'; readonly pause: Pause };

/**
 * A person knows of `manual` pauses, which stop automatic work only. Others hold, because the mall would refuse: for a time under `outage`
 * and `maintenance`, for good under `credentials`, which therefore comes first.
 */
export function decideByHand(
  pauses: readonly Pause[],
  shop: Shop,
  now: EpochMs,
  capability: Capability = 'import',
): ByHand {
  const holding = pauses.filter((pause) => holdingPause([pause], shop, now, capability) !== null);
  const refusing = holding.find((pause) => effectOf(pause) === 'refuses');
  if (refusing) return { kind: 'refused', pause: refusing };
  const delaying = holding.find((pause) => effectOf(pause) === 'delays');
  return delaying ? { kind: 'waits', pause: delaying } : { kind: 'allowed', despite: holding };
}

function effectOf(pause: Pause): 'none' | 'delays' | 'refuses' {
  switch (pause.cause) {
    case 'manual':
      return 'none';
    case 'outage':
    case 'maintenance':
      return 'delays';
    case 'credentials':
      return 'refuses';
  }
}
