import { type EpochMs, jstText } from '../kernel/index.ts';
import { type Capability, type Health, isOut } from './health.ts';
import type { Maintenance, Pause } from './pause.ts';
import { defaultHealthSettings, type RampStep, stepSince } from './ramp.ts';

/** Every row that can hold work, from one read. */
export interface Standing {
  /** Set by people (`manual`) and by refused keys (`credentials`). */
  readonly pauses: readonly Pause[];
  /** The `outage` pauses are these rows. */
  readonly healths: readonly Health[];
  /** The `maintenance` pauses are these rows. */
  readonly maintenances: readonly Maintenance[];
}

/** The pauses that follow from the rows now. */
export function pausesOf(
  standing: Standing,
  now: EpochMs,
  ramp: readonly RampStep[] = defaultHealthSettings.ramp,
): Pause[] {
  return [
    ...standing.pauses,
    ...standing.healths.filter(isOut).map(outagePause),
    ...standing.maintenances.flatMap((maintenance) =>
      maintenance.capabilities.flatMap((capability) => maintenancePause(maintenance, capability, now, ramp)),
    ),
  ];
}

/** The pause that a health row is. While the mall recovers it lets a growing share of the shops through, and none after a silent round. */
function outagePause({ mall, capability, state }: Health): Pause {
  const common = { cause: 'outage', scope: mall, capability, by: 'health-probe' } as const;
  switch (state.kind) {
    case 'healthy':
    case 'suspect':
      throw new Error(`A ${state.kind} capability holds nothing.`);
    case 'down':
      return { ...common, since: state.since, note: 'The mall does not answer. It is probed every few seconds.' };
    case 'trickle':
      // Without a step it lets no shop through.
      if (state.silentRounds > 0) {
        const note = `The mall answered at ${jstText(state.answeredAt)} and is silent again. It is probed every few seconds.`;
        return { ...common, since: state.since, note };
      }
      return {
        ...common,
        since: state.since,
        note: `The mall answers again since ${jstText(state.answeredAt)}; more shops follow step by step.`,
        rampStep: state.step,
      };
  }
}

/**
 * The pause that a window is for one capability, while it is one: from its start until, after its end, the mall has answered;
 * then a ramp by time, because after hours of rest everybody would come at once.
 */
function maintenancePause(
  { mall, from, to, by, note, ended, rampFrom }: Maintenance,
  capability: Capability,
  now: EpochMs,
  ramp: readonly RampStep[],
): Pause[] {
  const endedAt = ended?.[capability];
  const common = { cause: 'maintenance', scope: mall, capability, since: from, by, plannedUntil: to } as const;
  if (now < from) return [];
  if (now < to || endedAt === undefined) {
    return [{ ...common, note: `${note} It ends when the mall answers after its time.` }];
  }
  const rampStep = Math.max(stepSince(endedAt, now, ramp), rampFrom?.[capability] ?? 0);
  if (rampStep >= ramp.length - 1) return [];
  const answers = `The mall answers again since ${jstText(endedAt)}; more shops follow step by step.`;
  return [{ ...common, note: `${note} ${answers}`, rampStep }];
}
