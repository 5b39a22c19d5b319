import { type EpochMs, minuteMs } from '../kernel/index.ts';
import type { Health } from './health.ts';
import { defaultHealthSettings } from './health-settings.ts';
import type { AffectedSpan } from './incident.ts';
import type { Shop } from './shop.ts';

/** What an outage held of one kind in one shop, in any unit: how much was done since it ended, and how much is left. */
export interface HeldWork {
  readonly done: number;
  readonly left: number;
}

/** Why nothing can be said of when held work will be done. */
export type WhyUnknown =
  /** The mall does not answer. */
  | 'silent'
  /** Shops are let through step by step: the pace is that of the steps. */
  | 'ramp'
  /** The pace is not measured long enough. */
  | 'early'
  /** Nothing was done since the first answer. */
  | 'still'
  /** What was done is not counted. */
  | 'uncounted';

/** When what an outage held will be done. An estimate is where the pace so far leads, and no promise: malls slow down, and fail again. */
export type CatchUp =
  | { readonly kind: 'done' }
  | { readonly kind: 'estimated'; readonly at: EpochMs; readonly since: EpochMs }
  | { readonly kind: 'unknown'; readonly why: WhyUnknown };

/** Shops are visited once a minute: the pace of less than two visits says nothing. */
const measuredFromMs = 2 * minuteMs;

/**
 * Where the pace since a moment leads. Shops are worked on side by side: one that goes on needs as long as its own pace says, and those that
 * wait get their turns as fast as others did. The last of them decides.
 *
 * @param ahead the share of the shops that went on before: how soon those had their turn says nothing of the others
 */
export function catchUpOf(work: readonly HeldWork[], since: EpochMs, now: EpochMs, ahead = 0): CatchUp {
  const left = work.filter((one) => one.left > 0);
  if (left.length === 0) return { kind: 'done' };
  const elapsedMs = now - since;
  if (elapsedMs < measuredFromMs) return { kind: 'unknown', why: 'early' };
  const begun = work.filter(({ done }) => done > 0).length;
  if (begun === 0) return { kind: 'unknown', why: 'still' };
  const waiting = left.filter(({ done }) => done <= 0).length;
  const begunSince = begun - Math.floor(ahead * work.filter((one) => one.done + one.left > 0).length);
  if (waiting > 0 && begunSince <= 0) return { kind: 'unknown', why: 'early' };
  // Of tens of thousands of shops: too many to be arguments.
  const slowest = left.reduce((most, one) => (one.done > 0 ? Math.max(most, one.left / one.done) : most), 0);
  return {
    kind: 'estimated',
    at: now + elapsedMs * Math.max(waiting === 0 ? 0 : waiting / begunSince, slowest),
    since,
  };
}

/** Since when every shop goes on after an outage, and from when on it was held. */
export interface Resumed {
  readonly at: EpochMs;
  readonly heldAt: EpochMs;
  /** The share of the shops that went on before. */
  readonly ahead: number;
}

/** Since when every shop goes on after an outage; why not, where not every shop goes on. */
export function resumedSince(
  { state }: Pick<Health, 'state'>,
  { from, to }: AffectedSpan,
): Resumed | { readonly why: 'silent' | 'ramp' } {
  switch (state.kind) {
    case 'down':
      return { why: 'silent' };
    case 'trickle':
      if (state.silentRounds > 0) return { why: 'silent' };
      if (state.step < defaultHealthSettings.ramp.length - 1) return { why: 'ramp' };
      return resumed(state.answeredAt, state.detectedAt, freedBySteps(state));
    case 'suspect':
      return to === null ? { why: 'silent' } : resumed(to, from, {});
    case 'healthy': {
      const { answeredAt = to ?? state.after?.until, detectedAt = from, freeSince } = state.after ?? {};
      return answeredAt === undefined || answeredAt === null
        ? { why: 'silent' }
        : resumed(answeredAt, detectedAt, { freeSince });
    }
  }
}

/** The step of the ramp before its last one. */
const stepBefore = defaultHealthSettings.ramp.at(-2) ?? { share: 0, atLeastMs: 0 };

/** When every shop went on, in the last step of a ramp: nothing where that came right after the first answer, as for few shops. */
export function freedBySteps({
  answeredAt,
  stepSince,
}: {
  readonly answeredAt: EpochMs;
  readonly stepSince: EpochMs;
}): { readonly freeSince?: EpochMs } {
  return stepSince - answeredAt >= stepBefore.atLeastMs ? { freeSince: stepSince } : {};
}

/**
 * The pace counts from the last step of the ramp on: from the first answer on it would be that of a few shops, and everything would seem to
 * take as long again as the ramp.
 */
function resumed(
  answeredAt: EpochMs,
  heldAt: EpochMs,
  { freeSince }: { readonly freeSince?: EpochMs | undefined },
): Resumed {
  return freeSince === undefined
    ? { at: answeredAt, heldAt, ahead: 0 }
    : { at: freeSince, heldAt, ahead: stepBefore.share };
}

/** What of a shop's import was held, in ms of the mall's time: its cursor stood while the mall was held, and has to come to its end. */
export function heldImport({ cursor }: Pick<Shop, 'cursor'>, heldAt: EpochMs, end: EpochMs): HeldWork {
  return { done: Math.max(0, cursor - heldAt), left: Math.max(0, end - cursor) };
}
