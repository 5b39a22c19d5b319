import type { ClaimFact, GoodsFact, ListingFact, MovementFact, StockFacts } from '../../stock/facts.ts';

/** From a moment on, what is free or shown; null until the SKU is counted. */
export interface Said {
  readonly at: number;
  readonly level: number | null;
}

/** What a day's stock comes to, reckoned apart from the rules. */
export interface Reckoning {
  /** Free pieces of a SKU at the end, by what people reported and the malls' books. */
  free(merchant: string, sku: string): number | null;
  /** The same by what was written down until a moment. */
  freeBy(merchant: string, sku: string, moment: number): number | null;
  /** What a listing has to show at the end by these. */
  level(listing: ListingFact): number | null;
  /** What it had to show by what was written down until each moment, the first moment first. */
  said(listing: ListingFact): readonly Said[];
}

/** The highest level that a mall takes. */
const highest = { rms: 99_999, yahoo: 999_999_999 } as const;

/** An order line that takes pieces of a SKU. */
interface Draw {
  readonly orderedAt: number;
  readonly needed: number;
  readonly trail: ClaimFact['trail'];
  /** Null where the books have no such line. */
  readonly units: number | null;
}

/** Reckons a day's stock: `docs/decisions/0020-stock.md` has the formula. */
export function reckonStock(stock: StockFacts): Reckoning {
  const goods = new Map(stock.goods.map((one) => [skuId(one), one]));
  const movements = Map.groupBy(stock.movements, skuId);
  const draws = drawsOf(stock, goods);
  const once = new Map<string, readonly Said[]>();
  const countAt = (id: string, until: number): number | null =>
    reckon(movements.get(id) ?? [], draws.get(id) ?? [], until);
  const freeSaid = (id: string): readonly Said[] => {
    const known =
      once.get(id) ?? momentsOf(movements.get(id) ?? [], draws.get(id) ?? []).map((at) => said(at, countAt(id, at)));
    once.set(id, known);
    return known;
  };
  const shown = (listing: ListingFact, freeOf: (id: string) => number | null): number | null => {
    const own = goods.get(skuId(listing));
    if (own === undefined || !listing.linked) return null;
    const free = own.parts.length === 0 ? freeOf(skuId(own)) : setsOf(own, goods, freeOf);
    return free === null ? null : shownOf(listing, free - own.buffer);
  };
  const truly = (id: string): number | null => countAt(id, Number.POSITIVE_INFINITY);
  return {
    free: (merchant, sku) => truly(skuId({ merchant, sku })),
    freeBy: (merchant, sku, moment) => countAt(skuId({ merchant, sku }), moment),
    level: (listing) => shown(listing, truly),
    said(listing) {
      const own = goods.get(skuId(listing));
      const { merchant } = listing;
      const ids = own?.parts.length ? own.parts.map(({ sku }) => skuId({ merchant, sku })) : [skuId(listing)];
      const moments = [...new Set(ids.flatMap((id) => freeSaid(id).map(({ at }) => at)))].sort((a, b) => a - b);
      return moments.map((at) =>
        said(
          at,
          shown(listing, (id) => saidAt(freeSaid(id), at)),
        ),
      );
    },
  };
}

/** What was said last at a moment. */
export function saidAt(all: readonly Said[], moment: number): number | null {
  return all.findLast(({ at }) => at <= moment)?.level ?? null;
}

const said = (at: number, level: number | null): Said => ({ at, level });

export function skuId({ merchant, sku }: { readonly merchant: string; readonly sku: string }): string {
  return `${merchant}\n${sku}`;
}

function lineId(line: { readonly shop: string; readonly orderNumber: string; readonly lineId: string }): string {
  return `${line.shop}\n${line.orderNumber}\n${line.lineId}`;
}

/** Every line that takes something of a SKU, its own and those of sets that consist of it. */
function drawsOf({ lines, claims, listings }: StockFacts, goods: ReadonlyMap<string, GoodsFact>): Map<string, Draw[]> {
  const listed = new Map(listings.map((one) => [`${one.shop}\n${one.item}`, one]));
  const written = new Map(claims.map((claim) => [lineId(claim), claim]));
  const draws = new Map<string, Draw[]>();
  const add = (merchant: string, sku: string, draw: Draw): void => {
    const own = goods.get(skuId({ merchant, sku }));
    for (const { sku: one, needed } of own?.parts.length ? own.parts : [{ sku, needed: 1 }]) {
      const id = skuId({ merchant, sku: one });
      const before = draws.get(id);
      if (before === undefined) draws.set(id, [{ ...draw, needed }]);
      else before.push({ ...draw, needed });
    }
  };
  for (const line of lines) {
    const listing = listed.get(`${line.shop}\n${line.item}`);
    if (listing === undefined) continue;
    const { orderedAt, units } = line;
    add(listing.merchant, listing.sku, { orderedAt, needed: 1, units, trail: written.get(lineId(line))?.trail ?? [] });
    written.delete(lineId(line));
  }
  // What is written down of a line that the books have no more.
  for (const { merchant, sku, orderedAt, trail } of written.values()) {
    if (goods.has(skuId({ merchant, sku }))) add(merchant, sku, { orderedAt, needed: 1, units: null, trail });
  }
  return draws;
}

/** Moments at which something was written down. */
function momentsOf(movements: readonly MovementFact[], draws: readonly Draw[]): number[] {
  const moments = [
    ...movements.map(({ writtenAt }) => writtenAt),
    ...draws.flatMap(({ trail }) => trail.map(([at]) => at)),
  ];
  return [...new Set(moments)].sort((a, b) => a - b);
}

/** Free pieces by what was written down until a moment; by the books where that is the end of all time. */
function reckon(movements: readonly MovementFact[], draws: readonly Draw[], until: number): number | null {
  const known = movements.filter(({ writtenAt }) => writtenAt <= until);
  const counts = known.filter(({ kind }) => kind === 'counted');
  const count = counts.sort((a, b) => a.at - b.at || a.writtenAt - b.writtenAt).at(-1);
  if (count === undefined) return null;
  let free = count.quantity;
  for (const { kind, at, quantity } of known) if (kind !== 'counted' && at > count.at) free += quantity;
  for (const draw of draws) {
    const trail = draw.trail.filter(([version]) => version <= until);
    const holds = until === Number.POSITIVE_INFINITY ? (draw.units ?? 0) : (trail.at(-1)?.[1] ?? 0);
    const held = draw.orderedAt > count.at ? 0 : heldAt(trail, count.at, holds);
    free -= draw.needed * (holds - held);
  }
  return free;
}

/** Pieces of a line as written at the time of a count, or as first written after it; all of them for a line never written. */
function heldAt(trail: Draw['trail'], at: number, holds: number): number {
  return (trail.findLast(([version]) => version <= at) ?? trail[0])?.[1] ?? holds;
}

function setsOf(
  { merchant, parts }: GoodsFact,
  goods: ReadonlyMap<string, GoodsFact>,
  freeOf: (id: string) => number | null,
): number | null {
  const each = parts.map(({ sku, needed }) => {
    const id = skuId({ merchant, sku });
    const free = freeOf(id);
    return free === null ? null : Math.floor((free - (goods.get(id)?.buffer ?? 0)) / needed);
  });
  return each.reduce((least, one) => (least === null || one === null ? null : Math.min(least, one)));
}

function shownOf({ shop, buffer, floor, cap }: ListingFact, free: number): number {
  const left = free - buffer;
  if (left <= 0 || (floor !== null && left < floor)) return 0;
  return Math.min(left, cap ?? left, shop.startsWith('rms#') ? highest.rms : highest.yahoo);
}
