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
  /** When the mall answered again after the window; absent until then. */
  readonly endedAt?: EpochMs;
}

/** A window that runs over is expected this long; after that its failures count as an outage. */
export const overrunMs = 15 * minuteMs;

/** True while failures of this capability are expected. */
export function isInMaintenance(maintenances: readonly Maintenance[], capability: Capability, now: EpochMs): boolean {
  return maintenances.some(
    (maintenance) =>
      maintenance.capabilities.includes(capability) &&
      maintenance.from <= now &&
      now < maintenance.to + overrunMs &&
      maintenance.endedAt === undefined,
  );
}

/** True while the window holds work: from its start until, after its end, the mall has answered. */
export function holdsNow({ from, to, endedAt }: Maintenance, now: EpochMs): boolean {
  if (now < from) return false;
  return now < to || endedAt === undefined;
}

/** Everything wrong with a window somebody wants to plan, each as a sentence. */
export function problemsOfMaintenance(
  wanted: Pick<Maintenance, 'from' | 'to' | 'capabilities'>,
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
      maintenance.endedAt === undefined &&
      maintenance.from < wanted.to &&
      wanted.from < maintenance.to &&
      maintenance.capabilities.some((capability) => wanted.capabilities.includes(capability)),
  );
  if (other) problems.push(`It overlaps the window ${other.id} (${jstText(other.from)} to ${jstText(other.to)}).`);
  return problems;
}
