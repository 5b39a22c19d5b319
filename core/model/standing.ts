import { createHash } from 'node:crypto';
import { type EpochMs, jstText, type Sentence, sentence } from '../kernel/index.ts';
import { type Capability, type Health, isOut } from './health.ts';
import { defaultHealthSettings, type HealthSettings, type RampStep } from './health-settings.ts';
import type { Maintenance, Pause } from './pause.ts';
import type { ShopKey } from './shop.ts';

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

/** The pause that a health row is. While the mall recovers it lets a growing share of the shops through, and none after a silent round. */
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
      // Without a step it lets no shop through.
      if (state.silentRounds > 0) {
        const words = sentence`The mall answered at ${jstText(state.answeredAt)} and is silent again. It is probed every few seconds.`;
        return { ...common, since: state.since, ...noted(words) };
      }
      return { ...common, since: state.since, ...noted(answersAgain(state, ramp)), rampStep: state.step };
  }
}

/**
 * The pause that a window is for one capability, while it is one: from its start until, after its end, the mall has answered;
 * then a ramp by time, because after hours of rest everybody would come at once. That its end has come is judged where it is noted, by the
 * clock of the mall: by ours it may still lie ahead.
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

/**
 * How many of `shops` shops a step of the ramp lets through, of those that one run of one of `shards` shards has before it; all of them
 * when there is no such step.
 */
export function shopsOfStep(step: RampStep | undefined, shops: number, shards: number): number {
  if (step === undefined) return shops;
  const byShare = Math.ceil(shops * step.share);
  // A few shops of the whole mall: each shard takes its part, and at least one.
  const few = step.shopsMax === undefined ? byShare : Math.max(1, Math.floor(step.shopsMax / shards));
  return Math.min(shops, byShare, few);
}

/**
 * The last step that asks the mall for what is light: an installation that is small as a whole passes at once, a large one step by
 * step.
 *
 * @param callsPerSecond of all shops of the mall together; null where there are more of them than are counted
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

/** A shop's place on the ramp, in [0, 1), the same in every run: it passes while the step's share is greater. */
export function placeOnRamp(shop: ShopKey): number {
  return createHash('sha256').update(shop).digest().readUInt32BE() / 2 ** 32;
}

/** The step reached by a ramp that began at a given moment and advances by time alone. */
export function stepSince(began: EpochMs, now: EpochMs, ramp: readonly RampStep[]): number {
  let ends = began;
  const reached = ramp.findIndex(({ atLeastMs }) => {
    ends += atLeastMs;
    return now < ends;
  });
  return reached === -1 ? Math.max(0, ramp.length - 1) : reached;
}
