/** What people counted and moved, and what was sold. Times are in ms. */
export interface Ledger {
  /** In the order of acceptance. */
  readonly movements: readonly Movement[];
  readonly lines: readonly SoldLine[];
  /** What a set consists of, by its SKU, the earliest first. */
  readonly recipes: ReadonlyMap<string, readonly Recipe[]>;
  /** Pieces kept back, by SKU. */
  readonly buffers: ReadonlyMap<string, number>;
  /** How long after a line was read an event says so, and how wrong clocks are. */
  readonly lateMs: number;
}

/** `counted`: there are so many. `moved`: so many came, or went. */
export interface Movement {
  readonly sku: string;
  readonly at: number;
  readonly kind: 'counted' | 'moved';
  readonly quantity: number;
}

interface Recipe {
  readonly from: number;
  readonly parts: readonly { readonly sku: string; readonly needed: number }[];
}

export interface Terms {
  readonly linked: boolean;
  readonly buffer: number;
  readonly cap: number | null;
  readonly floor: number | null;
  /** The highest level that its mall takes. */
  readonly highest: number;
}

/** A line of an order at a mall. */
export interface SoldLine {
  readonly sku: string;
  readonly orderedAt: number;
  /** What it held since when, the earliest first; the last one is what it holds. */
  readonly held: readonly { readonly from: number; readonly units: number }[];
  /** When events said that its order was read. */
  readonly readAt: readonly number[];
  /** True where its order bore another date for a while: whether it was known before a count is open then. */
  readonly wasMisdated?: boolean;
}

/** Where an order was under way while people counted, both readings are right: the least and the most. */
export interface Span {
  readonly least: number;
  readonly most: number;
}

/**
 * Free pieces of a SKU; null until it is counted. What was ordered before the last count is in it as far as it was known then: what changes
 * afterwards counts.
 */
export function freePieces(ledger: Ledger, sku: string): Span | null {
  const own = ledger.movements.filter((one) => one.sku === sku);
  const counts = own.filter(({ kind }) => kind === 'counted').sort((one, other) => one.at - other.at);
  const count = counts.at(-1);
  if (count === undefined) return null;
  let [least, most] = [count.quantity, count.quantity];
  for (const { kind, at, quantity } of own) {
    if (kind !== 'moved' || at <= count.at) continue;
    least += quantity;
    most += quantity;
  }
  for (const line of ledger.lines) {
    const drawn = drawnBy(ledger, line, sku);
    if (drawn === 0) continue;
    const units = line.held.at(-1)?.units ?? 0;
    const known = line.orderedAt > count.at ? [0] : knownAt(ledger, line, count.at);
    if (line.wasMisdated) known.push(0, units);
    least -= drawn * (units - Math.min(...known));
    most -= drawn * (units - Math.max(...known));
  }
  return { least, most };
}

/** The level that a listing is to show; null where something is not counted. */
export function levelSpan(
  ledger: Ledger,
  { sku, terms }: { readonly sku: string; readonly terms: Terms },
): Span | null {
  const free = sellable(ledger, sku);
  if (free === null) return null;
  const levelOf = (pieces: number): number => {
    const left = pieces - (ledger.buffers.get(sku) ?? 0) - terms.buffer;
    if (left <= 0 || (terms.floor !== null && left < terms.floor)) return 0;
    return Math.min(left, terms.cap ?? left, terms.highest);
  };
  return { least: levelOf(free.least), most: levelOf(free.most) };
}

/** Its own pieces, or as many sets as its parts make. */
function sellable(ledger: Ledger, sku: string): Span | null {
  const parts = ledger.recipes.get(sku)?.at(-1)?.parts ?? [];
  if (parts.length === 0) return freePieces(ledger, sku);
  let [least, most] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const part of parts) {
    const free = freePieces(ledger, part.sku);
    if (free === null) return null;
    const kept = ledger.buffers.get(part.sku) ?? 0;
    least = Math.min(least, Math.floor((free.least - kept) / part.needed));
    most = Math.min(most, Math.floor((free.most - kept) / part.needed));
  }
  return { least: Math.max(0, least), most: Math.max(0, most) };
}

/** Pieces of a SKU that one piece of a line takes off the shelf: its own, or what a set consisted of when it was ordered. */
function drawnBy({ recipes }: Ledger, line: SoldLine, sku: string): number {
  const parts = recipes.get(line.sku)?.findLast(({ from }) => from <= line.orderedAt)?.parts ?? [];
  if (parts.length === 0) return line.sku === sku ? 1 : 0;
  return parts.filter((part) => part.sku === sku).reduce((sum, { needed }) => sum + needed, 0);
}

/** What can have been known of a line at a moment: from its last reading before that, or else its first one after it. */
function knownAt({ lateMs }: Ledger, { held, readAt }: SoldLine, at: number): number[] {
  const before = readAt.filter((one) => one <= at + lateMs);
  const after = readAt.filter((one) => one > at);
  const sure = before.filter((one) => one <= at - lateMs);
  // What the last event did not tell of would have had another one.
  const isLast = sure.length > 0 && sure.length === readAt.length;
  const from = Math.max(Number.NEGATIVE_INFINITY, ...sure) - (isLast ? 0 : lateMs);
  const until = before.length > 0 ? at + lateMs : Math.min(Number.POSITIVE_INFINITY, ...after) + lateMs;
  const known = held.filter(
    (one, index) => one.from <= until && (held[index + 1]?.from ?? Number.POSITIVE_INFINITY) > from,
  );
  return known.length === 0 ? [held[0]?.units ?? 0] : known.map(({ units }) => units);
}
