import type { DrillDay } from './day.ts';
import { storedMoments } from './orders.ts';

/** The `minutes` of a drill. */
export interface MinuteCount {
  readonly toDetect: number | null;
  readonly toFirstOrderAfterRecovery: number | null;
  readonly toCaughtUp: number | null;
}

export function countMinutes(day: DrillDay): MinuteCount {
  const { from, to, out, keyless } = day.settings;
  const down = day.healths.filter(
    ({ at, capability, state }) => state === 'down' && at >= from && out.includes(capability),
  );
  const stored = storedMoments(day);
  let first: number | null = null;
  for (const [id, at] of stored) {
    if (id.startsWith('rms#') && at >= to && (first === null || at < first)) first = at;
  }
  let caughtUp: number | null = to;
  for (const { id, shop, placedAt, visibleAt } of day.books.values()) {
    if (!shop.startsWith('rms#') || placedAt < from || placedAt >= to || visibleAt > to) continue;
    // A shop whose key the mall refuses at the end has to wait for its merchant, not for us.
    if (keyless.some((span) => span.shop === shop && span.from <= to && to < span.to)) continue;
    const at = stored.get(id);
    caughtUp = at === undefined || caughtUp === null ? null : Math.max(caughtUp, at);
  }
  return {
    toDetect: since(from, down.length === 0 ? null : Math.min(...down.map(({ at }) => at))),
    toFirstOrderAfterRecovery: out.includes('import') ? since(to, first) : null,
    toCaughtUp: since(to, caughtUp),
  };
}

/** Minutes with one decimal. */
function since(moment: number, at: number | null): number | null {
  return at === null ? null : Math.round((at - moment) / 6_000) / 10;
}
