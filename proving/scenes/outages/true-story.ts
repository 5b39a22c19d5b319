import { minuteMs } from '../../../core/kernel/time.ts';
import type { Capability } from '../../../core/model/health.ts';
import { overrunMs } from '../../../core/model/pause.ts';
import type { MallName } from '../../../core/model/shop.ts';
import { failingKinds, type Trouble } from './mall.ts';
import type { OutageScene, Span } from './scene.ts';

/** How a mall truly was for a while. `well`: but for one shop, at most. `out`: no call was answered. `mixed`: neither of them. */
export interface Mood extends Span {
  readonly mood: 'well' | 'out' | 'mixed';
}

/** How a capability of a mall truly was, from the scene's beginning to its end, in spans of which two in a row differ. */
export function moodsOf({ troubles, start, time }: OutageScene, mall: MallName, capability: Capability): Mood[] {
  const own = troubles.filter((one) => one.mall === mall && one.capabilities.includes(capability));
  const bounds = [start, time.now(), ...own.flatMap(({ from, until }) => [from, until])];
  const moments = [...new Set(bounds)].sort((a, b) => a - b);
  const moods: Mood[] = [];
  for (const [index, from] of moments.slice(0, -1).entries()) {
    const until = moments[index + 1] ?? from;
    const mood = moodOf(own.filter((one) => one.from <= from && one.until > from));
    const last = moods.at(-1);
    if (last?.mood === mood) moods[moods.length - 1] = { ...last, until };
    else moods.push({ mood, from, until });
  }
  return moods;
}

function moodOf(standing: readonly Trouble[]): Mood['mood'] {
  const ofShops = new Set(standing.filter(isFailing).map(({ shop }) => shop));
  const isOfOne = ofShops.size === 0 || (ofShops.size === 1 && !ofShops.has(null));
  if (isOfOne && standing.every(({ kind, shop, share }) => kind === 'slow' || (shop !== null && share === 1)))
    return 'well';
  const isTotal = standing.some((one) => isFailing(one) && one.share === 1 && one.shop === null);
  return isTotal && standing.every(isFailing) ? 'out' : 'mixed';
}

/** True of a trouble in which the mall fails. */
export function isFailing({ kind }: Trouble): boolean {
  return failingKinds.includes(kind);
}

/** When failures of a capability were planned, in true time. */
export function plannedSpans(scene: OutageScene, mall: MallName, capability: Capability): Span[] {
  const { watch, store, mallAheadMs } = scene;
  return watch.windows.flatMap(({ window, plannedAt, removedAt }) => {
    if (window.mall !== mall || !window.capabilities.includes(capability)) return [];
    const from = Math.max(plannedAt, window.from - mallAheadMs);
    const row = store.maintenancesById.get(`${mall}#${window.id}`);
    const isSame = row?.plannedAt === window.plannedAt;
    const endedAt = (isSame ? row?.ended?.[capability] : undefined) ?? Number.POSITIVE_INFINITY;
    const to = Math.min(window.to, removedAt ?? window.to);
    // One that was forgotten before its time by our clock may have begun by the mall's.
    if (removedAt !== null && removedAt <= window.from) return [{ from, until: removedAt }];
    return [{ from, until: Math.min(to + overrunMs, endedAt) - mallAheadMs }];
  });
}

/** The spans in which a window may hold a capability, or is about to be over, by whichever clock. */
export function nearWindows(scene: OutageScene, mall: MallName, capability: Capability): Span[] {
  const widerMs = Math.abs(scene.mallAheadMs) + minuteMs;
  return scene.watch.windows.flatMap(({ window, removedAt }) => {
    if (window.mall !== mall || !window.capabilities.includes(capability)) return [];
    if (removedAt !== null && removedAt <= window.from - widerMs) return [];
    // Its end, the overrun, and the ramp that follows.
    return [{ from: window.from - widerMs, until: window.to + overrunMs + 10 * minuteMs + widerMs }];
  });
}

/** True where two spans have a moment in common. */
export function overlap(one: Span, other: Span): boolean {
  return one.from < other.until && other.from < one.until;
}

/** True where something kept the probe from its work in this span. */
export function isDisturbed({ watch }: OutageScene, span: Span): boolean {
  return watch.disturbed.some((one) => overlap(one, span));
}

/** A process remembers for so long which shops it may ask; and a refused key is tried again after ten minutes. */
const rememberedMs = 12 * minuteMs;

/** Shops that could be called all through a span: there, known to the probe, with a key that is taken, and held by no person. */
export function askable({ watch, troubles, start }: OutageScene, mall: MallName, span: Span): number {
  const isOff = (shop: string): boolean =>
    watch.byHand.some((one) => one.scope === shop && overlap(one, span)) ||
    troubles.some(
      ({ kind, shop: whose, from, until }) =>
        kind === 'key-refused' && whose === shop && overlap({ from, until: until + rememberedMs }, span),
    );
  const there = watch.shops.filter(
    ({ shop, from, until }) =>
      shop.mall === mall && (from === start || from + rememberedMs <= span.from) && until >= span.until,
  );
  return there.filter(({ shop }) => !isOff(shop.key)).length;
}

/** True where a capability failed at some moment of a span, planned or not. */
export function failedIn({ troubles }: OutageScene, mall: MallName, capability: Capability, span: Span): boolean {
  return troubles.some(
    (one) => one.mall === mall && one.capabilities.includes(capability) && isFailing(one) && overlap(one, span),
  );
}

/** The failing troubles of a capability that were not planned and were in force at some moment of a span. */
export function causesIn(scene: OutageScene, mall: MallName, capability: Capability, span: Span): Trouble[] {
  const planned = plannedSpans(scene, mall, capability);
  return scene.troubles.filter((one) => {
    if (one.mall !== mall || !one.capabilities.includes(capability) || !isFailing(one) || !overlap(one, span))
      return false;
    const part = { from: Math.max(one.from, span.from), until: Math.min(one.until, span.until) };
    return without(part, planned).length > 0;
  });
}

/** What is left of a span without the others. */
export function without(span: Span, others: readonly Span[]): Span[] {
  let left: Span[] = span.until > span.from ? [span] : [];
  for (const other of others) {
    left = left.flatMap(({ from, until }) =>
      [
        { from, until: Math.min(until, other.from) },
        { from: Math.max(from, other.until), until },
      ].filter((one) => one.until > one.from),
    );
  }
  return left;
}

/** The calls a second of all shops of a mall that were there at a moment. */
export function loadAt({ watch }: OutageScene, mall: MallName, at: number): number {
  const there = watch.shops.filter(({ shop, from, until }) => shop.mall === mall && from <= at && until > at);
  return there.reduce((sum, { shop }) => sum + shop.callsPerSecond, 0);
}

/** A moment for who reads the story. */
export function minute({ start }: OutageScene, at: number): string {
  return `${((at - start) / minuteMs).toFixed(2)} min`;
}
