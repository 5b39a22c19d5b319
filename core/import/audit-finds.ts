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

/** An order whose claims on stock are not what its lines say. */
export interface DifferingOrder {
  readonly orderNumber: string;
  /** Its row's version when it was compared: another one means that it is being written just now. */
  readonly version: number;
  /** All claims of its lines. */
  readonly claims: readonly ClaimKey[];
}

/** The orders among these whose claims differ from their lines. Erased orders have no lines left to compare. */
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

/** Orders whose rows are read at once. */
const rowsAtOnce = 200;

/** The state of orders that the mall lists, after an audit has corrected what it can. */
export interface Standing {
  readonly stored: readonly Pick<StoredOrder, 'orderNumber' | 'orderedAt'>[];
  /** With a row that holds no order: the mall does not hand it out, or it cannot be read. */
  readonly unread: readonly string[];
}

/**
 * Separates the stored orders among these from those that could not be read: an order may have a row and still not be stored. Unreadable
 * orders are tried once more at once, since an answer that an outage spoilt may be whole now; their next turn might be hours away.
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

/** The surplus rows of one order. */
export interface SurplusOrder extends SurplusRows {
  readonly orderNumber: string;
}

type Traits = Pick<Required<ImportSession['traits']>, 'stateIn'>;

/**
 * The surplus rows of these orders at the mall. Our pushes show where to look: only a call of ours that may have been
 * applied twice doubles a row, and its push shows it. So of the thousands of shipments of a week only a few are read, a batch in one call: those
 * for which a second call was made or a call had an open end, and those that a worker has. Mostly there are none. Only the mall shows what stands
 * there: a push that no longer looks again would not know of a later row. Orders that the run has no calls left for are not looked at,
 * and counted. Throws the mall's failures.
 *
 * Changes nothing: the pushes remove what they still look at.
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
    // The second row may have been requested since: the changes are read after the mall was.
    const surplus = await run.ports.changes.surplus({ shop, orderNumber }, state);
    if (surplus.rows > 0) found.push({ orderNumber, ...surplus });
  }
  return { orders: found, unseen };
}

interface Seen {
  readonly orderNumber: string;
  readonly state: OrderState;
}

/** The states of orders at the mall, and how many cannot be read, or have no call left. */
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

/** What the lines of a stored order must hold, by `claimId`. */
type ExpectedClaims = ReadonlyMap<string, { readonly key: ClaimKey; readonly quantity: number }>;

/**
 * The claims that a row implies: none if nothing readable is stored yet. Null where they are no longer known, because
 * the lines were removed with the personal data.
 */
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

/** The lines whose claim holds another quantity than they say, or is not there. A claim of 0 may be missing: it holds nothing. */
export function wrongClaims(expected: ExpectedClaims, standing: readonly Claim[]): ClaimKey[] {
  const held = new Map(standing.map((claim) => [claimId(claim), claim.quantity]));
  return [...expected].flatMap(([id, { key, quantity }]) => ((held.get(id) ?? 0) === quantity ? [] : [key]));
}

/** The claims that hold stock and belong to no line. */
export function strayClaims(expected: ExpectedClaims, standing: readonly Claim[]): ClaimKey[] {
  return standing.filter((claim) => claim.quantity !== 0 && !expected.has(claimId(claim))).map(keyOf);
}

function keyOf({ merchant, sku, shop, orderNumber, lineId, orderedAt }: Claim): ClaimKey {
  return { merchant, sku, shop, orderNumber, lineId, orderedAt };
}
