/**
 * Outage: probes each mall, judges health by capability, pauses and resumes, keeps incidents until all is caught up.
 *
 * Never imports another feature. Start with `judge.ts` (healthy, suspect, down, recovering) and `keep-incidents.ts`.
 */

export { assertConsequences } from './assert-incidents.ts';
export { judgeCapability } from './judge.ts';
export { type Pausing, pauseByHand, resumeByHand } from './pauses.ts';
export { type CanaryMemory, chooseCanaries, createCanaryMemory } from './probe.ts';
export {
  doubtsOf,
  endMaintenances,
  endsUnheard,
  failingShopOf,
  mallAheadOf,
  type ProbeResults,
  probeRounds,
  sinceFirstHeard,
} from './probe-rounds.ts';
export { isPlanned } from './round.ts';
