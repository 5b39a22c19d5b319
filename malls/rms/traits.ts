import { dayMs, hourMs, sentence } from '../../core/kernel/index.ts';
import { capabilities } from '../../core/model/index.ts';
import type { MallTraits } from '../../core/ports/index.ts';
import { readOriginal } from './mapping.ts';
import { rmsSwitches } from './operations.ts';
import { buyerMarks, itemNameIn, mustShipToday, redactOriginal, waitingIn } from './original.ts';
import { stateIn } from './status-states.ts';
import { rmsStatus } from './status-traits.ts';
import { rmsStock } from './stock-traits.ts';

/**
 * Rakuten's limits for searchOrder and getOrder: 63 days a search, 730 days back, 15,000 results, 1,000 numbers a page,
 * 100 orders a reading. How each is known stands in `docs/malls/rms.md`.
 */
export const rmsTraits: MallTraits = {
  name: 'rms',
  capabilities,
  // 店舗ID, 注文日, 連番.
  orderNumber: {
    form: /^\d{5,7}-\d{8}-\d{8,12}$/,
    wanted: sentence`a number of ${'楽天'} such as 370001-20261124-0203456789`,
  },
  // One day short: whether "63 days" counts both end days is not documented, and a refused window would stop a shop.
  maxSpanMs: 62 * dayMs,
  // One hour short: the mall measures from its own clock, at the moment our call arrives.
  lookBackMs: 730 * dayMs - hourMs,
  // One page short of 15,000: orders keep coming while the pages are read, and a capped total looks like a whole one.
  maxListed: 14_000,
  pageSize: 1_000,
  readBatch: 100,
  // 注文確認待ち, キャンセル確定待ち, キャンセル確定: where a change must be noticed whatever we have stored.
  alwaysScanned: ['100', '800', '900'],
  // 注文確認待ち, 楽天処理中, 発送待ち, 変更確定待ち.
  unshipped: ['100', '200', '300', '400'],
  isCancelled: (progress) => progress === '900',
  // 支払手続き済, キャンセル確定.
  isSettled: (progress) => progress === '700' || progress === '900',
  settledAfterMs: 63 * dayMs,
  switches: rmsSwitches,
  licenceOf: ({ licenseKey }) => String(licenseKey),
  isUnconfirmed: (progress) => progress === '100',
  // 注文確認待ち: RMS cancels it two weeks after 注文日時.
  unconfirmed: { progress: '100', cancelledAfterMs: 14 * dayMs },
  mustShipToday,
  status: rmsStatus,
  waitingIn,
  // 与信: assumed (`docs/malls/rms.md`); a shop may have another.
  cardDays: 30,
  stateIn,
  // `carriers.ts` has their names.
  carrierCodes: Array.from({ length: 32 }, (_, index) => String(1000 + index)),
  readOriginal,
  itemNameIn,
  redactOriginal,
  buyerMarks,
  stock: rmsStock,
};
