import { type EpochMs, minuteMs } from '../kernel/index.ts';
import type { Health } from './health.ts';
import { defaultHealthSettings } from './health-settings.ts';
import type { AffectedSpan } from './incident.ts';
import type { Shop } from './shop.ts';

/** Work held by an outage in a shop, in any unit. */
export interface HeldWork {
  readonly done: number;
  readonly left: number;
}

/** Reasons why no end can be estimated. */
export type WhyUnknown =
  /** The mall does not answer. */
  | 'silent'
  /** Shops are let through step by step. */
  | 'ramp'
  | 'early'
  /** Nothing was done since the first answer. */
  | 'still'
  | 'uncounted';

/** Estimate by the pace so far, without promise: malls slow down and fail again. */
export type CatchUp =
  | { readonly kind: 'done' }
  | { readonly kind: 'estimated'; readonly at: EpochMs; readonly since: EpochMs }
  | { readonly kind: 'unknown'; readonly why: WhyUnknown };

/** Shops are visited once a minute, and fewer than two visits say nothing. */
const measuredFromMs = 2 * minuteMs;

/**
 * Extrapolates the pace since a moment. Shops proceed in parallel; waiting ones get turns as fast as others did, and the last decides.
 *
 * @param ahead share of shops that resumed before, whose start says nothing of the others
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
  // Tens of thousands of shops are too many for arguments of `Math.max`.
  const slowest = left.reduce((most, one) => (one.done > 0 ? Math.max(most, one.left / one.done) : most), 0);
  return {
    kind: 'estimated',
    at: now + elapsedMs * Math.max(waiting === 0 ? 0 : waiting / begunSince, slowest),
    since,
  };
}

/** `at`: every shop had resumed after an outage; `heldAt`: the hold began. */
export interface Resumed {
  readonly at: EpochMs;
  readonly heldAt: EpochMs;
  readonly ahead: number;
}

/** Time when every shop had resumed, or why not all have. */
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

const stepBefore = defaultHealthSettings.ramp.at(-2) ?? { share: 0, atLeastMs: 0 };

/** The start of a ramp's last step; nothing if right after the first answer, as with few shops. */
export function freedBySteps({
  answeredAt,
  stepSince,
}: {
  readonly answeredAt: EpochMs;
  readonly stepSince: EpochMs;
}): { readonly freeSince?: EpochMs } {
  return stepSince - answeredAt >= stepBefore.atLeastMs ? { freeSince: stepSince } : {};
}

/** Counts from the last step on: the pace before is that of a few shops. */
function resumed(
  answeredAt: EpochMs,
  heldAt: EpochMs,
  { freeSince }: { readonly freeSince?: EpochMs | undefined },
): Resumed {
  return freeSince === undefined
    ? { at: answeredAt, heldAt, ahead: 0 }
    : { at: freeSince, heldAt, ahead: stepBefore.share };
}

/** Work in ms of the mall's time, from the cursor's stop to the end. */
export function heldImport({ cursor }: Pick<Shop, 'cursor'>, heldAt: EpochMs, end: EpochMs): HeldWork {
  return { done: Math.max(0, cursor - heldAt), left: Math.max(0, end - cursor) };
}
