import type { Capability } from '../../../core/model/health.ts';
import type { DayFacts } from '../facts.ts';

export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * Spans in which nothing of a capability may be called: from each written `down`, and each round without an answer on a ramp, to the
 * next state; and planned windows.
 */
export function pausesOf(day: DayFacts, capability: Capability): Span[] {
  const states = statesOf(day, capability);
  const outages = states.flatMap(({ at, health }, index) =>
    holdsAll(health) ? [{ from: at, to: states[index + 1]?.at ?? Number.POSITIVE_INFINITY }] : [],
  );
  return isPlanned(day, capability) ? [...outages, day.script] : outages;
}

const holdsAll = ({ state }: DayFacts['healths'][number]['health']): boolean =>
  state.kind === 'down' || (state.kind === 'trickle' && state.silentRounds > 0);

export const statesOf = ({ healths }: DayFacts, capability: Capability) =>
  healths.filter(({ health }) => health.capability === capability);

export const isPlanned = ({ script }: DayFacts, capability: Capability): boolean =>
  script.planned?.capabilities.includes(capability) ?? false;
