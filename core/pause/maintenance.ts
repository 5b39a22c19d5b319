import { type Capability, capabilities } from '../health/capability.ts';
import type { MallName } from '../merchants/shop.ts';
import { type EpochMs, jstText, minuteMs } from '../units.ts';

/** A window in which a mall has said it will not work. */
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

/**
 * The window with these capabilities ended now; the same one when nothing is new. Before its `to` a window does not end.
 *
 * @param rampFrom the step of the ramp that follows
 */
export function withEnded(
  maintenance: Maintenance,
  ended: readonly Capability[],
  now: EpochMs,
  rampFrom = 0,
): Maintenance {
  if (now < maintenance.to) return maintenance;
  const isNew = (capability: Capability): boolean =>
    ended.includes(capability) && maintenance.ended?.[capability] === undefined;
  const fresh = maintenance.capabilities.filter(isNew);
  if (fresh.length === 0) return maintenance;
  const each = <T>(value: T) => Object.fromEntries(fresh.map((capability) => [capability, value]));
  const all = { ...maintenance.ended, ...each(now) };
  const isOver = maintenance.capabilities.every((capability) => all[capability] !== undefined);
  const ramps = rampFrom === 0 ? {} : { rampFrom: { ...maintenance.rampFrom, ...each(rampFrom) } };
  return { ...maintenance, ended: all, ...ramps, ...(isOver ? { endedAt: now } : {}) };
}

/** Everything wrong with a window somebody wants to plan, each as a sentence. */
export function problemsOfMaintenance(
  wanted: Pick<Maintenance, 'mall' | 'from' | 'to' | 'capabilities'>,
  standing: readonly Maintenance[],
  now: EpochMs,
): string[] {
  const problems: string[] = [];
  if (wanted.from >= wanted.to) {
    problems.push(`--to (${jstText(wanted.to)}) must lie after --from (${jstText(wanted.from)}).`);
  }
  if (wanted.to <= now) problems.push(`--to (${jstText(wanted.to)}) is over already.`);
  if (wanted.capabilities.length === 0) {
    problems.push(`--capabilities: name at least one of ${capabilities.join(', ')}.`);
  }
  const other = standing.find(
    (maintenance) =>
      maintenance.mall === wanted.mall &&
      maintenance.endedAt === undefined &&
      maintenance.from < wanted.to &&
      wanted.from < maintenance.to &&
      maintenance.capabilities.some((capability) => wanted.capabilities.includes(capability)),
  );
  if (other) problems.push(`It overlaps the window ${other.id} (${jstText(other.from)} to ${jstText(other.to)}).`);
  return problems;
}
