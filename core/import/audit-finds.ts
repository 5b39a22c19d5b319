import { inChunks } from '../kernel/index.ts';
import {
  type Claim,
  type ClaimKey,
  claimId,
  claimKeyOf,
  type OrderRow,
  type OrderState,
  type Shop,
  type StoredOrder,
  type SurplusRows,
  storedOrderOf,
} from '../model/index.ts';
import type { MallTraits, Ports } from '../ports/index.ts';
import type { ImportSession } from '../session/index.ts';
import { readAndStore } from './read-and-store.ts';
import { readIsolated } from './read-orders.ts';

export interface DifferingOrder {
  readonly orderNumber: string;
  /** Row version compared; another means that it is being written. */
  readonly version: number;
  readonly claims: readonly ClaimKey[];
}

/** Orders whose claims differ from their lines. Erased ones have none left to compare. */
export async function differingOrders(run: ImportSession, rows: readonly StoredOrder[]): Promise<DifferingOrder[]> {
  const compared = rows.flatMap((row) => {
    const expected = expectedClaims(run.shop, row, run.traits);
    return expected === null ? [] : [{ row, expected, claims: [...expected.values()].map(({ key }) => key) }];
  });
  const standing = await run.ports.stock.claims(compared.flatMap(({ claims }) => claims));
  const byOrder = Map.groupBy(standing, ({ orderNumber }) => orderNumber);
  return compared.flatMap(({ row: { orderNumber, version }, expected, claims }) => {
    const isWrong = wrongClaims(expected, byOrder.get(orderNumber) ?? []).length > 0;
    return isWrong ? [{ orderNumber, version, claims }] : [];
  });
}

const rowsAtOnce = 200;

export interface Standing {
  readonly stored: readonly Pick<StoredOrder, 'orderNumber' | 'orderedAt'>[];
  /** Orders not handed out or unreadable, with a row that says so. */
  readonly unread: readonly string[];
}

/**
 * Separates stored orders from unread ones, which may have rows, too. Unreadable ones are retried at once: an outage may have spoilt the
 * answer, and their next turn may be hours away.
 */
export async function standingOf(
  run: ImportSession,
  orderNumbers: readonly string[],
  options: { readonly dryRun?: boolean } = {},
): Promise<Standing> {
  const first = await lookAt(run, orderNumbers);
  if (options.dryRun || first.unread.length === 0) return first;
  for (const chunk of inChunks(first.unread, run.traits.readBatch)) {
    await readAndStore(
      run,
      chunk.map((orderNumber) => ({ orderNumber })),
    );
  }
  const { stored, unread } = await lookAt(run, first.unread);
  return { stored: [...first.stored, ...stored], unread };
}

async function lookAt({ ports, shop }: ImportSession, orderNumbers: readonly string[]): Promise<Standing> {
  const stored: Standing['stored'][number][] = [];
  const unread: string[] = [];
  for (const chunk of inChunks(orderNumbers, rowsAtOnce)) {
    for (const row of (await ports.orders.rows(shop.key, chunk)).values()) {
      const { orderNumber } = row;
      if (row.kind === 'stored') stored.push({ orderNumber, orderedAt: row.orderedAt });
      else unread.push(orderNumber);
    }
  }
  return { stored, unread };
}

export interface SurplusOrder extends SurplusRows {
  readonly orderNumber: string;
}

type Traits = Pick<Required<ImportSession['traits']>, 'stateIn'>;

/**
 * Surplus rows at the mall. Calls of ours that may have been applied twice double rows, and their pushes tell, so of a week's shipments
 * mostly none are read. The mall is asked because a push that no longer looks again would miss later rows. Orders beyond the run's calls
 * count as unseen. Throws the mall's failures.
 *
 * Changes nothing: pushes remove what they still look at.
 */
export async function surplusOrders(
  run: ImportSession<Ports>,
  orderNumbers: readonly string[],
): Promise<{ readonly orders: readonly SurplusOrder[]; readonly unseen: number }> {
  const { stateIn } = run.traits;
  if (stateIn === undefined || orderNumbers.length === 0) return { orders: [], unseen: 0 };
  const { key: shop } = run.shop;
  const found: SurplusOrder[] = [];
  const { seen, unseen } = await readStates(run, { stateIn }, await run.ports.changes.doubtful(shop, orderNumbers));
  for (const { orderNumber, state } of seen) {
    // Reads changes after the mall, to catch a second row requested in between.
    const surplus = await run.ports.changes.surplus({ shop, orderNumber }, state);
    if (surplus.rows > 0) found.push({ orderNumber, ...surplus });
  }
  return { orders: found, unseen };
}

interface Seen {
  readonly orderNumber: string;
  readonly state: OrderState;
}

async function readStates(
  run: ImportSession,
  { stateIn }: Traits,
  orderNumbers: readonly string[],
): Promise<{ readonly seen: readonly Seen[]; readonly unseen: number }> {
  const seen: Seen[] = [];
  let unseen = 0;
  for (const chunk of inChunks(orderNumbers, run.traits.readBatch)) {
    if (!run.mayCall()) {
      unseen += chunk.length;
      continue;
    }
    const { orders, unreadable, unread } = await readIsolated(run, chunk, false);
    unseen += unreadable.length + unread.length;
    for (const { orderNumber, original } of orders) {
      const state = stateIn(original);
      if (state === null) unseen++;
      else seen.push({ orderNumber, state });
    }
  }
  if (unseen > 0) run.ports.log.warn('audit.parcels-unseen', { shop: run.shop.key, orders: unseen });
  return { seen, unseen };
}

/** Expected quantities by `claimId`. */
type ExpectedClaims = ReadonlyMap<string, { readonly key: ClaimKey; readonly quantity: number }>;

/** Claims implied by a row: none before anything readable is stored; null if the lines went with personal data. */
export function expectedClaims(
  shop: Pick<Shop, 'key' | 'merchant'>,
  row: OrderRow | undefined,
  traits: Pick<MallTraits, 'readOriginal' | 'isCancelled'>,
): ExpectedClaims | null {
  if (row?.kind !== 'stored') return new Map();
  if (row.original.length === 0) return null;
  const order = storedOrderOf(row.original, row, traits);
  const cancelled = traits.isCancelled(order.progress);
  return new Map(
    order.lines.map((line) => {
      const key = claimKeyOf(shop, order, line);
      return [claimId(key), { key, quantity: cancelled ? 0 : line.quantity }];
    }),
  );
}

/** Lines whose claim has another quantity or is missing. A missing claim of 0 is right. */
export function wrongClaims(expected: ExpectedClaims, standing: readonly Claim[]): ClaimKey[] {
  const held = new Map(standing.map((claim) => [claimId(claim), claim.quantity]));
  return [...expected].flatMap(([id, { key, quantity }]) => ((held.get(id) ?? 0) === quantity ? [] : [key]));
}

/** Claims with stock that belong to no line. */
export function strayClaims(expected: ExpectedClaims, standing: readonly Claim[]): ClaimKey[] {
  return standing.filter((claim) => claim.quantity !== 0 && !expected.has(claimId(claim))).map(keyOf);
}

function keyOf({ merchant, sku, shop, orderNumber, lineId, orderedAt }: Claim): ClaimKey {
  return { merchant, sku, shop, orderNumber, lineId, orderedAt };
}
