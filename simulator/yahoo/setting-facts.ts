import { assumed, documented, observed, type SettingFacts } from '../setting-fact.ts';
import type { YahooSettings } from './settings.ts';

/** What every setting means, and how sure its default is. The page `docs/malls/yahoo-simulator.md` prints them all. */
export const SETTING_FACTS: SettingFacts<YahooSettings> = {
  auth: {
    accessTokenSeconds: documented('how long an access token works'),
    codeSeconds: documented('how long an authorization code can be redeemed, once'),
    consentDays: documented('how long a consent lasts, and with it the refresh token'),
    unsignedHours: documented('how long after the consent order calls without a signature are answered; then px-04102'),
    unsignedShortensConsent: assumed(
      'one order call without a signature shortens the whole consent to `unsignedHours`; a single source says so',
    ),
  },
  signature: {
    toleranceSeconds: assumed('how far the seconds in a signature may be from now, either way'),
    keyDays: observed('how long a 公開鍵 works'),
    whenWrong: assumed(
      'a wrong signature: like none (`unsigned`), with `wrongHeader` in the answer, or `refused` with px-04102',
    ),
    wrongHeader: assumed('X-SWS-Authorize-Status of a wrong signature; only `authorized` is known'),
  },
  transport: {
    connection: assumed('`close` or `keep-alive`'),
    latencyMinMs: assumed('the shortest time an answer takes, in ms of mall time'),
    latencyMaxMs: assumed('the longest time an answer takes; 0: answers take no time'),
  },
  throttle: {
    enforce: documented('whether calls beyond the rates are refused'),
    perSecond: documented('queries per second to the same address'),
    perDay: documented('requests per day of an application, without an agreement on more'),
    countedBy: assumed(
      'whose queries per second are counted together: those of an `application`, or of a `shop` of it',
    ),
    blockMs: assumed('how long an address answers 403 after too many; 0: only the calls too many'),
    body: assumed('what stands around the words of the 403: `xml` or `html`'),
  },
  answers: {
    declaration: observed('whether XML begins with its declaration; the samples show both'),
    padding: observed(
      '`newlines`: texts have line breaks and blanks around them, as in a sample of getStock; or `none`',
    ),
    items: observed('whether the Items of orderInfo come `last` or `first`, before the people; the samples show both'),
    times: observed('`rfc3339`, or `compact` (20121221231350) as in an old sample of orderInfo'),
    zones: documented(
      'which times say `+09:00`: not 公開日時 (`not-publication`: the page gives it none, and its samples give 注文日時 one), `everywhere`, or `nowhere`',
    ),
    repeats: observed('IsRoyaltyFix (true, then false) and NeedBillSlip come twice, as in a sample'),
    orderError: assumed(
      'what a refusal of orderInfo and of the writing calls stands in: `error` alone, or a `result` set',
    ),
  },
  list: {
    resultMax: documented('the most orders that one answer of orderList holds'),
    overMax: assumed('a Result above it: as many as allowed (`cap`), or `error`'),
    fromInclusive: assumed('an order of the very second of a From is found'),
    toInclusive: assumed('an order of the very second of a To is found'),
    pageOrder: assumed('orders of the same second: `stable`, or `ties-shuffled` from call to call'),
    publication: assumed(
      '公開日時 of an order that nothing held back: the `order-time` (before orderList shows it), the `window-end`, or `empty`',
    ),
    unknownField: observed(
      'a name in Field that the function does not have: `error` for every order, as a merchant met in production, or `ignore`',
    ),
    unknownCondition: assumed('a condition this mall does not know: `ignore` or `error`'),
    cancelledInWindow: assumed(
      'an order its buyer took back in the window is `listed` afterwards, or `hidden` for ever',
    ),
    visibilityDelayMinMs: assumed('the shortest time until orderList can list a new order'),
    visibilityDelayMaxMs: assumed('the longest; 0: at once. orderInfo knows it before that'),
  },
  flow: {
    cancelWindowMs: documented('how long a buyer can cancel; other texts speak only of the first minutes'),
    buyerCancelShare: assumed('the share of arriving orders that their buyers take back'),
    fraudHoldMs: assumed('how long the fraud check holds an order'),
    paymentDelayMs: assumed('how long a buyer takes to pay what is paid before'),
    reservationMs: assumed('1 予約中 to 2 処理中'),
    authorisationDays: assumed('how long after the order the money of a card can be taken (od91115 after that)'),
    completeAfterShipMs: assumed(
      'how long after a change of ShipStatus 完了 is refused; a single source says 10 seconds',
    ),
    seenByChange: observed('a change of an order makes it IsSeen'),
  },
  split: {
    publication: assumed('公開日時 of the parts of a split order: `now`, or that of the `original`'),
    original: assumed('the order that was split keeps its status (`kept`), or is `cancelled`'),
    childIds: documented(
      'where ChildOrderId names the two parts: at the `parts`, as the page says (未設定 at the order that was split), at the `source`, or `nowhere`',
    ),
  },
  status: {
    detailPath: documented(
      'where CancelReasonDetail is read: below `Oeder`, as the page spells it, `Order`, or `both`',
    ),
    yamatoLength: documented('characters of a number of ヤマト運輸; a sample on the same page has 17'),
  },
  stock: {
    initialQuantity: assumed('the level of everything in a new shop'),
    overdraftDefault: assumed('超過購入設定 of a new shop'),
    decrementAtOrder: assumed('the mall takes the units of an order from its own level, in the second it is placed'),
    soldOut: assumed('a buyer meets something sold out: `choose-another`, or `sell-anyway` (the level stays 0)'),
    testOrdersTake: assumed('whether test orders take from the level, too'),
    restoreAtCancel: assumed('a cancel gives the units back'),
    closeOnShortage: observed('a cancel for 欠品 closes the stock of what was ordered'),
    partial: observed(
      'one bad entry in setStock: the others are written (`per-item`, watched), nothing is and 207 all the same (`rolled-back`, the page’s words), or 400 (`refused`)',
    ),
    quantityIn207: observed(
      'Quantity of what was written in a 207: `shown` (the sample) or `left-out` (the page’s table)',
    ),
    rawPlus: assumed('a `+` that was not sent as `%2B`: `invalid`, or taken for a number to set (`absolute`)'),
    underscores: observed('`_` in item codes: `accept`, as samples have it, or `refuse`, as the page says'),
    unknownPublished: assumed('IsPublished of a row that setStock made for an unregistered item'),
  },
  items: {
    inCategory: assumed('what myItemList has of a store category: its `own` items, or those `with-below`'),
    emptyCategory: assumed('a store category with nothing in it, or nothing below it: an `empty` list, or `refused`'),
  },
  assumed: {
    gatewayMethodStatus: assumed('status of a call by another method than its function has'),
    scopeStatus: assumed('status of insufficient_scope'),
    orderParameter: observed('code of a wrong parameter of an order function'),
    listErrorStatus: assumed('status of an NG of orderList'),
    transition: assumed('code of a change that the order’s status does not allow; only the words are known'),
    readOnly: assumed('code of a change while the buyer can still cancel'),
    tooSoon: assumed('code of 完了 too soon after a change of ShipStatus'),
    foreignSellerOrder: assumed('code of a SellerId that the token is not for, in an order function'),
    foreignSellerStock: assumed('the same in a stock function'),
    sellerMissing: observed('code of a stock function without seller_id'),
    stockClose: assumed('code of a wrong stock_close, or of another number of them than items'),
    overflow: assumed('code of a sum beyond the limit; that nothing is written then is documented'),
    busy: assumed('code of 反映またはアップロード中'),
    getItemCode: assumed('code of a wrong item code in getStock'),
    getTooMany: assumed('code of more than 1,000 item codes in getStock'),
    itemParameter: assumed(
      'code of a wrong or missing field of a function of the item API, and of an item that is not there',
    ),
    maintenanceStatus: documented('status of ed-00002 メンテナンス中'),
    systemErrorStatus: documented('status of a system error'),
  },
};
