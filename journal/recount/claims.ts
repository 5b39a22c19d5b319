import type { Lines } from '../malls/index.ts';
import { orderIdOf } from './reading.ts';
import type { ClaimRow } from './rows.ts';
import type { World } from './world.ts';

/** What the claims of all orders were found to be. */
export interface ClaimVerdict {
  /** Each is one order line whose claims are not exactly its quantity, once. */
  readonly wrong: readonly string[];
  /** Orders whose claims follow an older reading, because the mall changed them and they were not read since. */
  readonly behind: number;
  /** Orders that changed at the mall and were read before this journal began: nothing here can tell. */
  readonly unchecked: number;
}

/** How far the clocks of a mall and of a process that reads it may lie apart on one machine, in ms. */
const clocksApartMs = 2_000;

interface Claimed {
  total: number;
  /** The SKU of each claim that holds more than nothing. */
  readonly skus: string[];
}

/**
 * Holds the claims of each order against the mall: its books, or else an answer it gave at or after the reading that the
 * order's row holds, for what changes at the mall is ours only once it was read again. An order must agree with one of
 * them in all its lines; of one that agrees with none, the lines count that the nearest of them disputes.
 */
export function judgeClaims(world: World): ClaimVerdict {
  const rows = new Map(world.orders.map((row) => [orderIdOf(row.shop, row.orderNumber), row]));
  const claimedByOrder = claimsByOrder(world.claims);
  const orders = new Set([...claimedByOrder.keys(), ...world.books.keys()]);
  const wrong: string[] = [];
  let behind = 0;
  let unchecked = 0;
  for (const id of orders) {
    const claimed = claimedByOrder.get(id) ?? new Map<string, Claimed>();
    const stored = rows.get(id)?.stored ?? null;
    const twice = [...claimed].filter(([, { skus }]) => skus.length > 1).map(([lineId]) => claimedTwice(id, lineId));
    if (world.run.mall === 'real') {
      wrong.push(...twice);
      continue;
    }
    const isStored = stored !== null;
    // Claims are written before the row: a run that ended between the two goes on with the next listing.
    if (!isStored && world.books.get(id)?.isUnlisted === true) {
      wrong.push(...twice);
      continue;
    }
    const present = disputes(id, claimed, world.books.get(id)?.lines ?? new Map(), isStored);
    if (present.length === 0) continue;
    const since = stored === null ? 0 : stored.readAt - clocksApartMs;
    const readings = (world.readings.get(id) ?? []).filter(({ at }) => at >= since);
    const verdicts = [present, ...readings.map(({ lines }) => disputes(id, claimed, lines, isStored))];
    const nearest = verdicts.reduce((best, next) => (next.length < best.length ? next : best));
    if (nearest.length === 0) behind += 1;
    else if (stored !== null && readings.length === 0 && stored.readAt < world.firstRunAt && world.books.has(id)) {
      wrong.push(...twice);
      unchecked += 1;
    } else wrong.push(...nearest);
  }
  return { wrong, behind, unchecked };
}

/** What each order's lines claim, by the order's id and the line. */
export function claimsByOrder(claims: readonly ClaimRow[]): Map<string, Map<string, Claimed>> {
  const orders = new Map<string, Map<string, Claimed>>();
  for (const { shop, orderNumber, lineId, sku, quantity } of claims) {
    const id = orderIdOf(shop, orderNumber);
    const lines = orders.get(id) ?? new Map<string, Claimed>();
    orders.set(id, lines);
    const line = lines.get(lineId) ?? { total: 0, skus: [] };
    lines.set(lineId, line);
    line.total += quantity;
    if (quantity !== 0) line.skus.push(sku);
  }
  return orders;
}

/** The lines whose claims are not what `lines` say. Before an order is stored, a claim may still be missing. */
function disputes(id: string, claimed: ReadonlyMap<string, Claimed>, lines: Lines, isStored: boolean): string[] {
  const found: string[] = [];
  for (const lineId of new Set([...claimed.keys(), ...lines.keys()])) {
    const { total, skus } = claimed.get(lineId) ?? { total: 0, skus: [] };
    const wanted = lines.get(lineId) ?? 0;
    if (skus.length > 1) found.push(claimedTwice(id, lineId));
    else if (total > wanted || (total < wanted && isStored)) {
      const line = lines.has(lineId) ? `has a line of ${wanted}` : 'has no such line';
      found.push(`line ${lineId} of ${id} claims ${total}, the mall ${line}`);
    }
  }
  return found;
}

const claimedTwice = (id: string, lineId: string): string =>
  `line ${lineId} of ${id} is claimed in more than one place`;
