import { type EpochMs, TsunagiError } from '../kernel/index.ts';
import {
  type Capability,
  type Change,
  type Incident,
  isDone,
  type Listing,
  type Merchant,
  mallOf,
  needsPerson,
  type OversoldOrders,
  type Pause,
  type Shop,
  type ShopAudit,
  type ShopKey,
  spansOfOccasion,
  waitingSince,
} from '../model/index.ts';
import type { Changes, Log, MallMails, Ports } from '../ports/index.ts';
import { affectedCapabilities, type DueNotice } from './due-notices.ts';
import { type OversoldGoods, oversoldMax, type StockOutcome } from './lines.ts';

/** Numbers of pushes; null if they could not be counted. */
export interface PushFacts {
  readonly waiting: number | null;
  readonly held: HeldPushes | null;
}

export const noPushFacts: PushFacts = { waiting: null, held: null };

/** Reads nothing if the mail does not mention pushes. */
export async function pushFactsOf(
  ports: Pick<Ports, 'changes' | 'clock' | 'log'>,
  { kind }: Pick<DueNotice, 'kind'>,
  merchant: Merchant,
  facts: NoticeFacts,
): Promise<PushFacts> {
  if (!concerns(merchant, facts).includes('status')) return noPushFacts;
  const shops = facts.shopsByMerchant.get(merchant.id) ?? [];
  switch (kind) {
    case 'outage-opened': {
      const counts = await inTurn(shops, ({ key }) => countWaiting(ports, key));
      const waiting = counts.reduce((sum, count) => (sum === null || count === null ? null : sum + count), 0);
      return { ...noPushFacts, waiting };
    }
    case 'outage-all-clear': {
      const spans = spansOfOccasion(facts.incident).filter(({ capability }) => capability === 'status');
      const now = ports.clock.now();
      const from = Math.min(...spans.map((span) => span.from));
      const span = { from, to: Math.max(...spans.map(({ to }) => to ?? now)) };
      return { ...noPushFacts, held: together(await inTurn(shops, ({ key }) => countHeld(ports, key, span))) };
    }
    case 'outage-interim':
    case 'outage-correction':
    case 'maintenance-ahead':
    case 'maintenance-after':
      return noPushFacts;
  }
}

/** Works in sequence, since each of a merchant's few shops may have thousands of rows. */
async function inTurn<One, Result>(all: readonly One[], work: (one: One) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (const one of all) results.push(await work(one));
  return results;
}

interface HeldPushes {
  readonly held: number;
  readonly confirmed: number;
  readonly needMerchant: number;
  readonly needOthers: number;
  /** 未完了: unconfirmed, no action required. */
  readonly underWay: number;
}

/** Maximum rows read per shop and list; more cannot be counted. */
const rowsMax = 5_000;

type Needed = { readonly changes: Changes; readonly log: Log };

/** Count of pushes; null if unknown. */
function countWaiting(ports: Needed, shop: ShopKey): Promise<number | null> {
  return known(ports.log, 'pushes.uncounted', { shop }, async () => {
    const undone = await ports.changes.undone(shop, rowsMax);
    return undone.length < rowsMax ? undone.length : null;
  });
}

interface HeldSpan {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** Count of pushes; null if unknown. */
export function countHeld(ports: Needed, shop: ShopKey, span: HeldSpan): Promise<HeldPushes | null> {
  return known(ports.log, 'pushes.uncounted', { shop }, async () => {
    const { changes, isCut } = await ports.changes.open(shop, { failed: span.from, freed: span.from }, rowsMax);
    return isCut ? null : figuresOf(changes.filter((change) => wasHeld(change, span)));
  });
}

/**
 * Pauses mark only the most overdue, so an unfinished change requested before the outage ended counts as held, too, unless already waiting
 * only for the mall.
 */
function wasHeld(change: Change, { from, to }: HeldSpan): boolean {
  const { state, requestedAt, heldAt } = change;
  if ((heldAt ?? 0) >= from) return true;
  const waitsForMall = state.kind === 'retrying' && state.reason !== 'not-done' && state.reason !== 'unknown';
  return !isDone(change) && requestedAt < to && (requestedAt >= from || !waitsForMall);
}

function figuresOf(held: readonly Change[]): HeldPushes {
  const count = (isOne: (change: Change) => boolean): number => held.filter(isOne).length;
  const isMerchants = ({ state }: Change): boolean => state.kind === 'failed' && state.who === 'merchant';
  return {
    held: held.length,
    confirmed: count(({ state }) => state.kind === 'confirmed'),
    needMerchant: count(isMerchants),
    needOthers: count((change) => change.state.kind === 'failed' && !isMerchants(change)),
    underWay: count((change) => !isDone(change)),
  };
}

/** Sum over shops; null if one is unknown. */
function together(all: readonly (HeldPushes | null)[]): HeldPushes | null {
  const sum = { held: 0, confirmed: 0, needMerchant: 0, needOthers: 0, underWay: 0 };
  for (const one of all) {
    if (one === null) return null;
    for (const name of Object.keys(sum) as (keyof HeldPushes)[]) sum[name] += one[name];
  }
  return sum;
}

/** A merchant's stock, absent if the mail does not mention any, null if unknown. */
export interface StockFacts {
  readonly stock?: StockOutcome | null;
  readonly oversold?: readonly OversoldGoods[] | null;
}

export const noStockFacts: StockFacts = {};

const pageRows = 500;

export interface WithMails {
  readonly mails: MallMails;
}

type StockFactPorts = Pick<Ports, 'listings' | 'stock' | 'shops' | 'log'>;

/** Reads nothing if the mail does not mention stock. */
export async function stockFactsOf(
  ports: StockFactPorts,
  { kind }: Pick<DueNotice, 'kind'>,
  merchant: Merchant,
  facts: NoticeFacts,
  oversoldOrders: OversoldOrders,
): Promise<StockFacts> {
  const concerned = concerns(merchant, facts);
  if (kind !== 'outage-all-clear' || !merchant.features.includes('stock')) return noStockFacts;
  // While orders or stock were out, other malls kept selling.
  if (!concerned.includes('stock') && !concerned.includes('import')) return noStockFacts;
  const shops = facts.shopsByMerchant.get(merchant.id) ?? [];
  const read = <T>(find: () => Promise<T>) => known(ports.log, 'stock.uncounted', { merchant: merchant.id }, find);
  return {
    ...(concerned.includes('stock') && { stock: await read(() => countListings(ports, shops)) }),
    oversold: await read(() => oversoldGoods({ ...ports, mails: facts.mails }, oversoldOrders, merchant)),
  };
}

async function countListings(ports: StockFactPorts, shops: readonly Shop[]): Promise<StockOutcome> {
  const linked = await linkedListings(ports, shops);
  return {
    listings: linked.length,
    underWay: linked.filter((listing) => waitingSince(listing) !== null).length,
    needMerchant: linked.filter(needsPerson).length,
  };
}

export async function linkedListings(
  { listings }: Pick<StockFactPorts, 'listings'>,
  shops: readonly Shop[],
): Promise<Listing[]> {
  const linked: Listing[] = [];
  for (const { key } of shops) {
    let after: string | null = null;
    do {
      const page = await listings.ofShop(key, after, pageRows);
      linked.push(...page.listings.filter((listing) => listing.linked));
      after = page.after;
    } while (after !== null);
  }
  return linked;
}

/**
 * Oversold goods of a merchant, at most `oversoldMax`.
 *
 * @param since only those with a lacking order from then on
 */
export async function oversoldGoods(
  { stock, shops, mails }: Pick<StockFactPorts, 'stock' | 'shops'> & WithMails,
  oversoldOrders: OversoldOrders,
  merchant: Merchant,
  since: EpochMs = 0,
): Promise<OversoldGoods[]> {
  const names = new Map<ShopKey, string>();
  const nameOf = async (key: ShopKey): Promise<string> => {
    const name = names.get(key) ?? `${mails.of(mallOf(key)).name} ${(await shops.get(key))?.name ?? key}`;
    names.set(key, name);
    return name;
  };
  const goods: OversoldGoods[] = [];
  for (const { sku, itemName } of await stock.oversoldSkus(merchant.id)) {
    if (goods.length === oversoldMax) break;
    const lines = await oversoldOrders(merchant.id, sku);
    // The note may be out of date: stock may have arrived since.
    if (!lines.some(({ orderedAt }) => orderedAt >= since)) continue;
    const orders = [];
    for (const { shop, orderNumber, lacking } of lines) {
      orders.push({ shop: await nameOf(shop), orderNumber, quantity: lacking });
    }
    const lacking = lines.reduce((sum, line) => sum + line.lacking, 0);
    goods.push({ sku, ...(itemName === undefined ? {} : { itemName }), lacking, orders });
  }
  return goods;
}

/** A failing store delays no mail: the fact is logged and called unknown. */
export async function known<T>(
  log: Log,
  event: 'pushes.uncounted' | 'stock.uncounted',
  of: { readonly shop: ShopKey } | { readonly merchant: string },
  find: () => Promise<T | null>,
): Promise<T | null> {
  try {
    return await find();
  } catch (error) {
    if (!(error instanceof TsunagiError)) throw error;
    log.warn(event, { ...of, code: error.code });
    return null;
  }
}

export interface NoticeFacts extends WithMails {
  readonly incident: Incident;
  readonly shopsByMerchant: ReadonlyMap<string, readonly Shop[]>;
  readonly audits: ReadonlyMap<string, ShopAudit['result']>;
  readonly secondAudits: ReadonlyMap<string, ShopAudit['result']>;
  /** Current pauses by people and refused keys. */
  readonly pauses: readonly Pause[];
}

/** The merchant's features that were out; empty if none. */
export function concerns(merchant: Merchant, { incident, shopsByMerchant }: NoticeFacts): Capability[] {
  if (!shopsByMerchant.has(merchant.id)) return [];
  return affectedCapabilities(incident).filter((capability) => merchant.features.includes(capability));
}
