import {
  codeOrName,
  dayMs,
  type EpochMs,
  eachLimited,
  hourMs,
  inChunks,
  jstDay,
  jstHour,
  jstMoment,
} from '../kernel/index.ts';
import {
  type Deadline,
  type Digest,
  deadlineWord,
  isShipping,
  type Shop,
  type ShopKey,
  type StoredOrder,
  unpack,
  withDeadlines,
} from '../model/index.ts';
import { changeDigest, type MallTraits, type OpenOrder, type Ports } from '../ports/index.ts';
import { merchantsOf, type ProcessCache } from '../session/index.ts';

export const defaultDeadlineSettings = {
  /** Hour in Japan just before the morning mail. */
  morningHour: 8,
  /** Time left at least when merchants read of an automatic cancel. */
  autoCancelLeftMs: 2 * dayMs,
  nextDayLeftMs: hourMs,
};

type DeadlineSettings = Readonly<typeof defaultDeadlineSettings>;

/** Orders to be cancelled, the next one first. */
export function deadlinesOf(
  shop: ShopKey,
  open: readonly OpenOrder[],
  { unconfirmed }: Pick<MallTraits, 'unconfirmed'>,
  now: EpochMs,
  leftMs: number,
): Deadline[] {
  if (unconfirmed === undefined) return [];
  const { progress, cancelledAfterMs } = unconfirmed;
  const kind = 'auto-cancel';
  return open
    .filter((order) => order.progress === progress)
    .map(({ orderNumber, orderedAt }) => ({ shop, orderNumber, kind, at: orderedAt + cancelledAfterMs }) as const)
    .filter(({ at }) => at > now && at - now <= leftMs)
    .sort((one, other) => one.at - other.at);
}

/** A time in Japan, such as `14:00`. */
export function isCutOff(text: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(text);
}

/** Today's cut-off once the warning is due, else null. */
export function cutOffToWarnOf(cutOff: string, now: EpochMs, { nextDayLeftMs }: DeadlineSettings): EpochMs | null {
  const at = jstMoment(jstDay(now), cutOff);
  return now < at && at - now <= nextDayLeftMs ? at : null;
}

type Needed = Pick<Ports, 'merchants' | 'orders' | 'changes' | 'digests' | 'malls' | 'clock' | 'log'>;

const shopsAtOnce = 10;
/** Rows read in parallel; each has some kilobytes until its flags are known. */
const rowsAtOnce = 100;

/** Notes near deadlines for merchants, once per order; returns how many. Reads orders once a morning, and once before a cut-off. */
export async function warnOfDeadlines(
  { ports, cache }: { readonly ports: Needed; readonly cache: Pick<ProcessCache, 'merchants'> },
  shops: readonly Shop[],
  settings: DeadlineSettings,
): Promise<number> {
  const now = ports.clock.now();
  const due = shops.filter((shop) => checksOf(shop, now, settings).length > 0);
  if (due.length === 0) return 0;
  const merchants = await merchantsOf({ ports, cache }, due);
  let count = 0;
  await eachLimited(
    due.filter(({ merchant }) => merchants.get(merchant)?.features.includes('status')),
    shopsAtOnce,
    async (shop) => {
      const warned = await warnOfShop(ports, shop, checksOf(shop, now, settings)).catch((error: unknown) => {
        // Other shops still get their warnings; the next run retries this one.
        ports.log.error('deadlines.unread', { shop: shop.key, code: codeOrName(error) });
        return 0;
      });
      count += warned;
    },
  );
  return count;
}

interface Check {
  readonly mark: string;
  find(ports: Needed, shop: Shop, open: readonly OpenOrder[]): Promise<readonly Deadline[]>;
}

function checksOf(shop: Shop, now: EpochMs, settings: DeadlineSettings): Check[] {
  const checks: Check[] = [];
  if (jstHour(now) === settings.morningHour) {
    // Tomorrow morning's mail would be too late.
    const leftMs = settings.autoCancelLeftMs + dayMs;
    checks.push({
      mark: `auto-cancel*${jstDay(now)}`,
      find: async ({ malls }, { key, mall }, open) => deadlinesOf(key, open, malls.traits(mall), now, leftMs),
    });
  }
  const cutOff = shop.nextDayCutOff === undefined ? null : cutOffToWarnOf(shop.nextDayCutOff, now, settings);
  if (cutOff !== null) {
    checks.push({
      mark: `next-day*${jstDay(now)}`,
      find: nextDayOf(cutOff),
    });
  }
  return checks;
}

async function warnOfShop(ports: Needed, shop: Shop, checks: readonly Check[]): Promise<number> {
  const warned = await ports.digests.warned(shop.key);
  const left = checks.filter(({ mark }) => !warned.has(mark));
  if (left.length === 0) return 0;
  const open = await ports.orders.openOrders(shop.key);
  let count = 0;
  for (const { mark, find } of left) {
    const found = (await find(ports, shop, open)).filter((deadline) => !warned.has(deadlineWord(deadline)));
    const noted = found.length === 0 ? [] : await note(ports, shop, found);
    for (const deadline of noted) await ports.digests.markWarned(shop.key, deadlineWord(deadline), deadline.at);
    count += noted.length;
    if (noted.length === found.length) await ports.digests.markWarned(shop.key, mark, ports.clock.now() + dayMs);
  }
  return count;
}

async function note(
  ports: Pick<Needed, 'digests' | 'clock' | 'log'>,
  { key, merchant }: Shop,
  deadlines: readonly Deadline[],
): Promise<readonly Deadline[]> {
  let noted: readonly Deadline[] = [];
  await changeDigest(ports, merchant, (digest) => {
    const next = withDeadlines(digest, merchant, deadlines, ports.clock.now());
    const words = wordsIn(next ?? digest);
    noted = deadlines.filter((deadline) => words.has(deadlineWord(deadline)));
    return next;
  });
  for (const [kind, { length }] of Map.groupBy(noted, (deadline) => deadline.kind)) {
    ports.log.warn('deadline.near', { shop: key, kind, orders: length });
  }
  return noted;
}

function wordsIn(digest: Digest | null): Set<string> {
  return new Set([...(digest?.deadlines ?? []), ...(digest?.inHand?.deadlines ?? [])].map(deadlineWord));
}

export async function* storedOrders(
  { orders }: Pick<Ports, 'orders'>,
  shop: ShopKey,
  open: readonly OpenOrder[],
): AsyncGenerator<{ readonly row: StoredOrder; readonly original: string }> {
  const numbers = open.map(({ orderNumber }) => orderNumber);
  for (const chunk of inChunks(numbers, rowsAtOnce)) {
    for (const row of (await orders.rows(shop, chunk)).values())
      if (row.kind === 'stored' && row.original.length > 0) yield { row, original: unpack(row.original) };
  }
}

/** Orders that must leave before a cut-off, without a row or request that says they do. */
const nextDayOf =
  (at: EpochMs): Check['find'] =>
  async (ports, { key, mall }, open) => {
    const mustShip = ports.malls.traits(mall).mustShipToday;
    const found: Deadline[] = [];
    if (mustShip === undefined) return found;
    // Placed after the cut-off of the day before.
    const placed = open.filter(({ orderedAt }) => orderedAt > at - dayMs && orderedAt <= at);
    for await (const { row, original } of storedOrders(ports, key, placed)) {
      if (mustShip(original) && !(await isOrderShipping(ports, row)))
        found.push({ shop: key, orderNumber: row.orderNumber, kind: 'next-day', at });
    }
    return found;
  };

/** True of a shipment made or to be made; mail about a failed one may wait until morning. */
export async function isOrderShipping(
  { changes }: Pick<Needed, 'changes'>,
  { shop, orderNumber }: Pick<Deadline, 'shop' | 'orderNumber'>,
): Promise<boolean> {
  return (await changes.ofOrder({ shop, orderNumber })).some(isShipping);
}
