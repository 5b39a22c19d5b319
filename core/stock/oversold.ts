import type { LedgerEntry, StockLedger } from '../ports/stock-ledger.ts';
import type { Account } from './account.ts';
import { claimId, type StandingClaim } from './claim.ts';
import { readEntries } from './read-free.ts';
import { readAccount } from './read-rows.ts';
import { presentParts } from './recipe.ts';
import { countInForce, effectOf, reckon } from './reckon.ts';
import { defaultStockSettings } from './settings.ts';
import type { OversoldLine, OversoldOrders } from './sku-level.ts';

/**
 * The order lines of an oversold SKU that cannot be met, the last placed first, until they cover what is lacking: whoever ordered
 * first is served first. None when nothing is lacking; and they cover less where people adjusted away what orders do not explain. `entries`
 * are all of the account's.
 */
export function oversoldOrders(account: Account, entries: readonly LedgerEntry[]): OversoldLine[] {
  const count = countInForce(account.row.sku, entries);
  let lack = -(reckon(account, entries) ?? 0);
  const lines: OversoldLine[] = [];
  for (const claim of claimsOf(entries).sort(lastPlacedFirst)) {
    if (lack <= 0 || count === null) break;
    const taken = -effectOf(account, { kind: 'claim', claim }, count.at);
    if (taken <= 0 || claim.quantity <= 0) continue;
    const lacking = Math.min(lack, taken);
    lack -= lacking;
    const { shop, orderNumber, lineId, sku, quantity, orderedAt } = claim;
    lines.push({ shop, orderNumber, lineId, sku, quantity, lacking, orderedAt });
  }
  return lines;
}

function claimsOf(entries: readonly LedgerEntry[]): StandingClaim[] {
  return entries.flatMap((entry) => (entry.kind === 'claim' ? [entry.claim] : []));
}

function lastPlacedFirst(one: StandingClaim, other: StandingClaim): number {
  return other.orderedAt - one.orderedAt || (claimId(one) < claimId(other) ? 1 : -1);
}

/**
 * `oversoldOrders` of one SKU as the ledger stands. Reads all its entries: for people, and for the few SKUs that are oversold. None for a
 * set, which is never oversold itself: its parts are.
 */
export async function readOversoldOrders(
  ledger: Pick<StockLedger, 'skuRows' | 'entries'>,
  merchant: string,
  sku: string,
  { readsAtOnce } = defaultStockSettings,
): Promise<OversoldLine[]> {
  const account = await readAccount(ledger, merchant, sku);
  if (presentParts(account.row) !== null) return [];
  return oversoldOrders(account, await readEntries(ledger, merchant, account, null, readsAtOnce));
}

/** `readOversoldOrders` of one ledger, for whoever is not to know ledgers. */
export function oversoldIn(ledger: Pick<StockLedger, 'skuRows' | 'entries'>): OversoldOrders {
  return (merchant, sku) => readOversoldOrders(ledger, merchant, sku);
}
