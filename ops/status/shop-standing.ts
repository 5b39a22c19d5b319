import type { ProblemOrder } from '../../core/import/index.ts';
import { jstText } from '../../core/kernel/index.ts';
import type { Shop } from '../../core/model/index.ts';
import { t } from '../../language/language.ts';
import { enumerated } from '../../language/phrases.ts';
import { jstIso } from '../../views/plain.ts';
import { lagText, type ShopState, stateJson, stateLook, stateText, troubleWords } from '../shops/shop-state.ts';
import { type Block, flexible, looking, onRight, tableOf } from '../terminal/table.ts';

/** From this width on there is room for the cursors. */
const wideFrom = 100;

/** A shop, how its import stands, and how many of its orders cannot be read. */
export interface ShopStanding {
  readonly shop: Shop;
  readonly state: ShopState;
  readonly problems: number;
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

/** Trouble first. */
function rank({ shop, state, problems }: ShopStanding): number {
  if (state.kind === 'paused') return 0;
  if (shop.lostSpan || shop.importTrouble) return 1;
  if (state.kind === 'behind' || state.kind === 'ahead') return 2;
  return problems > 0 ? 3 : 4;
}

/** The figures over all shops. */
export function countsOf(standings: readonly ShopStanding[]) {
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

/** The shops in the status, with as many columns as there is room for: the lag says what the cursor would. */
export function standingTable(standings: readonly ShopStanding[]): Block[] {
  return tableOf(standings, ({ shop, state, problems }, width) => {
    const troubles = [
      stateText(state),
      ...(shop.importTrouble ? [troubleWords()[shop.importTrouble.kind]] : []),
      ...(shop.lostSpan ? [t`span lost`] : []),
    ];
    return {
      shop: shop.key,
      name: flexible(shop.name),
      state: looking(troubles.length > 1 ? 'bad' : stateLook(state), flexible(enumerated(troubles))),
      ...((width === null || width >= wideFrom) && { cursor: jstText(shop.cursor) }),
      lag: onRight(lagText(state)),
      problems,
    };
  });
}

function troubleJson({ importTrouble }: Shop): object {
  if (importTrouble === undefined) return {};
  const { kind, since, note } = importTrouble;
  return { trouble: { kind, since: jstIso(since), note } };
}

/** The same for programs. */
export function standingJson({ shop, state, problems }: ShopStanding): object {
  return {
    shop: shop.key,
    name: shop.name,
    cursor: jstIso(shop.cursor),
    ...stateJson(state),
    ...troubleJson(shop),
    problems,
  };
}
