import { assumed, documented, observed, type SettingFacts } from '../setting-fact.ts';
import type { RmsSettings } from './settings.ts';

/** What every setting means, and how sure its default is. The page `docs/malls/rms-simulator.md` prints them all. */
export const SETTING_FACTS: SettingFacts<RmsSettings> = {
  auth: {
    envelope: observed('the body of a 401: `GA0001` of the new gateway, or `ES01-01` of the old one'),
    keyLifeDays: documented('a licence key ends at 23:59:59 JST of this day'),
    newKeyRefusedMs: observed(
      'for how long a new key is refused after it was issued; vendors tell of 10 to 30 minutes',
    ),
    oldKeyWorks: observed('how long the key before a new one works: `until-issued`, or `until-new-works`'),
  },
  transport: {
    connection: observed('`close`, as the live API was seen answering, or `keep-alive`'),
    clockAheadMs: assumed('what the headers Date and Timestamp say too much; below 0: too little'),
    latencyMinMs: assumed('the shortest time an answer takes, in ms of mall time'),
    latencyMaxMs: assumed('the longest time an answer takes; 0: answers take no time'),
  },
  throttle: {
    enforce: assumed('whether calls beyond the rate are refused at all; the rate is a guideline, not a quota'),
    perSecond: documented('calls per second, per shop and API'),
    inventoryReadsPerSecond: observed('calls per second of the bulk reads of the inventory API'),
    status: assumed('the status of a refused call: 503 or 429'),
  },
  search: {
    startInclusive: assumed('an order placed at startDatetime is listed'),
    endInclusive: assumed('an order placed in the second of endDatetime is listed'),
    pageOrder: assumed('orders of the same second: `stable`, or `ties-shuffled` from call to call'),
    overLimit: assumed(
      'more rows than resultsMax: `truncate` (the total says resultsMax), `report` (the total says the truth) or `error`',
    ),
    pageBeyondLast: assumed('a page after the last: `empty` or `error`'),
    resultsMax: documented('rows of one search that can be reached'),
    totalTooHigh: assumed('rows that the total counts and no page shows'),
    visibilityDelayMinMs: assumed('the shortest time until searchOrder lists a new order'),
    visibilityDelayMaxMs: assumed('the longest; 0: at once. getOrder by number finds it before that'),
  },
  orders: {
    mix: observed(
      'orders that are drawn: `varied` (every kind, many lines), or `as-seen` in a shop of two years: 1.13 items an order, 2 of 100 cancelled; older ones are shipped and paid for as their age says',
    ),
  },
  getOrder: {
    newestVersion: documented('versions above it are refused'),
    oldestVersion: observed('versions below it are refused'),
  },
  flow: {
    autoConfirmDelayMs: assumed('100 to 200 in shops with 自動注文確認'),
    cardDelayMs: observed('200 to 300 for cards and other 共通決済: minutes'),
    prepaidDelayMs: observed('200 to 300 for what is paid before (銀行振込, 前払): days'),
    shopChosenDelayMs: assumed('200 to 300 for 選択制決済 (代金引換 …)'),
    nightBatchAtMs: observed('when 300 becomes 500, in ms after midnight JST; samples show 00:05:06 and 00:07:43'),
    paymentStartDelayMs: observed('500 to 600; an order was seen to reach 700 after about two months in all'),
    paymentDoneDelayMs: observed('600 to 700'),
    cancelFinalDelayMs: assumed('800 to 900'),
    autoCancelDays: observed('an order still at 100 at the end of this day after 注文日 is cancelled by the mall'),
    socialGiftInputDelayMs: assumed('how long the recipient of a social gift takes to give an address'),
  },
  edit: {
    removedLines: observed(
      'a line a person removed vanishes (`gone`), or stays with `deleteItemFlag` 1 (`flagged`), which is documented and was in no order seen',
    ),
  },
  shipping: {
    datesWithoutHyphens: observed('`yyyyMMdd` as a shippingDate: `accept` (reported once) or `refuse`'),
    rowsPerBasketMax: documented('発送明細 in one destination of a request; an older text says 151'),
    asyncDelayMs: assumed('how long an asynchronous report takes'),
    asyncResultDays: documented('how long its result can be asked for'),
  },
  inventory: {
    initialQuantity: assumed('the level of every SKU of a new shop'),
    decrementAtOrder: assumed('the mall takes the units of an order from its own level'),
    soldOut: assumed('a buyer meets a SKU at 0: `choose-another`, or `sell-anyway` (the level stays 0)'),
    restoreByProductSetting: assumed('what 商品設定 says about giving stock back after a cancel or an edit'),
    bulkOnError: assumed('one bad entry in a bulk upsert: `nothing` is written, or everything `up-to-the-error`'),
    orphanLifeMs: documented('a level written for a product that does not exist is purged after this time'),
  },
  assumed: {
    spanTooLong: assumed('suffix of the message for more than 63 days'),
    tooFarBack: assumed('suffix for a start more than 730 days back'),
    endBeforeStart: assumed('suffix for an end before the start'),
    tooManyEntries: assumed('suffix for a list that is too long'),
    outOfRange: assumed('suffix for a number out of its range'),
    foreignOrder: observed('suffix for an order that is not the shop’s own'),
    wrongProgress: assumed('suffix for a function that the order’s progress does not allow'),
    unknownBasket: assumed('suffix for a basketId or itemDetailId the order does not have'),
    unknownShippingRow: assumed('suffix for a shippingDetailId the order does not have'),
    shippingDateRegistered: assumed(
      'suffix for a cancel while a 発送日 is registered (the refusal itself is observed)',
    ),
    systemError: assumed('suffix of a system error'),
    businessErrorStatus: assumed('HTTP status when a function for one order refuses: 400, or 200'),
    functionOffStatus: assumed('HTTP status when an API is not set to 利用する'),
  },
};
