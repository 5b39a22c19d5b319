import type { OpenOrder } from '../ports/orders.ts';
import type { ImportRun } from './run.ts';

/** The newest open orders of a shop of which one is chosen. Not always the same one: it may have become unreadable itself. */
const newest = 10;

/** Orders of a listing that are tried where nothing is stored yet. */
const listedMax = 3;

/**
 * Whether the mall hands out orders of the shop at all. `read`: some order was read in this run, the known-good one at the
 * latest. `refused`: not even that. `none`: there is none to ask for. `no-call`: the run has no call left to ask.
 */
export type KnownGood = 'read' | 'refused' | 'none' | 'no-call';

/**
 * Asks for an order that is known to be good, unless the run has read one already: so at most one call a run. A stored order
 * without a problem is one; where nothing is stored, any other order of the listing that turns out to be readable.
 *
 * @param asked the orders in doubt
 * @param isSpoilt tells an answer that can be the fault of the order asked for; everything else is thrown on
 */
export async function isKnownGoodRead(
  run: ImportRun,
  asked: readonly string[],
  isSpoilt: (error: unknown) => boolean,
): Promise<KnownGood> {
  if (run.reading.hasRead) return 'read';
  const candidates = await candidatesOf(run, new Set(asked));
  for (const orderNumber of candidates) {
    if (!run.mayCall()) return 'no-call';
    try {
      await run.readOrders([orderNumber]);
      if (run.reading.hasRead) return 'read';
    } catch (error) {
      if (!isSpoilt(error)) throw error;
    }
  }
  return candidates.length === 0 ? 'none' : 'refused';
}

async function candidatesOf(run: ImportRun, asked: ReadonlySet<string>): Promise<readonly string[]> {
  const { ports, shop, reading, traits } = run;
  const shownFrom = run.mallNow() - traits.lookBackMs;
  const open = await ports.orders.openOrders(shop.key);
  const youngestFirst = (one: OpenOrder, other: OpenOrder): number => other.orderedAt - one.orderedAt;
  // What is older is out of the mall's sight, and shows nothing.
  const others = open.filter(({ orderNumber, orderedAt }) => !asked.has(orderNumber) && orderedAt > shownFrom);
  others.sort(youngestFirst);
  const numbers = others.slice(0, newest).map(({ orderNumber }) => orderNumber);
  const rows = numbers.length === 0 ? [] : [...(await ports.orders.rows(shop.key, numbers)).values()];
  const good = rows.filter((row) => row.kind === 'stored' && row.problem === undefined);
  const chosen = good[Math.floor(ports.chance.next() * good.length)];
  if (chosen !== undefined) return [chosen.orderNumber];
  return reading.listed.filter((orderNumber) => !asked.has(orderNumber)).slice(-listedMax);
}
