import { type EpochMs, jstText, type KeyErrorCode, minuteMs, type Sentence, sentence } from '../kernel/index.ts';
import { type Capability, capabilities } from './health.ts';
import type { MallName, Shop, ShopKey } from './shop.ts';

/** Who may lift a pause follows from its cause: the probe, the calendar and the probe, only a person, only a working key. */
export type PauseCause = 'outage' | 'maintenance' | 'manual' | 'credentials';

/** A reason why a shop, or a whole mall, is not worked on now. A shop runs only when none holds. */
export interface Pause {
  readonly cause: PauseCause;
  readonly scope: ShopKey | MallName;
  /** Only this kind of work; everything when absent. */
  readonly capability?: Capability;
  readonly since: EpochMs;
  readonly by: string;
  /** What happened and what to do, in a sentence. */
  readonly note: string;
  /** The note as it can be said in another language; absent of what a person wrote, and in rows of a release that did not note it. */
  readonly words?: Sentence;
  /** `credentials`: the problem, which decides who has to do what; absent in rows of a release that did not note it. */
  readonly code?: KeyErrorCode;
  /** `credentials`, with `key.function-off`: the function, as its switch is named at the mall; absent where it is unknown. */
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
 * (`core/session/gate.ts`) knows who may pass. A credentials pause lets one try through when its `retryAt` has come, and
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

/** A window in which a mall has announced that it will not work. */
export interface Maintenance {
  /** Unique for its mall; made of its start. */
  readonly id: string;
  readonly mall: MallName;
  /** What will not work. */
  readonly capabilities: readonly Capability[];
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly note: string;
  readonly by: string;
  /** When each of them was answered again after the window, or became an outage instead; absent until then. */
  readonly ended?: Readonly<Partial<Record<Capability, EpochMs>>>;
  /** When it was written down; absent in rows of 0.1.0. */
  readonly plannedAt?: EpochMs;
  /** When the ramp of each of them begins by our clock, where the mall's clock, by which it ended, shows another time. */
  readonly rampSince?: Readonly<Partial<Record<Capability, EpochMs>>>;
  /** The step at which the ramp of each of them begins after its end; the first where it is absent. */
  readonly rampFrom?: Readonly<Partial<Record<Capability, number>>>;
  /** When that was so of the last of them; absent until then. */
  readonly endedAt?: EpochMs;
}

/** A window that runs over is expected this long; after that its failures count as an outage. */
export const overrunMs = 15 * minuteMs;

/** True where failures of this capability were expected at that moment. */
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

/** True where a later window of all its capabilities began before this one was over: for the mall it is one, which ends with the later one. */
export function isContinuedBy(window: Maintenance, later: Maintenance, now: EpochMs): boolean {
  return (
    later.mall === window.mall &&
    later.from > window.from &&
    later.from <= (window.endedAt ?? now) &&
    window.capabilities.every((capability) => later.capabilities.includes(capability))
  );
}

/** True where one of these windows goes on with this one (`isContinuedBy`). */
export function isContinued(window: Maintenance, all: readonly Maintenance[], now: EpochMs): boolean {
  return all.some((later) => isContinuedBy(window, later, now));
}

/**
 * Since when no window has held this capability, by our clock: the end of the last one that has begun, `now` while one holds and its end is not long past, 0
 * where none has begun.
 */
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
  // After the overrun, failures count as an outage. No probe hears the end of a window of something that cannot be probed.
  const latest = ({ to }: Maintenance): EpochMs => Math.min(now, to + overrunMs);
  return Math.max(0, ...begun.map((one) => one.rampSince?.[capability] ?? one.ended?.[capability] ?? latest(one)));
}

/**
 * The window with these capabilities ended now; the same one when nothing is new. Before its `to` a window does not end.
 *
 * @param now by the mall's clock
 * @param ramp the moment by our clock, and the step at which the ramp that follows begins
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

/** Everything wrong with a window to be planned, each as a sentence. */
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

/** Whether work that a person requests may run for a shop now. */
type ByHand =
  /** `despite` are the pauses a person has set and this work runs under all the same. */
  | { readonly kind: 'allowed'; readonly despite: readonly Pause[] }
  /** The mall cannot be asked now: work that can wait is queued. */
  | { readonly kind: 'waits'; readonly pause: Pause }
  /** Only a person's action changes it. */
  | { readonly kind: 'refused'; readonly pause: Pause };

/**
 * A `manual` pause stops automatic work only; a person who requests work knows about it. The other causes hold for
 * people too, because the mall would refuse the work: for a time under `outage` and `maintenance`, and for good under
 * `credentials`, which comes first for that reason.
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
