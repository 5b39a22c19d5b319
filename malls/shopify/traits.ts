import { dayMs, sentence } from '../../core/kernel/index.ts';
import { capabilities } from '../../core/model/index.ts';
import type { MallTraits } from '../../core/ports/index.ts';
import { readOriginal } from './mapping.ts';
import { shopifySwitches } from './operations.ts';
import { buyerMarks, itemNameIn, redactOriginal, waitingIn } from './original.ts';
import { cancelled, settled, unpaid, unshipped } from './progress.ts';
import { apiVersion, apiVersionEndsAt } from './site.ts';
import { stateIn } from './status-states.ts';
import { companies, shopifyStatus } from './status-traits.ts';
import { shopifyStock } from './stock-traits.ts';

/** Shopify's limits for orders. How each is known stands in `docs/malls/shopify.md`. */
export const shopifyTraits: MallTraits = {
  name: 'shopify',
  apiVersion: { name: apiVersion, endsAt: apiVersionEndsAt },
  capabilities,
  orderNumber: {
    form: /^\S(?:.{0,98}\S)?$/u,
    wanted: sentence`an ${'注文番号'} of ${'Shopify'} such as "#1001"`,
  },
  // No longest span is documented. An app without read_all_orders is shown no order that is older.
  maxSpanMs: 60 * dayMs,
  lookBackMs: 60 * dayMs,
  // It does not count, and pages go on until the last one.
  maxListed: Number.MAX_SAFE_INTEGER,
  pageSize: 250,
  lists: 'by-change',
  readBatch: 10,
  // The smallest plan restores 100 points a second, of which a full page of orders costs some 200.
  callsPerSecond: 1,
  alwaysScanned: [],
  unshipped,
  isCancelled: (value) => value === cancelled,
  isSettled: (value) => settled.includes(value),
  settledAfterMs: 45 * dayMs,
  // Shopify cancels none by itself, but what is not paid may never be.
  isUnconfirmed: (value) => value === unpaid,
  switches: shopifySwitches,
  // A location is one shop's alone; an app may be installed at several shops of its owner.
  licenceOf: ({ locationId }) => (typeof locationId === 'string' ? locationId : null),
  carrierCodes: Object.keys(companies),
  status: shopifyStatus,
  stateIn,
  stock: shopifyStock,
  waitingIn,
  readOriginal,
  itemNameIn,
  redactOriginal,
  buyerMarks,
};
