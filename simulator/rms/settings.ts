import { DAY_MS } from '../jst.ts';
import { assumed, documented, observed, READING, type SettingsChange, type SettingsOf } from '../settings.ts';

const MINUTE_MS = 60_000;

/**
 * Everything about the mall that has no public proof, or that differs between its shops and its years, with its default.
 * `docs/malls/rms-simulator.md` prints all of it.
 */
export const SETTINGS = {
  auth: {
    envelope: observed<'GA0001' | 'ES01-01'>(
      'GA0001',
      'the body of a 401: `GA0001` of the new gateway, or `ES01-01` of the old one',
    ),
    keyLifeDays: documented(90, 'a licence key ends at 23:59:59 JST of this day'),
    newKeyRefusedMs: observed(
      0,
      'for how long a new key is refused after it was issued; vendors tell of 10 to 30 minutes, and of up to 90 for an app of a developer company',
    ),
    oldKeyWorks: observed<'until-issued' | 'until-new-works' | 'until-its-end'>(
      'until-issued',
      'how long the key before a new one works: `until-issued`, `until-new-works`, or `until-its-end`, as of an app of a developer company',
    ),
  },
  transport: {
    connection: observed<'close' | 'keep-alive'>(
      'close',
      '`close`, as the live API was seen answering, or `keep-alive`',
    ),
    clockAheadMs: assumed(0, 'what the headers Date and Timestamp say too much; below 0: too little'),
    latencyMinMs: assumed(0, 'the shortest time an answer takes, in ms of mall time'),
    latencyMaxMs: assumed(0, 'the longest time an answer takes; 0: answers take no time'),
  },
  reading: READING,
  throttle: {
    enforce: assumed(false, 'whether calls beyond the rate are refused at all; the rate is a guideline, not a quota'),
    perSecond: documented(1, 'calls per second, per shop and API'),
    inventoryReadsPerSecond: documented(5, 'calls per second of the bulk reads of the inventory API'),
    status: assumed<503 | 429>(503, 'the status of a refused call: 503 or 429'),
  },
  search: {
    startInclusive: assumed(true, 'an order placed at startDatetime is listed'),
    endInclusive: assumed(true, 'an order placed in the second of endDatetime is listed'),
    pageOrder: assumed<'stable' | 'ties-shuffled'>(
      'stable',
      'orders of the same second: `stable`, or `ties-shuffled` from call to call',
    ),
    overLimit: assumed<'truncate' | 'report' | 'error'>(
      'truncate',
      'more rows than resultsMax: `truncate` (the total says resultsMax), `report` (the total says the truth) or `error`',
    ),
    pageBeyondLast: assumed<'empty' | 'error'>('empty', 'a page after the last: `empty` or `error`'),
    resultsMax: documented(15_000, 'rows of one search that can be reached'),
    totalTooHigh: assumed(0, 'rows that the total counts and no page shows'),
    visibilityDelayMinMs: assumed(0, 'the shortest time until searchOrder lists a new order'),
    visibilityDelayMaxMs: assumed(0, 'the longest; 0: at once. getOrder by number finds it before that'),
  },
  orders: {
    mix: observed<'varied' | 'as-seen'>(
      'varied',
      'orders that are drawn: `varied` (every kind, many lines), or `as-seen` in a shop of two years: 1.13 items an order, 2 of 100 cancelled; older ones are shipped and paid for as their age says',
    ),
  },
  getOrder: {
    newestVersion: documented(10, 'versions above it are refused'),
    oldestVersion: observed(3, 'versions below it are refused'),
  },
  flow: {
    autoConfirmDelayMs: assumed(MINUTE_MS, '100 to 200 in shops with 自動注文確認'),
    cardDelayMs: observed(5 * MINUTE_MS, '200 to 300 for cards and other 共通決済: minutes'),
    prepaidDelayMs: observed(2 * DAY_MS, '200 to 300 for what is paid before (銀行振込, 前払): days'),
    shopChosenDelayMs: assumed(MINUTE_MS, '200 to 300 for 選択制決済 (代金引換 …)'),
    nightBatchAtMs: observed(
      5 * MINUTE_MS,
      'when 300 becomes 500, in ms after midnight JST; samples show 00:05:06 and 00:07:43',
    ),
    paymentStartDelayMs: observed(
      29 * DAY_MS,
      '500 to 600; an order was seen to reach 700 after about two months in all',
    ),
    paymentDoneDelayMs: observed(22 * DAY_MS, '600 to 700'),
    cancelFinalDelayMs: assumed(10 * MINUTE_MS, '800 to 900'),
    autoCancelDays: observed(14, 'an order still at 100 at the end of this day after 注文日 is cancelled by the mall'),
    socialGiftInputDelayMs: assumed(DAY_MS, 'how long the recipient of a social gift takes to give an address'),
  },
  edit: {
    removedLines: observed<'flagged' | 'gone'>(
      'gone',
      'a line a person removed vanishes (`gone`), or stays with `deleteItemFlag` 1 (`flagged`), which is documented and was in no order seen',
    ),
  },
  shipping: {
    datesWithoutHyphens: observed<'accept' | 'refuse'>(
      'accept',
      '`yyyyMMdd` as a shippingDate: `accept` (reported once) or `refuse`',
    ),
    rowsPerBasketMax: documented(20, '発送明細 in one destination of a request; an older text says 151'),
    asyncDelayMs: assumed(10_000, 'how long an asynchronous report takes'),
    asyncResultDays: documented(30, 'how long its result can be asked for'),
  },
  inventory: {
    initialQuantity: assumed(100, 'the level of every SKU of a new shop'),
    decrementAtOrder: assumed(true, 'the mall takes the units of an order from its own level'),
    soldOut: assumed<'choose-another' | 'sell-anyway'>(
      'choose-another',
      'a buyer meets a SKU at 0: `choose-another`, or `sell-anyway` (the level stays 0)',
    ),
    restoreByProductSetting: assumed(true, 'what 商品設定 says about giving stock back after a cancel or an edit'),
    bulkOnError: assumed<'nothing' | 'up-to-the-error'>(
      'nothing',
      'one bad entry in a bulk upsert: `nothing` is written, or everything `up-to-the-error`',
    ),
    orphanLifeMs: documented(DAY_MS, 'a level written for a product that does not exist is purged after this time'),
  },
  assumed: {
    spanTooLong: assumed('023', 'suffix of the message for more than 63 days'),
    tooFarBack: assumed('023', 'suffix for a start more than 730 days back'),
    endBeforeStart: assumed('011', 'suffix for an end before the start'),
    tooManyEntries: assumed('011', 'suffix for a list that is too long'),
    outOfRange: assumed('011', 'suffix for a number out of its range'),
    foreignOrder: observed('016', 'suffix for an order that is not the shop’s own'),
    wrongProgress: assumed('101', 'suffix for a function that the order’s progress does not allow'),
    unknownBasket: assumed('011', 'suffix for a basketId or itemDetailId the order does not have'),
    unknownShippingRow: assumed('011', 'suffix for a shippingDetailId the order does not have'),
    shippingDateRegistered: assumed(
      '101',
      'suffix for a cancel while a 発送日 is registered (the refusal itself is observed)',
    ),
    systemError: assumed('900', 'suffix of a system error'),
    businessErrorStatus: observed(400, 'HTTP status when a function for one order refuses: 400, or 200'),
    functionOffStatus: assumed(401, 'HTTP status when an API is not set to 利用する'),
  },
};

export type RmsSettings = SettingsOf<typeof SETTINGS>;

/** Some groups, and of each group some settings. */
export type RmsSettingsChange = SettingsChange<RmsSettings>;
