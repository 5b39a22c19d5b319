import { type Health, isOut } from '../health/health.ts';
import { type EpochMs, jstText } from '../units.ts';
import { holdsNow, type Maintenance } from './maintenance.ts';
import type { Pause } from './pause.ts';

/** Every row that can hold work back, as one read brings them. */
export interface Standing {
  /** Set by people (`manual`) and by refused keys (`credentials`). */
  readonly pauses: readonly Pause[];
  /** The `outage` pauses are these rows. */
  readonly healths: readonly Health[];
  /** The `maintenance` pauses are these rows. */
  readonly maintenances: readonly Maintenance[];
}

/** The pauses that follow from the rows now. */
export function pausesOf(standing: Standing, now: EpochMs): Pause[] {
  return [
    ...standing.pauses,
    ...standing.healths.filter(isOut).map(outagePause),
    ...standing.maintenances.filter((maintenance) => holdsNow(maintenance, now)).flatMap(maintenancePauses),
  ];
}

/** The pause that a health row is. In a trickle it lets a growing share of the shops through. */
function outagePause({ mall, capability, state }: Health): Pause {
  const common = { cause: 'outage', scope: mall, capability, by: 'health-probe' } as const;
  switch (state.kind) {
    case 'healthy':
    case 'suspect':
      throw new Error(`A ${state.kind} capability holds nothing.`);
    case 'down':
      return { ...common, since: state.since, note: 'The mall does not answer. It is probed every few seconds.' };
    case 'trickle':
      return {
        ...common,
        since: state.since,
        note: `The mall answers again since ${jstText(state.answeredAt)}; more shops follow step by step.`,
        rampStep: state.step,
      };
  }
}

function maintenancePauses({ mall, capabilities, from, to, by, note }: Maintenance): Pause[] {
  return capabilities.map((capability) => ({
    cause: 'maintenance',
    scope: mall,
    capability,
    since: from,
    by,
    note: `${note} Planned until ${jstText(to)}; ends when the mall answers after that.`,
  }));
}
