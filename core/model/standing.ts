import { createHash } from 'node:crypto';
import { type EpochMs, jstText, type Sentence, sentence } from '../kernel/index.ts';
import { type Capability, type Health, isOut } from './health.ts';
import { defaultHealthSettings, type HealthSettings, type RampStep } from './health-settings.ts';
import type { Maintenance, Pause } from './pause.ts';
import type { ShopKey } from './shop.ts';

/** Every row that can hold work, from one read. */
export interface Standing {
  readonly pauses: readonly Pause[];
  /** The `outage` pauses. */
  readonly healths: readonly Health[];
  /** The `maintenance` pauses. */
  readonly maintenances: readonly Maintenance[];
}

export function pausesOf(
  standing: Standing,
  now: EpochMs,
  ramp: readonly RampStep[] = defaultHealthSettings.ramp,
): Pause[] {
  return [
    ...standing.pauses,
    ...standing.healths.filter(isOut).map((health) => outagePause(health, ramp)),
    ...standing.maintenances.flatMap((maintenance) =>
      maintenance.capabilities.flatMap((capability) => maintenancePause(maintenance, capability, now, ramp)),
    ),
  ];
}

const noted = (words: Sentence): Pick<Pause, 'note' | 'words'> => ({ note: String(words), words });

function answersAgain(
  { answeredAt, step }: { readonly answeredAt: EpochMs; readonly step: number },
  ramp: readonly RampStep[],
): Sentence {
  return step < ramp.length - 1
    ? sentence`The mall answers again since ${jstText(answeredAt)}; more shops follow step by step.`
    : sentence`The mall answers again since ${jstText(answeredAt)}; every shop goes on.`;
}

/** During recovery a growing share of shops passes, none after a silent round. */
function outagePause({ mall, capability, state }: Health, ramp: readonly RampStep[]): Pause {
  const common = { cause: 'outage', scope: mall, capability, by: 'health-probe' } as const;
  switch (state.kind) {
    case 'healthy':
    case 'suspect':
      throw new Error(`A ${state.kind} capability holds nothing.`);
    case 'down':
      return {
        ...common,
        since: state.since,
        ...noted(sentence`The mall does not answer. It is probed every few seconds.`),
      };
    case 'trickle':
      // Without a step no shop passes.
      if (state.silentRounds > 0) {
        const words = sentence`The mall answered at ${jstText(state.answeredAt)} and is silent again. It is probed every few seconds.`;
        return { ...common, since: state.since, ...noted(words) };
      }
      return { ...common, since: state.since, ...noted(answersAgain(state, ramp)), rampStep: state.step };
  }
}

/**
 * Lasts until the mall answered after the window's end, then becomes a ramp by time, since after hours all would come at once. The end is
 * judged by the mall's clock, when noted.
 */
function maintenancePause(
  { mall, from, to, by, note, ended, rampFrom, rampSince }: Maintenance,
  capability: Capability,
  now: EpochMs,
  ramp: readonly RampStep[],
): Pause[] {
  const endedAt = ended?.[capability];
  const common = { cause: 'maintenance', scope: mall, capability, since: from, by, plannedUntil: to } as const;
  if (now < from) return [];
  if (endedAt === undefined) {
    return [{ ...common, ...noted(sentence`${note} It ends when the mall answers after its time.`) }];
  }
  const rampStep = Math.max(stepSince(rampSince?.[capability] ?? endedAt, now, ramp), rampFrom?.[capability] ?? 0);
  if (rampStep >= ramp.length - 1) return [];
  const words = sentence`${note} The mall answers again since ${jstText(endedAt)}; more shops follow step by step.`;
  return [{ ...common, ...noted(words), rampStep }];
}

/** Shops of a shard's run that a ramp step lets through; all without a step. */
export function shopsOfStep(step: RampStep | undefined, shops: number, shards: number): number {
  if (step === undefined) return shops;
  const byShare = Math.ceil(shops * step.share);
  // Of a few shops of a mall each shard takes its part, and at least one.
  const few = step.shopsMax === undefined ? byShare : Math.max(1, Math.floor(step.shopsMax / shards));
  return Math.min(shops, byShare, few);
}

/**
 * The last step with a light load, so that small installations pass at once.
 *
 * @param callsPerSecond of all shops of the mall; null if too many to count
 */
export function lightStep(
  callsPerSecond: number | null,
  { ramp, lightCallsPerSecond }: Pick<HealthSettings, 'ramp' | 'lightCallsPerSecond'>,
): number {
  if (callsPerSecond === null) return 0;
  return Math.max(
    0,
    ramp.findLastIndex(({ share }) => callsPerSecond * share <= lightCallsPerSecond),
  );
}

/** A shop's constant place in [0, 1): it passes while the step's share is greater. */
export function placeOnRamp(shop: ShopKey): number {
  return createHash('sha256').update(shop).digest().readUInt32BE() / 2 ** 32;
}

/** The step of a ramp that advances by time alone. */
export function stepSince(began: EpochMs, now: EpochMs, ramp: readonly RampStep[]): number {
  let ends = began;
  const reached = ramp.findIndex(({ atLeastMs }) => {
    ends += atLeastMs;
    return now < ends;
  });
  return reached === -1 ? Math.max(0, ramp.length - 1) : reached;
}
