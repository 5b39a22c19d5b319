import { clockErrorMaxMs, type EpochMs, minuteMs } from '../../core/kernel/index.ts';
import { holdingPause, type Pause, type Shop } from '../../core/model/index.ts';
import type { ImportSettings } from '../../core/session/index.ts';

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

/** Determines the state of a shop. An idle shop's cursor is written only occasionally, so a few minutes of lag mean nothing. */
export function shopState(
  shop: Shop,
  pauses: readonly Pause[],
  settings: Pick<ImportSettings, 'cursorRestMs'>,
  now: EpochMs,
): ShopState {
  const lagMs = Math.max(0, now - shop.cursor);
  const pause = holdingPause(pauses, shop, now);
  if (pause) return { kind: 'paused', lagMs, pause };
  if (shop.importFrom > now) return { kind: 'waiting', importFrom: shop.importFrom };
  if (shop.cursor - now > clockErrorMaxMs) return { kind: 'ahead', lagMs: 0 };
  return { kind: lagMs > settings.cursorRestMs + pollsMs ? 'behind' : 'well', lagMs };
}
