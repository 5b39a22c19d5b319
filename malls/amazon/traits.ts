import { dayMs, hourMs, minuteMs, sentence } from '../../core/kernel/index.ts';
import { capabilities } from '../../core/model/index.ts';
import type { MallTraits } from '../../core/ports/index.ts';
import { hintIn, readOriginal } from './mapping.ts';
import { amazonSwitches } from './operations.ts';
import { buyerMarks, itemNameIn, redactOriginal, waitingIn } from './original.ts';
import { isFba, pending, settled, unshipped } from './progress.ts';
import { stateIn } from './status-states.ts';
import { amazonStatus, carrierWords } from './status-traits.ts';
import { amazonStock } from './stock-traits.ts';

/** Amazon's limits for searchOrders and getOrder. How each is known stands in `docs/malls/amazon.md`. */
export const amazonTraits: MallTraits = {
  name: 'amazon',
  capabilities,
  orderNumber: {
    form: /^\d{3}-\d{7}-\d{7}$/,
    wanted: sentence`an ${'注文番号'} of ${'Amazon'} such as 250-1234567-8901234`,
  },
  // No longest span is documented, and orders of Japan since 2016 are shown: as long and as far back as at 楽天.
  maxSpanMs: 62 * dayMs,
  lookBackMs: 730 * dayMs,
  // It does not count, and pages go on until the last one.
  maxListed: Number.MAX_SAFE_INTEGER,
  pageSize: 100,
  lists: 'by-change',
  // 20 listings an hour: 12 of the import, at most 6 before levels are raised; the others are left to the scan, the night and audits, and what these leave to hints.
  listings: {
    everyMs: 5 * minuteMs,
    scanEveryMs: 2 * hourMs,
    stockEveryMs: 10 * minuteMs,
    listedAfterMs: 2 * minuteMs,
  },
  hintIn,
  readBatch: 1,
  // getOrder: one in two seconds.
  callsPerSecond: 0.5,
  alwaysScanned: [],
  unshipped,
  isCancelled: (value) => value === 'CANCELLED',
  isSettled: (value) => isFba(value) || settled.includes(value),
  settledAfterMs: 13 * dayMs,
  // Amazon wants personal data removed 30 days after delivery: 29 days after the order.
  retentionMaxMs: 16 * dayMs,
  isUnconfirmed: (value) => pending.includes(value),
  switches: amazonSwitches,
  // An application may work for several sellers, and a seller's authorisation is its own.
  licenceOf: ({ refreshToken }) => (typeof refreshToken === 'string' ? refreshToken : null),
  carrierCodes: Object.keys(carrierWords),
  status: amazonStatus,
  stateIn,
  stock: amazonStock,
  waitingIn,
  namesShipBy: true,
  readOriginal,
  itemNameIn,
  redactOriginal,
  buyerMarks,
};
