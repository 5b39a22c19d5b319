import { freeBy, freePieces, levelOf, type Taking, writtenAt } from '../../shelf.ts';
import { addTo, type ListingRow, type MovementRow, nameOf, type OrderLine, type StockDay } from './collect.ts';

/** What was to be shown from a moment on; null before the first count. */
export interface Step {
  readonly at: number;
  readonly level: number | null;
}

/** The stock of a day, SKU by SKU. */
export interface Ledger {
  /** Every SKU that was counted or moved. */
  readonly skus: readonly { readonly merchant: string; readonly sku: string }[];
  /** The free pieces by the books at the end of the day. */
  freeInTheEnd(merchant: string, sku: string): number | null;
  /** The same by what was written down until a moment. */
  freeBy(merchant: string, sku: string, moment: number): number | null;
  levelInTheEnd(listing: ListingRow): number | null;
  /** What the ledger came to each time it was written in, as the listing would show it. */
  steps(listing: ListingRow): readonly Step[];
  /** Lines that sell a SKU itself, or a set with it. */
  linesOf(merchant: string, sku: string): readonly LineTaking[];
}

/** A line that takes pieces of a SKU: all that it holds by the books. */
type LineTaking = Taking & Pick<OrderLine, 'shop' | 'sku'>;

export function openLedger(day: StockDay): Ledger {
  const takings = takingsOf(day);
  const movements = new Map<string, MovementRow[]>();
  for (const one of day.movements) addTo(movements, nameOf(one.merchant, one.sku), one);
  const partsOf = (name: string) => day.skus.get(name)?.recipes.at(-1)?.parts ?? [];
  const bufferOf = (name: string): number => day.skus.get(name)?.buffer ?? 0;

  const written = new Map<string, ReadonlyMap<number, number | null>>();
  const freeSteps = (name: string): ReadonlyMap<number, number | null> => {
    let steps = written.get(name);
    if (steps === undefined) {
      const [moved, taken] = [movements.get(name) ?? [], takings.get(name) ?? []];
      const moments = new Set([
        ...moved.map((one) => one.writtenAt),
        ...taken.flatMap(({ trail }) => trail.map(writtenAt)),
      ]);
      steps = new Map([...moments].sort((a, b) => a - b).map((at) => [at, freeBy(moved, taken, at)]));
      written.set(name, steps);
    }
    return steps;
  };
  const shown = (listing: ListingRow, free: (name: string) => number | null): number | null => {
    const name = nameOf(listing.merchant, listing.sku);
    let left = free(name);
    for (const [index, { sku, needed }] of partsOf(name).entries()) {
      const part = nameOf(listing.merchant, sku);
      const pieces = free(part);
      const sets = pieces === null ? null : Math.floor((pieces - bufferOf(part)) / needed);
      left = index === 0 ? sets : left === null || sets === null ? null : Math.min(left, sets);
    }
    return left === null || !listing.linked ? null : levelOf(listing, left - bufferOf(name));
  };
  const inTheEnd = (name: string): number | null => freePieces(movements.get(name) ?? [], takings.get(name) ?? []);
  return {
    skus: [...movements.values()].flatMap(([one]) => one ?? []),
    freeInTheEnd: (merchant, sku) => inTheEnd(nameOf(merchant, sku)),
    freeBy(merchant, sku, moment) {
      const name = nameOf(merchant, sku);
      return freeBy(movements.get(name) ?? [], takings.get(name) ?? [], moment);
    },
    levelInTheEnd: (listing) => shown(listing, inTheEnd),
    linesOf: (merchant, sku) => takings.get(nameOf(merchant, sku)) ?? [],
    steps(listing) {
      const name = nameOf(listing.merchant, listing.sku);
      const parts = partsOf(name).map(({ sku }) => nameOf(listing.merchant, sku));
      const names = parts.length > 0 ? parts : [name];
      const present = new Map<string, number | null>();
      const all = names.flatMap((one) => [...freeSteps(one)].map(([at, free]) => ({ at, one, free })));
      all.sort((a, b) => a.at - b.at);
      const steps = new Map<number, number | null>();
      for (const { at, one, free } of all) {
        present.set(one, free);
        steps.set(
          at,
          shown(listing, (each) => present.get(each) ?? null),
        );
      }
      return [...steps].map(([at, level]) => ({ at, level }));
    },
  };
}

/** Who takes what, by the SKU it is taken from. Lines that are in no listing and were never written down take nothing of ours. */
function takingsOf({ lines, listings, skus }: StockDay): Map<string, LineTaking[]> {
  const soldAs = new Map(listings.map((one) => [nameOf(one.shop, one.item), one]));
  const takings = new Map<string, LineTaking[]>();
  for (const line of lines.values()) {
    const listing = line.item === null ? undefined : soldAs.get(nameOf(line.shop, line.item));
    const [merchant, sku] = [listing?.merchant ?? line.merchant, listing?.sku ?? line.sku];
    if (merchant === null || sku === null) continue;
    const recipe = skus.get(nameOf(merchant, sku))?.recipes.findLast(({ from }) => from <= line.orderedAt);
    const parts = recipe?.parts ?? [];
    if (parts.length === 0) addTo(takings, nameOf(merchant, sku), { ...line, pieces: 1 });
    for (const { sku: part, needed } of parts) addTo(takings, nameOf(merchant, part), { ...line, pieces: needed });
  }
  return takings;
}
