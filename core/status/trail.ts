import { type PushStep, trailMax } from './push.ts';

/** The first steps stay: how it began is asked for as often as how it ended. */
const firstKept = 10;

/** How the detail of a step `read-back` begins that did not come with the push's turn, and may not have found the change. */
export const lookedAgain = 'looked again: ';

/** A trail with more steps at its end; what lies in the middle of a long one is dropped. */
export function withSteps(trail: readonly PushStep[], steps: readonly PushStep[]): PushStep[] {
  const all = [...trail, ...steps];
  if (all.length <= trailMax) return all;
  return [...all.slice(0, firstKept), ...all.slice(firstKept - trailMax)];
}
