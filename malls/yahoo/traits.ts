import { dayMs, sentence } from '../../core/kernel/index.ts';
import { capabilities } from '../../core/model/index.ts';
import type { MallTraits } from '../../core/ports/index.ts';
import { readOriginal } from './mapping.ts';
import { yahooSwitches } from './operations.ts';
import { buyerMarks, itemNameIn, redactOriginal, waitingIn } from './original.ts';
import { isReadOnly, progress } from './progress.ts';
import { stateIn } from './status-states.ts';
import { yahooStatus } from './status-traits.ts';
import { yahooStock } from './stock-traits.ts';

/** Yahoo's limits for orderList and orderInfo. How each is known stands in `docs/malls/yahoo.md`. */
export const yahooTraits: MallTraits = {
  name: 'yahoo',
  capabilities,
  // ストアアカウント, 連番.
  orderNumber: {
    form: /^[A-Za-z0-9_-]{1,128}-\d{6,12}$/,
    wanted: sentence`an ${'注文ID'} of ${'Yahoo!ショッピング'} such as kado-no-mise-10000001`,
  },
  // No longest span and no oldest order is documented: as long and as far back as at 楽天, so that a shop's orders are looked after as long.
  maxSpanMs: 62 * dayMs,
  lookBackMs: 730 * dayMs,
  // TotalCount is documented to count all that matches.
  maxListed: Number.MAX_SAFE_INTEGER,
  pageSize: 2_000,
  lists: 'unsorted',
  readBatch: 1,
  callsPerSecond: 1,
  // Where a change must be noticed whatever we have stored.
  alwaysScanned: [progress.cancelled],
  // 未入力, 予約中, 処理中, 保留, 繰上げ同意待ち; with キャンセル受付中, too.
  unshipped: ['0', '1', '1-readonly', '2', '2-readonly', '3', '3-readonly', '8'],
  isCancelled: (value) => value === progress.cancelled,
  // 処理中 that left is settled, too: many shops never move it to 完了.
  isSettled: (value) => value === progress.cancelled || value === progress.completed || value === progress.shipped,
  settledAfterMs: 63 * dayMs,
  isUnconfirmed: isReadOnly,
  switches: yahooSwitches,
  // An application and a person's consent may be for several shops, which tell themselves apart by their code in every call.
  licenceOf: () => null,
  // `carriers.ts` has their names.
  carrierCodes: [...Array.from({ length: 30 }, (_, index) => String(1000 + index)), '5000', '5001'],
  status: yahooStatus,
  stateIn,
  stock: yahooStock,
  waitingIn,
  readOriginal,
  itemNameIn,
  redactOriginal,
  buyerMarks,
};
