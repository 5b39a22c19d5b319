import { digestsContract } from './digests.contract.ts';
import { driftsContract } from './drifts.contract.ts';
import { healthContract } from './health.contract.ts';
import { incidentsContract } from './incidents.contract.ts';
import { intentsContract } from './intents.contract.ts';
import { leasesContract } from './leases.contract.ts';
import { ledgerEntriesContract } from './ledger-entries.contract.ts';
import { limitsContract } from './limits.contract.ts';
import { listingsContract } from './listings.contract.ts';
import { merchantsContract } from './merchants.contract.ts';
import { orderListContract } from './order-list.contract.ts';
import { orderListsContract } from './order-lists.contract.ts';
import { ordersContract } from './orders.contract.ts';
import { pausesContract } from './pauses.contract.ts';
import { pushesContract } from './pushes.contract.ts';
import { revisionsContract } from './revisions.contract.ts';
import { shopImportContract } from './shop-import.contract.ts';
import { shopKeysContract } from './shop-keys.contract.ts';
import { shopsContract } from './shops.contract.ts';
import { skuRowsContract } from './sku-rows.contract.ts';
import { spansContract } from './spans.contract.ts';
import { stockLedgerContract } from './stock-ledger.contract.ts';
import type { StoreFactory } from './subject.ts';

/** Everything that the ports on tables must do, whatever they stand on. */
export function storeContract(factory: StoreFactory): void {
  ordersContract(factory);
  orderListsContract(factory);
  orderListContract(factory);
  revisionsContract(factory);
  stockLedgerContract(factory);
  ledgerEntriesContract(factory);
  skuRowsContract(factory);
  intentsContract(factory);
  shopsContract(factory);
  shopImportContract(factory);
  shopKeysContract(factory);
  merchantsContract(factory);
  pausesContract(factory);
  healthContract(factory);
  leasesContract(factory);
  incidentsContract(factory);
  digestsContract(factory);
  driftsContract(factory);
  pushesContract(factory);
  listingsContract(factory);
  spansContract(factory);
  limitsContract(factory);
}
