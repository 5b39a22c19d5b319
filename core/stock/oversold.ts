import { codeOrName, dayMs, eachLimited, mapLimited } from '../kernel/index.ts';
import {
  type Claim,
  claimId,
  mallOf,
  type OversoldLine,
  type OversoldOrders,
  type ShopKey,
  type SkuLevel,
  type SkuRow,
  type StandingClaim,
  type StoredOrder,
  unpack,
} from '../model/index.ts';
import type { LedgerEntry, Ports, StockLedger } from '../ports/index.ts';
import { historyOf } from './history.ts';
import { readBooks, readLevels, readsAtOnce } from './ledger.ts';
import type { StockRunContext } from './stock-session.ts';

/**
 * Finds unfillable order lines, the last placed first, since earlier buyers are served first. None for sets, whose parts are oversold
 * instead. Reads all entries: for people, and few SKUs.
 */
export function oversoldIn(ledger: Pick<StockLedger, 'skuRows' | 'entries'>): OversoldOrders {
  return async (merchant, sku) => {
    const account = (await readBooks(ledger, merchant, [sku], 'whole')).accounts.get(sku);
    const history = account === undefined ? [] : historyOf(account);
    let lack = -(history.at(-1)?.free ?? 0);
    const takers = history.flatMap((line) =>
      line.kind === 'claim' && line.counts < 0 && line.claim.quantity > 0 ? [line] : [],
    );
    const lines: OversoldLine[] = [];
    for (const { claim, counts } of takers.sort((one, other) => lastPlacedFirst(one.claim, other.claim))) {
      if (lack <= 0) break;
      const lacking = Math.min(lack, -counts);
      lack -= lacking;
      const { shop, orderNumber, lineId, quantity, orderedAt } = claim;
      lines.push({ shop, orderNumber, lineId, sku: claim.sku, quantity, lacking, orderedAt });
    }
    return lines;
  };
}

function claimsOf(entries: readonly LedgerEntry[]): StandingClaim[] {
  return entries.flatMap((entry) => (entry.kind === 'claim' ? [entry.claim] : []));
}

function lastPlacedFirst(one: StandingClaim, other: StandingClaim): number {
  return other.orderedAt - one.orderedAt || (claimId(one) < claimId(other) ? 1 : -1);
}

const looksMax = 5;

/**
 * Notes which SKUs are oversold, with names, because code that writes to merchants may not read orders. Writes only changes; returns the
 * number newly oversold.
 */
export async function noteOversoldSkus(
  { ports, settings }: Pick<StockRunContext, 'ports' | 'settings'>,
  merchant: string,
  levels: ReadonlyMap<string, SkuLevel>,
): Promise<number> {
  const { stock, clock, log } = ports;
  let fresh = 0;
  let known = levels;
  for (let look = 1; look <= looksMax && known.size > 0; look++) {
    const isNow = ({ sku }: Pick<SkuRow, 'sku'>): boolean => isOversold(known.get(sku));
    const rows = await stock.skuRows(merchant, [...known.keys()]);
    const changed = rows.filter((row) => isNow(row) !== (row.oversoldSince !== undefined));
    const oversold = changed.filter(isNow).map(({ sku }) => sku);
    const names = await nameSkus(ports, merchant, oversold);
    await eachLimited(changed, settings.writesAtOnce, async (row) => {
      const since = isNow(row) ? clock.now() : null;
      await stock.noteOversold(merchant, row.sku, since, names.get(row.sku));
      if (since !== null) log.warn('stock.oversold', { merchant, sku: row.sku });
    });
    fresh += oversold.length;
    // A repeated write may land after that of a run that knew more, and no later mark would correct it.
    const skus = changed.map(({ sku }) => sku);
    known = skus.length === 0 ? new Map() : await readLevels(stock, merchant, skus);
  }
  return fresh;
}

function isOversold(level: SkuLevel | undefined): boolean {
  return level !== undefined && level.free !== null && level.free < 0;
}

/** Older entries are not read for a name: overselling orders are recent. */
const lookBackMs = 30 * dayMs;
/** Recent orders tried per SKU, since some may lack a row or name. */
const ordersMax = 3;

/**
 * Names of SKUs in orders (商品名), from the SKU's last order. SKUs without a name are left out, and all on any failure: no note waits for a
 * name.
 */
export async function nameSkus(
  ports: Pick<Ports, 'stock' | 'orders' | 'malls' | 'clock' | 'log'>,
  merchant: string,
  skus: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  try {
    const since = ports.clock.now() - lookBackMs;
    const claims = await mapLimited(skus, readsAtOnce, async (sku) => {
      const entries = await ports.stock.entries(merchant, sku, since);
      return claimsOf(entries).sort(lastPlacedFirst).slice(0, ordersMax);
    });
    const orders = await readOrdersOf(ports, claims.flat());
    for (const [index, sku] of skus.entries()) {
      for (const claim of claims[index] ?? []) {
        const order = orders.get(claim);
        if (names.has(sku) || order === undefined || order.original.length === 0) continue;
        const { itemNameIn } = ports.malls.traits(mallOf(claim.shop));
        const name = shortItemName(itemNameIn(unpack(order.original), claim.lineId) ?? '');
        if (name !== null) names.set(sku, name);
      }
    }
    return names;
  } catch (error) {
    ports.log.warn('stock.unnamed', { merchant, skus: skus.length, error: codeOrName(error) });
    return new Map();
  }
}

export async function readOrdersOf(
  { orders }: Pick<Ports, 'orders'>,
  claims: readonly Claim[],
): Promise<ReadonlyMap<Claim, StoredOrder>> {
  const found = new Map<Claim, StoredOrder>();
  for (const [shop, own] of Map.groupBy(claims, (claim): ShopKey => claim.shop)) {
    const rows = await orders.rows(shop, [...new Set(own.map(({ orderNumber }) => orderNumber))]);
    for (const claim of own) {
      const row = rows.get(claim.orderNumber);
      if (row?.kind === 'stored') found.set(claim, row);
    }
  }
  return found;
}

/** UTF-16 units kept: enough to recognise the goods, small enough for a row. */
export const itemNameMax = 60;

const cutSign = '…';
/** Made lazily: it takes a third as long as a function's start. */
let characters: Intl.Segmenter | undefined;

/** 商品名 as one line of at most `itemNameMax` UTF-16 units, ending in `…` if cut, never within a character. Null if empty. */
export function shortItemName(name: string): string | null {
  const wellFormed = name.toWellFormed();
  const line = wellFormed.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  if (line.length <= itemNameMax) return line === '' ? null : line;
  characters ??= new Intl.Segmenter('ja', { granularity: 'grapheme' });
  let kept = '';
  for (const { segment } of characters.segment(line)) {
    if (kept.length + segment.length + cutSign.length > itemNameMax) break;
    kept += segment;
  }
  return `${kept.trimEnd()}${cutSign}`;
}
