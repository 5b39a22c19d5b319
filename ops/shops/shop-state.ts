import { clockErrorMaxMs, type EpochMs, jstText, minuteMs } from '../../core/kernel/index.ts';
import { holdingPause, type ImportTrouble, type Pause, type Shop } from '../../core/model/index.ts';
import type { ImportSettings } from '../../core/session/index.ts';
import { t } from '../../language/language.ts';
import { durationText } from '../../language/phrases.ts';
import { causeWord, letsAllThrough } from '../../views/pause/index.ts';
import { jstIso } from '../../views/plain.ts';
import type { Look } from '../terminal/streams.ts';

/** How a shop's import stands. */
export type ShopState =
  | { readonly kind: 'well'; readonly lagMs: number }
  | { readonly kind: 'behind'; readonly lagMs: number }
  /** Its cursor lies in the future: the next poll brings it back. */
  | { readonly kind: 'ahead'; readonly lagMs: 0 }
  | { readonly kind: 'waiting'; readonly importFrom: EpochMs }
  | { readonly kind: 'paused'; readonly lagMs: number; readonly pause: Pause };

/** Beyond a cursor's rest, the time that a poll or two take before a shop counts as behind. */
const pollsMs = 3 * minuteMs;

/** The longest lag of a shop that counts as well. It covers malls that allow few listings, such as Amazon. */
export const wellLagMs = ({ cursorRestMs }: Pick<ImportSettings, 'cursorRestMs'>): number => cursorRestMs + pollsMs;

/**
 * Determines the state of a shop. An idle shop's cursor is written only occasionally, so a few minutes of lag mean nothing. While a mall
 * comes back step by step, a shop that is not behind was let through, and with the last step all are: neither is paused.
 */
export function shopState(
  shop: Shop,
  pauses: readonly Pause[],
  settings: Pick<ImportSettings, 'cursorRestMs'>,
  now: EpochMs,
): ShopState {
  const lagMs = Math.max(0, now - shop.cursor);
  const pause = holdingPause(
    pauses.filter(({ rampStep }) => rampStep === undefined),
    shop,
    now,
  );
  if (pause) return { kind: 'paused', lagMs, pause };
  if (shop.importFrom > now) return { kind: 'waiting', importFrom: shop.importFrom };
  if (shop.cursor - now > clockErrorMaxMs) return { kind: 'ahead', lagMs: 0 };
  if (lagMs <= wellLagMs(settings)) return { kind: 'well', lagMs };
  const ramp = holdingPause(pauses, shop, now);
  return ramp?.rampStep !== undefined && !letsAllThrough(ramp)
    ? { kind: 'paused', lagMs, pause: ramp }
    : { kind: 'behind', lagMs };
}

/** A shop's state in a word or two. */
export function stateText(state: ShopState): string {
  switch (state.kind) {
    case 'well':
      return t`well`;
    case 'behind':
      return t`behind`;
    case 'ahead':
      return t`cursor ahead of the clock`;
    case 'waiting':
      return t`starts ${jstText(state.importFrom)}`;
    case 'paused':
      return state.pause.rampStep === undefined
        ? t`paused: ${causeWord(state.pause.cause)}`
        : t`paused: ${causeWord(state.pause.cause)}, its turn comes`;
  }
}

/** How a state looks: a shop that is to start later, or that a person or a mall holds, is not broken. */
export function stateLook({ kind }: ShopState): Look | undefined {
  switch (kind) {
    case 'well':
      return 'good';
    case 'behind':
    case 'ahead':
      return 'bad';
    case 'paused':
      return 'warn';
    case 'waiting':
      return undefined;
  }
}

/** Why an import waits, or goes on slower, though the mall answers. */
export const troubleWords = (): Readonly<Record<ImportTrouble['kind'], string>> => ({
  refused: t`all orders refused`,
  'total-wrong': t`orders counted wrongly`,
  'numbers-only': t`order numbers listed only`,
});

/** How far the cursor lies back. */
export function lagText(state: ShopState): string {
  return state.kind === 'waiting' || state.kind === 'ahead' ? '' : durationText(state.lagMs);
}

/** A shop's state for a program. */
export function stateJson(state: ShopState): object {
  switch (state.kind) {
    case 'well':
    case 'behind':
    case 'ahead':
      return { state: state.kind, lagSeconds: Math.round(state.lagMs / 1_000) };
    case 'waiting':
      return { state: state.kind, importFrom: jstIso(state.importFrom) };
    case 'paused':
      return { state: state.kind, cause: state.pause.cause, lagSeconds: Math.round(state.lagMs / 1_000) };
  }
}
