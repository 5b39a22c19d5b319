import type { ProblemOrder } from '../../core/import/index.ts';
import {
  clockErrorMaxMs,
  type EpochMs,
  minuteMs,
  object,
  optional,
  orNull,
  type Static,
  secondMs,
  text,
  whole,
} from '../../core/kernel/index.ts';
import {
  holdingPause,
  type ImportTrouble,
  type Pause,
  type PauseCause,
  pendingOf,
  type Shop,
  type ShopKey,
} from '../../core/model/index.ts';
import type { ImportSettings } from '../../core/session/index.ts';
import { letsAllThrough } from '../pause/index.ts';
import { fieldsOf, jstIso, jstIsoOrNull } from '../plain.ts';
import { figure, moment } from '../shape.ts';

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

/** The state of a shop. An idle shop's cursor is written only occasionally, so a few minutes of lag mean nothing. With the last step of a ramp no shop is paused. */
export function shopState(
  shop: Shop,
  pauses: readonly Pause[],
  settings: Pick<ImportSettings, 'cursorRestMs'>,
  now: EpochMs,
): ShopState {
  const lagMs = Math.max(0, now - shop.cursor);
  const full = pauses.filter(({ rampStep }) => rampStep === undefined);
  const pause = holdingPause(full, shop, now);
  if (pause) return { kind: 'paused', lagMs, pause };
  if (shop.importFrom > now) return { kind: 'waiting', importFrom: shop.importFrom };
  if (shop.cursor - now > clockErrorMaxMs) return { kind: 'ahead', lagMs: 0 };
  if (lagMs <= wellLagMs(settings)) return { kind: 'well', lagMs };
  const ramp = holdingPause(pauses, shop, now);
  return ramp?.rampStep !== undefined && !letsAllThrough(ramp)
    ? { kind: 'paused', lagMs, pause: ramp }
    : { kind: 'behind', lagMs };
}

export function stateFacts(
  state: ShopState,
): Pick<StandingFacts, 'state' | 'lagSeconds' | 'cause'> & { readonly importFrom?: string } {
  const { kind } = state;
  if (kind === 'waiting') return { state: kind, importFrom: jstIso(state.importFrom) };
  const lagSeconds = Math.round(state.lagMs / secondMs);
  return kind === 'paused' ? { state: kind, cause: state.pause.cause, lagSeconds } : { state: kind, lagSeconds };
}

export interface ShopSeen {
  readonly shop: Shop;
  readonly state: ShopState;
}

/** The same, and how many of its orders cannot be read. */
export interface ShopStanding extends ShopSeen {
  readonly problems: number;
}

const [count, time] = [orNull(whole()), orNull(moment)];

export const shopShape = object({
  ...{ shop: text<ShopKey>(), name: text(), merchant: text(), shard: whole(), importFrom: moment, cursor: moment },
  ...{ state: text<ShopState['kind']>(), lagSeconds: optional(whole()), cause: optional(text<PauseCause>()) },
  ...{ callsPerSecond: figure, nextDayCutOff: orNull(text()), shipWithinDays: count, cardDays: count },
  ...{ keyVersion: whole(), keyExpiresAt: time, keyReadAt: time, nextKeySince: time },
  lostSpan: orNull(object({ from: moment, to: moment })),
});

export function shopFacts({ shop, state }: ShopSeen): Static<typeof shopShape> {
  const { key, credential, lostSpan, nextDayCutOff = null, shipWithinDays = null, cardDays = null } = shop;
  return {
    ...{ shop: key, ...fieldsOf(shop, 'name', 'merchant', 'shard') },
    ...{ importFrom: jstIso(shop.importFrom), cursor: jstIso(shop.cursor), ...stateFacts(state) },
    ...{ callsPerSecond: shop.callsPerSecond, nextDayCutOff, shipWithinDays, cardDays },
    ...{ keyVersion: credential.version, keyExpiresAt: jstIsoOrNull(credential.expiresAt) },
    ...{ keyReadAt: jstIsoOrNull(credential.checkedAt), nextKeySince: jstIsoOrNull(pendingOf(shop)?.since) },
    lostSpan: lostSpan === undefined ? null : { from: jstIso(lostSpan.from), to: jstIso(lostSpan.to) },
  };
}

/** How the shops stand, those in trouble first, then the furthest behind. */
export function standingsOf(
  shops: readonly Shop[],
  problems: readonly ProblemOrder[],
  stateOf: (shop: Shop) => ShopState,
): ShopStanding[] {
  const counts = new Map<string, number>();
  for (const { shop } of problems) counts.set(shop, (counts.get(shop) ?? 0) + 1);
  const lines = shops.map((shop) => ({ shop, state: stateOf(shop), problems: counts.get(shop.key) ?? 0 }));
  return lines.sort((a, b) => rank(a) - rank(b) || a.shop.cursor - b.shop.cursor || (a.shop.key < b.shop.key ? -1 : 1));
}

/** True where a person may want to look at it: all that does not rank last. */
export const isTroubled = (standing: ShopStanding): boolean => rank(standing) < wellRank;

const wellRank = 4;

/** Trouble first. */
function rank({ shop, state, problems }: ShopStanding): number {
  if (state.kind === 'paused') return 0;
  if (shop.lostSpan || shop.importTrouble) return 1;
  if (state.kind === 'behind' || state.kind === 'ahead') return 2;
  return problems > 0 ? 3 : wellRank;
}

export function countsOfShops(standings: readonly ShopStanding[]) {
  const count = (holds: (standing: ShopStanding) => boolean): number => standings.filter(holds).length;
  return {
    shopsTotal: standings.length,
    shopsPaused: count(({ state }) => state.kind === 'paused'),
    shopsBehind: count(({ state }) => state.kind === 'behind'),
    problemOrders: standings.reduce((sum, { problems }) => sum + problems, 0),
  };
}

/** The shop that nothing holds and that is furthest behind; null when there is none. */
export function furthestBehind(standings: readonly ShopStanding[]): { shop: Shop; lagMs: number } | null {
  const behind = standings.flatMap(({ shop, state }) =>
    state.kind === 'behind' || state.kind === 'well' ? [{ shop, lagMs: state.lagMs }] : [],
  );
  return behind.sort((a, b) => b.lagMs - a.lagMs)[0] ?? null;
}

/** The shops furthest behind, whatever the reason; one whose import has not begun is not behind. */
export function worstOf(standings: readonly ShopStanding[], count: number): ShopStanding[] {
  const lagOf = ({ state }: ShopStanding): number => (state.kind === 'waiting' ? -1 : state.lagMs);
  return [...standings].sort((a, b) => lagOf(b) - lagOf(a) || (a.shop.key < b.shop.key ? -1 : 1)).slice(0, count);
}

export const standingShape = object({
  ...{ shop: text<ShopKey>(), name: text(), cursor: moment, state: text<ShopState['kind']>() },
  ...{ lagSeconds: optional(whole()), importFrom: optional(moment), cause: optional(text<PauseCause>()) },
  trouble: optional(object({ kind: text<ImportTrouble['kind']>(), since: moment, note: text() })),
  problems: whole(),
});
export type StandingFacts = Static<typeof standingShape>;

export function standingFacts({ shop, state, problems }: ShopStanding): StandingFacts {
  const { key, name, cursor, importTrouble } = shop;
  return {
    ...{ shop: key, name, cursor: jstIso(cursor), ...stateFacts(state) },
    ...(importTrouble && { trouble: { ...importTrouble, since: jstIso(importTrouble.since) } }),
    problems,
  };
}
